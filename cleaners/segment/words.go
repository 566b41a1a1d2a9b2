package segment

import (
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// bytesPerWord is how long a word is, with the space behind it, in the languages with
// short words: so large is the table made.
const bytesPerWord = 5

// growWords makes room for the words of doc's text.
func growWords(doc *document.Document) {
	doc.Words = slices.Grow(doc.Words, len(doc.Text)/bytesPerWord)
}

// measure reads b once: it notes its shape and its words. Words that it had before stay
// in the table until sortWords.
func measure(doc *document.Document, b *document.Block) {
	from := len(doc.Words)
	b.Shape, doc.Words = shape.Cut(doc.Text[b.Span.Start:b.Span.End], b.Span.Start, doc.Words)
	b.WordFrom, b.WordTo = int32(from), int32(len(doc.Words))
}

// join makes one block of the lines from b to last, whose words follow each other. They
// are put right by mendWords.
func join(doc *document.Document, b, last *document.Block) {
	b.Span.End, b.WordTo = last.Span.End, last.WordTo
	b.Shape = shape.Measure(doc.Text[b.Span.Start:b.Span.End])
}

// mendWords puts the words of joined lines right, once the breaks between them are mended:
// what is between them may be another than when they were listed.
func mendWords(doc *document.Document, blocks []document.Block) {
	for i := range blocks {
		b := &blocks[i]
		if b.Lines == 1 {
			continue
		}
		words := doc.Words[b.WordFrom:b.WordTo]
		for k := 1; k < len(words); k++ {
			shape.SetGap(doc.Text, &words[k-1], &words[k])
		}
		b.Shape.Wording = shape.Wording(words)
	}
}

// moveWords moves the words behind a place of the text by so many bytes.
func moveWords(doc *document.Document, from, by int) {
	for k := range doc.Words {
		if w := &doc.Words[k]; int(w.Start) >= from {
			w.Start += int32(by)
		}
	}
}

// sortWords leaves in doc's table the words of its blocks, in order, where some blocks
// were measured twice or out of order.
func sortWords(doc *document.Document) {
	end, sorted := int32(0), true
	for i := range doc.Blocks {
		sorted = sorted && doc.Blocks[i].WordFrom == end
		end = doc.Blocks[i].WordTo
	}
	if sorted && int(end) == len(doc.Words) {
		return
	}
	words := make([]document.Word, 0, len(doc.Words))
	for i := range doc.Blocks {
		b, from := &doc.Blocks[i], int32(len(words))
		words = append(words, doc.WordsOf(i)...)
		b.WordFrom, b.WordTo = from, int32(len(words))
	}
	doc.Words = append(doc.Words[:0], words...)
}
