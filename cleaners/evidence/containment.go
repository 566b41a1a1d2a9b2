package evidence

import (
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// weigh decides whether one of two paragraphs, which share the shingle at these
// places, repeats the other, and notes it.
func (s *RepeatSearch) weigh(p, q *passage, atP, atQ int) bool {
	if s.leaves[q.block] {
		return false
	}
	short, long := min(p.words(), q.words()), max(p.words(), q.words())
	alike := long*100 <= short*alikeLength
	ours, theirs := s.bodyRank(p.block), s.bodyRank(q.block)
	leaver, stayer, atLeaver, atStayer := p, q, atP, atQ // of equals the later leaves
	if alike && ours > theirs || !alike && p.words() == long {
		leaver, stayer, atLeaver, atStayer = q, p, atQ, atP
		ours, theirs = theirs, ours
	}
	if !alike && ours > theirs || !s.holds(stayer, atStayer, leaver, atLeaver) {
		return false
	}
	s.add(Repeat{Block: leaver.block, Of: stayer.block, Within: !alike})
	return true
}

// slack is how many words the two may have shifted against each other, one in
// so many of the paragraph's.
const slack = 4

// holds reports whether outer says what inner does. They share the shingle at
// the two places, and only the stretch of outer around that is looked at.
func (s *RepeatSearch) holds(outer *passage, atOuter int, inner *passage, atInner int) bool {
	n := inner.words()
	from := max(outer.from, atOuter-(atInner-inner.from)-n/slack)
	to := min(outer.to, atOuter+(inner.to-atInner)+n/slack)
	if to-from < shingleWords {
		return false
	}
	s.fill(from, to)
	shingles := n - shingleWords + 1
	others := shingles - (shingles*repeatShare+99)/100 // how many outer need not have
	gap := inner.from                                  // where the words begin that outer has not
	for at := inner.from; at+shingleWords <= inner.to; at++ {
		if !s.has(s.sums[at]) {
			if others--; others < 0 {
				return false // as nearly all are that share a phrase
			}
			continue
		}
		if at > gap && s.namesOrNumbers(gap, at) {
			return false
		}
		gap = max(gap, at+shingleWords)
	}
	return s.credits(inner, gap) || !s.namesOrNumbers(gap, inner.to)
}

// namesOrNumbers reports whether one of the words in [from, to) is a number or begins
// with a capital: two paragraphs that differ there tell of different things.
func (s *RepeatSearch) namesOrNumbers(from, to int) bool {
	for at := from; at < to; at++ {
		if r, _ := utf8.DecodeRuneInString(s.layout.Text[s.layout.Words[at].Start:]); unicode.IsDigit(r) || unicode.IsUpper(r) {
			return true
		}
	}
	return false
}

// credits reports whether the words of p from gap on name an agency or
// photographer.
func (s *RepeatSearch) credits(p *passage, gap int) bool {
	if gap == p.to {
		return true
	}
	for _, cue := range s.layout.CuesOf(p.block) {
		if cue.Span.Start >= int(s.layout.Words[gap].Start) && (cue.Class == document.CueAgency || cue.Class == document.CueCredit) {
			return true
		}
	}
	return false
}

// fill makes the set of the shingles that begin in [from, to).
func (s *RepeatSearch) fill(from, to int) {
	s.set = cleared(s.set, slotsFor(2*(to-from)))
	for at := from; at+shingleWords <= to; at++ {
		s.setPlace(s.sums[at], true)
	}
}

func (s *RepeatSearch) has(h uint64) bool { return s.setPlace(h, false) }

// setPlace reports whether h is in the set, and puts it in if so told.
func (s *RepeatSearch) setPlace(h uint64, put bool) bool {
	h |= 1 << 63 // 0 is an empty slot
	mask := uint64(len(s.set) - 1)
	for slot := h & mask; ; slot = (slot + 1) & mask {
		switch s.set[slot] {
		case h:
			return true
		case 0:
			if put {
				s.set[slot] = h
			}
			return false
		}
	}
}
