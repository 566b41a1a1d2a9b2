package metadata

import "github.com/winnow-news/winnow/cleaners/document"

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
