package record

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// LinkedText is Text with the targets of the links that the document has among its
// extras: [words](address), as Markdown has them, and nothing else of Markdown.
func LinkedText(doc *document.Clean) string {
	if doc.Extras == nil || len(doc.Extras.Links) == 0 {
		return Text(doc)
	}
	linked, with := linked{links: doc.Extras.Links}, *doc
	with.Paragraphs = make([]document.Paragraph, len(doc.Paragraphs))
	for k, p := range doc.Paragraphs {
		var b strings.Builder
		from := 0
		for _, link := range linked.of(k, 0, len(p.Text)) {
			b.WriteString(p.Text[from:link.At] + "[" + link.Text + "](" + target(link.Address) + ")")
			from = link.At + len(link.Text)
		}
		p.Text = b.String() + p.Text[from:]
		with.Paragraphs[k] = p
	}
	return Text(&with)
}
