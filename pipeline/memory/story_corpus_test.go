package memory

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The variables that turn measurements on.
const (
	corpusVariable   = "WINNOW_CORPUS"   // an annotated corpus, as `winnow eval` reads it
	articlesVariable = "WINNOW_ARTICLES" // how many generated articles to remember
)

// goldTexts reads the articles of a corpus that are long enough to be cut.
func goldTexts(t *testing.T) (texts []string) {
	path := os.Getenv(corpusVariable)
	if path == "" {
		t.Skip(corpusVariable, " names no corpus")
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var page struct {
			Type string `json:"page_type"`
			Gold string `json:"gold_text"`
		}
		if err := json.Unmarshal(lines.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		if page.Type == "article" && len(strings.Fields(page.Gold)) >= 150 {
			texts = append(texts, page.Gold)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return texts
}

// variant makes another text of one; other is an article that has nothing to
// do with it.
type variant struct {
	name   string
	copied bool    // it is a copy, and is to be found; else it is to be left alone
	floor  float64 // how many of the copies must be found; for others, how many may be taken for copies
	make   func(r *rand.Rand, text, other string) string
}

var variants = []variant{
	{"5% of the words edited", true, 0.99, func(r *rand.Rand, text, _ string) string { return edited(r, text, 0.05) }},
	{"10% of the words edited", true, 0.98, func(r *rand.Rand, text, _ string) string { return edited(r, text, 0.1) }},
	{"20% of the words edited", true, 0.6, func(r *rand.Rand, text, _ string) string { return edited(r, text, 0.2) }},
	{"first 70% kept", true, 0.99, func(_ *rand.Rand, text, _ string) string { return first(text, 70) }},
	{"first 50% kept", true, 0.99, func(_ *rand.Rand, text, _ string) string { return first(text, 50) }},
	{"first 30% kept", true, 0.95, func(_ *rand.Rand, text, _ string) string { return first(text, 30) }},
	{"half kept, 5% edited", true, 0.98, func(r *rand.Rand, text, _ string) string { return edited(r, first(text, 50), 0.05) }},
	{"half kept, then a third local text", true, 0.96, func(_ *rand.Rand, text, other string) string {
		half := first(text, 50)
		return half + " " + firstWords(other, len(strings.Fields(half))/2)
	}},
	{"paragraphs reordered", true, 0.99, func(r *rand.Rand, text, _ string) string { return reordered(r, text) }},
	{"a headline and two paragraphs of its own, then 40%", true, 0.95, func(_ *rand.Rand, text, other string) string {
		return firstWords(other, 60) + " " + first(text, 40)
	}},
	{"a quote of 40 words in common", false, 0.001, func(_ *rand.Rand, text, other string) string {
		return other + " " + lastWords(text, 40)
	}},
	{"a sixth of the shorter is in both, as background", false, 0.01, func(_ *rand.Rand, text, other string) string {
		n := min(len(strings.Fields(text)), len(strings.Fields(other)))
		return other + " " + lastWords(text, n/6)
	}},
	{"a quarter of the shorter is in both, as background", false, 0.05, func(_ *rand.Rand, text, other string) string {
		n := min(len(strings.Fields(text)), len(strings.Fields(other)))
		return other + " " + lastWords(text, n/4)
	}},
}

func firstWords(text string, n int) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(n, len(words))], " ")
}

func lastWords(text string, n int) string {
	words := strings.Fields(text)
	return strings.Join(words[max(0, len(words)-n):], " ")
}

// edited replaces words by words of the same text.
func edited(r *rand.Rand, text string, share float64) string {
	words := strings.Fields(text)
	from := slices.Clone(words)
	for i := range words {
		if r.Float64() < share {
			words[i] = from[r.IntN(len(from))]
		}
	}
	return strings.Join(words, " ")
}

func reordered(r *rand.Rand, text string) string {
	lines := strings.Split(text, "\n")
	r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	return strings.Join(lines, "\n")
}

// TestVariantsOfACorpus measures how many copies are found, and how many texts
// that share only a part are taken for copies:
//
//	WINNOW_CORPUS=corpus.jsonl.gz go test ./pipeline/memory -run Corpus -v
func TestVariantsOfACorpus(t *testing.T) {
	texts := goldTexts(t)
	r := rand.New(rand.NewPCG(1, 2))
	t.Logf("%d articles", len(texts))
	for _, v := range variants {
		found := 0
		for i, text := range texts {
			s := NewStories(StoryOptions{})
			s.Put(article("original", march(1), text))
			other := texts[(i+1+r.IntN(len(texts)-1))%len(texts)]
			if s.Put(article("variant", march(2), v.make(r, text, other)))[0].Representative == "original" {
				found++
			}
		}
		got := float64(found) / float64(len(texts))
		t.Logf("%-62s %.4f", v.name, got)
		if v.copied && got < v.floor || !v.copied && got > v.floor {
			t.Errorf("%s: %.4f, the bound is %.4f", v.name, got, v.floor)
		}
	}
}

// TestPairsOfACorpus compares every article, whole and in two parts, with every
// other one: but for copies that are in the corpus, none is a near-duplicate of
// another.
//
//	WINNOW_CORPUS=corpus.jsonl.gz go test ./pipeline/memory -run Corpus -v
func TestPairsOfACorpus(t *testing.T) {
	texts := goldTexts(t)
	signatures := make([]Signature, 0, 3*len(texts))
	for _, text := range texts { // whole, and cut in two ways: short texts are alike by chance sooner
		signatures = append(signatures, Sign(text), Sign(first(text, 40)), Sign(lastWords(text, 80)))
	}
	pairs, alike := 0, 0
	for i := range signatures {
		for j := range i {
			if i/3 == j/3 {
				continue
			}
			pairs++
			a, b := signatures[i], signatures[j]
			if _, copied := copies(a.Words, b.Words, a.Shingles, b.Shingles); !copied || !sharesGram(a, b) {
				continue
			}
			if really := wholeContainment(texts[i/3], texts[j/3]); really < 0.5 {
				alike++
				t.Logf("taken for a copy at %.2f: %.60q and %.60q", really, texts[i/3], texts[j/3])
			} else {
				t.Logf("a copy in the corpus itself, at %.2f: %.60q", really, texts[i/3])
			}
		}
	}
	t.Logf("%d of %d pairs are wrongly taken for copies", alike, pairs)
	if alike*1_000_000 > pairs {
		t.Errorf("%d of %d pairs are wrongly taken for copies, want fewer than one in a million", alike, pairs)
	}
}

// wholeContainment returns how much of the one text is in the other, from all
// shingles of both.
func wholeContainment(a, b string) float64 {
	in := [2]map[uint64]bool{}
	for i, text := range []string{a, b} {
		in[i] = make(map[uint64]bool)
		words, _ := hashWords(text)
		for k := 0; k+shingleWords <= len(words); k++ {
			in[i][hashRun(words[k:k+shingleWords])] = true
		}
	}
	shared := 0
	for h := range in[0] {
		if in[1][h] {
			shared++
		}
	}
	return float64(shared) / float64(min(len(in[0]), len(in[1])))
}

func sharesGram(a, b Signature) bool {
	return slices.ContainsFunc(a.Grams, func(g uint32) bool { return slices.Contains(b.Grams, g) })
}

// TestMemoryOfManyArticles measures what the index takes:
//
//	WINNOW_ARTICLES=1000000 go test ./pipeline/memory -run Many -v
func TestMemoryOfManyArticles(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv(articlesVariable))
	if err != nil {
		t.Skip(articlesVariable, " says no number")
	}
	before := int64(heapBytes())
	s := NewStories(StoryOptions{Most: 2 * n})
	r := rand.New(rand.NewPCG(3, 4))
	var wire Signature
	most := int64(0)
	for i := range n {
		signature := random(r)
		if i%10 < 3 { // three of ten are copies of the agency's
			signature = wire
			signature.Body++
		} else if i%10 == 3 {
			wire = signature
		}
		s.Put(Article{ID: fmt.Sprintf("%032x", i), Published: march(1 + i*7/n), Signature: signature})
		if i%(n/10+1) == 0 {
			most = max(most, int64(heapBytes())-before)
		}
	}
	runtime.GC()
	took := max(most, int64(heapBytes())-before)
	t.Logf("%d articles: %.1f MB, %.0f bytes an article", s.Len(), float64(took)/1e6, float64(took)/float64(s.Len()))
	if limit := int64(400 * n); took > limit {
		t.Errorf("%d bytes, want at most %d", took, limit)
	}
	runtime.KeepAlive(s)
}

// random returns the signature of a text of some 500 words that nobody copied.
func random(r *rand.Rand) Signature {
	draw := func(n int) []uint32 {
		all := bottomK{k: n}
		for range 500 * n / mostShingles {
			all.add(r.Uint32())
		}
		return all.all()
	}
	return Signature{Body: r.Uint64(), Words: 500, Grams: draw(mostGrams), Shingles: draw(mostShingles)}
}
