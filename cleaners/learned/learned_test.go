package learned

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// randomDocument returns a document of n blocks with evidence drawn from seed.
func randomDocument(n int, seed uint64) *document.Document {
	r := rand.New(rand.NewPCG(seed, 1))
	doc := &document.Document{}
	var text strings.Builder
	for range n {
		start := text.Len()
		words := 1 + r.IntN(40)
		text.WriteString(strings.Repeat("word ", words))
		text.WriteString("end.\n")
		b := document.Block{Span: document.Span{Start: start, End: text.Len() - 1}, Lines: 1, CueFrom: int32(len(doc.Cues))}
		b.Shape = document.Shape{Words: int32(words + 1), Runes: int32(b.Span.Len()), Letters: int32(4*words + 3), Stops: 1, Ends: document.EndMark(r.IntN(7)), First: 'w'}
		if r.IntN(4) == 0 {
			class := cueClasses[r.IntN(cueCount)].class
			doc.Cues = append(doc.Cues, document.Cue{Span: document.Span{Start: start, End: start + 4}, Class: class})
			b.Cued = b.Cued.With(class)
		}
		b.CueTo = int32(len(doc.Cues))
		doc.Blocks = append(doc.Blocks, b)
	}
	doc.Text = text.String()
	doc.Source = doc.Text
	return withWords(doc)
}

// withWords lists the words of doc's blocks, as segmenting does.
func withWords(doc *document.Document) *document.Document {
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		from := len(doc.Words)
		var measured document.Shape
		measured, doc.Words = shape.Cut(doc.Of(i), b.Span.Start, doc.Words)
		b.WordFrom, b.WordTo = int32(from), int32(len(doc.Words))
		b.Shape.Wording = measured.Wording
	}
	return doc
}

func TestRowsHaveTheirLength(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 100} {
		for _, doc := range []*document.Document{randomDocument(n, uint64(n)), randomPage(n, uint64(n))} {
			if got := len(Extract(doc, nil)); got != n*FeatureCount {
				t.Errorf("%d blocks: %d first-stage features, want %d", n, got, n*FeatureCount)
			}
			if got := len(Extract(doc, make([]float32, n))); got != n*SecondFeatureCount {
				t.Errorf("%d blocks: %d second-stage features, want %d", n, got, n*SecondFeatureCount)
			}
		}
	}
}

// TestScoringIsTheTrainersFeatures holds the two ways to a row together: what
// Score sees is what Extract gives the trainer.
func TestScoringIsTheTrainersFeatures(t *testing.T) {
	texts, pages := *Default().texts(), *Default().pages()
	m := &Model{texts: func() *stages { return &texts }, pages: func() *stages { return &pages }}
	for _, doc := range []*document.Document{randomDocument(83, 4), randomPage(83, 4)} {
		s := m.stages(doc)
		s.first.trees, s.second.trees = s.first.trees[:headTrees], s.second.trees[:headTrees] // so that no row ends early
		rows := Extract(doc, nil)
		first := make([]float32, len(doc.Blocks))
		for i := range first {
			first[i] = probability(plainSum(&s.first, rows[i*FeatureCount:(i+1)*FeatureCount]))
		}
		second := Extract(doc, first)
		for i, got := range m.Score(doc, nil) {
			want := first[i]
			if want > decided && want < 1-decided {
				want = probability(plainSum(&s.second, second[i*SecondFeatureCount:(i+1)*SecondFeatureCount]))
			}
			if got != want {
				t.Fatalf("block %d: %v, want %v", i, got, want)
			}
		}
	}
}

func TestScoreRemembersNothing(t *testing.T) {
	m := Default()
	want := m.Score(randomDocument(50, 5), nil)
	m.Score(randomDocument(200, 6), nil)
	m.Score(randomPage(200, 6), nil)
	m.Score(randomDocument(3, 7), nil)
	for i, got := range m.Score(randomDocument(50, 5), nil) {
		if got != want[i] {
			t.Fatalf("block %d: %v after other documents, %v before", i, got, want[i])
		}
	}
}

func TestScoreAllocatesNothingPerBlock(t *testing.T) {
	m := Default()
	doc := randomDocument(500, 8)
	w := newWorkspace()
	dst := m.scoreWith(w, doc, nil)
	if n := testing.AllocsPerRun(20, func() { dst = m.scoreWith(w, doc, dst[:0]) }); n > 0 {
		t.Errorf("%v allocations for 500 blocks", n)
	}
}

func TestAWorkspaceKeepsNoHugeMemory(t *testing.T) {
	m, w := Default(), newWorkspace()
	m.scoreWith(w, randomDocument(500, 8), nil)
	if len(w.scores) != 500 {
		t.Error("the memory of a usual document is not kept")
	}
	manyWords := ofParagraphs(strings.Repeat("harbour ", keptWords+1))
	for name, doc := range map[string]*document.Document{"blocks": randomDocument(keptBlocks+1, 8), "words": manyWords} {
		m.scoreWith(w, doc, nil)
		if w.scores != nil || w.extractor.long != nil || w.lanes == nil {
			t.Errorf("many %s: their memory is kept", name)
		}
	}
}

// TestForestIsItsTrees walks random trees in every way, for every number of rows
// in a batch.
func TestForestIsItsTrees(t *testing.T) {
	const width = 11
	r := rand.New(rand.NewPCG(9, 9))
	for n := range batch + 1 {
		f := forest{base: 5, width: width, trees: make([]tree, n)}
		for i := range f.trees {
			for j := range treeTests {
				f.trees[i].features[j], f.trees[i].bounds[j] = uint8(r.IntN(width)), uint8(r.IntN(256))
			}
			for j := range treeLeaves {
				f.trees[i].setLeaf(j, int16(r.Uint32())>>5) // sums that need more than 16 bits
			}
		}
		var rows [batch]row
		for i := range rows[:n] {
			for j := range width {
				rows[i][j] = uint8(r.IntN(256))
			}
		}
		var sums [batch]odds
		f.logOdds(&rows, n, &sums, new(lanes))
		for i := range rows[:n] {
			want := plainSum(&f, rows[i][:])
			if sums[i] != want {
				t.Errorf("%d trees, row %d of a batch: %v, want %v", n, i, sums[i], want)
			}
			if got := f.sum(&rows[i]); got != want {
				t.Errorf("%d trees, row %d alone: %v, want %v", n, i, got, want)
			}
		}
	}
}

// sum walks a row alone, as processors without lanes do.
func (f *forest) sum(r *row) odds {
	rows, sums := [batch]row{*r}, [batch]odds{}
	f.beginWalking(&rows, 1, &sums)
	f.finishWalking(&rows, 1, &sums)
	return sums[0]
}

func (t *tree) setLeaf(i int, v int16) { t.lower[i], t.upper[i] = uint8(v), uint8(v>>8) }

// plainSum walks every tree as a reader would.
func plainSum(f *forest, row []uint8) odds {
	sum := f.base
	for i := range f.trees {
		sum += plainWalk(&f.trees[i], row, 0, 0)
	}
	return sum
}

func plainWalk(t *tree, row []uint8, node, depth int) odds {
	if depth == treeDepth {
		return odds(int16(t.upper[node-treeTests])<<8 | int16(t.lower[node-treeTests]))
	}
	if row[t.features[node]] > t.bounds[node] {
		return plainWalk(t, row, 2*node+2, depth+1)
	}
	return plainWalk(t, row, 2*node+1, depth+1)
}

// TestGradesKeepOrder holds the bytes of features to the order of what they tell.
func TestGradesKeepOrder(t *testing.T) {
	for v := float32(0); v < 70000; v += 1 + v/50 {
		if logOf(v) > logOf(v+1) || logKnown(v) == absent || logKnown(v) < logOf(v) {
			t.Errorf("log of %v: %d, of one more: %d, known: %d", v, logOf(v), logOf(v+1), logKnown(v))
		}
	}
	for n := 1; n < 300; n++ {
		for part := range n {
			if a, b := portion(part, n), portion(part+1, n); a > b || a == absent {
				t.Errorf("portions %d and %d of %d: %d and %d", part, part+1, n, a, b)
			}
		}
	}
	for d := -2 * farAway; d < 2*farAway; d++ {
		if distance(d) > distance(d+1) {
			t.Errorf("distances %d and %d: %d and %d", d, d+1, distance(d), distance(d+1))
		}
	}
	if portion(0, 0) != absent || signed(-1) != 0 || signed(1) != 250 || scaled(9, 64) != 255 {
		t.Errorf("edges: %d %d %d %d", portion(0, 0), signed(-1), signed(1), scaled(9, 64))
	}
}

func BenchmarkScore(b *testing.B) {
	m := Default()
	doc := randomDocument(1000, 10)
	dst := m.Score(doc, nil)
	b.SetBytes(int64(len(doc.Text)))
	b.ReportAllocs()
	for b.Loop() {
		dst = m.Score(doc, dst[:0])
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/block")
}

// BenchmarkForest adds up the trees of the texts' first stage, all of them, over
// a batch of rows, in either way.
func BenchmarkForest(b *testing.B) {
	f := &Default().texts().first
	var rows [batch]row
	for i, r := range slices.Collect(slices.Chunk(Extract(randomDocument(batch, 10), nil), FeatureCount)) {
		copy(rows[i][:], r)
	}
	perRow := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/batch, "ns/row")
	}
	b.Run("lanes", func(b *testing.B) {
		if !hasAVX2 {
			b.Skip("the processor has no AVX2")
		}
		var l lanes
		var sums [batch]odds
		for b.Loop() {
			transpose(&rows, f.width, &l)
			sumTrees(f.trees, &l, &sums)
		}
		perRow(b)
	})
	b.Run("walking", func(b *testing.B) {
		for b.Loop() {
			for i := range rows {
				walkAll(f.trees, &rows[i])
			}
		}
		perRow(b)
	})
	b.Run("transposing", func(b *testing.B) {
		if !hasAVX2 {
			b.Skip("the processor has no AVX2")
		}
		var l lanes
		for b.Loop() {
			transpose(&rows, f.width, &l)
		}
		perRow(b)
	})
}

func TestOnlyClearRowsEndEarly(t *testing.T) {
	const step = 600
	f := forest{width: 1, trees: make([]tree, headTrees+2)}
	for i := range f.trees {
		f.trees[i].features[0], f.trees[i].bounds[0] = 0, 0 // rows with a 0 in front go left
		for j := range treeLeaves / 2 {
			f.trees[i].setLeaf(treeLeaves/2+j, step)
		}
	}
	var rows [batch]row
	rows[1][0] = 1
	var sums [batch]odds
	f.logOdds(&rows, 3, &sums, new(lanes))
	if sums[0] != 0 || sums[1] != headTrees*step || sums[2] != 0 {
		t.Errorf("sums %v, want the middle row to end after the head's trees", sums[:3])
	}
	if sum := f.sum(&rows[1]); sum != sums[1] {
		t.Errorf("alone the middle row sums to %d", sum)
	}
	f.base = -headTrees * step
	f.logOdds(&rows, 3, &sums, new(lanes))
	if sums[1] != 2*step {
		t.Errorf("an open row summed to %v, want %d", sums[1], 2*step)
	}
}

func TestOverlapIsWordsThatOtherTextHas(t *testing.T) {
	bridge := longWordsOf("The harbour bridge (“closed” in 1998) reopens", nil)
	again := longWordsOf("HARBOUR bridges, «closed», reopens|", nil)
	var v vocabulary
	v.number(append(slices.Clone(bridge), again...))
	end := int32(len(bridge))
	v.begin()
	v.add(0, v.numbers[:end])
	v.sum()
	if len(bridge) != 4 || v.shared(0, end, true) != 0 {
		t.Errorf("%d long words, %d of them in other blocks", len(bridge), v.shared(0, end, true))
	}
	if got := v.shared(end, int32(len(v.numbers)), false); got != 3 { // harbour, closed, reopens
		t.Errorf("%d words shared, want 3", got)
	}
	v.add(1, v.numbers[end:])
	v.sum()
	if got := v.shared(0, end, true); got != 3 {
		t.Errorf("%d words shared by the first, want 3", got)
	}
}

// TestLongWordsAreTheModels holds the words of the table to those that the model was
// trained on, where a text has no unusual characters.
func TestLongWordsAreTheModels(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{" ", " ", "the", "Harbour", "don’t", "été", "Été", "ǆ", "ё", "москва", "«да»", "€92", "a™", "桥梁", "、", "한국", "ปิด", "a\u00adb", "naïve", "½", "µ", "\u2066", "\u3099", "\xff", "…"}),
		rapid.StringMatching(`[A-Za-z0-9 .,'-]{0,20}`),
		rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), "")
		wording, want := scanBytes(s, nil)
		if measured, _ := shape.Cut(s, 0, nil); measured.Signs&document.SignUnusual == 0 && measured.Wording != wording {
			t.Fatalf("%q has another wording by bytes", s)
		}
		if diff := cmp.Diff(want, longWordsOf(s, nil), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%q (-by bytes +by the table):\n%s", s, diff)
		}
	})
}
