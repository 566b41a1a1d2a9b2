package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/record"
)

// scrape is a text with an aside in its middle, in our own words.
const scrape = `Harbour bridge closes for repairs

By Mara Lindqvist

The old harbour bridge will close to lorries on Monday, the city council said, after inspectors found cracks in two of its main bearings during a routine check last week.

Advertisement

Engineers expect the work to take six weeks, and ferries will carry freight across the inlet in the meantime, according to a statement that was published on the council's website.

Related Articles

Ferry timetable changes again
Harbour fees to rise in spring
Mayor defends tunnel plan

Sign up for our newsletter to get the latest headlines in your inbox every morning.
`

func engine(t testing.TB) *cleaners.Engine {
	t.Helper()
	e, err := cleaners.New()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// entryOf cleans a text.
func entryOf(t testing.TB, e *cleaners.Engine, raw document.Raw) Entry {
	t.Helper()
	raw = record.Identify(raw)
	doc, err := e.Clean(raw)
	if err != nil {
		t.Fatal(err)
	}
	doc.Site = cleaners.Site(raw.URL)
	clean := record.NewClean(doc, record.Build{Rules: e.Digest().String()})
	return Entry{Clean: &clean, Raw: func(context.Context) (*document.Raw, error) { return &raw, nil }}
}

func TestADocumentWithItsRawOneHasTheWholeWeighing(t *testing.T) {
	e := engine(t)
	m := New(Options{Clean: e.Clean})
	if err := m.Add(entryOf(t, e, document.Raw{URL: "https://courier.example/bridge", Content: []byte(scrape)})); err != nil {
		t.Fatal(err)
	}
	list, err := m.List(t.Context(), Filter{})
	if err != nil || list.Total != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	d, err := m.Document(t.Context(), list.Items[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	if d.Raw == nil || d.Judged == nil || d.Otherwise {
		t.Errorf("raw %v, judged %v, otherwise %v", d.Raw != nil, d.Judged != nil, d.Otherwise)
	}
	at, said := 0, 0
	for _, p := range d.Pieces {
		if p.Start < at || d.Judged.Source[p.Start:p.End] != p.Text {
			t.Errorf("piece at %d to %d is %q", p.Start, p.End, p.Text)
		}
		at = p.End
		said += len(p.Said)
		if p.Fate == document.Removed && len(p.Said) == 0 {
			t.Errorf("nobody spoke against %q", p.Text)
		}
	}
	if said == 0 {
		t.Error("nothing was said of it")
	}
}

func TestADocumentWithoutItsRawOneIsToldFromTheRecord(t *testing.T) {
	e := engine(t)
	entry := entryOf(t, e, document.Raw{URL: "https://courier.example/bridge", Content: []byte(scrape)})
	entry.Raw = func(context.Context) (*document.Raw, error) { return nil, fmt.Errorf("dropped: %w", ErrNoRaw) }
	m := New(Options{Clean: e.Clean})
	if err := m.Add(entry); err != nil {
		t.Fatal(err)
	}
	d, err := m.Document(t.Context(), KeyOf(entry.Clean.ID))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range d.Pieces {
		got = append(got, fmt.Sprintf("%s %s %.20s", p.Fate, p.Kind, p.Text))
		if p.Said != nil {
			t.Errorf("%q has verdicts", p.Text)
		}
	}
	if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "kept article The old harbour") }) ||
		!slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "removed advertisement Advertisement") }) {
		t.Errorf("pieces:\n%s", strings.Join(got, "\n"))
	}
}

// TestWhatWasCleanedJustNowIsNotOtherwise cleans every sample, some of which have asides
// within a paragraph.
func TestWhatWasCleanedJustNowIsNotOtherwise(t *testing.T) {
	e := engine(t)
	m := New(Options{Clean: e.Clean})
	for _, raw := range fixtures.Samples() {
		entry := entryOf(t, e, raw)
		if err := m.Add(entry); err != nil {
			t.Fatal(err)
		}
		d, err := m.Document(t.Context(), KeyOf(entry.Clean.ID))
		if err != nil {
			t.Fatal(err)
		}
		if d.Otherwise {
			t.Errorf("%s comes out otherwise than it did a moment ago", raw.ID)
		}
	}
}

func TestOtherwiseIsToldAndThePublishedPiecesStay(t *testing.T) {
	e := engine(t)
	entry := entryOf(t, e, document.Raw{URL: "https://courier.example/bridge", Content: []byte(scrape)})
	c := *entry.Clean
	at := slices.IndexFunc(c.Paragraphs, func(p record.Paragraph) bool { return strings.HasPrefix(p.Text, "Engineers expect") })
	if at < 0 {
		t.Fatalf("%+v", c.Paragraphs)
	}
	p := c.Paragraphs[at]
	c.Paragraphs = slices.Delete(slices.Clone(c.Paragraphs), at, at+1)
	c.Removed = append(slices.Clone(c.Removed), record.Removal{Text: p.Text, Kind: document.Promo, Rule: "promo/old", Score: .6, Start: p.Start, End: p.End})
	slices.SortFunc(c.Removed, func(a, b record.Removal) int { return a.Start - b.Start })
	entry.Clean = &c
	m := New(Options{Clean: e.Clean})
	if err := m.Add(entry); err != nil {
		t.Fatal(err)
	}
	d, err := m.Document(t.Context(), KeyOf(c.ID))
	if err != nil {
		t.Fatal(err)
	}
	if !d.Otherwise {
		t.Error("it is not told that rules have changed")
	}
	i := slices.IndexFunc(d.Pieces, func(p Piece) bool { return p.Rule == "promo/old" })
	if i < 0 || d.Pieces[i].Fate != document.Removed || len(d.Pieces[i].Said) == 0 {
		t.Errorf("pieces %+v", d.Pieces)
	}
	if len(d.Reasons) == 0 || d.Reasons[0].Name != ReasonUnsure {
		t.Errorf("reasons %+v", d.Reasons)
	}
}

// TestADocumentOnWhichACleanerPanicsIsShown holds that one can look at just the document
// that is in trouble.
func TestADocumentOnWhichACleanerPanicsIsShown(t *testing.T) {
	m := New(Options{Clean: func(document.Raw) (*document.Clean, error) { panic("a cleaner fell over") }})
	add(t, m, entryOf(t, engine(t), document.Raw{ID: "a", URL: "https://courier.example/bridge", Content: []byte(scrape)}))
	d, err := m.Document(t.Context(), KeyOf("a"))
	if err != nil || d.Judged != nil || !d.Otherwise || len(d.Pieces) == 0 {
		t.Errorf("%+v, %v", d, err)
	}
}

// plain returns a clean document with its paragraphs and removals.
func plain(id, site, published string, kept string, removed ...record.Removal) *record.Clean {
	c := &record.Clean{Schema: record.CleanSchema, ID: id, Site: site, Published: published, Title: "A title", Language: "en", Text: kept,
		Quality: record.Quality{Score: 1, Rule: "quality/prose"}}
	at := 0
	for _, text := range strings.Split(kept, "\n\n") {
		c.Paragraphs = append(c.Paragraphs, record.Paragraph{Text: text, Start: at, End: at + len(text)})
		at += len(text) + 2
	}
	for _, r := range removed {
		r.Start, r.End = at, at+len(r.Text)
		at = r.End + 2
		c.Removed = append(c.Removed, r)
	}
	return c
}

func add(t testing.TB, m *Memory, entries ...Entry) {
	t.Helper()
	for _, e := range entries {
		if err := m.Add(e); err != nil {
			t.Fatal(err)
		}
	}
}

func TestALaterEmissionReplaces(t *testing.T) {
	for _, c := range []struct {
		name    string
		entries []Entry
		want    string
	}{
		{"later", []Entry{{Clean: plain("a", "s", "", "first")}, {Clean: plain("a", "s", "", "second")}}, "second"},
		{"newest first", []Entry{{Order: 9, Clean: plain("a", "s", "", "second")}, {Order: 3, Clean: plain("a", "s", "", "first")}}, "second"},
		{"emitted again", []Entry{{Order: 3, Emission: 1, Clean: plain("a", "s", "", "second")}, {Order: 9, Clean: plain("a", "s", "", "first")}}, "second"},
	} {
		m := New(Options{})
		add(t, m, c.entries...)
		d, err := m.Document(t.Context(), KeyOf("a"))
		if err != nil || d.Record.Text != c.want || m.Progress().Documents != 1 {
			t.Errorf("%s: %+v, %v, %+v", c.name, d, err, m.Progress())
		}
	}
}

func TestTheOldestAreDroppedWhereItIsFull(t *testing.T) {
	m := New(Options{MostBytes: 20_000})
	for i := range 40 {
		add(t, m, Entry{Order: uint64(100 - i), Clean: plain(fmt.Sprint(i), "s", "", strings.Repeat("word ", 100))})
	}
	p := m.Progress()
	if p.Dropped == 0 || p.Documents+p.Dropped != 40 {
		t.Errorf("%+v", p)
	}
	if _, err := m.Document(t.Context(), KeyOf("0")); err != nil {
		t.Errorf("the newest: %v", err)
	}
	if _, err := m.Document(t.Context(), KeyOf("39")); !errors.Is(err, ErrUnknown) {
		t.Errorf("the oldest: %v", err)
	}
	sites, err := m.Sites(t.Context())
	if err != nil || len(sites) != 1 || sites[0].Documents != p.Documents {
		t.Errorf("%+v, %v", sites, err)
	}
}

func TestSearchFindsWhatWasKeptAndWhatWasRemoved(t *testing.T) {
	m := New(Options{})
	add(t, m,
		Entry{Clean: plain("en", "a-example", "2026-03-02", "The Café on\nHarbour Street — closed in May.\n\nParty of art lovers.",
			record.Removal{Text: "Read more: “Ferry timetable changes”", Kind: document.Related, Rule: "related/header", Score: .9})},
		Entry{Clean: plain("zh", "b-example", "2026-03-03", "港口大桥下周关闭，市议会说。\n\n渡轮将运送货物。",
			record.Removal{Text: "相关阅读：渡轮时刻表", Kind: document.Related, Rule: "related/header", Score: .9})},
	)
	for _, c := range []struct {
		text string
		want []string // kept or removed, before, match and rest of each hit
	}{
		{"cafe on harbour street closed", []string{"kept||The [Café on\nHarbour Street — closed] in May."}},
		{"FERRY timetable", []string{"removed|related/header|“[Ferry timetable] changes"}},
		{"大桥\n下周", []string{"kept||港口[大桥下周]关闭"}},
		{"时刻表", []string{"removed|related/header|渡轮[时刻表]"}},
		{"art", []string{"kept||Party of [art] lovers"}},
		{"May. Party of", []string{"kept||closed in [May.]", "kept||[Party of] art lovers"}},
		{"nowhere to be found", nil},
		{"»", nil},
	} {
		got, err := m.List(t.Context(), Filter{Text: c.text})
		if err != nil {
			t.Fatal(err)
		}
		var hits []string
		for _, of := range got.Found {
			for _, h := range of {
				fate := "removed"
				if h.Kept {
					fate = "kept"
				}
				hits = append(hits, fmt.Sprintf("%s|%s|%s[%s]%s", fate, h.Rule, h.Before, h.Match, h.Rest))
			}
		}
		ok := len(hits) == len(c.want) && got.Total == min(1, len(hits))
		for i := range hits {
			parts := strings.SplitN(c.want[min(i, max(0, len(c.want)-1))], "|", 3)
			ok = ok && strings.HasPrefix(hits[i], parts[0]+"|"+parts[1]+"|") && strings.Contains(hits[i], parts[2])
		}
		if !ok {
			t.Errorf("%q (-want +got):\n%s", c.text, cmp.Diff(c.want, hits))
		}
	}
}

func TestASentenceIsFoundThoughAnAsideWasCutOutOfIt(t *testing.T) {
	const source = "The bridge will close on Monday, Sign up for alerts the council said."
	c := &record.Clean{Schema: record.CleanSchema, ID: "a", Text: "The bridge will close on Monday, the council said."}
	aside := strings.Index(source, "Sign up")
	end := aside + len("Sign up for alerts")
	c.Paragraphs = []record.Paragraph{{Text: c.Text, Start: 0, End: len(source)}}
	c.Removed = []record.Removal{{Text: source[aside:end], Kind: document.Newsletter, Rule: "newsletter/aside", Score: .9, Start: aside, End: end}}
	m := New(Options{})
	add(t, m, Entry{Clean: c})
	for _, text := range []string{"on Monday, the council said", "on Monday, Sign up", "alerts the council"} {
		if got, err := m.List(t.Context(), Filter{Text: text}); err != nil || got.Total != 1 || len(got.Found[KeyOf("a")]) == 0 {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	d, err := m.Document(t.Context(), KeyOf("a"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range d.Pieces {
		got = append(got, fmt.Sprintf("%d %s %s", p.Block, p.Fate, p.Text))
	}
	want := []string{"0 kept The bridge will close on Monday,", "0 removed Sign up for alerts", "0 kept the council said."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pieces (-want +got):\n%s", diff)
	}
}

func TestFilters(t *testing.T) {
	m := New(Options{})
	related := record.Removal{Text: "Mayor defends tunnel plan", Kind: document.Related, Rule: "related/header", Score: .95}
	add(t, m,
		Entry{Clean: plain("a", "a-example", "2026-03-02T10:00:00Z", "One paragraph of text.", related)},
		Entry{Clean: plain("b", "b-example", "2026-03-05", "Another one.")},
		Entry{Clean: plain("c", "b-example", "", "No date at all.")},
	)
	c := plain("d", "b-example", "2026-03-06", "Cookies.")
	c.Quality = record.Quality{Is: document.IsConsent, Score: .9, Rule: "quality/consent", Reason: "a wall"}
	c.Language = "de"
	add(t, m, Entry{Clean: c})
	m.Report("a", 2)
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		filter Filter
		want   string
	}{
		{Filter{}, "adbc"},
		{Filter{Site: "b-example"}, "dbc"},
		{Filter{Kind: "related"}, "a"},
		{Filter{Rule: "related/header"}, "a"},
		{Filter{Rule: "related"}, "a"},
		{Filter{Rule: "rel"}, ""},
		{Filter{Language: "de"}, "d"},
		{Filter{Quality: "consent"}, "d"},
		{Filter{Reason: ReasonReported}, "a"},
		{Filter{Reason: ReasonQuality}, "d"},
		{Filter{From: day(5)}, "db"},
		{Filter{From: day(2), To: day(5)}, "a"},
		{Filter{Offset: 1, Limit: 2}, "db"},
		{Filter{Offset: 9}, ""},
	} {
		got, err := m.List(t.Context(), c.filter)
		if err != nil {
			t.Fatal(err)
		}
		ids := ""
		for _, item := range got.Items {
			ids += item.ID
		}
		if ids != c.want {
			t.Errorf("%+v: %q, want %q", c.filter, ids, c.want)
		}
	}
	if _, err := m.List(t.Context(), Filter{Kind: "cartoon"}); err == nil {
		t.Error("there is no such kind")
	}
}

func TestASiteWhoseRulesHaveChangedIsTold(t *testing.T) {
	related := record.Removal{Text: "Mayor defends tunnel plan", Kind: document.Related, Rule: "related/header", Score: .95}
	share := record.Removal{Text: "Share this story", Kind: document.Share, Rule: "share/line", Score: .95}
	m := New(Options{})
	const before, later = 40, 12
	for i := range before + later {
		published := time.Date(2026, 3, 1, i, 0, 0, 0, time.UTC).Format(time.RFC3339)
		r := related
		if i >= before {
			r = share
		}
		add(t, m, Entry{Clean: plain(fmt.Sprint("changed", i), "changed-example", published, strings.Repeat("Text. ", 40), r)})
		add(t, m, Entry{Clean: plain(fmt.Sprint("steady", i), "steady-example", published, strings.Repeat("Text. ", 40), []record.Removal{related, share}[i%2])})
	}
	got, err := m.List(t.Context(), Filter{Reason: ReasonMix})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range got.Items {
		if item.Site != "changed-example" {
			t.Errorf("%s is told: %+v", item.ID, item.Reasons)
		}
	}
	if got.Total != later {
		t.Errorf("%d documents are told, want %d", got.Total, later)
	}
}

func TestWitnesses(t *testing.T) {
	const call = "Support independent reporting in the harbour towns."
	m := New(Options{})
	for i := range 4 {
		add(t, m, Entry{Clean: plain(fmt.Sprint(i), "a-example", "", fmt.Sprintf("Paragraph number %d of the day.", i),
			record.Removal{Text: call, Kind: document.Recurring, Rule: "recurring/edge", Score: .97, Note: "in 4 other documents"})})
	}
	add(t, m, Entry{Clean: plain("other", "b-example", "", call)})
	d, err := m.Document(t.Context(), KeyOf("2"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Pieces {
		slices.Sort(p.Witnesses)
		if p.Kind == document.Recurring && !slices.Equal(p.Witnesses, []string{"0", "1", "3"}) {
			t.Errorf("witnesses %q", p.Witnesses)
		}
	}
}

// Documents come in while people list, search and open them.
func TestManyAtOnce(t *testing.T) {
	m := New(Options{MostBytes: 60_000})
	var work sync.WaitGroup
	for w := range 3 {
		work.Go(func() {
			for i := range 60 {
				add(t, m, Entry{Clean: plain(fmt.Sprint(i), fmt.Sprintf("s%d", i%4), "2026-03-02", fmt.Sprintf("The bridge number %d of %d.", i, w))})
				m.Report(fmt.Sprint(i), i%2)
			}
		})
		work.Go(func() {
			for i := range 60 {
				if _, err := m.List(context.Background(), Filter{Text: "bridge number", Limit: 5}); err != nil {
					t.Error(err)
				}
				if _, err := m.Document(context.Background(), KeyOf(fmt.Sprint(i))); err != nil && !errors.Is(err, ErrUnknown) {
					t.Error(err)
				}
				if _, err := m.Sites(context.Background()); err != nil {
					t.Error(err)
				}
				for _, err := range m.SiteDocuments(context.Background(), "s1", 5) {
					if err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	work.Wait()
}
