package metadata

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// This file reads the entries that a live blog's JSON-LD states.
// https://schema.org/LiveBlogPosting

const (
	// mostUpdates is how many entries of a live blog are read: the longest have about
	// a thousand.
	mostUpdates = 4000
	// openingBytes is as much of an entry's text as tells it from the others.
	openingBytes = 200
)

// readUpdates reads the entries of the page's live blog, if it states one, and adds
// their texts to the article's.
func (c *claims) readUpdates(g *graph) {
	var text []string
	for _, a := range g.articles {
		list, ok := a["liveBlogUpdate"].([]any)
		if one, single := a["liveBlogUpdate"].(thing); single {
			list, ok = []any{one}, true
		}
		if !ok || len(c.updates) > 0 {
			continue
		}
		for _, v := range list {
			if t, ok := v.(thing); ok && len(c.updates) < mostUpdates {
				text = append(text, c.readUpdate(g, t)...)
			}
		}
		c.kind.value = updatesType
	}
	if len(c.updates) > 0 && !strings.Contains(c.body, c.updates[0].Opening) {
		c.body = strings.TrimSpace(c.body + "\n" + strings.Join(text, "\n"))
	}
}

// updatesType is the type of a page that states entries, in lower case.
const updatesType = "liveblogposting"

// readUpdate notes one entry and returns its headline and text.
func (c *claims) readUpdate(g *graph, t thing) (text []string) {
	u := document.Update{Headline: shape.Fold(unescaped(textOf(t["headline"])))}
	var by claims
	by.offerAuthors(g, t["author"], fromArticle)
	u.Byline = by.chooseByline()
	for _, key := range [...]string{"datePublished", "dateCreated", "dateModified"} {
		if u.Published == "" {
			u.Published = dates.Normalize(textOf(t[key]), c.slashes)
		}
	}
	if u.Headline != "" {
		text = append(text, u.Headline)
	}
	body := Paragraphs(strings.Join(textsOf(t["articleBody"]), "\n"))
	if len(body) > 0 {
		u.Opening = body[0]
		if len(u.Opening) > openingBytes {
			u.Opening = strings.ToValidUTF8(u.Opening[:openingBytes], "")
		}
	}
	c.updates = append(c.updates, u)
	return append(text, body...)
}
