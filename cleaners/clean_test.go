package cleaners

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures/cases"
)

const scrape = `Harbour bridge to close for a year

By Ada Lee
12 March 2026
The harbour bridge will close for a year from May, the city said on Thursday, so that its cables can be replaced.
Workers on the harbour bridge. 2
The bridge seen from the north bank. Getty Images
Ferries will run every ten minutes. Sign up for our newsletter The first leaves at five in the morning, the city said.
"Nobody will be cut off," said the mayor, who lives on the north bank herself.
Tags: bridge, harbour
Related Articles
The Courier
an hour ago
Ferry company hires forty captains
The company that runs the ferries is looking for forty captains, it said on Thursday. Most will be needed at night.
The Courier
2 hours ago
A bridge too old
Engineers had warned of the cables for ten years before anybody measured them. The measurements were worse than feared.
AD
© 2026 The Courier. All rights reserved.
`

const page = `<!doctype html><html lang="en"><head><title>Harbour bridge to close | The Courier</title>
<meta property="og:title" content="Harbour bridge to close"><meta property="article:published_time" content="2026-03-12T08:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Harbour bridge to close</h1>
<p>The harbour bridge will close for a year from May, the city said on Thursday, so that its cables can be replaced.</p>
<figure><img src="b.jpg"><figcaption>The bridge from the north bank.</figcaption></figure>
<p>Ferries will run every ten minutes, and the first of them leaves at five in the morning.<br><br>The city has hired forty captains for the year.</p>
</article><footer>© 2026 The Courier</footer></body></html>`

func clean(t testing.TB, raw document.Raw) *document.Clean {
	t.Helper()
	c, err := Must(New()).Clean(raw)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func paragraphs(c *document.Clean) (texts []string) {
	for _, p := range c.Paragraphs {
		texts = append(texts, p.Text)
	}
	return texts
}

func TestCleanTakesOutWhatStandsAroundTheArticle(t *testing.T) {
	c := clean(t, document.Raw{Content: []byte(scrape), URL: "https://www.courier.example.co.uk/a"})
	want := []string{
		"The harbour bridge will close for a year from May, the city said on Thursday, so that its cables can be replaced.",
		"Ferries will run every ten minutes. The first leaves at five in the morning, the city said.",
		`"Nobody will be cut off," said the mayor, who lives on the north bank herself.`,
	}
	if diff := cmp.Diff(want, paragraphs(c)); diff != "" {
		t.Error(diff)
	}
	got := [...]string{c.Title, c.Byline, c.Published, c.Site, c.Language}
	if want := [...]string{"Harbour bridge to close for a year", "Ada Lee", "2026-03-12", "example-co-uk", "en"}; got != want {
		t.Errorf("fields %q, want %q", got, want)
	}
}

// TestAsidesLeaveAOneLineDocument has a summary of a card as a document of its
// own: one long line, two asides in it, and it must read as before without them.
func TestAsidesLeaveAOneLineDocument(t *testing.T) {
	const (
		letter = "New Courier newsletter: Harbour Dispatch Sign up to get the latest news and analysis of the coast, alongside Inland Unpacked and other Courier newsletters "
		teaser = "Mayor's ferry runs aground on the way to the opening Read More » "
	)
	before := inTurn("The harbour bridge will close for the %s time since the war, the city said on Thursday, so that its cables can be replaced. ")
	middle := inTurn("It is the %s closure in a long row, and the ferries will run every ten minutes, as they did in the year of the flood. ")
	after := inTurn("More than 10,000 people cross its %s span on a working day, according to the city, and most of them walk or ride a bicycle. ")
	c := clean(t, document.Raw{Content: []byte(before + letter + middle + teaser + after)})
	want := strings.TrimSpace(before + middle + after)
	if got := strings.Join(paragraphs(c), "\n"); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	var removed []string
	for _, r := range c.Removed {
		removed = append(removed, r.Kind.String()+" "+r.Text)
	}
	if diff := cmp.Diff([]string{"newsletter " + strings.TrimSpace(letter), "related " + strings.TrimSpace(teaser)}, removed); diff != "" {
		t.Error(diff)
	}
}

// inTurn returns a sentence five times, each with another number in it.
func inTurn(sentence string) string {
	var text strings.Builder
	for _, number := range []string{"first", "second", "third", "fourth", "fifth"} {
		fmt.Fprintf(&text, sentence, number)
	}
	return text.String()
}

func TestCleanReadsAPage(t *testing.T) {
	c := clean(t, document.Raw{Content: []byte(page)})
	want := []string{
		"The harbour bridge will close for a year from May, the city said on Thursday, so that its cables can be replaced.",
		"Ferries will run every ten minutes, and the first of them leaves at five in the morning.",
		"The city has hired forty captains for the year.",
	}
	if diff := cmp.Diff(want, paragraphs(c)); diff != "" {
		t.Error(diff)
	}
	if c.Title != "Harbour bridge to close" || c.Published != "2026-03-12T08:00:00Z" {
		t.Errorf("title %q, published %q", c.Title, c.Published)
	}
}

// TestTheOrderOfCleanersChangesNothing runs the suite shuffled.
func TestTheOrderOfCleanersChangesNothing(t *testing.T) {
	for _, raw := range []document.Raw{{Content: []byte(scrape)}, {Content: []byte(page)}} {
		want := clean(t, raw)
		for seed := range uint64(8) {
			e := Must(New())
			rand.New(rand.NewPCG(seed, 0)).Shuffle(len(e.suite), func(i, j int) { e.suite[i], e.suite[j] = e.suite[j], e.suite[i] })
			got, err := e.Clean(raw)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d: %s", seed, diff)
			}
		}
	}
}

func TestCleaningTwiceGivesTheSame(t *testing.T) {
	e := Must(New())
	a, errA := e.Clean(document.Raw{Content: []byte(scrape)})
	b, errB := e.Clean(document.Raw{Content: []byte(scrape)})
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
}

func FuzzCleanText(f *testing.F) {
	for _, input := range cases.Sections(cases.Text) {
		f.Add(input)
	}
	f.Add(scrape)
	f.Add("a\r\rb\u2028c\u00a0\n\n. Sign up to our newsletter It is")
	f.Add("# A [b](c)\n\n## [![d](e)](f)\n\n* g")
	f.Add("Read More »\n» » »\n1 / 3\nPhoto:\n© AP")
	f.Fuzz(func(t *testing.T, text string) {
		cleanInBalance(t, document.Raw{ContentType: "text/plain; charset=utf-8", Content: []byte(text)})
	})
}

// cleanInBalance cleans raw, unless it is refused, and holds the outcome to its
// ledger.
func cleanInBalance(t *testing.T, raw document.Raw) {
	engine := Must(New())
	c, err := engine.Clean(raw)
	if err != nil {
		return
	}
	doc, err := engine.Segment(raw)
	if err != nil {
		t.Fatalf("cleaned, and not segmented: %v", err)
	}
	checkBalance(t, doc.Text, c)
}

func FuzzCleanPage(f *testing.F) {
	for _, input := range cases.Sections(cases.Page) {
		f.Add(input)
	}
	f.Add(page)
	f.Add("<p>a<br><br>b<pre> c \n d</pre><td>e<td>f<ul><li>g<li>h")
	f.Add("<div class='related newsletter'><a>x</a></div><figure><figcaption>y")
	f.Fuzz(func(t *testing.T, text string) {
		cleanInBalance(t, document.Raw{ContentType: "text/html; charset=utf-8", Content: []byte(text)})
	})
}

func TestBadInputIsNamed(t *testing.T) {
	for name, raw := range map[string]document.Raw{
		"empty":        {Content: []byte(" \n ")},
		"pdf":          {Content: []byte("%PDF-1.7\n\x00\x01\x02")},
		"content type": {Content: []byte("text"), ContentType: "application/zip"},
		"too large":    {Content: []byte(strings.Repeat("word ", 30<<20))},
	} {
		if _, err := Must(New()).Clean(raw); err == nil {
			t.Errorf("%s: no error", name)
		} else {
			t.Logf("%s: %v", name, err)
		}
	}
}

// TestMemoryIsWeighedWithTheCleaners lets memory speak against a paragraph that
// every cleaner takes for the article's.
func TestMemoryIsWeighedWithTheCleaners(t *testing.T) {
	const furniture = "The Courier has been delivered to the doors of this town since the harbour was built, rain or shine."
	text := "Harbour bridge to close\n\n" +
		"The harbour bridge will close for a year from May, the city said on Thursday, so that its cables can be replaced.\n\n" +
		"Ferries will run every ten minutes, and the first of them leaves at five in the morning, the city said.\n\n" +
		furniture + "\n"
	recall := func(score float64) document.Recall {
		return func(doc *document.Document) (verdicts []document.Verdict) {
			for i := range doc.Blocks {
				if doc.Of(i) == furniture {
					verdicts = append(verdicts, document.Verdict{Block: i, Kind: document.Recurring, Rule: "recurring/edge", Score: score, Value: "in 9 others"})
				}
			}
			return verdicts
		}
	}
	engine := Must(New())
	raw := document.Raw{ID: "a", Content: []byte(text)}
	without, err := engine.Clean(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name            string
		recall          document.Recall
		removed, marked int
	}{{"nothing to recall", func(*document.Document) []document.Verdict { return nil }, 0, 0}, {"sure", recall(0.985), 1, 0}, {"watching", recall(0.5), 0, 1}} {
		got, err := engine.CleanRecalling(raw, c.recall)
		if err != nil {
			t.Fatal(err)
		}
		if removed := len(got.Removed) - len(without.Removed); removed != c.removed || len(got.Marked) != c.marked {
			t.Errorf("%s: %d more removed and %d marked, want %d and %d", c.name, removed, len(got.Marked), c.removed, c.marked)
		}
		for _, r := range append(got.Removed[len(without.Removed):], got.Marked...) {
			if r.Text != furniture || r.Kind != document.Recurring || r.Note != "in 9 others" {
				t.Errorf("%s: %+v", c.name, r)
			}
		}
	}
}
