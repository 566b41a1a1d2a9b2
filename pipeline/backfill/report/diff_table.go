package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/pipeline/backfill/figures"
)

// Rows of the table for a terminal.
const (
	tableRules   = 20
	tableSites   = 12
	tableSamples = 8
)

// DifferenceTable writes a difference as plain text for a terminal that is width columns
// wide; fewer than leastWidth count as that many.
func DifferenceTable(w io.Writer, d *Difference, width int) error {
	width = max(width, leastWidth)
	var b strings.Builder
	writeFacts(&b, d.facts(), width)
	for _, g := range []*grid{
		d.ruleGrid(), d.siteGrid(),
		d.sampleGrid("Kept before, removed now", func(r *RuleDifference) []Sample { return r.Removed }),
		d.sampleGrid("Removed before, kept now", func(r *RuleDifference) []Sample { return r.Kept }),
		idGrid("Documents that are gone", d.GoneIDs, d.Gone), idGrid("Documents that are new", d.ComeIDs, d.Come),
	} {
		g.write(&b, width)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (d *Difference) facts() []fact {
	all := []fact{
		{"old run", figures.Number(d.OldDocuments), plain(d.Old)},
		{"new run", figures.Number(d.NewDocuments), plain(d.New)},
		{"changed", figures.Number(d.Changed), figures.Percent(shareOf(d.Changed, d.Both)) + " of the documents that both have"},
		{"gone", figures.Number(d.Gone), "documents that only the old run has"},
		{"new", figures.Number(d.Come), "documents that only the new run has"},
		{"removed now", figures.Number(d.RemovedNow.Blocks), figures.Size(d.RemovedNow.Bytes) + " that were kept as paragraphs"},
		{"cut out now", figures.Number(d.CutNow.Blocks), figures.Size(d.CutNow.Bytes) + " that were no text of their own before"},
		{"kept now", figures.Number(d.KeptNow.Blocks), figures.Size(d.KeptNow.Bytes) + " that were removed"},
		{"otherwise", figures.Number(d.Otherwise.Blocks), "paragraphs that were cut or joined in another way"},
		{"other rule", figures.Number(d.Moved.Blocks), "removals that another rule makes now"},
		{"text kept", figures.Size(d.NewKept), figures.Size(d.OldKept) + " before, in the documents that both have"},
	}
	if d.Repeated > 0 {
		all = append(all, fact{"left out", figures.Number(d.Repeated), "documents whose id their run has twice"})
	}
	return all
}

// rulesByChange returns the names of the rules, those that changed most text first.
func (d *Difference) rulesByChange() []string {
	return slices.SortedFunc(maps.Keys(d.Rules), func(a, b string) int {
		x, y := d.Rules[a], d.Rules[b]
		return cmp.Or(cmp.Compare(y.text(), x.text()), moreFirst(x.From.Bytes+x.To.Bytes, y.From.Bytes+y.To.Bytes, a, b))
	})
}

// text is how many bytes left or came back to the articles by the rule.
func (r *RuleDifference) text() uint64 { return r.RemovedNow.Bytes + r.CutNow.Bytes + r.KeptNow.Bytes }

func (r *RuleDifference) kinds() string {
	names := slices.SortedFunc(maps.Keys(r.Kinds), func(a, b string) int { return moreFirst(r.Kinds[a], r.Kinds[b], a, b) })
	return strings.Join(names[:min(len(names), 3)], ", ")
}

// sitesByChange returns the names of the sites with changes, those that changed most first.
func (d *Difference) sitesByChange() []string {
	names := slices.SortedFunc(maps.Keys(d.Sites), func(a, b string) int {
		return moreFirst(d.Sites[a].text(), d.Sites[b].text(), a, b)
	})
	return slices.DeleteFunc(names, func(name string) bool { return d.Sites[name].Changed == 0 })
}

func (s *SiteDifference) text() uint64 { return s.RemovedNow.Bytes + s.KeptNow.Bytes }

func (d *Difference) ruleGrid() *grid {
	g := &grid{title: "By rule, in blocks", columns: []column{
		{head: "rule", wide: true}, {"removed now", true, false}, {"cut now", true, false}, {"kept now", true, false}, {"to others", true, false}, {"from others", true, false},
	}}
	names := d.rulesByChange()
	for _, name := range names[:min(len(names), tableRules)] {
		r := d.Rules[name]
		g.add(plain(name), some(r.RemovedNow), some(r.CutNow), some(r.KeptNow), some(r.From), some(r.To))
	}
	return g
}

// some is a number of blocks, nothing for none: the table shows where changes are.
func some(c Change) string {
	if c.Blocks == 0 {
		return ""
	}
	return figures.Number(c.Blocks)
}

func (d *Difference) siteGrid() *grid {
	g := &grid{title: "By site", columns: []column{
		{head: "site", wide: true}, {"documents", true, false}, {"changed", true, false}, {"removed now", true, false}, {"kept now", true, false}, {"text kept", true, false},
	}}
	names := d.sitesByChange()
	for _, name := range names[:min(len(names), tableSites)] {
		s := d.Sites[name]
		g.add(plain(name), figures.Number(s.Documents), figures.Number(s.Changed), figures.Size(s.RemovedNow.Bytes), figures.Size(s.KeptNow.Bytes), moreOrLess(s.OldKept, s.NewKept))
	}
	return g
}

// moreOrLess returns how much a number has changed, in percent.
func moreOrLess(old, new uint64) string {
	if old == 0 {
		return ""
	}
	return fmt.Sprintf("%+.1f %%", 100*(float64(new)-float64(old))/float64(old))
}

func (d *Difference) sampleGrid(title string, of func(*RuleDifference) []Sample) *grid {
	g := &grid{title: title, columns: []column{{head: "rule"}, {"bytes", true, false}, {"text", false, true}}}
	for _, name := range d.rulesByChange() {
		if samples := of(d.Rules[name]); len(samples) > 0 && len(g.rows) < tableSamples {
			s := samples[0]
			g.add(cutWidth(plain(name), 30), figures.Number(uint64(len(s.Text)+s.Cut)), plain(s.Text))
		}
	}
	return g
}

func idGrid(title string, ids []string, all uint64) *grid {
	g := &grid{title: title, columns: []column{{head: "id", wide: true}}}
	for _, id := range ids[:min(len(ids), tableSamples)] {
		g.add(plain(id))
	}
	if n := uint64(len(g.rows)); n > 0 && n < all {
		g.add(figures.Number(all-n) + " more")
	}
	return g
}
