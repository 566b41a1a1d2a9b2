package learned

import "github.com/winnow-news/winnow/cleaners/document"

// Features of a block are computed here and nowhere else: the trainer gets them
// from this package (Extract), the classifier uses the same code. They are of
// five sorts: of the block itself, of its place and the headers above and below
// it, of its neighbours, of the document, and of its place in the page. Everything is read off the evidence
// that segmenting gathered.

// The counts that the layout of a row follows from.
const (
	ownCount      = 29
	cueCount      = document.CueClassCount
	placeCount    = 13
	zoneCount     = 2*zoneGroups + 1
	besideCount   = besideFeatures * 2 * besideReach
	windowCount   = 10
	rhythmCount   = 7
	documentCount = 9

	// FeatureCount is the length of a block's row in the first stage.
	FeatureCount = ownCount + cueCount + placeCount + zoneCount + besideCount + windowCount + rhythmCount + documentCount + pageCount
)

// besideReach is how many neighbours on either side a row tells of, and
// besideFeatures how much of each.
const (
	besideReach    = 4
	besideFeatures = 5
)

// zoneGroups are the sorts of header lines that open a part of the page. Of
// each the row tells how far above and below the nearest one is.
const zoneGroups = 6

var zoneOf = func() (of [document.CueClassCount]int8) {
	for i := range of {
		of[i] = -1
	}
	groups := [zoneGroups][]document.CueClass{
		{document.CueRelatedHeader, document.CueReadMore},
		{document.CueComments},
		{document.CueShare, document.CueTags, document.CuePlatform},
		{document.CueSubscribe, document.CueMailing, document.CuePromo, document.CuePaywall},
		{document.CueLegal, document.CueCookie, document.CueNavigation},
		{document.CueByline, document.CueUpdated, document.CueReadTime, document.CueAgo, document.CueBio},
	}
	for g, classes := range groups {
		for _, c := range classes {
			of[c] = int8(g)
		}
	}
	return of
}()

// headWords is how many words a header line may have.
const headWords = 8

// farAway caps distances in blocks.
const farAway = 60

// glance is what a block's neighbours and windows need to know of it.
type glance struct {
	words    float32
	prose    float32 // words, if the block reads as running text
	capitals float32 // share of its words
	covered  float32 // share of its bytes that are cues
	shape    uint32  // equal for lines of like form
	zones    uint8   // the groups that it is a header of
	kin      uint8   // share of its long words that other running text has
	titled   uint8   // how many of them the headline has
	gapAbove uint8   // how many blocks without running text stand directly above it
	gapBelow uint8   // and below
	line     int32   // the place of its words in extractor.repeats
	kind     int32   // and of its shape in extractor.shapes
	beside   [besideFeatures]uint8
	spelling lettering
}

// extractor computes the rows of one document after another. It keeps its
// memory between documents.
type extractor struct {
	doc        *document.Document
	glances    []glance
	words      []float32 // prefix sums over glances
	prose      []float32
	related    []float32 // the same of words × kin
	long       []uint32  // hashes of the long words of all blocks
	longFrom   []int32   // where those of each block begin
	repeats    census    // of the blocks by their words
	shapes     census    // and by their shape
	above      [zoneGroups]int
	below      []([zoneGroups]int32)
	whole      [documentCount]uint8
	usual      usual
	core       core
	vocabulary vocabulary
	declared   uint8 // what the page says it is

	nest   nest
	groups groups
}

// usual is how the document's running text is written: German gives its nouns a
// capital, Finnish has long words. What tells a line from the text around it is
// told against this, so that it means the same in every language.
type usual struct{ capitals, letters, short float32 }

// usualOf averages over the words of running text, or of all text where there
// is none.
func (x *extractor) usualOf() usual {
	var prose, all [4]float32
	for i := range x.glances {
		s := &x.doc.Blocks[i].Shape
		sums := [4]float32{float32(s.Words), float32(s.CapWords), float32(s.Letters), float32(s.ShortWords)}
		for k, v := range sums {
			all[k] += v
			if x.glances[i].prose > 0 {
				prose[k] += v
			}
		}
	}
	if prose[0] == 0 {
		prose = all
	}
	return usual{share(prose[1], prose[0]), max(share(prose[2], prose[0]), 1), share(prose[3], prose[0])}
}

// rewind makes ready to advance from the first block.
func (x *extractor) rewind() {
	for g := range x.above {
		x.above[g] = -farAway
	}
}

// advance notes the headers above block i. It is called for every block in
// order; rows are asked for of the block that it was called for last.
func (x *extractor) advance(i int) {
	if i == 0 || x.glances[i-1].zones == 0 {
		return
	}
	for g := range zoneGroups {
		if x.glances[i-1].zones&(1<<g) != 0 {
			x.above[g] = i - 1
		}
	}
}

// row writes the features of block i to the end of dst.
func (x *extractor) row(i int, dst []uint8) []uint8 {
	dst = x.own(i, dst)
	dst = x.cues(i, dst)
	dst = x.place(i, dst)
	dst = x.zones(i, dst)
	dst = x.beside(i, dst)
	dst = x.windows(i, dst)
	dst = x.rhythm(i, dst)
	dst = append(dst, x.whole[:]...)
	return x.page(i, dst)
}

// own is what the block's own characters tell.
func (x *extractor) own(i int, dst []uint8) []uint8 {
	b, g := &x.doc.Blocks[i], &x.glances[i]
	s, found := &b.Shape, &g.spelling
	return append(dst,
		logCount(s.Words), logCount(s.Runes), scaled(share(float32(s.Letters), float32(s.Words)*x.usual.letters), 64), portion32(s.Upper, s.Letters), signed(g.capitals),
		portion32(s.Digits, s.Runes), portion32(s.Marks, s.Runes), fine(s.Commas, s.Words), small(s.Stops), fine(s.Stops, s.Words),
		uint8(s.Ends), firstClass(s.First), uint8(b.Role), small(b.Gap), small(b.Lines), flag(b.Piece),
		signed(share(float32(s.ShortWords), float32(s.Words))-x.usual.short), scaled(g.covered, wholeShare), small(x.repeats.count(g.line)), flag(found.hash == x.firstHash()),
		flag(found.at), flag(found.address),
		flag(s.Scripts&document.CJK != 0), flag(s.Letters == 0), flag(s.Upper == s.Letters && s.Letters > 0),
		found.bars, flag(found.quotes),
		g.kin, g.titled,
	)
}

// firstHash is the hash of the first block, which most dumps begin with the
// page's title.
func (x *extractor) firstHash() uint64 { return x.glances[0].spelling.hash }

// cues tells for each class of cue whether the block has one (1) or is little
// else (2).
func (x *extractor) cues(i int, dst []uint8) []uint8 {
	b := &x.doc.Blocks[i]
	n := len(dst)
	var none [cueCount]uint8
	dst = append(dst, none[:]...)
	if b.Cued == 0 {
		return dst
	}
	row := dst[n:]
	for _, c := range x.doc.CuesOf(i) {
		v := uint8(1)
		if 3*c.Span.Len() >= 2*b.Span.Len() {
			v = 2
		}
		row[c.Class] = max(row[c.Class], v)
	}
	return dst
}

// place is where in the document the block stands.
func (x *extractor) place(i int, dst []uint8) []uint8 {
	n := len(x.glances)
	before, after := x.words[i], x.words[n]-x.words[i+1]
	proseBefore, proseAfter := x.prose[i], x.prose[n]-x.prose[i+1]
	return append(dst,
		scaled(float32(i)/float32(n), wholeShare), logCount(int32(i)), logCount(int32(n-1-i)),
		scaled(share(before, x.words[n]), wholeShare), logOf(before), logOf(after),
		scaled(share(proseBefore, x.prose[n]), wholeShare), logOf(proseBefore), logOf(proseAfter),
		flag(x.core.start <= i && i < x.core.end), distance(i-x.core.start), distance(x.core.end-1-i), scaled(share(x.core.weight, x.words[n]), wholeShare),
	)
}

// zones tells how far the headers around the block are, and how much prose
// stands since the nearest list of other articles began.
func (x *extractor) zones(i int, dst []uint8) []uint8 {
	for g := range zoneGroups {
		dst = append(dst, distance(i-x.above[g]), distance(int(x.below[i][g])-i))
	}
	if related := x.above[0]; related >= 0 {
		return append(dst, logGiven(x.prose[i]-x.prose[related]))
	}
	return append(dst, absent)
}

// beside tells of the nearest neighbours, nearest first.
func (x *extractor) beside(i int, dst []uint8) []uint8 {
	for d := 1; d <= besideReach; d++ {
		dst = append(dst, x.besideAt(i-d)...)
		dst = append(dst, x.besideAt(i+d)...)
	}
	return dst
}

var nobody [besideFeatures]uint8 // beside the first and the last block

func (x *extractor) besideAt(i int) []uint8 {
	if i < 0 || i >= len(x.glances) {
		return nobody[:]
	}
	return x.glances[i].beside[:]
}

// windows sums up what is around the block.
func (x *extractor) windows(i int, dst []uint8) []uint8 {
	for _, reach := range [3]int{3, 10, 30} {
		from, to := max(0, i-reach), min(len(x.glances), i+reach+1)
		words := x.words[to] - x.words[from]
		dst = append(dst, logOf(words/float32(to-from)), scaled(share(x.prose[to]-x.prose[from], words), wholeShare))
	}
	from, to := max(0, i-kinReach), min(len(x.glances), i+kinReach+1)
	dst = append(dst, scaled(share(x.related[to]-x.related[from], x.words[to]-x.words[from]), 1))
	g := &x.glances[i]
	return append(dst, g.gapAbove, g.gapBelow, flag(g.prose > 0))
}

// kinReach is how many blocks on either side are looked at for shared words.
const kinReach = 3

// rhythm tells whether lines of the same form come again at a short distance.
func (x *extractor) rhythm(i int, dst []uint8) []uint8 {
	alike := uint8(0)
	for d := 1; d <= 3; d++ {
		before := i-d >= 0 && x.glances[i-d].shape == x.glances[i].shape
		after := i+d < len(x.glances) && x.glances[i+d].shape == x.glances[i].shape
		dst = append(dst, flag(before), flag(after))
		alike += flag(before) + flag(after)
	}
	return append(dst, alike)
}
