package learned

// One text speaks of the same things from paragraph to paragraph; where another
// begins, few words go on. A long word that comes again ties the blocks that have
// it; how many ties cross the space between two blocks, of those that could, tells
// whether what is above and below belong together (after Hearst, "TextTiling",
// Computational Linguistics 23(1), 1997). A list of headlines has no ties, and an
// article that was appended few to the one above it.

const (
	// tieReach is how many words apart two blocks may be that a word ties: some
	// paragraphs.
	tieReach = 250
	// namedReach is how many blocks on either side have the headline's words counted.
	namedReach = 10
)

// ties is what the repeated words of a document tell. A space is that above a block;
// the last one is below the last block.
type ties struct {
	seen     []int32   // of a word's number: 1 + the last block that has it
	begins   []int32   // of each word: how many blocks begin with it
	reach    []int32   // of each space: the first one above that is within tieReach
	crossing []int32   // of each space: how many ties begin there, less those that end
	density  []float32 // of each space: the ties that cross it, as a share of those that could
	grades   []uint8   // the same as features
	named    []int32   // before each word and behind the last: how many the headline has
}

// findTies counts the ties of the document, once its words are numbered.
func (x *extractor) findTies() {
	x.findReach()
	t, n := &x.ties, len(x.summaries)
	t.crossing = resize(t.crossing, n+2)
	t.seen = resize(t.seen, int(x.vocabulary.words)+1)
	t.begins = resize(t.begins, len(x.long)+1)
	for _, at := range x.longFrom[:n] {
		t.begins[at]++
	}
	seen, crossing, begins, reach := t.seen, t.crossing, t.begins, t.reach
	own := int32(0) // 1 + the block of the word at hand
	for k, number := range x.vocabulary.numbers {
		own += begins[k]
		p, first := seen[number], max(reach[own-1], 1)
		tied := int32(flag(uint32(p-first) < uint32(own-first))) // to a block before, whose space below is within reach
		crossing[p] += tied
		crossing[own] -= tied
		seen[number] = own
	}
	x.measureDensity()
}

// findReach notes which spaces are within reach of every one above.
func (x *extractor) findReach() {
	t, n, from := &x.ties, len(x.summaries), 0
	t.reach = extend(t.reach, n+1)
	for i := range t.reach {
		for x.words[from] < x.words[i]-tieReach {
			from++
		}
		t.reach[i] = int32(from)
	}
}

// measureDensity makes shares of the counts: at most, all long words within reach are
// tied on the side that has fewer of them.
func (x *extractor) measureDensity() {
	t, n := &x.ties, len(x.summaries)
	t.density, t.grades = extend(t.density, n+1), extend(t.grades, n+1)
	crossing, to := int32(0), 0
	for i := range n + 1 {
		crossing += t.crossing[i]
		for to < n && x.words[to] < x.words[i]+tieReach {
			to++
		}
		could := min(x.longFrom[i]-x.longFrom[t.reach[i]], x.longFrom[to]-x.longFrom[i])
		t.density[i] = share(float32(crossing), float32(could))
		t.grades[i] = grade(2 * t.density[i]) // it is seldom above a half
	}
}

// findWeakest notes for every block the least dense space between it and the core.
func (x *extractor) findWeakest() {
	n := len(x.summaries)
	least := uint8(255)
	for i := min(x.core.start, n) - 1; i >= 0; i-- {
		least = min(least, x.ties.grades[i+1])
		x.summaries[i].weakest = least
	}
	least = 255
	for i := x.core.start; i < n; i++ {
		x.summaries[i].weakest = least
		least = min(least, x.ties.grades[i+1])
	}
}

// tieColumns writes what the document's repeated words tell of block i.
func (x *extractor) tieColumns(i int, r *row) {
	t := &x.ties
	r[tieAbove], r[tieBelow], r[tieWeakest] = t.grades[i], t.grades[i+1], x.summaries[i].weakest
	from, to := max(0, i-namedReach), min(len(x.summaries), i+namedReach+1)
	r[namedAround] = fine(x.named(from, to), x.longFrom[to]-x.longFrom[from])
}
