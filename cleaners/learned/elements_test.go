package learned

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// randomPage returns a page of n blocks with evidence drawn from seed.
func randomPage(n int, seed uint64) *document.Document {
	doc := randomDocument(n, seed)
	doc.Format = document.HTML
	r := rand.New(rand.NewPCG(seed, 2))
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		b.Element = &document.Element{
			Tag: []string{"p", "li", "div"}[r.IntN(3)], Path: r.Uint64N(5), Depth: 9, CommonDepth: r.Int32N(9),
			LinkBytes: r.Int32N(int32(b.Span.Len())), Siblings: 1,
		}
		if r.IntN(5) == 0 {
			b.Role = document.RoleHeading
		}
	}
	return doc
}

// TestElementTreeIsItsRuns holds the tree against what it means: a run for every depth
// that two neighbours share, as far as all between share it.
func TestElementTreeIsItsRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := joined(rapid.SliceOfN(rapid.Int32Range(0, 6), 1, 40).Draw(t, "depths"))
		var tree elementTree
		tree.begin(doc)
		want := runsOf(doc)
		if len(tree.runs) != len(want) {
			t.Fatalf("%d runs, want %d: %v", len(tree.runs), len(want), tree.runs)
		}
		for i := range doc.Blocks {
			holdChain(t, &tree, want, i)
		}
	})
}

func joined(depths []int32) *document.Document {
	doc := &document.Document{}
	for _, depth := range depths {
		doc.Blocks = append(doc.Blocks, document.Block{Element: &document.Element{CommonDepth: depth}})
	}
	return doc
}

// runsOf finds the runs one by one, smaller ones first.
func runsOf(doc *document.Document) [][2]int32 {
	n := len(doc.Blocks)
	seen := map[[3]int32]bool{{0, int32(n), -1}: true}
	for i := 1; i < n; i++ {
		depth := doc.Blocks[i].Element.CommonDepth
		from, to := i-1, i+1
		for from > 0 && doc.Blocks[from].Element.CommonDepth >= depth {
			from--
		}
		for to < n && doc.Blocks[to].Element.CommonDepth >= depth {
			to++
		}
		seen[[3]int32{int32(from), int32(to), depth}] = true
	}
	var runs [][2]int32
	for r := range seen {
		runs = append(runs, [2]int32{r[0], r[1]})
	}
	slices.SortFunc(runs, func(a, b [2]int32) int { return int(a[1] - a[0] - b[1] + b[0]) })
	return runs
}

// holdChain holds the runs around block i, from the smallest to the page.
func holdChain(t *rapid.T, tree *elementTree, runs [][2]int32, i int) {
	at := tree.of[i]
	level := 0
	for _, want := range runs {
		if want[0] > int32(i) || want[1] <= int32(i) {
			continue
		}
		if got := tree.runs[at]; got.start != want[0] || got.end != want[1] {
			t.Fatalf("block %d is in %v, want %v", i, got, want)
		}
		at = tree.runs[at].parent
		level++
	}
	if at != 0 || int(tree.runs[tree.of[i]].level) != level-1 {
		t.Fatalf("block %d: %d runs around it, and level %d", i, level, tree.runs[tree.of[i]].level)
	}
}

// A list in an article, beside a card:
//
//	<body> <article> 0 1 <ul> 2 3 </ul> </article> <div> 4 5 </div> </body>
var listed = []int32{0, 2, 2, 3, 1, 2}

func TestRunsAroundABlock(t *testing.T) {
	var tree elementTree
	tree.begin(joined(listed))
	spans := func(i int) (spans [][2]int32) {
		for _, k := range tree.enclosing(i) {
			spans = append(spans, [2]int32{tree.runs[k].start, tree.runs[k].end})
		}
		return spans
	}
	list, article, body := [2]int32{2, 4}, [2]int32{0, 4}, [2]int32{0, 6}
	if got, want := spans(2), [][2]int32{list, article, body, body, article}; !slices.Equal(got, want) {
		t.Errorf("around an item %v, want %v", got, want)
	}
	if parts := tree.runs[tree.of[0]].parts; parts != 3 {
		t.Errorf("the article has %d parts, want two paragraphs and a list", parts)
	}
	if up, down := tree.steps(tree.of[5], tree.of[2]); up != 1 || down != 2 {
		t.Errorf("from the card to the list %d up and %d down, want 1 and 2", up, down)
	}
}

func TestPathsAndSections(t *testing.T) {
	doc := randomPage(4, 1)
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		b.Element.Path, b.Role = uint64(i%2), document.RoleParagraph
	}
	doc.Blocks[2].Role = document.RoleHeading
	var x extractor
	x.begin(doc)
	if p := x.groups.paths[1]; len(x.groups.paths) != 2 || p.blocks != 2 || p.first != 1 || p.last != 3 {
		t.Errorf("paths %+v", x.groups.paths)
	}
	if got, want := x.groups.sections, []section{{0, 2}, {2, 4}}; !slices.Equal(got, want) {
		t.Errorf("sections %v, want %v", got, want)
	}
}
