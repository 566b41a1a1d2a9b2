package extras

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// embeds returns the posts and players of other sites in the article: those that the
// page has as elements, and those whose text form the text has.
func (c *collector) embeds() (all []document.Embed) {
	kept := c.keptText()
	var spans []document.Span
	for _, found := range c.attached.Embeds {
		if !c.isIn(&found.Setting, &kept) {
			continue
		}
		embed := document.Embed{Place: c.place(found.Span), Platform: found.Platform, Address: found.Address}
		if found.Span.Len() > 0 {
			spans = append(spans, found.Span)
			embed.Post, embed.Author = c.postIn(found.Span)
		}
		all = append(all, embed)
	}
	for _, post := range c.Posts() {
		if slices.ContainsFunc(spans, post.Span.Overlaps) || !c.mayBePost(&post) {
			continue
		}
		all = append(all, document.Embed{
			Place: c.place(post.Span), Platform: platformOf(c.postAddress(&post)), Post: c.text(post.Words),
			Author: c.text(post.Author), Address: c.postAddress(&post),
		})
	}
	return all
}

// postIn returns what a post says and its author. The author's name is told by the
// account's behind it.
func (c *collector) postIn(span document.Span) (words, author string) {
	if post, ok := evidence.ReadPost(c.Document, span); ok {
		return c.text(post.Words), c.text(post.Author)
	}
	text := c.Text[span.Start:span.End]
	open := strings.LastIndex(text, "(@")
	if open < 0 {
		return c.text(span), ""
	}
	end := strings.IndexByte(text[open:], ')')
	if end < 0 {
		return c.text(span), ""
	}
	name := document.Span{Start: span.Start + evidence.NameBefore(text[:open]), End: span.Start + open + end + 1}
	return c.text(span), c.text(name)
}

// mayBePost reports whether a post in a text is one: it is below the article's first
// paragraph at the earliest, and no byline, title or part of another article.
func (c *collector) mayBePost(post *evidence.Post) bool {
	first := c.FirstBody()
	if first == len(c.Blocks) || post.Span.Start < c.Blocks[first].Span.Start {
		return false
	}
	from, to := c.entries(post.Span)
	for i := from; i < to; i++ {
		switch e := c.clean.Ledger.At(i); {
		case e.Fate == document.Lifted:
			return false
		case e.Fate == document.Removed && (e.Kind == document.Metadata || e.Kind == document.Related || e.Kind == document.Comments):
			return false
		}
	}
	return true
}

// postAddress returns the address of a post in a text: that of a link in it which leads
// to a post, else the one that is printed in it, else "".
func (c *collector) postAddress(post *evidence.Post) string {
	for _, link := range c.linksIn(post.Span) {
		if strings.Contains(link.Address, "/status/") {
			return link.Address
		}
	}
	if post.Link.Len() == 0 {
		return ""
	}
	return "https://" + c.Source[post.Link.Start:post.Link.End]
}

// platformOf returns the platform of a post's address. An account's name alone may be
// of any.
func platformOf(address string) string {
	for _, host := range [...]string{"twitter.com/", "x.com/"} {
		if strings.Contains(address, "/"+host) || strings.Contains(address, "."+host) {
			return "x"
		}
	}
	return ""
}
