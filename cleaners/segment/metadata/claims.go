package metadata

import (
	"net/url"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// How a page's metadata becomes hints: the walk over the page leaves what may
// state a field in a finds (hints_finds.go); the head's <meta> and <link>
// (hints_head.go), the JSON-LD (linkeddata.go) and the elements
// (hints_elements.go) are read into claims, one per field, the surest source
// winning; the title is chosen among headings and what was stated
// (hints_title.go); bylines are cut to names (hints_byline.go).

// source is where a claim was read, surest first.
type source uint8

// The sources. The order is how often each was right where two of them
// disagreed, on annotated pages.
const (
	fromScraper source = iota + 1
	fromMeta           // <meta>: OpenGraph, Dublin Core and their kin
	fromArticle        // the article in the JSON-LD
	fromMarkup         // microdata, microformats, rel
	fromNamed          // an element whose class or id says what it is
	fromPage           // the page around the article in the JSON-LD
	fromElement        // an element that often holds it
	fromAddress        // the page's URL
)

// doubted moves a source behind all others: the value is of a kind that is
// seldom right, such as an author who is an organisation.
const doubted source = 1 << 4

// claim is the surest value stated for one field so far.
type claim struct {
	value string
	from  source
}

// offer lets value, white space folded, take the field when its source is
// surer than what was there. The first of equally sure ones stays.
func (c *claim) offer(from source, value string) {
	if value == "" || c.value != "" && c.from <= from {
		return
	}
	if value = shape.Fold(value); value != "" {
		*c = claim{value, from}
	}
}

// claims is what a page states of itself.
type claims struct {
	address   *url.URL // the page's own, or nil
	base      *url.URL // what its links are relative to, or nil
	titles    []string // in order of trust
	slashes   dates.Slashes
	byline    claim
	published claim
	modified  claim
	section   claim
	language  claim
	canonical claim
	image     claim
	site      claim
	kind      claim    // what the page says it is
	free      claim    // whether it can be read without paying: "true" or "false"
	crumbs    []string // the breadcrumb trail in its JSON-LD
	body      string   // the article's text, as its JSON-LD has it
	siteNames []string // everything the outlet is called
	tags      []string
	tagsFrom  source
}

// readHints fills doc.Hints with what the page says about itself, and gives the
// article's text where its data states one. What the scraper said already stands,
// but for the title: the scraper's is one more candidate.
func (f *Finder) Read(pageURL string, scraped document.Hints) (h document.Hints, body string) {
	c := newClaims(pageURL, scraped)
	c.slashes = slashesOf(f.language)
	c.readHead(f)
	c.readLinkedData(f)
	var heading find
	h.Title, heading = c.chooseTitle(f)
	c.readElements(f, heading)
	c.offerCrumbs(fromPage, c.crumbs, h.Title)
	if f.trail != nil {
		c.offerCrumbs(fromElement, crumbsIn(f.trail), h.Title)
	}
	h.Byline, h.Section, h.SiteName, h.Language = c.byline.value, c.section.value, c.site.value, c.language.value
	h.Published, h.Modified = c.published.value, c.modified.value
	if h.Modified != "" && h.Published != "" && h.Modified[:len("2006-01-02")] < h.Published[:len("2006-01-02")] {
		h.Modified = "" // a template's date, or a clock gone wrong
	}
	h.Canonical, h.Image = c.canonical.value, c.image.value
	h.Type, h.Free = c.kind.value, triOf(c.free.value)
	h.Tags = c.tags
	return h, c.body
}

func newClaims(pageURL string, scraped document.Hints) *claims {
	c := &claims{}
	if u, err := url.Parse(pageURL); err == nil && u.Host != "" {
		c.address, c.base = u, u
		c.published.offer(fromAddress, dayOfPath(u.Path))
	}
	c.addTitle(scraped.Title)
	c.addSiteName(fromScraper, scraped.SiteName)
	c.language.offer(fromScraper, scraped.Language)
	return c
}

func (c *claims) addTitle(title string) {
	if title = shape.Fold(title); title != "" {
		c.titles = append(c.titles, title)
	}
}

func (c *claims) addSiteName(from source, name string) {
	if name = shape.Fold(name); name == "" {
		return
	}
	c.site.offer(from, name)
	c.siteNames = append(c.siteNames, name)
}

// offerDate lets a stated date, in whatever form, take a field.
func (c *claims) offerDate(field *claim, from source, stated string) {
	if stated != "" && (field.value == "" || from < field.from) {
		field.offer(from, dates.Normalize(stated, c.slashes))
	}
}

// slashesOf tells how a page reads 3/4/2026. Software prints dates the
// American way unless it is told otherwise, so only another language or region
// than American English speaks for the day first.
func slashesOf(language string) dates.Slashes {
	switch strings.ToLower(strings.ReplaceAll(language, "_", "-")) {
	case "en", "en-us":
		return dates.MonthFirst
	}
	return dates.DayFirst
}

// offerAddress lets a link to another place take a field, made absolute.
func (c *claims) offerAddress(field *claim, from source, link string) {
	field.offer(from, c.absolute(link))
}

// absolute resolves link against the page's base. It gives nothing for what
// doesn't lead to a web page.
func (c *claims) absolute(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || link == "" {
		return ""
	}
	if c.base != nil {
		u = c.base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// offerCanonical offers the page's own address. A link to the front page from
// a page that is not it is a template's mistake.
func (c *claims) offerCanonical(from source, link string) {
	link = c.absolute(link)
	u, err := url.Parse(link)
	if err != nil || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && c.address != nil && strings.Trim(c.address.Path, "/") != "" {
		return
	}
	c.canonical.offer(from, link)
}

// Bounds on tags: longer ones are sentences, more of them are stuffing.
const (
	longestTag = 80
	mostTags   = 50
)

// offerTags adds tags when they come from the surest source yet; a surer one
// replaces what was there.
func (c *claims) offerTags(from source, stated string) {
	for tag := range strings.FieldsFuncSeq(stated, func(r rune) bool { return r == ',' || r == ';' || r == '、' || r == '，' }) {
		if tag = strings.TrimLeft(shape.Fold(tag), "#"); tag == "" || len(tag) > longestTag {
			continue
		}
		if len(c.tags) > 0 && from > c.tagsFrom {
			return
		}
		if from < c.tagsFrom {
			c.tags = nil
		}
		c.tagsFrom = from
		same := func(other string) bool { return strings.EqualFold(tag, other) }
		if len(c.tags) < mostTags && !slices.ContainsFunc(c.tags, same) {
			c.tags = append(c.tags, tag)
		}
	}
}

// dayOfPath finds /2026/03/04/ or 2026-03-04 in a URL's path.
func dayOfPath(path string) string {
	for i := 0; i+len("2026/3/4") <= len(path); i++ {
		if (path[i] == '1' || path[i] == '2') && (i == 0 || !isDigit(path[i-1])) {
			if day := leadingDay(path[i:]); day != "" {
				return day
			}
		}
	}
	return ""
}

// leadingDay reads the YYYY/MM/DD that s begins with; the two separators are
// the same, a slash or a dash.
func leadingDay(s string) string {
	if len(s) < 5 || s[4] != '/' && s[4] != '-' {
		return ""
	}
	parts := strings.SplitN(s, s[4:5], 3)
	if len(parts) < 3 || len(parts[0]) != 4 || len(parts[1]) > 2 {
		return ""
	}
	n := 0
	for n < len(parts[2]) && isDigit(parts[2][n]) {
		n++
	}
	return dates.FindDay(parts[0] + "-" + parts[1] + "-" + parts[2][:n])
}

// isDigit reports an ASCII digit.
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
