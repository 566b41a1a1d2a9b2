package report

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

var update = flag.Bool("update", false, "write the goldens again")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// hostile is what somebody may put into a page to be shown by a report, for a
// browser and for a terminal.
const hostile = `</pre></svg><script>document.title='owned'</script><img src=x onerror="document.title='owned'">` + "\x1b[31m\x1b]0;owned\x07\u202eright to left"

// run is a small run with all that a report shows: a site that changes, long and CJK
// names, hostile text, rejects.
func run() *Tally {
	t := NewTally()
	random := rand.New(rand.NewPCG(3, 4))
	rules := []struct {
		name string
		kind document.Kind
	}{
		{"related/zone", document.Related}, {"captions/trailing-credit", document.Caption}, {"learned/block", document.Boilerplate},
		{"newsletter/sign-up", document.Newsletter}, {"share/buttons", document.Share}, {"advertisement/label", document.Advertisement},
	}
	sites := []string{"harbour-courier-example", "hill-post-example", "新聞-example", "valley-example"}
	for i := range 1600 {
		site := min(random.IntN(5), len(sites)-1)
		month := i / 200
		doc := &record.Clean{
			ID: sites[site] + "/story-" + string(rune('a'+i%26)), Site: sites[site], Language: []string{"en", "de", "zh", "en"}[site],
			Published: time.Date(2026, time.Month(1+month), 3, 0, 0, 0, 0, time.UTC).Format(time.DateOnly),
			Quality:   record.Quality{Score: 0.5 + random.Float64()/2},
		}
		if random.IntN(12) == 0 {
			doc.Quality.Is = document.IsListing
		}
		for range 5 + random.IntN(6) {
			doc.Paragraphs = append(doc.Paragraphs, record.Paragraph{Text: strings.Repeat("The harbour was quiet. ", 6+random.IntN(8))})
		}
		remove := func(rule int, text string) {
			doc.Removed = append(doc.Removed, record.Removal{Text: text, Rule: rules[rule].name, Kind: rules[rule].kind, Score: 0.6 + 0.4*random.Float64()})
		}
		for range random.IntN(5) {
			remove(random.IntN(len(rules)), strings.Repeat("Read more of this. ", 1+random.IntN(6)))
		}
		if site == 1 && month >= 4 { // its pages have a new foot
			remove(2, strings.Repeat("About us and what we do all day. ", 30))
		}
		t.Add(Seen{File: "in/2026.jsonl.zst", Bytes: 4000 + random.IntN(9000), Took: time.Duration(400+random.IntN(2200)) * time.Microsecond, Doc: doc})
		if i%50 == 49 {
			t.Tick(time.Duration(i+1)*25*time.Millisecond+time.Duration(random.IntN(500))*time.Millisecond, 50, int64(400_000+random.IntN(200_000)))
		}
	}
	t.Add(Seen{File: hostile, Bytes: 9000, Took: 80 * time.Millisecond, Doc: &record.Clean{
		ID: hostile, URL: "javascript:alert(1)", Site: "新聞-example", Language: `"><b>`, Title: hostile,
		Paragraphs: []record.Paragraph{{Text: "One line was left."}},
		Removed: []record.Removal{
			{Text: hostile + strings.Repeat(" 這一段被刪除了。", 60), Rule: "site/<script>", Kind: document.Promo, Score: 0.7},
			{Text: strings.Repeat("Read more of this. ", 20), Rule: "related/zone", Kind: document.Related, Score: 0.9},
		},
	}})
	for i := range 7 {
		t.Add(Seen{File: "in/2026.jsonl.zst", Bytes: 100, Reject: &record.Reject{File: "in/2026.jsonl.zst", Record: 90 - i, Reason: "broken-envelope", Error: "broken JSON at byte 16", Original: `{"content": "cut`}})
	}
	t.Add(Seen{File: hostile, Bytes: 100, Reject: &record.Reject{File: hostile, Record: 3, Reason: "failed", Error: "panic: " + hostile, Original: hostile}})
	return t
}

func TestSummary(t *testing.T) {
	var b bytes.Buffer
	if err := Summary(&b, run(), 80); err != nil {
		t.Fatal(err)
	}
	golden(t, "summary.txt", b.String())
	fitsTheTerminal(t, b.String(), 80)
}

func fitsTheTerminal(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if n := uniseg.StringWidth(line); n > width {
			t.Errorf("%d columns: %s", n, line)
		}
		if strings.ContainsAny(line, "\x1b\a\u202e") {
			t.Errorf("a terminal obeys %q", line)
		}
	}
}

func TestASummaryOfNothing(t *testing.T) {
	var b bytes.Buffer
	if err := Summary(&b, NewTally(), 10); err != nil {
		t.Fatal(err)
	}
	golden(t, "summary_empty.txt", b.String())
}

func TestWideLettersStayInTheirColumn(t *testing.T) {
	g := &grid{title: "t", columns: []column{{head: "name", wide: true}, {head: "n", right: true}}}
	g.add("新聞報導與評論", "1")
	g.add("e\u0301te\u0301", "22")
	var b strings.Builder
	g.write(&b, 12)
	if diff := cmp.Diff("\nt\nname       n\n新聞報…    1\ne\u0301te\u0301       22\n", b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPage(t *testing.T) {
	var b bytes.Buffer
	if err := WriteHTML(&b, run(), "2026.jsonl.zst"); err != nil {
		t.Fatal(err)
	}
	golden(t, "page.html", b.String())
	escapes(t, b.String())
}

func TestAPageOfNothing(t *testing.T) {
	var b bytes.Buffer
	if err := WriteHTML(&b, NewTally(), hostile); err != nil {
		t.Fatal(err)
	}
	escapes(t, b.String())
}

// escapes parses a page and fails on all that could run, load or leave.
func escapes(t *testing.T, page string) {
	t.Helper()
	if strings.Contains(page, "ZgotmplZ") {
		t.Error("the template refused a value")
	}
	for _, bad := range []string{"<script", "<img", "onerror=\"", "javascript:", "<b>\"", "url("} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	if !strings.Contains(page, `content="default-src 'none'; style-src 'unsafe-inline'"`) {
		t.Error("the page has no policy")
	}
}
