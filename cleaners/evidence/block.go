package evidence

import (
	"iter"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Block is one block at its place in a document: what a cleaner looks at. It is
// small and passed by value. Its methods say what the block reads as; they are
// evidence, and never a verdict.
type Block struct {
	*document.Block
	I      int     // its index
	Layout *Layout // of the document that has it
}

// At returns block i, which must be there.
func (l *Layout) At(i int) Block { return Block{&l.Blocks[i], i, l} }

// Each goes over the blocks in order.
func (l *Layout) Each() iter.Seq[Block] {
	return func(yield func(Block) bool) {
		for i := range l.Blocks {
			if !yield(l.At(i)) {
				return
			}
		}
	}
}

// Range goes over the blocks from index from on, up to but not including to; bounds
// outside of the document are moved into it.
func (l *Layout) Range(from, to int) iter.Seq[Block] {
	return func(yield func(Block) bool) {
		for i := max(from, 0); i < min(to, len(l.Blocks)); i++ {
			if !yield(l.At(i)) {
				return
			}
		}
	}
}

// By returns the block so many blocks behind b, or before it when d is negative.
// It must be there.
func (b Block) By(d int) Block { return b.Layout.At(b.I + d) }

// Has reports whether there is a block so many behind b, or before it when d is
// negative.
func (b Block) Has(d int) bool { return b.I+d >= 0 && b.I+d < len(b.Layout.Blocks) }

// Text returns the block's text.
func (b Block) Text() string { return b.Layout.Text[b.Span.Start:b.Span.End] }

// Before returns the block's text up to byte p of the document's.
func (b Block) Before(p int) string { return b.Layout.Text[b.Span.Start:p] }

// After returns the block's text from byte p of the document's on.
func (b Block) After(p int) string { return b.Layout.Text[p:b.Span.End] }

// TextOf returns the text of a span.
func (b Block) TextOf(s document.Span) string { return b.Layout.Text[s.Start:s.End] }

// Cues returns the phrases that the lexicons found in the block, by where they
// begin.
func (b Block) Cues() []document.Cue { return b.Layout.CuesOf(b.I) }
