package segment

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// mark notes a link or an image of a Markdown dump: the text between the brackets at
// open and closing, and the target up to byte end. Links come in the order in which
// they close.
func (a *attacher) mark(source string, open, closing, end int) {
	target := strings.TrimSpace(source[closing+len("](") : end-1])
	if rest, ok := strings.CutPrefix(target, "<"); ok {
		target, _, _ = strings.Cut(rest, ">")
	} else if at := strings.IndexAny(target, " \t\r\n"); at >= 0 {
		target = target[:at] // a title stands behind it
	}
	text := document.Span{Start: open + 1, End: closing}
	if open == 0 || source[open-1] != '!' {
		a.markLink(text, target)
		return
	}
	if len(a.found.Images) < mostAttached {
		a.found.Images = append(a.found.Images, &document.AttachedImage{
			Setting: document.Setting{At: open - 1}, Address: target, Alt: shape.Fold(source[text.Start:text.End]),
		})
	}
}

// markLink notes a link's text. It does not note one that holds another: in Markdown
// a link has no links.
func (a *attacher) markLink(text document.Span, target string) {
	if n := len(a.found.Links); n > 0 && a.found.Links[n-1].Span.End > text.Start || len(a.found.Links) >= mostAttached {
		return
	}
	a.found.Links = append(a.found.Links, document.AttachedLink{Span: text, Address: target})
}
