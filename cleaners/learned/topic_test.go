package learned

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// ofParagraphs makes a text of lines, each of which reads as running text where it
// ends with a stop.
func ofParagraphs(lines ...string) *document.Document {
	doc := &document.Document{}
	for _, line := range lines {
		at := len(doc.Text)
		doc.Text += line + "\n"
		words := int32(len(strings.Fields(line)))
		shape := document.Shape{Words: words, Letters: 5 * words}
		if strings.HasSuffix(line, ".") {
			shape.Ends, shape.Stops = document.EndStop, 1
		}
		doc.Blocks = append(doc.Blocks, document.Block{Span: document.Span{Start: at, End: at + len(line)}, Shape: shape})
	}
	return withWords(doc)
}

// twoArticles is a page's title, an article with its headline, and another article
// below it that is longer.
func twoArticles() *document.Document {
	return ofParagraphs(
		"Ferry strands near harbour - The Example",
		"Weather",
		"Ferry strands near harbour",
		"The ferry stranded outside the harbour before dawn, and its passengers waited for tugs.",
		"Tugs pulled the ferry free at noon, and the passengers reached the harbour before evening.",
		"The harbour says that passengers of the ferry will be repaid before Sunday, and thanks the tugs.",
		"The orchestra opens its season in October with a symphony that was lost for a century.",
		"Musicians of the orchestra found the symphony in a library, between bills of a baker.",
		"The library keeps the symphony, and the orchestra plays from copies that musicians made.",
		"Copies of the symphony can be seen in the library while the season of the orchestra lasts.",
		"The season ends in April, when the orchestra and its musicians travel with the symphony.",
	)
}

func TestTopicOfTwoArticles(t *testing.T) {
	var x extractor
	x.begin(twoArticles())
	if x.topic.start > 3 || x.topic.end != 6 {
		t.Errorf("the topic core is [%d, %d), want it to end at 6, where the other article begins", x.topic.start, x.topic.end)
	}
	if x.titleLine != 2 {
		t.Errorf("the headline is line %d, want 2", x.titleLine)
	}
	border := x.ties.density[6]
	for _, inside := range []int{4, 5, 8, 9} {
		if x.ties.density[inside] <= border {
			t.Errorf("the space above block %d is as weak (%.2f) as that between the articles (%.2f)", inside, x.ties.density[inside], border)
		}
	}
	var in, other row
	x.tieColumns(8, &in)
	x.tieColumns(4, &other)
	if above, below := min(in[tieWeakest], other[tieWeakest]), max(in[tieWeakest], other[tieWeakest]); above != x.ties.grades[6] || below <= above {
		t.Errorf("the weakest spaces between the core and blocks 4 and 8: %d and %d, want the one between the articles (%d) for one of them", other[tieWeakest], in[tieWeakest], x.ties.grades[6])
	}
	if in[namedAround] == absent {
		t.Error("there are long words around block 8, and no share of the headline's among them")
	}
}

// TestTitleLineNeedsTheHeadline: a line that has some of its words is none.
func TestTitleLineNeedsTheHeadline(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  int
	}{
		{"the last of equals above the article", []string{"Ferry strands near harbour", "Ferry strands near harbour", "Menu", "Ferry strands near harbour", "The ferry stranded outside the harbour before dawn, and its passengers waited for tugs."}, 3},
		{"no line but the first", []string{"Ferry strands near harbour", "Weather", "The ferry stranded outside the harbour before dawn, and its passengers waited for tugs."}, -1},
		{"another headline", []string{"Ferry strands near harbour", "Harbour prices double within years", "The ferry stranded outside the harbour before dawn, and its passengers waited for tugs."}, -1},
		{"nothing", nil, -1},
	} {
		var x extractor
		x.begin(ofParagraphs(c.lines...))
		if x.titleLine != c.want {
			t.Errorf("%s: line %d, want %d", c.name, x.titleLine, c.want)
		}
	}
}

// TestTiesAddUp holds the density of every space against a count of its own.
func TestTiesAddUp(t *testing.T) {
	words := []string{"harbour", "orchestra", "symphony", "passenger", "library", "a", "and"}
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(words), 1, 30), func(w []string) string { return strings.Join(w, " ") })
		doc := ofParagraphs(rapid.SliceOfN(line, 1, 60).Draw(t, "lines")...)
		var x extractor
		x.begin(doc)
		for space := range len(doc.Blocks) + 1 {
			if got, want := x.crossingAt(space), x.countCrossing(space); got != want {
				t.Fatalf("%d ties cross space %d, want %d", got, space, want)
			}
			if d := x.ties.density[space]; d < 0 || d > 1 {
				t.Fatalf("space %d has density %v", space, d)
			}
		}
	})
}

// crossingAt sums up how many ties cross a space.
func (x *extractor) crossingAt(space int) (n int32) {
	for _, change := range x.ties.crossing[:space+1] {
		n += change
	}
	return n
}

// countCrossing counts them word by word.
func (x *extractor) countCrossing(space int) (n int32) {
	for j := space; j < len(x.summaries); j++ {
		seen := map[uint32]bool{}
		for _, h := range x.wordsOf(j) {
			if seen[h] {
				continue
			}
			seen[h] = true
			for p := j - 1; p >= 0; p-- {
				if !x.has(p, h) {
					continue
				}
				if p < space && x.words[j]-x.words[p+1] <= tieReach {
					n++
				}
				break
			}
		}
	}
	return n
}

func (x *extractor) has(i int, word uint32) bool {
	for _, h := range x.wordsOf(i) {
		if h == word {
			return true
		}
	}
	return false
}
