package evidence

import (
	"slices"
	"sort"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds the paragraphs of a document that repeat another one. Runs of
// three of the words that segmenting has listed, picked by
// their hash, lead to the earlier paragraph that has them too; and there the
// two are laid side by side (containment of word shingles: Broder, "On the
// resemblance and containment of documents", 1997). A paragraph is compared
// with a few others and with no more text than its own length, so that the time
// is linear in the document.

// Repeat is a paragraph whose words another one has too.
type Repeat struct {
	Block  int  // the one that repeats
	Of     int  // the one that is repeated: it is more of the body, longer, or the first
	Exact  bool // they are the same word for word
	Within bool // Of is much longer, and has the words of Block among its own
}

// Adjacent reports whether the two are next to each other.
func (r Repeat) Adjacent() bool { return r.Block == r.Of+1 || r.Of == r.Block+1 }

const (
	// repeatWords is the fewest words of a paragraph that nobody writes twice
	// on purpose. Refrains, verse and replies are shorter.
	repeatWords = 12

	// shingleWords is how many words in a row are compared as one.
	shingleWords = 3

	// pickedOf is of how many shingles in a row one is looked up: the one with
	// the smallest hash (winnowing: Schleimer, Wilkerson, Aiken 2003), so that
	// two paragraphs that share pickedOf+shingleWords-1 words in a row are
	// certain to be compared.
	pickedOf = 4

	// repeatShare is how many percent of a paragraph's shingles the other has.
	repeatShare = 80

	// alikeLength is how much longer, in percent, the other may be to count as
	// the same paragraph rather than one that holds it.
	alikeLength = 125

	// candidates is with how many others a paragraph is compared at most.
	candidates = 3
)

// findRepeats returns the paragraphs that repeat another one, each once, in no
// particular order.
func findRepeats(l *Layout) []Repeat {
	s := l.Search
	if s == nil {
		s = &RepeatSearch{}
	}
	s.begin(l)
	if len(s.passages) < 2 {
		return nil
	}
	s.exactOnes()
	s.nearOnes()
	return s.found
}

// RepeatSearch is the memory in which the repeats of one document after the other
// are found. Its zero value is ready for use.
type RepeatSearch struct {
	layout   *Layout // of the document that is searched
	passages []passage
	words    int      // of all passages
	sums     []uint64 // the hash of the shingle at each place of a passage that was compared
	table    []int32  // open hash table: 1 + the place of the first shingle of its kind, or 1 + the number of a passage
	set      []uint64
	leaves   []bool // by block
	found    []Repeat
}

// Words returns how many words s has memory for.
func (s *RepeatSearch) Words() int { return max(cap(s.table), cap(s.sums)) }

// Release drops the document that was searched, and keeps the memory.
func (s *RepeatSearch) Release() { s.layout = nil }

// begin empties s and lists the paragraphs of another document.
func (s *RepeatSearch) begin(l *Layout) {
	s.layout = l
	s.passages, s.words = passagesOf(l, s.passages[:0])
	s.leaves = cleared(s.leaves, len(l.Blocks))
	s.found = s.found[:0]
}

// cleared returns n zeros in the memory of s, if it is large enough.
func cleared[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// exactOnes finds the paragraphs with the same letters and digits.
func (s *RepeatSearch) exactOnes() {
	s.table = cleared(s.table, slotsFor(2*len(s.passages)))
	for k := range s.passages {
		p := &s.passages[k]
		stays := s.worded(s.layout.Blocks[p.block].Shape.Wording)
		if *stays == 0 {
			*stays = int32(k + 1)
			continue
		}
		j := s.passages[*stays-1].block
		switch {
		case !SameWords(s.layout.Of(p.block), s.layout.Of(j)):
		case s.bodyRank(p.block) > s.bodyRank(j):
			s.add(Repeat{Block: j, Of: p.block, Exact: true})
			*stays = int32(k + 1)
		default:
			s.add(Repeat{Block: p.block, Of: j, Exact: true})
		}
	}
}

// worded returns the slot of the table for passages of a wording: 1 + the number of the one
// that stays, or 0.
func (s *RepeatSearch) worded(wording uint64) *int32 {
	mask := uint64(len(s.table) - 1)
	for slot := mixed(wording) & mask; ; slot = (slot + 1) & mask {
		if k := s.table[slot] - 1; k < 0 || s.layout.Blocks[s.passages[k].block].Shape.Wording == wording {
			return &s.table[slot]
		}
	}
}

func (s *RepeatSearch) add(r Repeat) {
	s.found = append(s.found, r)
	s.leaves[r.Block] = true
}

// bodyRank counts what tells that block i is the body's: of two copies the one with
// the lower rank is the repeat.
func (s *RepeatSearch) bodyRank(i int) (n int) {
	b := s.layout.At(i)
	if b.IsBody() {
		n++
	}
	if !b.InZone() {
		n++
	}
	const aside = document.InFigure | document.InFigcaption | document.InAside | document.InNav | document.InFooter |
		document.InHeader | document.InHidden | document.InDialog | document.InForm | document.InButton
	if e := b.Element; e == nil || !e.Ancestors.Has(aside) {
		n++
	}
	if b.Role == document.RoleHeading && !b.IsLinked() {
		n++ // its entry in the list of contents is the copy
	}
	return n
}

// nearOnes finds the paragraphs that differ a little, and those that a longer
// one holds, among the paragraphs that are no repeats so far.
func (s *RepeatSearch) nearOnes() {
	s.table = cleared(s.table, slotsFor(s.words)) // some two in five shingles are picked
	s.sums = slices.Grow(s.sums[:0], len(s.layout.Words))[:len(s.layout.Words)]
	for k := range s.passages {
		p := &s.passages[k]
		if s.leaves[p.block] || !mayDiffer(&s.layout.Blocks[p.block]) {
			continue
		}
		s.compare(p)
	}
}

// mayDiffer reports whether a paragraph like b can be a repeat without being
// the same word for word: it ends as a sentence does, or in a credit. Entries of
// a list are like each other on purpose; a piece of a line is no paragraph of its
// own.
func mayDiffer(b *document.Block) bool {
	if b.Role == document.RoleListItem || b.Piece {
		return false
	}
	return b.Shape.Ends.Sentence() || b.Cued.Has(document.CueAgency) || b.Cued.Has(document.CueCredit)
}

// slotsFor returns the size of a table for n things: a power of two.
func slotsFor(n int) int {
	slots := 64
	for slots < n {
		slots *= 2
	}
	return slots
}

// compare looks up shingles of p, which later paragraphs will find too, and
// compares p with the earlier ones that it meets.
func (s *RepeatSearch) compare(p *passage) {
	s.sum(p)
	var met [candidates]int
	n := 0
	sums := s.sums[:max(p.from, p.to-shingleWords+1)]
	picked := -1
	for at := p.from + pickedOf - 1; at < len(sums); at++ {
		if picked > at-pickedOf && sums[at] > sums[picked] {
			continue // the one picked before is still there, and the smallest
		}
		picked = smallest(sums, at)
		before := s.firstLike(picked)
		if before < 0 || before >= p.from || n == candidates {
			continue
		}
		k := s.passageAt(before)
		if seen(met[:n], k) {
			continue
		}
		met[n] = k
		n++
		if s.weigh(p, &s.passages[k], picked, before) {
			return
		}
	}
}

// smallest returns the place of the smallest of pickedOf sums up to the one at place at, of
// equals the last.
func smallest(sums []uint64, at int) int {
	of := (*[pickedOf]uint64)(sums[at-pickedOf+1:])
	least, back := of[3], 0
	if of[2] < least {
		least, back = of[2], 1
	}
	if of[1] < least {
		least, back = of[1], 2
	}
	if of[0] < least {
		back = 3
	}
	return at - back
}

func seen(met []int, k int) bool {
	for _, m := range met {
		if m == k {
			return true
		}
	}
	return false
}

// sum hashes the shingles of p.
func (s *RepeatSearch) sum(p *passage) {
	words := s.layout.Words[p.from:p.to]
	sums := s.sums[p.from:p.to]
	for k := 0; k+shingleWords <= len(words); k++ {
		sums[k] = mixed((words[k].Hash*fnvPrime^words[k+1].Hash)*fnvPrime ^ words[k+2].Hash)
	}
}

// mixed lets each bit of a hash change nearly all others. (It is the end of MurmurHash3.)
func mixed(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>29
}

// firstLike returns the first place with the shingle at place at, or -1 after
// noting that this is the first.
func (s *RepeatSearch) firstLike(at int) int {
	mask := uint64(len(s.table) - 1)
	for slot := s.sums[at] & mask; ; slot = (slot + 1) & mask {
		before := int(s.table[slot]) - 1
		if before < 0 {
			s.table[slot] = int32(at + 1)
			return -1
		}
		if s.sums[before] == s.sums[at] && s.sameShingle(before, at) {
			return before
		}
	}
}

func (s *RepeatSearch) sameShingle(a, b int) bool {
	for k := range shingleWords {
		if s.layout.Words[a+k].Hash != s.layout.Words[b+k].Hash {
			return false
		}
	}
	return true
}

// fnvPrime is FNV's (Fowler, Noll, Vo), 64 bits.
const fnvPrime = 1099511628211

// passageAt returns the index of the passage that holds a place.
func (s *RepeatSearch) passageAt(at int) int {
	return sort.Search(len(s.passages), func(k int) bool { return s.passages[k].to > at })
}
