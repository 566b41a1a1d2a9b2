package evidence

import (
	"iter"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file lists the blocks that have phrases. Most of a text's have none, and most
// cleaners look at no others.

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
	if l.Format == document.HTML {
		return l.Each()
	}
	return l.Cued(classes)
}

// HasCues reports whether some block has a phrase of one of the classes.
func (l *Layout) HasCues(classes document.CueSet) bool {
	if l.known&cuedPart == 0 {
		l.listCued()
	}
	return l.classes&classes != 0
}

// listCued lists the blocks that have phrases, in the memory of notes.
func (l *Layout) listCued() {
	l.known |= cuedPart
	if l.Notes == nil {
		l.Notes = &Notes{}
	}
	cued := l.Notes.cued[:0]
	for i := range l.Blocks {
		if of := l.Blocks[i].Cued; of != 0 {
			l.classes |= of
			cued = append(cued, int32(i))
		}
	}
	l.Notes.cued, l.cued = cued, cued
}
