package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/pipeline/backfill/figures"
	"github.com/winnow-news/winnow/pipeline/replay"
)

// ReplayTable writes what other rules would do as plain text for a terminal that is width
// columns wide; fewer than leastWidth count as that many.
func ReplayTable(w io.Writer, r *replay.Report, width int) error {
	width = max(width, leastWidth)
	var b strings.Builder
	writeFacts(&b, replayFacts(r), width)
	for _, g := range []*grid{
		changeGrid("Article that is removed, the largest first", r.Losses), changeGrid("Removed text that is kept", r.Gains),
		replayRuleGrid(r), replaySiteGrid(r), fieldGrid(r), refusalGrid(r), changedGrid(r),
	} {
		g.write(&b, width)
	}
	if r.Empty() {
		b.WriteString("\nNothing comes out otherwise.\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func replayFacts(r *replay.Report) []fact {
	d, l := r.Documents, r.Letters
	number := func(n int) string { return figures.Number(uint64(max(n, 0))) }
	all := []fact{
		{"documents", number(d.All), plain(fmt.Sprintf("cleaned with rules %s and %s", buildName(r.Old.Version, r.Old.Rules), buildName(r.New.Version, r.New.Rules)))},
		{"changed", number(d.Changed), figures.Percent(shareOf(uint64(d.Changed), uint64(d.All))) + " of the documents"},
		{"article lost", figures.Percent(l.LostShare()), fmt.Sprintf("%s of %s letters that were kept", number(l.Lost), number(l.Old))},
		{"removed now", number(r.Lost.Pieces()), pieces(r.Lost)},
		{"kept now", number(r.Gained.Pieces()), pieces(r.Gained)},
		{"other rule", number(r.Moved.Pieces()), "removals that another rule makes, or as another kind"},
	}
	for _, f := range []struct {
		name string
		n    int
		more string
	}{
		{"refused now", d.Refused, "documents that only the new rules refuse"},
		{"refused old", d.RefusedBefore, "documents that only the old rules refuse"},
		{"refused both", d.RefusedBoth, "documents that neither cleans"},
		{"unread", d.Unread, "documents that could not be read"},
		{"otherwise", d.Otherwise, "documents with the same letters in other paragraphs"},
		{"by words", d.ByWords, "documents that the two cut out of different texts"},
	} {
		if f.n > 0 {
			all = append(all, fact{f.name, number(f.n), f.more})
		}
	}
	return all
}

func buildName(version, rules string) string { return version + " " + rules }

func pieces(c replay.Count) string {
	return fmt.Sprintf("%s, %s, %s letters", plural(c.Whole, "paragraph", "paragraphs"), plural(c.Parts, "part", "parts"), figures.Number(uint64(c.Letters)))
}

func changeGrid(title string, changes []replay.Change) *grid {
	g := &grid{title: title, columns: []column{{"letters", true, false}, {head: "rule"}, {"document", false, true}}}
	for _, c := range changes {
		g.add(figures.Number(uint64(c.Letters)), cutWidth(plain(c.Rule+" "+c.Note), 36), plain(cmp.Or(c.URL, c.ID)))
		g.below = append(g.below, plain(c.Text))
	}
	return g
}

// replayRules returns the names of the rules, those that lose most article first.
func replayRules(r *replay.Report) []string {
	of := r.Rules
	return slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		return cmp.Or(cmp.Compare(of[b].Lost.Letters, of[a].Lost.Letters), cmp.Compare(of[b].Gained.Letters, of[a].Gained.Letters),
			cmp.Compare(of[b].To.Letters+of[b].From.Letters, of[a].To.Letters+of[a].From.Letters), cmp.Compare(a, b))
	})
}

func replayRuleGrid(r *replay.Report) *grid {
	g := &grid{title: "By rule, in pieces", columns: []column{
		{head: "rule", wide: true}, {"removed now", true, false}, {"letters", true, false}, {"kept now", true, false}, {"letters", true, false}, {"to others", true, false}, {"from others", true, false},
	}}
	names := replayRules(r)
	for _, name := range names[:min(len(names), tableRules)] {
		rule := r.Rules[name]
		g.add(plain(name), count0(rule.Lost.Pieces()), count0(rule.Lost.Letters), count0(rule.Gained.Pieces()), count0(rule.Gained.Letters), count0(rule.To.Pieces()), count0(rule.From.Pieces()))
	}
	return g
}

// count0 is a number, nothing for none: the table shows where changes are.
func count0(n int) string {
	if n <= 0 {
		return ""
	}
	return figures.Number(uint64(n))
}

// replaySites returns the names of the sites with changes, those that lose most first.
func replaySites(r *replay.Report) []string {
	of := r.Sites
	return slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		return cmp.Or(cmp.Compare(of[b].Lost, of[a].Lost), cmp.Compare(of[b].Gained, of[a].Gained), cmp.Compare(of[b].Changed, of[a].Changed), cmp.Compare(a, b))
	})
}

func replaySiteGrid(r *replay.Report) *grid {
	g := &grid{title: "By site", columns: []column{{head: "site", wide: true}, {"changed", true, false}, {"letters removed now", true, false}, {"kept now", true, false}}}
	names := replaySites(r)
	for _, name := range names[:min(len(names), tableSites)] {
		s := r.Sites[name]
		g.add(plain(name), count0(s.Changed), count0(s.Lost), count0(s.Gained))
	}
	return g
}

func fieldGrid(r *replay.Report) *grid {
	title := "Fields that are another"
	for _, name := range slices.Sorted(maps.Keys(r.Fields)) {
		title += fmt.Sprintf(", %s %s", figures.Number(uint64(r.Fields[name])), plain(name))
	}
	g := &grid{title: title, columns: []column{{head: "field"}, {head: "document"}, {head: "old"}, {"new", false, true}}}
	for _, f := range r.FieldChanges[:min(len(r.FieldChanges), tableSamples)] {
		g.add(plain(f.Field), cutWidth(plain(cmp.Or(f.URL, f.ID)), 40), cutWidth(plain(f.Old), 40), plain(f.New))
	}
	return g
}

func refusalGrid(r *replay.Report) *grid {
	g := &grid{title: "Documents that only one refuses", columns: []column{{head: "by"}, {"letters", true, false}, {head: "reason"}, {head: "document"}, {"error", false, true}}}
	for _, f := range r.Refusals[:min(len(r.Refusals), tableSamples)] {
		g.add(plain(f.By), figures.Number(uint64(f.Letters)), cutWidth(plain(f.Reason), 20), cutWidth(plain(cmp.Or(f.URL, f.ID)), 40), plain(f.Error))
	}
	return g
}

func changedGrid(r *replay.Report) *grid {
	g := &grid{title: "Documents that come out otherwise", columns: []column{{"letters lost", true, false}, {"kept now", true, false}, {head: "fields"}, {"document", false, true}}}
	for _, d := range r.Changed[:min(len(r.Changed), tableSites)] {
		g.add(count0(d.Lost), count0(d.Gained), strings.Join(d.Fields, ", "), plain(cmp.Or(d.URL, d.ID)))
	}
	if more := r.Documents.Changed - len(g.rows); more > 0 && len(g.rows) > 0 {
		g.add("", "", "", figures.Number(uint64(more))+" more")
	}
	return g
}
