package evidence

import (
	"iter"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file looks at each block once. Rules are many and blocks large, and of most blocks
// most rules have nothing to say: what they need at least is noted in a few bytes a block,
// which stay near while all rules go over them.

// Glance is what one look at a block tells.
type Glance struct {
	Words uint16 // mostGlanced where it has more
	Looks Looks
}

const mostGlanced = 1<<16 - 1

// Looks is a set of what a block may have or be. Of a page's block, and of a list of
// addresses, LooksMarked to LooksCapital are all set: its shape tells of less than it has.
type Looks uint16

// What a block looks like.
const (
	LooksProse    Looks = 1 << iota // IsProse
	LooksCued                       // it has a phrase
	LooksTagged                     // it is a page's
	LooksCredited                   // MayEndInCredit
	LooksMarked                     // MayHaveMark
	LooksFigured                    // MayHaveDigit
	LooksNumbered                   // it may end in a digit
	LooksCapital                    // it may have LooksCapitals capitals or more
	LooksColoned                    // it has a colon, of either width
)

// LooksCapitals is how many capitals LooksCapital tells of.
const LooksCapitals = 6

// Has reports whether any of the looks of o is in s.
func (s Looks) Has(o Looks) bool { return s&o != 0 }

// Glances returns what each block looks like.
func (l *Layout) Glances() []Glance {
	if l.known&glancePart == 0 {
		l.glance()
	}
	return l.glances
}

// Looking returns the blocks that have one of the looks, in order.
func (l *Layout) Looking(any Looks) iter.Seq[Block] {
	return func(yield func(Block) bool) {
		for i, g := range l.Glances() {
			if g.Looks&any != 0 && !yield(l.At(i)) {
				return
			}
		}
	}
}

// Cued returns the blocks with a phrase of one of the classes, in order.
func (l *Layout) Cued(classes document.CueSet) iter.Seq[Block] {
	return func(yield func(Block) bool) {
		if !l.HasCues(classes) {
			return
		}
		for _, i := range l.cued {
			if l.Blocks[i].Cued&classes != 0 && !yield(l.At(int(i))) {
				return
			}
		}
	}
}

// CuedOrTagged returns the blocks with a phrase of one of the classes, and all blocks of
// a page, whose elements tell as well, in order.
func (l *Layout) CuedOrTagged(classes document.CueSet) iter.Seq[Block] {
	return func(yield func(Block) bool) {
		if !l.HasCues(classes) && l.Format != document.HTML {
			return
		}
		for _, i := range l.cued {
			if b := l.At(int(i)); (b.Cued&classes != 0 || b.Element != nil) && !yield(b) {
				return
			}
		}
	}
}

// HasCues reports whether some block has a phrase of one of the classes.
func (l *Layout) HasCues(classes document.CueSet) bool {
	if l.known&glancePart == 0 {
		l.glance()
	}
	return l.classes&classes != 0
}

// glance looks at each block, and lists those that have phrases or are a page's, in the
// memory of notes.
func (l *Layout) glance() {
	l.known |= glancePart
	if l.Notes == nil {
		l.Notes = &Notes{}
	}
	glances, cued := l.Notes.glances[:0], l.Notes.cued[:0]
	colons := colonFinder{text: l.Text, colon: -1, wide: -1}
	for i := range l.Blocks {
		b := l.At(i)
		l.classes |= b.Cued
		if b.Cued != 0 || b.Element != nil {
			cued = append(cued, int32(i))
		}
		looks := b.looks()
		if colons.isIn(b.Span) {
			looks |= LooksColoned
		}
		glances = append(glances, Glance{uint16(min(b.Shape.Words, mostGlanced)), looks})
	}
	l.Notes.glances, l.Notes.cued = glances, cued
	l.glances, l.cued = glances, cued
}

func (b Block) looks() (s Looks) {
	if b.IsProse() {
		s |= LooksProse
	}
	if b.Cued != 0 {
		s |= LooksCued
	}
	if b.MayEndInCredit() {
		s |= LooksCredited
	}
	if b.Element != nil || b.Listed {
		if b.Element != nil {
			s |= LooksTagged
		}
		return s | LooksMarked | LooksFigured | LooksNumbered | LooksCapital
	}
	if b.Shape.Marks > 0 {
		s |= LooksMarked
	}
	if b.Shape.Digits > 0 {
		s |= LooksFigured
		if IsDigit(b.Layout.Text[b.Span.End-1]) {
			s |= LooksNumbered
		}
	}
	if b.Shape.Upper >= LooksCapitals {
		s |= LooksCapital
	}
	return s
}

// colonFinder finds colons in one span of a text after the other: it searches the text
// once, where most spans have none.
type colonFinder struct {
	text        string
	colon, wide int // the next of either width, from the last span that was asked about on
}

func (f *colonFinder) isIn(s document.Span) bool {
	if f.colon < s.Start {
		f.colon = indexFrom(f.text, ":", s.Start)
	}
	if f.wide < s.Start {
		f.wide = indexFrom(f.text, "：", s.Start)
	}
	return min(f.colon, f.wide) < s.End
}

// indexFrom returns where sign stands in s from byte from on, the length of s where it
// does not.
func indexFrom(s, sign string, from int) int {
	at := strings.Index(s[from:], sign)
	if at < 0 {
		return len(s)
	}
	return from + at
}
