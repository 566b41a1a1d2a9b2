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
	x.related = resize(x.related, n+1)
	x.longFrom = resize(x.longFrom, n+1)
	x.long = x.long[:0]
	x.below = resize(x.below, n+1)
	x.repeats.begin(n)
	x.shapes.begin(n)
	for i := range doc.Blocks {
		g := &x.glances[i]
		g.look(doc, i)
		x.words[i+1] = x.words[i] + g.words
		x.prose[i+1] = x.prose[i] + g.prose
		g.spelling, x.long = spell(doc.Of(i), x.long)
		x.longFrom[i+1] = int32(len(x.long))
		g.line = x.repeats.add(g.spelling.hash)
		g.kind = x.shapes.add(uint64(g.shape))
	}
	x.findKin(doc)
	x.declared = declaredClass(doc.Hints.Type)
	x.nest.begin(doc)
	x.group()
	x.usual = x.usualOf()
	for i := range x.glances {
		g := &x.glances[i]
		g.capitals -= x.usual.capitals
		g.beside = [besideFeatures]uint8{logGiven(g.words), uint8(doc.Blocks[i].Shape.Ends), signed(g.capitals), scaled(g.covered, wholeShare), g.kin}
		x.related[i+1] = x.related[i] + g.words*float32(g.kin)
	}
	x.lookBelow()
	x.measureGaps()
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

// look notes what the block's evidence tells of it alone.
func (g *glance) look(doc *document.Document, i int) {
	b := &doc.Blocks[i]
	s := &b.Shape
	g.words, g.capitals = float32(s.Words), share(float32(s.CapWords), float32(s.Words))
	if s.Ends.Sentence() && s.Words >= 6 || s.Stops >= 2 && s.Words >= 12 {
		g.prose = g.words
	}
	g.covered, g.zones = cuesOver(doc, i)
	g.shape = uint32(min(bucket(s.Words), 15)) | uint32(s.Ends)<<4 | uint32(firstClass(s.First))<<8 | uint32(b.Role)<<12 | uint32(min(bucket(s.Digits), 7))<<16
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

// measureGaps notes for every block how many without running text stand directly
// above and below it.
func (x *extractor) measureGaps() {
	gap := uint8(0)
	for i := range x.glances {
		x.glances[i].gapAbove = gap
		gap = x.widen(gap, i)
	}
	gap = 0
	for i := len(x.glances) - 1; i >= 0; i-- {
		x.glances[i].gapBelow = gap
		gap = x.widen(gap, i)
	}
}

// widen gives a gap as it is behind block i, no wider than farAway.
func (x *extractor) widen(gap uint8, i int) uint8 {
	if x.glances[i].prose > 0 {
		return 0
	}
	return min(gap+1, farAway)
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
	x.whole = [documentCount]uint8{
		logOf(blocks), logOf(words), scaled(share(prose, words), wholeShare), logOf(words / blocks), logOf(longest),
		signed(capitals / blocks), scaled(tiny/blocks, wholeShare), scaled(covered/blocks, wholeShare),
		flag(n > 1 && x.doc.Blocks[n-1].Piece),
	}
}
