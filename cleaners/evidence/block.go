package evidence

import (
	"iter"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Block is one block at its place in a document: what a cleaner looks at. It is
// small and passed by value. Its methods say what the block reads as. They are
// evidence, never a verdict.
type Block struct {
	*document.Block
	I      int     // its index
	Layout *Layout // of the document that has it
}

// At returns block i. It panics when there is none.
func (l *Layout) At(i int) Block { return Block{&l.Blocks[i], i, l} }

// Each returns the blocks in order.
func (l *Layout) Each() iter.Seq[Block] {
	return func(yield func(Block) bool) {
		for i := range l.Blocks {
			if !yield(l.At(i)) {
				return
			}
		}
	}
}

// Range returns the blocks from index from on, up to but not including to. Bounds
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

// By returns the block that is d blocks after b, or before it when d is negative.
// It panics when there is none; Has tells.
func (b Block) By(d int) Block { return b.Layout.At(b.I + d) }

// Has reports whether there is a block d blocks after b, or before it when d is
// negative.
func (b Block) Has(d int) bool { return b.I+d >= 0 && b.I+d < len(b.Layout.Blocks) }

// Text returns the block's text.
func (b Block) Text() string { return b.Layout.Text[b.Span.Start:b.Span.End] }

// Before returns the block's text up to byte p of the document's text.
func (b Block) Before(p int) string { return b.Layout.Text[b.Span.Start:p] }

// After returns the block's text from byte p of the document's text on.
func (b Block) After(p int) string { return b.Layout.Text[p:b.Span.End] }

// TextOf returns the text of span s of the document.
func (b Block) TextOf(s document.Span) string { return b.Layout.Text[s.Start:s.End] }

// Cues returns the phrases of the lexicons that were found in the block, in the
// order in which they begin.
func (b Block) Cues() []document.Cue { return b.Layout.CuesOf(b.I) }
