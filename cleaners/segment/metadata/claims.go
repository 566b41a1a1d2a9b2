package metadata

import (
	"net/url"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/lexicon"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// source is where a claim was read, the most reliable first.
type source uint8

// The sources, in the order of how often each is right where two disagree.
const (
	fromScraper source = iota + 1
	fromMeta           // <meta>: OpenGraph, Dublin Core and the like
	fromArticle        // the article in the JSON-LD
	fromLoose          // <meta> for a tool, or by a name that states other dates as well
	fromMarkup         // microdata, microformats, rel
	fromNamed          // an element whose class or id says what it is
	fromPage           // the page around the article in the JSON-LD
	fromElement        // an element that often holds it
	fromAddress        // the page's URL
)

// doubted moves a source behind all others, for a value of a kind that is seldom
// right, such as an author who is an organisation.
const doubted source = 1 << 4

// claim is the most reliable value stated for one field so far.
type claim struct {
	value string
	from  source
}

// offer lets value, white space folded, take the field when its source is more
// reliable than the one before. Of equals the first stays.
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
	address     *url.URL // the page's own, or nil
	host        hostLetters
	base        *url.URL // what its links are relative to, or nil
	titles      []string // the most reliable first
	slashes     dates.Slashes
	days        map[string]bool // that elements named after dates state
	titleFound  bool            // a heading agrees with the title that the page states
	day         string          // of the page's URL, or the address that it states for itself
	bylines     []document.BylineClaim
	published   claim
	modified    claim
	section     claim
	language    claim
	canonical   claim
	image       claim
	site        claim
	kind        claim    // what the page says it is
	free        claim    // whether it can be read without paying: "true" or "false"
	breadcrumbs []string // the breadcrumb trail in its JSON-LD
	updates     []document.Update
	body        string   // the article's text, as its JSON-LD has it
	siteNames   []string // everything the publisher is called, in small letters alone
	owners      []string // who holds the rights, in small letters alone
	tags        []string
	tagsFrom    source
	authors     *authorAddresses // nil when nobody asked for them
}

func newClaims(pageURL string, scraped document.Hints) *claims {
	c := &claims{days: map[string]bool{}}
	if u, err := url.Parse(pageURL); err == nil && u.Host != "" {
		c.address, c.base, c.host = u, u, lettersOfHost(u.Hostname())
		c.offerDayOf(u)
	}
	c.addTitle(scraped.Title)
	c.addSiteName(fromScraper, scraped.SiteName)
	c.offerLanguage(fromScraper, scraped.Language)
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
	c.siteNames = append(c.siteNames, lettersOf(name))
}

// offerLanguage lets a stated language take the field, as it is stated. What is no
// language ("utf") would hide the one that a less reliable source has.
func (c *claims) offerLanguage(from source, stated string) {
	if lexicon.Tag(stated) != "" {
		c.language.offer(from, stated)
	}
}

// offerDate lets a stated date, in whatever form, take a field.
func (c *claims) offerDate(field *claim, from source, stated string) {
	if stated != "" && (field.value == "" || from < field.from) {
		field.offer(from, dates.Normalize(stated, c.slashes))
	}
}

// Bounds on tags: a longer one is a sentence, and more are written for search
// engines.
const (
	longestTag = 80
	mostTags   = 50
)

// offerTags adds the tags in a list when no more reliable source has stated any. A
// more reliable source replaces what was there.
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
