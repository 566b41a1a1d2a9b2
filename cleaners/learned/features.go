package learned

import (
	"encoding/binary"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Features of a block are computed here and nowhere else: the trainer gets them
// from this package (Extract), the classifier uses the same code. They are of
// five sorts: of the block itself, of its position and the headers above and below
// it, of its neighbours, of the document, and of its place in the page. Everything
// is read off the evidence that segmenting gathered.

// besideReach is how many neighbours on either side a row tells of.
const (
	besideReach = 4
	besideCount = len(besideFeatures)
)

// windows are how many blocks on either side are summed up.
var windows = [...]int{3, 10, 30}

const windowCount = len(windows)

// overlapReach is how many blocks on either side are looked at for shared words.
const overlapReach = 3

// datedWindows are how many blocks on either side have their times counted.
var datedWindows = [...]int{4, 15}

const datedWindowCount = len(datedWindows)

// besideLinkAt are the neighbours whose links and tags a row tells of.
var besideLinkAt = [...]int{-1, 1, -2, 2}

const (
	besideLinkCount = len(besideLinkAt)
	besideLinkReach = 2 // how far they are
)

// storyRunCount is how many columns storyRunsFrom has for a run.
const storyRunCount = 4

// rhythmReach is how far apart lines of the same form are looked for.
const rhythmReach = 3

// noForm is the form of the lines that there are not: no line has it.
const noForm = 1<<32 - 1

// farAway caps distances in blocks.
const farAway = 60

// extractor computes the rows of one document after another. It keeps its
// memory between documents.
type extractor struct {
	doc          *document.Document
	summaries    []blockSummary
	words        []float32 // prefix sums over summaries
	prose        []float32
	overlapping  []float32 // the same of words × overlap
	long         []uint32  // hashes of the long words of all blocks
	longFrom     []int32   // where those of each block begin
	lines        hashCounts
	shapes       hashCounts
	headers      [][headerColumns]uint8 // of each block the columns from headersFrom on
	beside       []uint64               // of each block what its neighbours see of it (packBeside); besideReach empty ones at either end
	document     [documentCount]uint8
	averages     averages
	core         core
	coreWeight   uint8 // of the core, as a feature
	topic        core
	topicWeight  uint8 // of the topic core, as a feature
	titleLine    int   // the line of a text that is its headline, or -1
	headlineSize int   // how many long words the headline has
	vocabulary   vocabulary
	declared     uint8 // what the page says it is

	elements elementTree
	groups   groups
	stories  stories
	shared   sharedColumns
	ties     ties
	forms    []uint32 // of each block its shape; rhythmReach of noForm at either end
	coarse   []uint8  // coarseForm of each block
	triples  []uint16 // of each block the coarse forms of it and of those beside it; tripleReach of no form at either end
}

// row writes the first stage's features of block i to r.
func (x *extractor) row(i int, r *row) {
	x.own(i, r)
	x.cues(i, r)
	x.position(i, r)
	*(*[headerColumns]uint8)(r[headersFrom:]) = x.headers[i]
	x.besideColumns(i, r)
	x.windows(i, r)
	x.rhythm(i, r)
	x.storyText(i, r)
	x.tieColumns(i, r)
	x.topicColumns(i, r)
	*(*[documentCount]uint8)(r[documentFrom:]) = x.document
	x.page(i, r)
}

// own writes what the block's own characters tell.
func (x *extractor) own(i int, r *row) {
	b, g := &x.doc.Blocks[i], &x.summaries[i]
	s := &b.Shape
	r[ownWords], r[ownRunes] = logCount(s.Words), logCount(s.Runes)
	r[ownWordLetters] = scaled(share(float32(s.Letters), float32(s.Words)*x.averages.letters), 64)
	r[ownUpper], r[ownCapitals] = portion32(s.Upper, s.Letters), signed(g.capitals)
	r[ownDigits], r[ownMarks] = portion32(s.Digits, s.Runes), portion32(s.Marks, s.Runes)
	r[ownCommas], r[ownStops], r[ownStopShare] = fine(s.Commas, s.Words), small(s.Stops), fine(s.Stops, s.Words)
	r[ownEnds], r[ownFirst] = uint8(s.Ends), g.first
	r[ownRole], r[ownGap], r[ownLines], r[ownPiece] = uint8(b.Role), small(b.Gap), small(b.Lines), flag(b.Piece)
	r[ownShortWords] = signed(share(float32(s.ShortWords), float32(s.Words)) - x.averages.short)
	r[ownCued] = scaled(g.cued, wholeShare)
	r[ownEqualBlocks], r[ownIsFirstLine] = small(x.lines.count(g.line)), flag(g.wording == x.summaries[0].wording)
	r[ownAt], r[ownAddress] = flag(s.Signs&document.SignAt != 0), flag(s.Signs&document.SignAddress != 0)
	r[ownCJK], r[ownNoLetters], r[ownAllUpper] = flag(s.Scripts&document.CJK != 0), flag(s.Letters == 0), flag(s.Upper == s.Letters && s.Letters > 0)
	r[ownBars], r[ownQuotes] = s.Bars, flag(s.Signs&document.SignQuotes != 0)
	r[ownOverlap], r[ownHeadline] = g.overlap, g.inHeadline
}

// cues writes for each class of cue whether the block has one (1) or is little
// else (2).
func (x *extractor) cues(i int, r *row) {
	b := &x.doc.Blocks[i]
	*(*[cueCount]uint8)(r[cuesFrom:]) = [cueCount]uint8{}
	if b.Cued == 0 {
		return
	}
	for _, c := range x.doc.CuesOf(i) {
		traits := &traitsOf[c.Class]
		if !traits.known {
			continue
		}
		v := uint8(1)
		if 3*c.Span.Len() >= 2*b.Span.Len() {
			v = 2
		}
		r[traits.column] = max(r[traits.column], v)
	}
}

// position writes where in the document the block is.
func (x *extractor) position(i int, r *row) {
	n := len(x.summaries)
	words, prose := x.words[n], x.prose[n]
	r[positionBlock] = scaled(float32(i)/float32(n), wholeShare)
	r[positionBlocksAbove], r[positionBlocksBelow] = logCount(int32(i)), logCount(int32(n-1-i))
	r[positionWords] = scaled(share(x.words[i], words), wholeShare)
	r[positionWordsAbove], r[positionWordsBelow] = logOf(x.words[i]), logOf(words-x.words[i+1])
	r[positionProse] = scaled(share(x.prose[i], prose), wholeShare)
	r[positionProseAbove], r[positionProseBelow] = logOf(x.prose[i]), logOf(prose-x.prose[i+1])
	r[positionInCore] = flag(x.core.start <= i && i < x.core.end)
	r[positionCoreStart], r[positionCoreEnd] = distance(i-x.core.start), distance(x.core.end-1-i)
	r[positionCoreWeight] = x.coreWeight
}

// packBeside packs what neighbours see of a block: besideCount bytes.
func packBeside(words, ends, capitals, cued, overlap uint8) uint64 {
	return uint64(words) | uint64(ends)<<8 | uint64(capitals)<<16 | uint64(cued)<<24 | uint64(overlap)<<32
}

// besideColumns writes what the nearest neighbours are like. Each write goes beyond
// besideCount bytes, which the next one mends, and behind the last one windows.
func (x *extractor) besideColumns(i int, r *row) {
	around := (*[2*besideReach + 1]uint64)(x.beside[i:])
	for d := range besideReach {
		at := besideFrom + 2*d*besideCount
		binary.LittleEndian.PutUint64(r[at:], around[besideReach-d-1])
		binary.LittleEndian.PutUint64(r[at+besideCount:], around[besideReach+d+1])
	}
}

// windows sums up what is around the block.
func (x *extractor) windows(i int, r *row) {
	for k, reach := range &windows {
		from, to := max(0, i-reach), min(len(x.summaries), i+reach+1)
		words := x.words[to] - x.words[from]
		r[windowsFrom+2*k] = logOf(words / float32(to-from))
		r[windowsFrom+2*k+1] = scaled(share(x.prose[to]-x.prose[from], words), wholeShare)
	}
	from, to := max(0, i-overlapReach), min(len(x.summaries), i+overlapReach+1)
	r[windowOverlap] = scaled(share(x.overlapping[to]-x.overlapping[from], x.words[to]-x.words[from]), 1)
	g := &x.summaries[i]
	r[windowGapAbove], r[windowGapBelow], r[windowIsProse] = g.gapAbove, g.gapBelow, flag(g.prose > 0)
}

// rhythm writes whether lines of the same form come again at a short distance.
func (x *extractor) rhythm(i int, r *row) {
	around := (*[2*rhythmReach + 1]uint32)(x.forms[i:])
	alike, own := uint8(0), around[rhythmReach]
	for d := range rhythmReach {
		above, below := flag(around[rhythmReach-d-1] == own), flag(around[rhythmReach+d+1] == own)
		r[rhythmFrom+2*d], r[rhythmFrom+2*d+1] = above, below
		alike += above + below
	}
	r[rhythmAlike] = alike
}
