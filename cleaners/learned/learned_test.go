package learned

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// made gives a document of n blocks with evidence drawn from seed.
func made(n int, seed uint64) *document.Document {
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
			class := document.CueClass(r.IntN(document.CueClassCount))
			doc.Cues = append(doc.Cues, document.Cue{Span: document.Span{Start: start, End: start + 4}, Class: class})
			b.Cued = b.Cued.With(class)
		}
		b.CueTo = int32(len(doc.Cues))
		doc.Blocks = append(doc.Blocks, b)
	}
	doc.Text = text.String()
	doc.Source = doc.Text
	return doc
}

func TestRowsHaveTheirLength(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 100} {
		doc := made(n, uint64(n))
		if got := len(Extract(doc, nil)); got != n*FeatureCount {
			t.Errorf("%d blocks: %d first-stage features, want %d", n, got, n*FeatureCount)
		}
		if got := len(Extract(doc, make([]float32, n))); got != n*SecondFeatureCount {
			t.Errorf("%d blocks: %d second-stage features, want %d", n, got, n*SecondFeatureCount)
		}
	}
}

func TestFeaturesAreFinite(t *testing.T) {
	doc := made(60, 3)
	scores := make([]float32, 60)
	for i := range scores {
		scores[i] = float32(i%3) / 2
	}
	for i, v := range Extract(doc, scores) {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			t.Fatalf("feature %d of block %d is %v", i%SecondFeatureCount, i/SecondFeatureCount, v)
		}
	}
}

// TestScoringIsTheTrainersFeatures holds the two ways to a row together: what
// Score sees is what Extract gives the trainer.
func TestScoringIsTheTrainersFeatures(t *testing.T) {
	m := &Model{first: Default().first, second: Default().second}
	m.first.trees = m.first.trees[:firstLook] // so that no batch ends early
	doc := made(83, 4)
	rows := Extract(doc, nil)
	first := make([]float32, len(doc.Blocks))
	for i := range first {
		first[i] = probability(plainSum(&m.first, rows[i*FeatureCount:(i+1)*FeatureCount]))
	}
	second := Extract(doc, first)
	for i, got := range m.Score(doc, nil) {
		want := first[i]
		if want > settled && want < 1-settled {
			want = probability(plainSum(&m.second, second[i*SecondFeatureCount:(i+1)*SecondFeatureCount]))
		}
		if got != want {
			t.Fatalf("block %d: %v, want %v", i, got, want)
		}
	}
}

func TestScoreRemembersNothing(t *testing.T) {
	m := Default()
	want := m.Score(made(50, 5), nil)
	m.Score(made(200, 6), nil)
	m.Score(made(3, 7), nil)
	for i, got := range m.Score(made(50, 5), nil) {
		if got != want[i] {
			t.Fatalf("block %d: %v after other documents, %v before", i, got, want[i])
		}
	}
}

func TestScoreAllocatesNothingPerBlock(t *testing.T) {
	m := Default()
	doc := made(500, 8)
	var w workspace
	dst := m.scoreWith(&w, doc, nil)
	if n := testing.AllocsPerRun(20, func() { dst = m.scoreWith(&w, doc, dst[:0]) }); n > 0 {
		t.Errorf("%v allocations for 500 blocks", n)
	}
}

// TestForestIsItsTrees walks random trees the plain way, for every number of rows
// in a batch.
func TestForestIsItsTrees(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for n := range batch + 1 {
		f := forest{base: 0.5, trees: make([]tree, n)}
		for i := range f.trees {
			for j := range treeTests {
				f.trees[i].features[j], f.trees[i].bounds[j] = uint8(r.IntN(6)), keyOf(r.Float32()*2-1)
			}
			for j := range f.trees[i].leaves {
				f.trees[i].leaves[j] = float32(r.IntN(9))
			}
		}
		floats := make([][]float32, n)
		rows := make([]keyRow, n)
		for i := range floats {
			for range 6 {
				floats[i] = append(floats[i], r.Float32()*2-1)
			}
			putKeys(&rows[i], 0, floats[i])
		}
		var sums [batch]float32
		f.logOdds(rows, &sums)
		for i := range rows {
			if want := plainSum(&f, floats[i]); sums[i] != want {
				t.Errorf("%d trees, row %d: %v, want %v", n, i, sums[i], want)
			}
		}
	}
}

// plainSum walks every tree as a reader would.
func plainSum(f *forest, row []float32) float32 {
	sum := f.base
	for i := range f.trees {
		sum += plainWalk(&f.trees[i], row, 0, 0)
	}
	return sum
}

func plainWalk(t *tree, row []float32, node, depth int) float32 {
	if depth == treeDepth {
		return t.leaves[node-treeTests]
	}
	if keyOf(row[t.features[node]]) > t.bounds[node] {
		return plainWalk(t, row, 2*node+2, depth+1)
	}
	return plainWalk(t, row, 2*node+1, depth+1)
}

func TestKeysAreInTheOrderOfTheirFloats(t *testing.T) {
	inf := float32(math.Inf(1))
	ordered := []float32{-inf, -1e30, -2, -1, -1e-30, 0, 1e-30, 0.5, 1, 2, 1e30, inf}
	for i := 1; i < len(ordered); i++ {
		if keyOf(ordered[i-1]) >= keyOf(ordered[i]) {
			t.Errorf("the keys of %v and %v are out of order", ordered[i-1], ordered[i])
		}
	}
}

func TestABrokenArtifactIsRefused(t *testing.T) {
	feature := func(data []byte) { binary.LittleEndian.PutUint16(data[16:], 60000) }
	for name, change := range map[string]func([]byte) []byte{
		"empty":          func([]byte) []byte { return nil },
		"not ours":       func(d []byte) []byte { d[0] = 'x'; return d },
		"other features": func(d []byte) []byte { d[4]++; return d },
		"cut short":      func(d []byte) []byte { return d[:len(d)-1] },
		"too long":       func(d []byte) []byte { return append(d, 0) },
		"wild feature":   func(d []byte) []byte { feature(d); return d },
	} {
		if _, err := Load(change(append([]byte(nil), artifact...))); !errors.Is(err, errArtifact) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func BenchmarkScore(b *testing.B) {
	m := Default()
	doc := made(1000, 10)
	dst := m.Score(doc, nil)
	b.SetBytes(int64(len(doc.Text)))
	b.ReportAllocs()
	for b.Loop() {
		dst = m.Score(doc, dst[:0])
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/block")
}

func TestOnlyAClearBatchEndsEarly(t *testing.T) {
	f := forest{trees: make([]tree, firstLook+2)}
	for i := range f.trees {
		for j := range f.trees[i].leaves {
			f.trees[i].leaves[j] = 1
		}
	}
	var sums [batch]float32
	f.logOdds(make([]keyRow, 3), &sums)
	if sums[2] != firstLook {
		t.Errorf("a clear batch summed to %v, want %d", sums[2], firstLook)
	}
	f.base = -firstLook
	f.logOdds(make([]keyRow, 3), &sums)
	if sums[2] != 2 {
		t.Errorf("an open batch summed to %v, want 2", sums[2])
	}
}
