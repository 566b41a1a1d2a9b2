package report

import (
	_ "embed"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/pipeline/backfill/figures"
	"github.com/winnow-news/winnow/pipeline/replay"
)

//go:embed replay.html.tmpl
var replaySource string

// pageChanged is how many documents the page lists.
const pageChanged = 100

// replayPage is what the template shows.
type replayPage struct {
	Title         string
	Facts         []fact
	Losses, Gains []replayText
	Rules         []replayRuleRow
	Kinds         []replayRuleRow
	Sites         []replaySiteRow
	Fields        []string
	FieldChanges  []replay.FieldChange
	Refusals      []replay.Refusal
	Changed       []replayDocument
	More          int
}

type replayText struct {
	replay.Change
	Link                bool
	Letters, Score, Not string
}

type replayRuleRow struct {
	Name, Lost, LostLetters, Gained, GainedLetters, To, From string
	LostBar, GainedBar                                       float64
}

type replaySiteRow struct {
	Name, Changed, Lost, Gained string
	LostBar, GainedBar          float64
}

type replayDocument struct {
	ID, URL, Site, Lost, Gained, Fields, Refused string
	Link                                         bool
}

// WriteReplayHTML writes what other rules would do as a page of the kind that WriteHTML
// writes.
func WriteReplayHTML(w io.Writer, r *replay.Report, title string) error {
	p := &replayPage{Title: plain(title), Facts: replayFacts(r), Losses: replayTexts(r.Losses), Gains: replayTexts(r.Gains)}
	p.rules(r)
	p.sites(r)
	for _, name := range slices.Sorted(maps.Keys(r.Fields)) {
		p.Fields = append(p.Fields, plural(r.Fields[name], "document has another ", "documents have another ")+plain(name))
	}
	for _, f := range r.FieldChanges {
		p.FieldChanges = append(p.FieldChanges, replay.FieldChange{ID: plain(f.ID), Field: plain(f.Field), Old: plain(f.Old), New: plain(f.New)})
	}
	for _, f := range r.Refusals {
		f.ID, f.Reason, f.Error = plain(f.ID), plain(f.Reason), plain(f.Error)
		p.Refusals = append(p.Refusals, f)
	}
	for _, d := range r.Changed[:min(len(r.Changed), pageChanged)] {
		p.Changed = append(p.Changed, replayDocument{
			ID: plain(d.ID), URL: d.URL, Site: plain(d.Site), Link: isWeb(d.URL), Lost: count0(d.Lost), Gained: count0(d.Gained),
			Fields: strings.Join(d.Fields, ", "), Refused: d.RefusedBy,
		})
	}
	p.More = r.Documents.Changed - len(p.Changed)
	return execute(w, replaySource, p)
}

// isWeb reports whether an address can be followed.
func isWeb(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}

func replayTexts(changes []replay.Change) (all []replayText) {
	for _, c := range changes {
		t := replayText{Change: c, Link: isWeb(c.URL), Letters: figures.Number(uint64(c.Letters)) + " letters"}
		t.ID, t.Site, t.Rule, t.Note, t.Text = plain(c.ID), plain(c.Site), plain(c.Rule), plain(c.Note), lines(c.Text)
		if c.Rule != "" {
			t.Score = figures.Percent(c.Score) + " sure"
		}
		if c.Cut > 0 {
			t.Not = figures.Number(uint64(c.Cut)) + " bytes more"
		}
		all = append(all, t)
	}
	return all
}

func (p *replayPage) rules(r *replay.Report) {
	names := replayRules(r)
	most := 1
	for _, rule := range r.Rules {
		most = max(most, rule.Lost.Letters, rule.Gained.Letters)
	}
	for _, name := range names[:min(len(names), pageDiffRules)] {
		rule := r.Rules[name]
		row := bothRow(name, &rule.Both, most)
		row.To, row.From = count0(rule.To.Pieces()), count0(rule.From.Pieces())
		p.Rules = append(p.Rules, row)
	}
	most = 1
	for _, kind := range r.Kinds {
		most = max(most, kind.Lost.Letters, kind.Gained.Letters)
	}
	for _, name := range slices.SortedFunc(maps.Keys(r.Kinds), func(a, b string) int {
		return moreFirst(uint64(r.Kinds[a].Lost.Letters), uint64(r.Kinds[b].Lost.Letters), a, b)
	}) {
		p.Kinds = append(p.Kinds, bothRow(name, r.Kinds[name], most))
	}
}

func bothRow(name string, b *replay.Both, most int) replayRuleRow {
	return replayRuleRow{
		Name: plain(name), Lost: count0(b.Lost.Pieces()), LostLetters: count0(b.Lost.Letters), Gained: count0(b.Gained.Pieces()), GainedLetters: count0(b.Gained.Letters),
		LostBar: 100 * float64(b.Lost.Letters) / float64(most), GainedBar: 100 * float64(b.Gained.Letters) / float64(most),
	}
}

func (p *replayPage) sites(r *replay.Report) {
	most := 1
	for _, s := range r.Sites {
		most = max(most, s.Lost, s.Gained)
	}
	names := replaySites(r)
	for _, name := range names[:min(len(names), pageDiffSites)] {
		s := r.Sites[name]
		p.Sites = append(p.Sites, replaySiteRow{
			plain(name), count0(s.Changed), count0(s.Lost), count0(s.Gained),
			100 * float64(s.Lost) / float64(most), 100 * float64(s.Gained) / float64(most),
		})
	}
}
