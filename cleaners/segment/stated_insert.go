package segment

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// insertBody makes blocks of a stated text, below the page's heading or, where there
// is none, above everything. The blocks behind it move on.
func insertBody(doc *document.Document, body []string, from document.Data) {
	at := belowHeading(doc)
	start := 0
	if at > 0 {
		start = doc.Blocks[at-1].Span.End
	}
	var text strings.Builder
	blocks := make([]document.Block, 0, len(body))
	for _, p := range body {
		if start+text.Len() > 0 {
			text.WriteByte('\n')
		}
		span := document.Span{Start: start + text.Len()}
		text.WriteString(p)
		span.End = start + text.Len()
		blocks = append(blocks, dataBlock(span, from, len(body)))
	}
	if start == 0 && len(doc.Source) > 0 {
		text.WriteByte('\n')
	}
	for i := at; i < len(doc.Blocks); i++ {
		doc.Blocks[i].Span.Start += text.Len()
		doc.Blocks[i].Span.End += text.Len()
	}
	doc.Source = doc.Source[:start] + text.String() + doc.Source[start:]
	doc.Text = doc.Text[:start] + text.String() + doc.Text[start:]
	moveWords(doc, start, text.Len())
	for i := range blocks {
		measure(doc, &blocks[i])
	}
	for i := range doc.Insets {
		if in := &doc.Insets[i]; in.Span.Start >= start {
			in.Span.Start += text.Len()
			in.Span.End += text.Len()
		}
	}
	moveAttached(doc.Attached, start, text.Len())
	moveRuled(doc, start, text.Len())
	setApart(doc.Blocks[at:], blocks)
	doc.Blocks = slices.Insert(doc.Blocks, at, blocks...)
	for i := range doc.Blocks {
		doc.Blocks[i].Line = int32(i) + 1
	}
}

// setApart sets the common depths as if an element of their own were around blocks,
// which go before rest.
func setApart(rest, blocks []document.Block) {
	for i := range blocks {
		blocks[i].Element.CommonDepth = 2
	}
	blocks[0].Element.CommonDepth = 1
	if len(rest) > 0 {
		rest[0].Element.CommonDepth = min(rest[0].Element.CommonDepth, 1)
	}
}

// dataBlock returns a block for text that no element shows. It has the evidence of a
// paragraph in the article.
func dataBlock(span document.Span, from document.Data, siblings int) document.Block {
	return document.Block{
		Span: span, Lines: 1,
		Element: &document.Element{
			Tag: "p", Path: hashString(fnvOffset, "data"), Siblings: int32(siblings),
			Ancestors: document.InArticle, Names: document.NamedArticle, Near: document.NamedArticle,
			Stated: document.Yes, Data: from,
		},
	}
}

// belowHeading returns the index behind the block that is the page's heading, or 0.
func belowHeading(doc *document.Document) int {
	for i := range doc.Blocks {
		if doc.Blocks[i].Element.Tag == "h1" || doc.Hints.Title != "" && doc.Of(i) == doc.Hints.Title {
			return i + 1
		}
	}
	return 0
}
