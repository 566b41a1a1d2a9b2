// Package metadata reads what a page says of itself: its title, authors, dates,
// section, tags, addresses and language, and the article's text where the page's
// data has it. It judges no text and knows nothing of blocks.
//
// Whoever walks over a page's elements shows each to a Finder, which notes those
// that may state something (finder.go). Read then reads them as claims, one a
// field, of which the most reliable source wins (claims.go): the <meta> and <link>
// of the head (head.go, meta_names.go), the JSON-LD (jsonld.go, schema.go, json.go),
// and microdata, microformats and class names in the body (elements.go). The title
// is chosen among headings and what was stated (title.go); bylines are cut to names
// (byline.go, author.go), and all claims of authors are ranked together (byline_choice.go); the last step of the breadcrumbs is the section
// (breadcrumbs.go). Where authors are to be found is read when asked
// (author_address.go). AppBody searches the data for a page's scripts for the
// article's text (appdata.go, rows.go).
package metadata

import (
	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
)

// Read returns what the page says of itself, and the article's text as its
// JSON-LD has it, which is plain text or HTML (see Paragraphs). pageURL is the
// page's address, or empty. Of what the scraper knew, the name of the site and the
// language stand; its title is one more candidate. Read is called once, after
// everything was entered. The Finder keeps the page's nodes and changes none.
func (f *Finder) Read(pageURL string, scraped document.Hints) (h document.Hints, body string) {
	c := newClaims(pageURL, scraped)
	c.authors = f.authors
	c.readHead(f)
	f.base = c.base
	c.readLinkedData(f)
	var heading candidate
	h.Title, heading = c.chooseTitle(f)
	c.readElements(f, heading)
	c.offerBreadcrumbs(fromPage, c.breadcrumbs, h.Title)
	if f.breadcrumbs != nil {
		c.offerBreadcrumbs(fromElement, breadcrumbsIn(f.breadcrumbs), h.Title)
	}
	h.Section, h.SiteName, h.Language = c.section.value, c.site.value, c.language.value
	h.Byline, h.Bylines = c.chooseByline(), c.bylines
	h.Published, h.Modified = c.published.value, c.modified.value
	if c.isOneOfMany() {
		h.Published = ""
	}
	h.Doubted = c.published.from&doubted != 0
	h.MonthFirst = c.slashes == dates.MonthFirst
	if h.Modified != "" && h.Published != "" && h.Modified[:len("2006-01-02")] < h.Published[:len("2006-01-02")] {
		h.Modified = "" // a template's date, or a clock gone wrong
	}
	h.Canonical, h.Image = c.canonical.value, c.image.value
	h.Type, h.Free = c.kind.value, parseTri(c.free.value)
	h.Tags, h.Updates = c.tags, c.updates
	return h, c.body
}
