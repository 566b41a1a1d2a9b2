package learned

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Features of a block are computed here and nowhere else: the trainer gets them
// from this package (Extract), the classifier uses the same code. They are of
// five sorts: of the block itself, of its place and the headers above and below
// it, of its neighbours, of the document, and of its place in the page. Everything is read off the evidence
// that segmenting gathered.

// The counts that the layout of a row follows from.
const (
	ownCount      = 27
	cueCount      = document.CueClassCount
	placeCount    = 13
	zoneCount     = 2*zoneGroups + 1
	besideCount   = 4 * 2 * besideReach
	windowCount   = 9
	rhythmCount   = 7
	documentCount = 9

	// FeatureCount is the length of a block's row in the first stage.
	FeatureCount = ownCount + cueCount + placeCount + zoneCount + besideCount + windowCount + rhythmCount + documentCount + pageCount
)

// besideReach is how many neighbours on either side a row tells of.
const besideReach = 4

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
	ends     float32
	capitals float32
	covered  float32 // share of its bytes that are cues
	shape    uint32  // equal for lines of like form
	zones    uint8   // the groups that it is a header of
}

// extractor computes the rows of one document after another. It keeps its
// memory between documents.
type extractor struct {
	doc     *document.Document
	glances []glance
	words   []float32 // prefix sums over glances
	prose   []float32
	repeats map[uint64]int32
	hashes  []uint64
	above   [zoneGroups]int
	below   []([zoneGroups]int32)
	whole   [documentCount]float32
	usual   usual
	core    core

	pathWords map[uint64]float32
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
	for g := range x.above {
		x.above[g] = -farAway
	}
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

// row writes the features of block i to the end of dst. Rows must be asked for
// in order.
func (x *extractor) row(i int, dst []float32) []float32 {
	for g := range zoneGroups {
		if i > 0 && x.glances[i-1].zones&(1<<g) != 0 {
			x.above[g] = i - 1
		}
	}
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
func (x *extractor) own(i int, dst []float32) []float32 {
	b := &x.doc.Blocks[i]
	s := &b.Shape
	found := signsIn(x.doc.Of(i))
	return append(dst,
		log(float32(s.Words)), log(float32(s.Runes)), ratio(s.Letters, s.Words)/x.usual.letters, ratio(s.Upper, s.Letters), x.glances[i].capitals,
		ratio(s.Digits, s.Runes), ratio(s.Marks, s.Runes), ratio(s.Commas, s.Words), float32(s.Stops), ratio(s.Stops, s.Words),
		float32(s.Ends), float32(firstClass(s.First)), float32(b.Role), float32(b.Gap), float32(b.Lines), flag(b.Piece),
		ratio(s.ShortWords, s.Words)-x.usual.short, x.glances[i].covered, float32(x.repeats[x.hashes[i]]), flag(x.hashes[i] == x.firstHash()),
		flag(found.at), flag(found.address),
		flag(s.Scripts&document.CJK != 0), flag(s.Letters == 0), flag(s.Upper == s.Letters && s.Letters > 0),
		float32(found.bars), flag(found.quotes),
	)
}

// signs are characters that tell something of a line.
type signs struct {
	at, address, quotes bool
	bars                int
}

// signsIn finds them in one walk over the bytes.
func signsIn(s string) (found signs) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '@':
			found.at = true
		case '|':
			found.bars++
		case '"':
			found.quotes = true
		case ':':
			found.address = found.address || strings.HasPrefix(s[i:], "://")
		case 'w':
			found.address = found.address || strings.HasPrefix(s[i:], "www.")
		case 0xC2: // « and »
			found.quotes = found.quotes || i+1 < len(s) && (s[i+1] == 0xAB || s[i+1] == 0xBB)
		case 0xE2: // “, ” and „
			found.quotes = found.quotes || i+2 < len(s) && s[i+1] == 0x80 && s[i+2] >= 0x9C && s[i+2] <= 0x9E
		}
	}
	return found
}

// firstHash is the hash of the first block, which most dumps begin with the
// page's title.
func (x *extractor) firstHash() uint64 { return x.hashes[0] }

// cues tells for each class of cue whether the block has one (1) or is little
// else (2).
func (x *extractor) cues(i int, dst []float32) []float32 {
	b := &x.doc.Blocks[i]
	n := len(dst)
	for range cueCount {
		dst = append(dst, 0)
	}
	if b.Cued == 0 {
		return dst
	}
	row := dst[n:]
	for _, c := range x.doc.CuesOf(i) {
		v := float32(1)
		if 3*c.Span.Len() >= 2*b.Span.Len() {
			v = 2
		}
		row[c.Class] = max(row[c.Class], v)
	}
	return dst
}

// place is where in the document the block stands.
func (x *extractor) place(i int, dst []float32) []float32 {
	n := len(x.glances)
	before, after := x.words[i], x.words[n]-x.words[i+1]
	proseBefore, proseAfter := x.prose[i], x.prose[n]-x.prose[i+1]
	return append(dst,
		float32(i)/float32(n), log(float32(i)), log(float32(n-1-i)),
		share(before, x.words[n]), log(before), log(after),
		share(proseBefore, x.prose[n]), log(proseBefore), log(proseAfter),
		flag(x.core.start <= i && i < x.core.end), distance(i-x.core.start), distance(x.core.end-1-i), share(x.core.weight, x.words[n]),
	)
}

// zones tells how far the headers around the block are, and how much prose
// stands since the nearest list of other articles began.
func (x *extractor) zones(i int, dst []float32) []float32 {
	for g := range zoneGroups {
		dst = append(dst, distance(i-x.above[g]), distance(int(x.below[i][g])-i))
	}
	since := float32(-1)
	if related := x.above[0]; related >= 0 {
		since = log(x.prose[i] - x.prose[related])
	}
	return append(dst, since)
}

// beside tells of the nearest neighbours, nearest first.
func (x *extractor) beside(i int, dst []float32) []float32 {
	for d := 1; d <= besideReach; d++ {
		for _, j := range [2]int{i - d, i + d} {
			if j < 0 || j >= len(x.glances) {
				dst = append(dst, -1, -1, -1, -1)
				continue
			}
			g := &x.glances[j]
			dst = append(dst, log(g.words), g.ends, g.capitals, g.covered)
		}
	}
	return dst
}

// windows sums up what is around the block.
func (x *extractor) windows(i int, dst []float32) []float32 {
	for _, reach := range [3]int{3, 10, 30} {
		from, to := max(0, i-reach), min(len(x.glances), i+reach+1)
		words := x.words[to] - x.words[from]
		dst = append(dst, log(words/float32(to-from)), share(x.prose[to]-x.prose[from], words))
	}
	up, down := 0, 0
	for up < farAway && i-up-1 >= 0 && x.glances[i-up-1].prose == 0 {
		up++
	}
	for down < farAway && i+down+1 < len(x.glances) && x.glances[i+down+1].prose == 0 {
		down++
	}
	return append(dst, float32(up), float32(down), flag(x.glances[i].prose > 0))
}

// rhythm tells whether lines of the same form come again at a short distance.
func (x *extractor) rhythm(i int, dst []float32) []float32 {
	alike := float32(0)
	for d := 1; d <= 3; d++ {
		before := i-d >= 0 && x.glances[i-d].shape == x.glances[i].shape
		after := i+d < len(x.glances) && x.glances[i+d].shape == x.glances[i].shape
		dst = append(dst, flag(before), flag(after))
		alike += flag(before) + flag(after)
	}
	return append(dst, alike)
}

// core is the stretch of blocks [start, end) with the greatest sum of weights:
// Kadane's maximum subarray (Bentley, "Programming Pearls", CACM 27(9), 1984).
type core struct {
	start, end int
	weight     float32
}

func findCore(n int, weight func(int) float32) core {
	var best core
	sum, start := float32(0), 0
	for i := range n {
		if sum <= 0 {
			sum, start = 0, i
		}
		sum += weight(i)
		if sum > best.weight {
			best = core{start, i + 1, sum}
		}
	}
	return best
}

// distance is a signed count of blocks, capped.
func distance(d int) float32 { return float32(max(-farAway, min(farAway, d))) }

func ratio(a, b int32) float32 {
	if b == 0 {
		return -1
	}
	return float32(a) / float32(b)
}

func share(a, b float32) float32 {
	if b <= 0 {
		return 0
	}
	return a / b
}

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// log is log2(1+v): features that count grow by ratio. Small counts, nearly
// all, come from a table.
func log(v float32) float32 {
	if v >= 0 && v < float32(len(logs)) && v == float32(int(v)) {
		return logs[int(v)]
	}
	return float32(math.Log2(1 + float64(max(v, 0))))
}

var logs = func() (t [256]float32) {
	for i := range t {
		t[i] = float32(math.Log2(1 + float64(i)))
	}
	return t
}()

// bucket is the bit length of n: lengths alike by ratio share one.
func bucket(n int32) int32 {
	b := int32(0)
	for n > 0 {
		n >>= 1
		b++
	}
	return b
}

// firstClass sorts the character that a block begins with.
func firstClass(r rune) uint8 {
	switch {
	case unicode.IsUpper(r):
		return 1
	case unicode.IsLower(r):
		return 2
	case unicode.IsLetter(r):
		return 3
	case unicode.IsDigit(r):
		return 4
	case strings.ContainsRune("\"“‘«„'", r):
		return 5
	case strings.ContainsRune("-*•◦▪+", r):
		return 6
	}
	return 0
}

// hashWords hashes a block's letters and digits (FNV-1a over bytes, ASCII
// folded), so that repeats are found whatever their marks.
func hashWords(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c >= utf8.RuneSelf:
		default:
			continue
		}
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}
