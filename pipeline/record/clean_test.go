package record

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

func sample() *document.Clean {
	source := "Title\n\nKept <b> & more.\nPhoto: A. Lee\n1. #one"
	return &document.Clean{
		ID: "id-1", URL: "https://example.org/?a=1&b=2", Site: "example-org", Title: "Title", Language: "en", Charset: "utf-8",
		Quality: document.Quality{Is: document.IsListing, Score: 0.912345, Rule: "quality/cards", Reason: "9 linked headlines"},
		Source:  source,
		Paragraphs: []document.Paragraph{
			{Text: "Kept <b> & more.", Role: document.RoleParagraph, Start: 7, End: 23},
			{Text: "#one", Role: document.RoleListItem, Start: 38, End: 45},
		},
		Removed: []document.Removal{{Text: "Photo: A. Lee", Kind: document.Caption, Rule: "captions/credit", Score: 0.98765432, Start: 24, End: 37}},
		Lifted:  []document.Lift{{Field: "title", Text: "Title", Rule: "headline/first-line", Score: 0.8, Start: 0, End: 5}},
		Ledger: document.LedgerOf(
			document.Entry{Span: document.Span{Start: 0, End: 5}, Fate: document.Lifted, Kind: document.Title, Rule: "headline/first-line", Score: 0.8},
			document.Entry{Span: document.Span{Start: 5, End: 7}, Fate: document.Separator, Block: -1},
			document.Entry{Span: document.Span{Start: 7, End: 23}, Fate: document.Kept},
			document.Entry{Span: document.Span{Start: 23, End: 24}, Fate: document.Separator, Block: -1},
			document.Entry{Span: document.Span{Start: 24, End: 37}, Fate: document.Removed, Kind: document.Caption, Rule: "captions/credit", Score: 0.98765432},
			document.Entry{Span: document.Span{Start: 37, End: 38}, Fate: document.Separator, Block: -1},
			document.Entry{Span: document.Span{Start: 38, End: 45}, Fate: document.Kept},
		),
	}
}

var testBuild = Build{Version: "v1", Rules: "r1"}

func TestCleanJSON(t *testing.T) {
	want := strings.Join([]string{
		`{"schema":"winnow.clean.v1","id":"id-1","url":"https://example.org/?a=1&b=2","site":"example-org","title":"Title",`,
		`"byline":"","published":"","section":"","language":"en","charset":"utf-8","quality":{"is":"listing","score":0.9123,"rule":"quality/cards","reason":"9 linked headlines"},"text":"Kept <b> & more.\n\n#one",`,
		`"paragraphs":[{"text":"Kept <b> & more.","role":"paragraph","start":7,"end":23},{"text":"#one","role":"list_item","start":38,"end":45}],`,
		`"removed":[{"text":"Photo: A. Lee","kind":"caption","rule":"captions/credit","score":0.9877,"start":24,"end":37}],`,
		`"lifted":[{"field":"title","text":"Title","rule":"headline/first-line","score":0.8,"start":0,"end":5}],`,
		`"winnow":{"version":"v1","rules":"r1"}}`,
	}, "")
	got, err := NewClean(sample(), testBuild).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("clean document (-want +got):\n%s", diff)
	}
}

func TestAnEmptyDocumentHasArrays(t *testing.T) {
	got, err := NewClean(&document.Clean{ID: "e"}, testBuild).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if want := `"text":"","paragraphs":[],"removed":[],"winnow"`; !strings.Contains(string(got), want) {
		t.Errorf("got %s\nwant …%s…", got, want)
	}
}

func TestCleanDocumentsConform(t *testing.T) {
	text := rapid.String()
	score := rapid.Float64Range(0, 1)
	rapid.Check(t, func(t *rapid.T) {
		doc := &document.Clean{ID: "i" + text.Draw(t, "id"), Title: text.Draw(t, "title")}
		for range rapid.IntRange(0, 3).Draw(t, "n") {
			role := document.Role(rapid.IntRange(0, int(document.RoleTable)).Draw(t, "role"))
			kind := document.Kind(rapid.IntRange(int(document.Metadata), document.KindCount-1).Draw(t, "kind"))
			doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Text: text.Draw(t, "p"), Role: role, End: 3})
			doc.Removed = append(doc.Removed, document.Removal{Text: text.Draw(t, "r"), Kind: kind, Rule: "a/b", Score: score.Draw(t, "s")})
			doc.Lifted = append(doc.Lifted, document.Lift{Field: "title", Text: text.Draw(t, "l"), Score: score.Draw(t, "s")})
		}
		if rapid.Bool().Draw(t, "extras") {
			doc.Extras = drawnExtras(t)
		}
		clean := NewClean(doc, testBuild)
		if rapid.Bool().Draw(t, "duplicate") {
			clean.Duplicates = &Duplicates{Of: "x", Cluster: ClusterOf("x"), Representative: "x", Within: 1, Holds: 0.5, Dateline: "AP"}
		}
		if len(clean.Removed) > 0 && rapid.Bool().Draw(t, "marked") {
			clean.Marked = append(clean.Marked, clean.Removed[0])
			clean.Marked[0].Note = "in 12 others"
		}
		line, err := clean.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		lean, err := Form{Lean: true}.Write(&clean)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range [][]byte{line, lean.Body} {
			if err := conforms(t, CleanJSONSchema, line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
	})
}

func TestTheCleanSchemaHoldsFieldsToTheirNames(t *testing.T) {
	line, err := NewClean(sample(), testBuild).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`"byline":""`, `"by_line":""`}, {`"score":0.9877`, `"score":98`}, {`"role":"list_item"`, `"role":"item"`},
		{`"kind":"caption"`, `"kind":"title"`}, {`"start":24`, `"start":-1`}, {`"is":"listing"`, `"is":"front"`}, {`winnow.clean.v1`, `winnow.clean.v2`},
	} {
		broken := strings.Replace(string(line), change[0], change[1], 1)
		if broken == string(line) || conforms(t, CleanJSONSchema, []byte(broken)) == nil {
			t.Errorf("the schema allows %s", change[1])
		}
	}
}

func TestAScoreThatIsNoNumberIsAnError(t *testing.T) {
	doc := sample()
	doc.Removed[0].Score = math.NaN()
	if got, err := NewClean(doc, testBuild).Marshal(); err == nil {
		t.Errorf("got %s, want an error", got)
	}
}

func TestLedgerTextsGiveTheSource(t *testing.T) {
	l := NewLedger(sample(), testBuild)
	var whole strings.Builder
	for _, e := range l.Entries {
		whole.WriteString(e.Text)
	}
	if diff := cmp.Diff(sample().Source, whole.String()); diff != "" {
		t.Errorf("entries together (-want +got):\n%s", diff)
	}
	if e := l.Entries[4]; e.Fate != "removed" || e.Kind != "caption" || e.Score != 0.9877 {
		t.Errorf("the caption's entry is %+v", e)
	}
}

func TestFormsForPeople(t *testing.T) {
	if diff := cmp.Diff("Title\n\nKept <b> & more.\n\n#one\n", Text(sample())); diff != "" {
		t.Errorf("Text (-want +got):\n%s", diff)
	}
	wantExplain := "" +
		"lifted   title         headline/first-line                0.80  Title\n" +
		"kept     article       -                                     -  Kept <b> …\n" +
		"removed  caption       captions/credit                    0.99  Photo: A.…\n" +
		"kept     article       -                                     -  1. #one\n" +
		"judged   listing       quality/cards                      0.91  9 linked headlines\n"
	if diff := cmp.Diff(wantExplain, Explain(sample(), 9)); diff != "" {
		t.Errorf("Explain (-want +got):\n%s", diff)
	}
	for _, want := range []string{"══ id-1", "listing, no article: 9 linked headlines", "removed: 1", "captions/credit"} {
		if got := Report(sample(), 40); !strings.Contains(got, want) {
			t.Errorf("Report lacks %q:\n%s", want, got)
		}
	}
}

func TestStatedMetadataTravels(t *testing.T) {
	doc := sample()
	doc.Modified, doc.SiteName, doc.Tags = "2026-03-05", "The Courier", []string{"bridge", "harbour"}
	doc.Canonical, doc.Image = "https://example.org/a", "https://example.org/a.jpg"
	doc.FetchedAt = "2026-03-01T08:00:00Z"
	got, err := NewClean(doc, testBuild).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"modified":"2026-03-05"`, `"tags":["bridge","harbour"]`, `"site_name":"The Courier"`,
		`"canonical":"https://example.org/a"`, `"image":"https://example.org/a.jpg"`,
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
}
