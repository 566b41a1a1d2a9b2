package learned

// This file has what is read off a document once, before any row is written.

import "github.com/winnow-news/winnow/cleaners/document"

// blockSummary is what the rows of a block and of its neighbours need to know of
// it.
type blockSummary struct {
	words      float32
	prose      float32 // words, if the block reads as running text
	capitals   float32 // share of its words, less the document's
	cued       float32 // share of its bytes that are cues
	shape      uint32  // equal for lines of like form
	first      uint8   // firstClass of its first character
	headers    uint8   // the headerGroups that it is a header of, a bit each
	overlap    uint8   // share of its long words that other running text has
	kin        uint8   // share of its long words that the article's likely place has
	inHeadline uint8   // how many of them the headline has
	weakest    uint8   // the least density of ties between the block and the core
	gapAbove   uint8   // how many blocks without running text are directly above it
	gapBelow   uint8   // and below
	line       int32   // the slot of its words in extractor.lines
	shapeSlot  int32   // and of its shape in extractor.shapes
	wording    uint64  // equal for lines with the same words
}

// headerWords is how many words a header line may have.
const headerWords = 8

// begin summarizes every block of doc.
func (x *extractor) begin(doc *document.Document) {
	n := len(doc.Blocks)
	x.doc = doc
	x.summaries = resize(x.summaries, n)
	x.words, x.prose, x.overlapping = extend(x.words, n+1), extend(x.prose, n+1), extend(x.overlapping, n+1)
	x.longFrom = extend(x.longFrom, n+1)
	x.words[0], x.prose[0], x.overlapping[0], x.longFrom[0] = 0, 0, 0, 0
	x.coarse = extend(x.coarse, n)
	x.long = x.long[:0]
	x.lines.begin(n)
	x.shapes.begin(n)
	for i := range doc.Blocks {
		g := &x.summaries[i]
		g.summarize(doc, i)
		x.coarse[i] = coarseForm(&doc.Blocks[i].Shape)
		x.words[i+1] = x.words[i] + g.words
		x.prose[i+1] = x.prose[i] + g.prose
		g.wording, x.long = longWords(doc, i, x.long)
		x.longFrom[i+1] = int32(len(x.long))
		g.line = x.lines.add(g.wording)
		g.shapeSlot = x.shapes.add(uint64(g.shape))
	}
	x.measureOverlap(doc)
	x.declared = declaredClass(doc.Hints.Type)
	x.elements.begin(doc)
	x.group()
	x.averages = x.averagesOf()
	x.summarizeBeside()
	x.findHeaders()
	x.noteTriples(x.coarse)
	x.measureGaps()
	x.core = findCore(n, func(i int) float32 { return x.summaries[i].prose - x.summaries[i].words*0.5 - 2 })
	x.coreWeight = scaled(share(x.core.weight, x.words[n]), wholeShare)
	x.findTies()
	x.findWeakest()
	x.findTopic()
	x.findStories(doc)
	x.measureKin()
	x.sharePage()
	x.describe()
}

// summarizeBeside notes what rows of neighbours tell of every block, and compare.
func (x *extractor) summarizeBeside() {
	n := len(x.summaries)
	x.forms = extend(x.forms, n+2*rhythmReach)
	for d := range rhythmReach {
		x.forms[d], x.forms[rhythmReach+n+d] = noForm, noForm
	}
	x.beside = extend(x.beside, n+2*besideReach)
	clear(x.beside[:besideReach])
	clear(x.beside[besideReach+n:])
	for i := range x.summaries {
		g := &x.summaries[i]
		x.forms[rhythmReach+i] = g.shape
		g.capitals -= x.averages.capitals
		x.beside[besideReach+i] = packBeside(logKnown(g.words), uint8(x.doc.Blocks[i].Shape.Ends), signed(g.capitals), scaled(g.cued, wholeShare), g.overlap)
		x.overlapping[i+1] = x.overlapping[i] + g.words*float32(g.overlap)
	}
}

// resize returns a cleared slice of length n, in the memory of s where it suffices.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	s = s[:n]
	clear(s)
	return s
}

// extend is resize for a slice all of which is written anyway.
func extend[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

// summarize notes what the block's evidence tells of it alone.
func (g *blockSummary) summarize(doc *document.Document, i int) {
	b := &doc.Blocks[i]
	s := &b.Shape
	g.words, g.capitals = float32(s.Words), share(float32(s.CapWords), float32(s.Words))
	if s.Ends.Sentence() && s.Words >= 6 || s.Stops >= 2 && s.Words >= 12 {
		g.prose = g.words
	}
	g.cued, g.headers = cuesOver(doc, i)
	g.first = firstClass(s.First)
	g.shape = uint32(min(bucket(s.Words), 15)) | uint32(s.Ends)<<4 | uint32(g.first)<<8 | uint32(b.Role)<<12 | uint32(min(bucket(s.Digits), 7))<<16
}

// cuesOver returns which share of a block's bytes are cues that the model knows,
// and of which groups the block is a header: a short line mostly made of one of
// their cues.
func cuesOver(doc *document.Document, i int) (share float32, headers uint8) {
	b := &doc.Blocks[i]
	if b.Cued == 0 {
		return 0, 0
	}
	at, in := b.Span.Start, 0
	for _, c := range doc.CuesOf(i) {
		traits := &traitsOf[c.Class]
		if !traits.known {
			continue
		}
		if c.Span.End > at {
			in += c.Span.End - max(c.Span.Start, at)
			at = c.Span.End
		}
		if b.Shape.Words <= headerWords && 2*c.Span.Len() >= b.Span.Len() {
			headers |= traits.groups
		}
	}
	return float32(in) / float32(b.Span.Len()), headers
}

// averages is how the document's running text is written: German gives its nouns a
// capital, Finnish has long words. What tells a line from the text around it is
// told against this, so that it means the same in every language.
type averages struct{ capitals, letters, short float32 }

// averagesOf averages over the words of running text, or of all text where there
// is none.
func (x *extractor) averagesOf() averages {
	prose := x.sumWords(true)
	if prose.words == 0 {
		prose = x.sumWords(false)
	}
	return averages{share(prose.capitals, prose.words), max(share(prose.letters, prose.words), 1), share(prose.short, prose.words)}
}

// wordSums sums up words, and of them those with a capital, their letters, and the short ones.
type wordSums struct{ words, capitals, letters, short float32 }

// sumWords sums up the words of the document, or of its running text.
func (x *extractor) sumWords(prose bool) (sums wordSums) {
	for i := range x.summaries {
		if prose && x.summaries[i].prose == 0 {
			continue
		}
		s := &x.doc.Blocks[i].Shape
		sums.words += float32(s.Words)
		sums.capitals += float32(s.CapWords)
		sums.letters += float32(s.Letters)
		sums.short += float32(s.ShortWords)
	}
	return sums
}

// measureGaps notes for every block how many without running text are directly
// above and below it.
func (x *extractor) measureGaps() {
	gap := uint8(0)
	for i := range x.summaries {
		x.summaries[i].gapAbove = gap
		gap = x.widen(gap, i)
	}
	gap = 0
	for i := len(x.summaries) - 1; i >= 0; i-- {
		x.summaries[i].gapBelow = gap
		gap = x.widen(gap, i)
	}
}

// widen returns a gap as it is behind block i, no wider than farAway.
func (x *extractor) widen(gap uint8, i int) uint8 {
	if x.summaries[i].prose > 0 {
		return 0
	}
	return min(gap+1, farAway)
}

// describe computes the features that all blocks of the document share.
func (x *extractor) describe() {
	n := len(x.summaries)
	words, prose := x.words[n], x.prose[n]
	var longest, capitals, tiny, cued float32
	for i := range x.summaries {
		g := &x.summaries[i]
		longest = max(longest, g.words)
		capitals += g.capitals
		cued += g.cued
		if g.words <= 3 {
			tiny++
		}
	}
	blocks := max(float32(n), 1)
	x.document = [documentCount]uint8{
		documentBlocks - documentFrom:     logOf(blocks),
		documentWords - documentFrom:      logOf(words),
		documentProse - documentFrom:      scaled(share(prose, words), wholeShare),
		documentBlockWords - documentFrom: logOf(words / blocks),
		documentLongest - documentFrom:    logOf(longest),
		documentCapitals - documentFrom:   signed(capitals / blocks),
		documentTiny - documentFrom:       scaled(tiny/blocks, wholeShare),
		documentCued - documentFrom:       scaled(cued/blocks, wholeShare),
		documentOneLine - documentFrom:    flag(n > 1 && x.doc.Blocks[n-1].Piece),
	}
}
