package learned

// This file has what is read off a document once, before any row is written.

import "github.com/winnow-news/winnow/cleaners/document"

// begin looks once at every block.
func (x *extractor) begin(doc *document.Document) {
	n := len(doc.Blocks)
	x.doc = doc
	x.glances = resize(x.glances, n)
	x.words = resize(x.words, n+1)
	x.prose = resize(x.prose, n+1)
	x.hashes = resize(x.hashes, n)
	x.below = resize(x.below, n+1)
	if x.repeats == nil {
		x.repeats = make(map[uint64]int32)
	}
	clear(x.repeats)
	for i := range doc.Blocks {
		x.glances[i] = glanceAt(doc, i)
		g := &x.glances[i]
		x.words[i+1] = x.words[i] + g.words
		x.prose[i+1] = x.prose[i] + g.prose
		x.hashes[i] = hashWords(doc.Of(i))
		x.repeats[x.hashes[i]]++
	}
	x.sumPaths()
	x.usual = x.usualOf()
	for i := range x.glances {
		x.glances[i].capitals -= x.usual.capitals
	}
	x.lookBelow()
	x.core = findCore(n, func(i int) float32 { return x.glances[i].prose - x.glances[i].words*0.5 - 2 })
	x.describe()
	x.rewind()
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	s = s[:n]
	clear(s)
	return s
}

func glanceAt(doc *document.Document, i int) glance {
	b := &doc.Blocks[i]
	s := &b.Shape
	g := glance{words: float32(s.Words), ends: float32(s.Ends), capitals: ratio(s.CapWords, s.Words)}
	if s.Ends.Sentence() && s.Words >= 6 || s.Stops >= 2 && s.Words >= 12 {
		g.prose = g.words
	}
	g.covered, g.zones = cuesOver(doc, i)
	g.shape = uint32(min(bucket(s.Words), 15)) | uint32(s.Ends)<<4 | uint32(firstClass(s.First))<<8 | uint32(b.Role)<<12 | uint32(min(bucket(s.Digits), 7))<<16
	return g
}

// cuesOver gives which share of a block's bytes are cues, and of which groups it
// is a header: a short line mostly made of one of their cues.
func cuesOver(doc *document.Document, i int) (share float32, zones uint8) {
	b := &doc.Blocks[i]
	if b.Cued == 0 {
		return 0, 0
	}
	at, in := b.Span.Start, 0
	for _, c := range doc.CuesOf(i) {
		if c.Span.End > at {
			in += c.Span.End - max(c.Span.Start, at)
			at = c.Span.End
		}
		if g := zoneOf[c.Class]; g >= 0 && b.Shape.Words <= headWords && 2*c.Span.Len() >= b.Span.Len() {
			zones |= 1 << g
		}
	}
	return float32(in) / float32(b.Span.Len()), zones
}

// lookBelow notes for every block where the next header of each group is.
func (x *extractor) lookBelow() {
	n := len(x.glances)
	for g := range zoneGroups {
		x.below[n][g] = int32(n + farAway)
	}
	for i := n - 1; i >= 0; i-- {
		x.below[i] = x.below[i+1]
		for g := range zoneGroups {
			if x.glances[i].zones&(1<<g) != 0 {
				x.below[i][g] = int32(i)
			}
		}
	}
}

// describe computes the features that all blocks of the document share.
func (x *extractor) describe() {
	n := len(x.glances)
	words, prose := x.words[n], x.prose[n]
	var longest, capitals, tiny, covered float32
	for i := range x.glances {
		g := &x.glances[i]
		longest = max(longest, g.words)
		capitals += g.capitals
		covered += g.covered
		if g.words <= 3 {
			tiny++
		}
	}
	blocks := max(float32(n), 1)
	x.whole = [documentCount]float32{
		log(blocks), log(words), share(prose, words), words / blocks, log(longest), capitals / blocks, tiny / blocks, covered / blocks,
		flag(n > 1 && x.doc.Blocks[n-1].Piece),
	}
}
