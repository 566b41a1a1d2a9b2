package segment

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// measurePart measures b by what of it is read: without the insets at its ends. Its words
// are all.
func measurePart(doc *document.Document, b *document.Block) {
	part := b.Span
	if len(doc.Insets) > 0 {
		part = partRead(doc.Source, b.Span, doc.InsetsIn(b.Span))
	}
	measure(doc, b)
	if part != b.Span && part.Len() > 0 {
		words := b.Shape
		b.Shape = shape.Measure(doc.Text[part.Start:part.End])
		b.Shape.Wording, b.Shape.Signs, b.Shape.Bars = words.Wording, words.Signs, words.Bars
	}
}

// partRead returns what is left of a block between the insets at its ends.
func partRead(source string, part document.Span, insets []document.Inset) document.Span {
	for len(insets) > 0 && insets[0].Span.Start <= part.Start {
		part = trim(source, document.Span{Start: insets[0].Span.End, End: part.End})
		insets = insets[1:]
	}
	for n := len(insets); n > 0 && insets[n-1].Span.End >= part.End && part.Len() > 0; n-- {
		part = trim(source, document.Span{Start: part.Start, End: insets[n-1].Span.Start})
	}
	return part
}

// blankInsets returns the text with the insets blanked that have text of their block on
// either side. It blanks them in text, which is the same as doc's source.
func blankInsets(doc *document.Document, text []byte) string {
	if len(doc.Insets) == 0 {
		return doc.Source
	}
	for i := range doc.Blocks {
		span := doc.Blocks[i].Span
		insets := doc.InsetsIn(span)
		part := partRead(doc.Source, span, insets)
		for _, in := range insets {
			if part.Start < in.Span.Start && in.Span.End < part.End {
				blank(text, in.Span)
			}
		}
	}
	return string(text)
}

// blank replaces a span by characters that nobody sees: by spaces or, inside a word,
// by such as leave it one.
func blank(text []byte, s document.Span) {
	inWord := text[s.Start-1] > ' ' && text[s.End] > ' ' && s.Len() > 1
	if !inWord {
		for i := s.Start; i < s.End; i++ {
			text[i] = ' '
		}
		return
	}
	at := s.Start
	if s.Len()%2 == 1 {
		at += copy(text[at:], "\u200b") // three bytes
	}
	for ; at < s.End; at += 2 {
		copy(text[at:], "\u00ad") // two
	}
}
