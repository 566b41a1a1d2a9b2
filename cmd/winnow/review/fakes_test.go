package review

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
	"github.com/winnow-news/winnow/pipeline/record"
)

// now is the time of all tests.
var now = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// shelf is a catalog of documents that a test cleaned itself.
type shelf struct {
	documents []*catalog.Document
}

// clean returns a shelf of raw documents, cleaned.
func clean(raws ...document.Raw) *shelf {
	engine, err := cleaners.New()
	if err != nil {
		panic(err)
	}
	s := &shelf{}
	for _, raw := range raws {
		doc, err := engine.Clean(raw)
		if err != nil {
			panic(fmt.Sprintf("%s: %v", raw.ID, err))
		}
		s.documents = append(s.documents, newDocument(raw, doc))
	}
	return s
}

// newDocument returns a document as a catalog has it.
func newDocument(raw document.Raw, doc *document.Clean) *catalog.Document {
	published := record.NewClean(doc, record.Build{Version: "test", Rules: "0123"})
	d := &catalog.Document{
		Item: catalog.Item{
			Key: catalog.KeyOf(doc.ID), ID: doc.ID, URL: doc.URL, Site: doc.Site, Title: doc.Title, Language: doc.Language, Published: doc.Published,
			Quality: doc.Quality.Is, Kinds: make(map[document.Kind]int), Worth: 1,
			Reasons: []catalog.Reason{{Name: catalog.ReasonUnsure, Detail: "3 verdicts near even odds, the nearest 52%", Weight: 1}},
		},
		Record: &published, Raw: &raw, Judged: doc,
	}
	for _, e := range doc.Ledger.All() {
		p := catalog.Piece{Start: e.Span.Start, End: e.Span.End, Text: doc.Source[e.Span.Start:e.Span.End], Block: e.Block, Fate: e.Fate, Kind: e.Kind, Rule: e.Rule, Score: e.Score, Note: e.Note}
		for _, v := range doc.Verdicts.All() {
			if v.Block == e.Block && (v.Span.IsZero() || v.Span.Overlaps(e.Span)) {
				p.Said = append(p.Said, v)
			}
		}
		switch e.Fate {
		case document.Removed:
			d.Removed += e.Span.Len()
			d.Kinds[e.Kind] += e.Span.Len()
		case document.Kept:
			d.Kept += e.Span.Len()
		}
		d.Pieces = append(d.Pieces, p)
	}
	return d
}

func (s *shelf) List(_ context.Context, f catalog.Filter) (l catalog.Listing, err error) {
	l.Found = make(map[string][]catalog.Hit)
	for _, d := range s.documents {
		if f.Site != "" && d.Site != f.Site || f.Language != "" && d.Language != f.Language || f.Quality != "" && d.Quality.String() != f.Quality {
			continue
		}
		if f.Kind != "" && !slices.ContainsFunc(d.Pieces, func(p catalog.Piece) bool { return p.Fate == document.Removed && p.Kind.String() == f.Kind }) {
			continue
		}
		if f.Text != "" {
			hits := found(d, f.Text)
			if len(hits) == 0 {
				continue
			}
			l.Found[d.Key] = hits
		}
		l.Items = append(l.Items, d.Item)
	}
	l.Total = len(l.Items)
	l.Items = l.Items[min(f.Offset, l.Total):]
	l.Items = l.Items[:min(f.Limit, len(l.Items))]
	return l, nil
}

func found(d *catalog.Document, text string) (hits []catalog.Hit) {
	for _, p := range d.Pieces {
		if at, n := indexFold(p.Text, text); at >= 0 {
			hits = append(hits, catalog.Hit{Kept: p.Fate != document.Removed, Kind: p.Kind, Rule: p.Rule, Before: p.Text[:at], Match: p.Text[at : at+n], Rest: p.Text[at+n:]})
		}
	}
	return hits
}

func (s *shelf) Document(_ context.Context, key string) (*catalog.Document, error) {
	for _, d := range s.documents {
		if d.Key == key {
			return d, nil
		}
	}
	return nil, catalog.ErrUnknown
}

func (s *shelf) Sites(context.Context) (all []catalog.Site, err error) {
	of := make(map[string]*catalog.Site)
	var names []string
	for _, d := range s.documents {
		site := of[d.Site]
		if site == nil {
			site = &catalog.Site{Name: d.Site, Kinds: make(map[document.Kind]int), Qualities: make(map[document.PageType]int), Languages: make(map[string]int)}
			of[d.Site] = site
			names = append(names, d.Site)
		}
		site.Documents++
		site.Kept += d.Kept
		site.Removed += d.Removed
		site.Qualities[d.Quality]++
		site.Languages[d.Language]++
		for k, n := range d.Kinds {
			site.Kinds[k] += n
		}
		for _, p := range d.Pieces {
			if p.Fate == document.Removed {
				site.Rules = counted(site.Rules, p.Rule, len(p.Text))
			}
		}
	}
	slices.Sort(names)
	for _, name := range names {
		site := of[name]
		for i := range 14 {
			wave := (i*7 + len(name)) % 5
			site.Days = append(site.Days, catalog.Day{
				Day: now.AddDate(0, 0, i-14).Format(time.DateOnly), Documents: 3 + wave, Kept: 9000 + 700*wave, Removed: 2100 + 400*(i%4), Titled: 3 + wave, Bylined: 2 + wave/2,
			})
		}
		slices.SortFunc(site.Rules, func(a, b catalog.RuleCount) int { return b.Letters - a.Letters })
		all = append(all, *site)
	}
	return all, nil
}

func counted(all []catalog.RuleCount, rule string, letters int) []catalog.RuleCount {
	for i := range all {
		if all[i].Rule == rule {
			all[i].Removals++
			all[i].Letters += letters
			return all
		}
	}
	return append(all, catalog.RuleCount{Rule: rule, Removals: 1, Letters: letters})
}

func (s *shelf) Progress() catalog.Progress { return catalog.Progress{Documents: len(s.documents)} }

// drawer is a store of corrections in memory.
type drawer struct {
	mu  sync.Mutex
	all []corrections.Correction
}

func (d *drawer) Add(_ context.Context, c *corrections.Correction, raw *document.Raw) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	c.ID, c.At = fmt.Sprintf("c%d", len(d.all)+1), now.Add(-3*time.Minute)
	if raw != nil {
		c.Input = "input-" + c.Document
	}
	d.all = append(d.all, *c)
	return nil
}

func (d *drawer) All(context.Context) iter.Seq2[corrections.Correction, error] {
	d.mu.Lock()
	defer d.mu.Unlock()
	gone := make(map[string]bool)
	for _, c := range d.all {
		gone[c.Withdraws] = true
	}
	var held []corrections.Correction
	for _, c := range d.all {
		if c.Withdraws == "" && !gone[c.ID] {
			held = append(held, c)
		}
	}
	return func(yield func(corrections.Correction, error) bool) {
		for _, c := range held {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func (d *drawer) Input(context.Context, string) (*document.Raw, error) { return nil, fs.ErrNotExist }

// held returns what holds.
func (d *drawer) held() (all []corrections.Correction) {
	for c := range d.All(context.Background()) {
		all = append(all, c)
	}
	return all
}

// exports turns corrections into something that a test knows again.
type exports struct{}

func (exports) Case(_ context.Context, c corrections.Correction) (string, []byte, error) {
	return "case-" + c.ID + ".txtar", []byte("want " + c.Want.String() + "\n" + c.Text + "\n"), nil
}

func (exports) Line(_ context.Context, c corrections.Correction) ([]byte, error) {
	if c.Input == "" {
		return nil, fs.ErrNotExist
	}
	return []byte(`{"id":"` + c.Document + `"}`), nil
}

// book is the site rules of a test.
type book struct {
	mu     sync.Mutex
	files  map[string]string
	rolled []string
}

func (b *book) Files(context.Context) (all []RuleFileInfo, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for name, text := range b.files {
		all = append(all, RuleFileInfo{Name: name, Rules: strings.Count(text, "\n"), Sites: 1, Changed: now.Add(-50 * time.Hour), By: "ada", Note: "the follow line of the spring redesign"})
	}
	slices.SortFunc(all, func(a, b RuleFileInfo) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

func (b *book) File(_ context.Context, name string) (RuleFile, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	text, ok := b.files[name]
	if !ok {
		return RuleFile{}, fs.ErrNotExist
	}
	return RuleFile{Name: name, Text: text, Base: "in force"}, nil
}

func (b *book) Suggest(_ context.Context, c corrections.Correction) (RuleFile, error) {
	return RuleFile{Name: c.Site + ".txt", Text: "# from " + c.ID + "\nline equals: " + c.Text + " => " + c.Want.String() + "\n"}, nil
}

func (b *book) Check(_ context.Context, f RuleFile) (all []Problem, err error) {
	for i, line := range textLines(f.Text) {
		if strings.HasPrefix(line, "wrong") {
			all = append(all, Problem{Line: i + 1, What: `no such directive: "wrong"`})
		}
	}
	return all, nil
}

func (b *book) Try(_ context.Context, f RuleFile, site string, since time.Time) (*Trial, error) {
	t := &Trial{Documents: 212, Changed: 2, Lost: 118, Kept: 64, More: 3, Took: 1840 * time.Millisecond}
	t.Changes = []Change{
		{Key: catalog.KeyOf("sample"), Title: "Harbour bridge reopens after repairs", Text: "The harbour master said that ferries would run until the end of the month, whatever the engineers found.", Letters: 118,
			Was: corrections.Judgement{Kind: document.Article}, Now: corrections.Judgement{Removed: true, Kind: document.Related, Rule: "site/line"}},
		{URL: "https://courier.example/2", Text: "Follow the Courier on every channel", Letters: 35,
			Was: corrections.Judgement{Kind: document.Article}, Now: corrections.Judgement{Removed: true, Kind: document.Share, Rule: "site/line"}},
		{Title: "Council votes", Text: "Council votes on market hours", Letters: 64,
			Was: corrections.Judgement{Removed: true, Kind: document.Related, Rule: "related/headline"}, Now: corrections.Judgement{Kind: document.Article}},
	}
	return t, nil
}

func (b *book) RollOut(_ context.Context, f RuleFile, by, note string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files[f.Name] = f.Text
	b.rolled = append(b.rolled, f.Name+" by "+by+": "+note)
	return "In force: three workers have the rules.", nil
}

// recollection is what memory learned in a test.
type recollection struct {
	mu     sync.Mutex
	taught []string
}

func (m *recollection) Learned(_ context.Context, site string) ([]Learned, error) {
	return []Learned{
		{Print: "00c0ffee00c0ffee", Text: "Follow the Courier on every channel for the news of the harbour.", Documents: 41, Share: .93, Since: "2026-04-02", Last: "2026-05-03", Recurs: true, SeenIn: []NamedDocument{{Key: catalog.KeyOf("sample"), ID: "courier-17", Title: "Harbour bridge reopens after repairs"}, {ID: "courier-21"}}},
		{Print: "00000000feedbeef", Text: "The Courier is a member of the press council.", Documents: 12, Share: .27, Since: "2026-04-11", Last: "2026-05-01", Pin: "never"},
		{Print: "0000000000000001", Documents: 2, Share: .04, Since: "2026-04-20", Last: "2026-04-21"},
	}, nil
}

func (m *recollection) Teach(_ context.Context, site, print string, what Teaching) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.taught = append(m.taught, fmt.Sprintf("%s %s %s", site, print, what))
	return "Pinned: workers have it with their next batch.", nil
}

// tales is the stories of a test, and watch its alarms.
type tales struct{}

func (tales) Of(_ context.Context, site string) ([]Story, error) {
	return []Story{{
		Cluster: "0123456789abcdef", Dateline: "Newswire",
		Representative: StoryDocument{ID: "courier-3", Site: "courier-example", Title: "Harbour bridge reopens after repairs"},
		Documents:      []StoryDocument{{ID: "echo-9", Site: "echo-example", Title: "Bridge opens again", Within: .88}},
	}}, nil
}

type watch struct{}

func (watch) Alarms(_ context.Context, site string) ([]Alarm, error) {
	if site == "" {
		site = "courier-example"
	}
	return []Alarm{{
		Site: site, Since: now.Add(-30 * time.Hour), Figure: "Share removed", Usual: "18% to 31%", Now: "64%", Also: []string{"Share with a byline: 0%, usually 96% to 100%"},
		Before: []NamedDocument{{ID: "courier-11", Title: "Ferry timetable changes"}, {ID: "courier-12", Title: "Market hours under review"}},
		After:  []NamedDocument{{Key: catalog.KeyOf("sample"), ID: "courier-17", Title: "Harbour bridge reopens after repairs"}, {ID: "courier-18"}},
	}}, nil
}

// full is a store that can keep nothing.
type full struct{ drawer }

func (*full) Add(context.Context, *corrections.Correction, *document.Raw) error {
	return fmt.Errorf("the disk is full")
}
