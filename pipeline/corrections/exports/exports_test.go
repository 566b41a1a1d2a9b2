package exports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures/score"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
	"github.com/winnow-news/winnow/pipeline/record"
)

const scrape = `Harbour bridge closes for repairs

The old harbour bridge will close to lorries on Monday, the council said, after inspectors found cracks in two of its main bearings during a routine check. More about bridges here.

Read more in our dossier: Ferries of the north

Engineers expect the work to take six weeks, and ferries will carry freight across the inlet in the meantime, according to a statement.
`

func newExporter(t *testing.T) *Exporter {
	t.Helper()
	store, err := corrections.OpenFile(filepath.Join(t.TempDir(), "reviews.jsonl"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return &Exporter{Store: store, Engine: cleaners.Must(cleaners.New())}
}

// say keeps a correction of a stretch of a document.
func (x *Exporter) say(t *testing.T, raw document.Raw, text string, want document.Kind) *corrections.Correction {
	t.Helper()
	clean, err := x.Engine.Clean(raw)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(clean.Source, text)
	if at < 0 {
		t.Fatalf("no %q in %q", text, clean.Source)
	}
	c := &corrections.Correction{
		By: "ada", Document: raw.ID, URL: raw.URL, Site: cleaners.Site(raw.URL), Source: corrections.SourceDigest(clean.Source),
		Start: at, End: at + len(text), Text: text, Want: want,
	}
	for _, e := range clean.Ledger.All() {
		if e.Span.Start <= at && at < e.Span.End {
			c.Was = corrections.Judgement{Removed: e.Fate == document.Removed, Kind: e.Kind, Rule: e.Rule, Score: e.Score}
			if e.Fate == document.Kept {
				c.Was.Kind = document.Article
			}
		}
	}
	if err := x.Store.Add(t.Context(), c, &raw); err != nil {
		t.Fatal(err)
	}
	return c
}

func bridge() document.Raw {
	return document.Raw{ID: "bridge", URL: "https://www.courier.example/2026/bridge", Content: []byte(scrape)}
}

func TestCases(t *testing.T) {
	x := newExporter(t)
	x.say(t, bridge(), "Read more in our dossier: Ferries of the north", document.Related)
	x.say(t, bridge(), "More about bridges here.", document.Promo)
	x.say(t, document.Raw{ID: "agreed", URL: "https://www.courier.example/a", Content: []byte(scrape)}, "Engineers expect", document.Article)
	var got []File
	for f, err := range x.Cases(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, f)
	}
	if len(got) != 1 || !strings.HasPrefix(got[0].Name, "www-courier-example-bridge-") {
		t.Fatalf("%d cases: %+v", len(got), got)
	}
	for _, want := range []string{
		"\nkind: related\nrole: positive\n", "\nrelated | Read more in our dossier: Ferries of the north\n", " ⟦promo: More about bridges here.⟧\n",
		"\nkeep | Engineers expect", "\ntitle | Harbour bridge", `"Read more in our dossier: Ferries of the north" is related, and was article.`,
	} {
		if !strings.Contains(string(got[0].Content), want) {
			t.Errorf("no %q in\n%s", want, got[0].Content)
		}
	}
}

func TestACaseOfWhatMustStayIsATrap(t *testing.T) {
	x := newExporter(t)
	raw := document.Raw{ID: "ad", URL: "https://courier.example/ad", Content: []byte("Harbour bridge closes for repairs\n\nThe old harbour bridge will close to lorries on Monday, the council said, after inspectors found cracks.\n\nAdvertisement\n\nEngineers expect the work to take six weeks, and ferries will carry freight across the inlet.\n")}
	c := x.say(t, raw, "Advertisement", document.Article)
	if !c.Was.Removed {
		t.Fatalf("%+v", c)
	}
	for f, err := range x.Cases(t.Context()) {
		if err != nil || !strings.Contains(string(f.Content), "kind: advertisement\nrole: trap\n") || !strings.Contains(string(f.Content), "\nkeep | Advertisement\n") {
			t.Errorf("%s, %v", f.Content, err)
		}
	}
}

func TestDocumentsThatCannotBeCasesSayWhyAndTheOthersCome(t *testing.T) {
	x := newExporter(t)
	moved := x.say(t, bridge(), "Read more in our dossier: Ferries of the north", document.Related)
	_ = moved
	lost := *moved
	lost.ID, lost.Document = "", "lost"
	if err := x.Store.Add(t.Context(), &lost, nil); err != nil {
		t.Fatal(err)
	}
	away := *moved
	away.ID, away.Document, away.Text, away.End = "", "away", "Not there", away.Start+9
	if err := x.Store.Add(t.Context(), &away, ptr(bridge())); err != nil {
		t.Fatal(err)
	}
	var files int
	var errs []error
	for _, err := range x.Cases(t.Context()) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		files++
	}
	if files != 1 || len(errs) != 2 || !errors.Is(errs[0], ErrNoInput) || !errors.Is(errs[1], ErrMoved) {
		t.Errorf("%d files, %v", files, errs)
	}
}

func ptr(raw document.Raw) *document.Raw { return &raw }

// TestEvalReadsTheCorpus exports corrections and scores winnow against them.
func TestEvalReadsTheCorpus(t *testing.T) {
	x := newExporter(t)
	x.say(t, bridge(), "Read more in our dossier: Ferries of the north", document.Related)
	x.say(t, bridge(), "Engineers expect the work to take six weeks, and ferries will carry freight across the inlet in the meantime, according to a statement.", document.Article)
	whole := document.Raw{ID: "whole", URL: "https://courier.example/whole", Content: []byte(scrape)}
	clean, err := x.Engine.Clean(whole)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range clean.Ledger.All() {
		if e.Block < 0 {
			continue
		}
		want := document.Article
		switch text := clean.Source[e.Span.Start:e.Span.End]; {
		case e.Fate == document.Lifted:
			want = document.Title
		case strings.HasPrefix(text, "Read more") || strings.HasPrefix(text, "More about"):
			want = document.Related
		}
		x.say(t, whole, clean.Source[e.Span.Start:e.Span.End], want)
	}
	x.say(t, document.Raw{ID: "brief", URL: "https://courier.example/brief", Content: []byte(scrape)}, "More about", document.Promo)

	var corpus bytes.Buffer
	refused := 0
	for line, err := range x.Corpus(t.Context()) {
		if err != nil {
			refused++
			continue
		}
		corpus.Write(line)
	}
	if refused != 1 {
		t.Errorf("%d documents were refused: want the one of which too little was said", refused)
	}
	const kept = "The old harbour bridge will close to lorries on Monday, the council said, after inspectors found cracks in two of its main bearings during a routine check. More about bridges here."
	const last = "Engineers expect the work to take six weeks, and ferries will carry freight across the inlet in the meantime, according to a statement."
	for _, want := range []string{
		`"gold_text":"` + kept + `\n\n` + last + `","title":"Harbour bridge closes for repairs"`,
		`"with":["` + last + `"],"without":["Read more in our dossier: Ferries of the north"]`,
	} {
		if !strings.Contains(corpus.String(), want) {
			t.Errorf("no %s in\n%s", want, &corpus)
		}
	}
	name := filepath.Join(t.TempDir(), "own.jsonl")
	if err := os.WriteFile(name, corpus.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	evaluation := score.Evaluation{Extractors: []score.Extractor{score.NewWinnow(x.Engine, nil)}}
	results, err := evaluation.Corpus(t.Context(), name)
	if err != nil || len(results) != 1 || len(results[0].Rows) != 2 || results[0].Rows[0].Snippets == nil || results[0].Rows[1].Words == nil {
		t.Fatalf("%+v, %v", results, err)
	}
}

// known is documents of one site.
func known(t *testing.T, e *cleaners.Engine, raws ...document.Raw) *catalog.Memory {
	t.Helper()
	m := catalog.New(catalog.Options{})
	for _, raw := range raws {
		doc, err := e.Clean(raw)
		if err != nil {
			t.Fatal(err)
		}
		doc.Site = cleaners.Site(raw.URL)
		clean := record.NewClean(doc, record.Build{})
		if err := m.Add(catalog.Entry{Clean: &clean, Raw: func(context.Context) (*document.Raw, error) { return &raw, nil }}); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func text(i int, lines ...string) document.Raw {
	return document.Raw{
		ID: fmt.Sprint(i), URL: fmt.Sprintf("https://www.courier.example/%d", i),
		Content: []byte(fmt.Sprintf("Story number %d of the harbour\n\nThe council met on day %d and agreed, after four hours of talks, to look at the bridge again next week.\n\n%s\n", i, i, strings.Join(lines, "\n\n"))),
	}
}

func TestSuggest(t *testing.T) {
	e := cleaners.Must(cleaners.New())
	m := known(t, e,
		text(1, "In our dossier: Ferries of the north", "The mayor said that he would wait for the report."),
		text(2, "In our view the mayor is right to wait, and should say so in the council."),
		text(3, "In our dossier: Tunnels of the south"),
	)
	for _, c := range []struct {
		name, text, line string
		want             document.Kind
		rule             string
		fails            bool
	}{
		// Other documents have lines of the same label; another line begins "In our".
		{"a label", "In our dossier: Bridges of the east", "", document.Related, `remove related: line begins "In our dossier:"`, false},
		{"a short line", "Advertisement", "", document.Advertisement, `remove advertisement: line equals "Advertisement"`, false},
		{"in a line", "(Photo: Ada Lee)", "The bridge is closed. (Photo: Ada Lee)", document.Caption, `remove caption: inside "(Photo: *)"`, false},
		{"to be kept", "Correction: the bridge was built in 1911, not in 1921", "", document.Article, `keep: line equals "Correction: the bridge was built in 1911, not in 1921"`, false},
		{"to be kept, without a label", "The council votes again on 9 December", "", document.Article, `keep: line equals "The council votes again on 9 December"`, false},
		{"several lines", "Sign up for our letter\nYour address\nUnsubscribe at any time", "", document.Newsletter, `remove newsletter: lines from "Sign up for" to "Unsubscribe at"`, false},
		{"quotes and stars", `Vote * "now" or never again`, "", document.Promo, `remove promo: line begins "Vote \* \"now\" or never"`, false},
		{"Chinese", "相关阅读渡轮时刻表再次更改", "", document.Related, `remove related: line equals "相关阅读渡轮时刻表再次更改"`, false},
		{"a title", "Another title", "", document.Title, "", true},
		{"nothing", " \n ", "", document.Related, "", true},
	} {
		correction := &corrections.Correction{URL: "https://www.courier.example/9", Site: "courier-example", Text: c.text, Want: c.want}
		got, err := Suggest(t.Context(), correction, c.line, nil, m)
		if c.fails {
			if !errors.Is(err, ErrNoRule) {
				t.Errorf("%s: %+v, %v", c.name, got, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got[0].Rule != c.rule || got[0].Wrong > 0 || !strings.HasPrefix(got[0].File, "site courier.example\n") {
			for _, s := range got {
				t.Errorf("%s: %s, right %d, wrong %d %q", c.name, s.Rule, s.Right+s.Already, s.Wrong, s.Examples)
			}
		}
	}
}

func TestASuggestionCountsWhatWasCorrectedToo(t *testing.T) {
	e := cleaners.Must(cleaners.New())
	m := known(t, e, text(1, "In our dossier: Ferries of the north"), text(2, "In our view the mayor is right to wait, and should say so in the council."), text(3, "In our dossier: Tunnels of the south"))
	correction := func(text string) corrections.Correction {
		return corrections.Correction{URL: "https://www.courier.example/9", Site: "courier-example", Text: text, Want: document.Related}
	}
	c := correction("In our dossier: Ferries of the north")
	others := []corrections.Correction{correction("In our dossier: Tunnels of the south")}
	got, err := Suggest(t.Context(), &c, "", others, m)
	if err != nil || got[0].Rule != `remove related: line begins "In our dossier:"` || got[0].Right+got[0].Already != 2 || got[0].Wrong != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if i := slices.IndexFunc(got, func(s Suggestion) bool { return s.Text == "In our" }); i >= 0 && got[i].Wrong == 0 {
		t.Errorf("%+v", got[i])
	}
}

// TestLinesThatEndAlikeAreFound has a teaser whose beginning changes.
func TestLinesThatEndAlikeAreFound(t *testing.T) {
	e := cleaners.Must(cleaners.New())
	m := known(t, e, text(1, "The trial of the mayor, in our reading room"), text(2, "Forty years of ferries, in our reading room"), text(3, "The trial begins on Monday, the court said."))
	c := &corrections.Correction{URL: "https://www.courier.example/1", Site: "courier-example", Text: "The trial of the mayor, in our reading room", Want: document.Promo}
	got, err := Suggest(t.Context(), c, "", nil, m)
	if err != nil || got[0].Form != "ends" || !strings.HasSuffix(got[0].Text, "in our reading room") || got[0].Alike != 1 || got[0].Wrong != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestLinesThatBeginAlikeAreToldFromOthers has a promo line whose end changes, and an
// article that begins with its first words.
func TestLinesThatBeginAlikeAreToldFromOthers(t *testing.T) {
	e := cleaners.Must(cleaners.New())
	m := known(t, e,
		text(1, "The Tide Table lands on Thursdays for subscribers"),
		text(2, "The Tide Table lands on Thursdays with all ferries"),
		text(3, "The Tide Table lands on a shelf of the town's archive next week, its editor said, since the paper that printed it for sixty years has closed and nobody else in the town has offered to print it."),
	)
	c := &corrections.Correction{URL: "https://www.courier.example/9", Site: "courier-example", Text: "The Tide Table lands on Thursdays for subscribers", Want: document.Promo}
	got, err := Suggest(t.Context(), c, "", nil, m)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range got {
		if s.Form == "begins" && s.Wrong == 0 {
			t.Errorf("%s would take the article's line too, and says that it would not", s.Rule)
		}
	}
	if got[0].Rule != `remove promo: line equals "The Tide Table lands on Thursdays for subscribers"` {
		t.Errorf("the first is %s", got[0].Rule)
	}
}

// TestASuggestionTellsWhatIsSoAlready counts a line that is kept in two documents and
// removed in none: a rule that keeps it changes nothing.
func TestASuggestionTellsWhatIsSoAlready(t *testing.T) {
	e := cleaners.Must(cleaners.New())
	const line = "The council votes again on the bridge over the inlet on 9 December, the mayor said."
	m := known(t, e, text(1, line), text(2, line))
	got, err := Suggest(t.Context(), &corrections.Correction{URL: "https://www.courier.example/9", Site: "courier-example", Text: line, Want: document.Article}, "", nil, m)
	if err != nil || got[0].Form != "equals" || got[0].Right != 0 || got[0].Already != 2 || got[0].Wrong != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	got, err = Suggest(t.Context(), &corrections.Correction{URL: "https://www.courier.example/9", Site: "courier-example", Text: line, Want: document.Related}, "", nil, m)
	if i := slices.IndexFunc(got, func(s Suggestion) bool { return s.Form == "equals" }); err != nil || i < 0 || got[i].Right != 2 || got[i].Already != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func pageOf(i int, teaser string) document.Raw {
	return document.Raw{
		ID: fmt.Sprint(i), URL: fmt.Sprintf("https://www.courier.example/%d", i), ContentType: "text/html; charset=utf-8",
		Content: []byte(fmt.Sprintf(`<html><body><article class="story"><h1>Story number %d</h1>
<p class="para">The council met on day %d and agreed, after four hours of talks, to look at the bridge again next week.</p>
<div id="promo-%d33" class="css-1x9 teaser-box"><p class="para">%s</p></div>
<p class="para">Engineers expect the work to take six weeks, and ferries will carry freight across the inlet in the meantime.</p></article></body></html>`, i, i, i, teaser)),
	}
}

func TestSuggestSelector(t *testing.T) {
	e := cleaners.Must(cleaners.New())
	first := pageOf(1, "The northern ferries have a dossier of their own, and it is long and well worth a look.")
	m := known(t, e, first, pageOf(2, "The northern ferries have a dossier of their own, and it is long and well worth a look."))
	c := &corrections.Correction{
		URL: first.URL, Site: "courier-example", Want: document.Related,
		Text: "The northern ferries have a dossier of their own, and it is long and well worth a look.",
	}
	got, err := SuggestSelector(t.Context(), c, first.Content, m)
	if err != nil || got[0].Rule != "courier.example##.teaser-box" || got[0].Right != 2 || got[0].Wrong != 0 ||
		got[0].File != "! winnow: kind related\ncourier.example##.teaser-box\n" {
		t.Errorf("%+v, %v", got, err)
	}
	c.Text = "There is no such text."
	if _, err := SuggestSelector(t.Context(), c, first.Content, m); !errors.Is(err, ErrNoRule) {
		t.Errorf("%v", err)
	}
}
