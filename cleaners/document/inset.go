package document

import "slices"

// Inset is a stretch inside a block that a page has there and that is no part of the
// sentence around it.
type Inset struct {
	Span Span
	Kind InsetKind
}

// InsetKind is what an inset is.
type InsetKind uint8

// The kinds.
const (
	InsetHidden  InsetKind = iota + 1 // text that the page doesn't show: for screen readers, or behind a click
	InsetReading                      // how the word before it is read: the <rt> of a <ruby>
	InsetMark                         // the mark of a note, or the way back from one
	InsetNumber                       // the numbers of a code's lines
)

// InsetsIn returns the insets that lie in s.
func (d *Document) InsetsIn(s Span) []Inset {
	if len(d.Insets) == 0 {
		return nil
	}
	from, _ := slices.BinarySearchFunc(d.Insets, s.Start, func(in Inset, at int) int { return in.Span.Start - at })
	to := from
	for to < len(d.Insets) && d.Insets[to].Span.End <= s.End {
		to++
	}
	return d.Insets[from:to]
}

// IsInset reports whether s is an inset.
func (d *Document) IsInset(s Span) bool {
	in := d.InsetsIn(s)
	return len(in) == 1 && in[0].Span == s
}
