package evidence

import "slices"

// This file notes what blocks read as, so that what many ask is found once. A note is
// made when it is first asked for.

// Notes is the memory in which that is noted. One can serve many documents, one after
// the other. Its zero value is ready for use.
type Notes struct {
	of      []note
	glances []Glance
	sums    []uint16 // of blocks' first words
	cued    []int32  // the blocks that have phrases or are a page's
}

// Blocks returns of how many blocks n has memory for notes.
func (n *Notes) Blocks() int { return max(cap(n.of), cap(n.glances), cap(n.cued)) }

// note is what is known of one block.
type note struct{ asked, holds traits }

// traits is a set of what a block can read as.
type traits uint16

const (
	readsAsDate   traits = 1 << iota // IsDateLine
	readsAsBody                      // IsBody
	readsAsHeader                    // IsRelatedHeader
	headsOther                       // HeadsOtherPart
	reportsLabel                     // ReportsLabel
	readsAsTurn                      // IsTurn
	readsAsCredit                    // IsCreditLine
	readsAsLabel                     // hasLabel
	readsAsSignUp                    // IsSignUpLine
)

// has reports whether b has trait t, which is tells where nothing is noted yet.
func (b Block) has(t traits, is func(Block) bool) bool {
	l := b.Layout
	if len(l.notes) != len(l.Blocks) {
		l.beginNotes()
	}
	n := &l.notes[b.I]
	if n.asked&t == 0 {
		n.asked |= t
		if is(b) {
			n.holds |= t
		}
	}
	return n.holds&t != 0
}

// beginNotes makes room for notes of all blocks.
func (l *Layout) beginNotes() {
	if l.Notes == nil {
		l.Notes = &Notes{}
	}
	l.Notes.of = slices.Grow(l.Notes.of[:0], len(l.Blocks))[:len(l.Blocks)]
	clear(l.Notes.of)
	l.notes = l.Notes.of
}
