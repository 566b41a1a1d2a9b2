package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/backfill/figures"
)

// Rows of the summary; the page has more.
const (
	summaryRules   = 12
	summarySlowest = 5
	leastWidth     = 60
)

// Summary writes what a run did as plain text for a terminal that is width columns
// wide; fewer than leastWidth count as that many.
func Summary(w io.Writer, t *Tally, width int) error {
	width = max(width, leastWidth)
	var b strings.Builder
	writeFacts(&b, t.facts(), width)
	for _, g := range []*grid{t.qualityGrid(), t.kindGrid(), t.ruleGrid(summaryRules), t.slowGrid(summarySlowest), t.rejectGrid()} {
		g.write(&b, width)
	}
	if n := len(t.JumpingSites()); n > 0 {
		fmt.Fprintf(&b, "\nThe removals of %s change from one month to the next: the page shows when.\n", plural(n, "site", "sites"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return figures.Number(uint64(n)) + " " + many
}

func writeFacts(b *strings.Builder, facts []fact, width int) {
	for _, f := range facts {
		line := fmt.Sprintf("%-12s  %12s  %s", f.Name, f.Value, f.More)
		b.WriteString(strings.TrimRight(cutWidth(line, width), " ") + "\n")
	}
}

// fact is one line of the totals.
type fact struct{ Name, Value, More string }

func (t *Tally) facts() []fact {
	text := t.kept + t.removed
	all := []fact{
		{"documents", figures.Number(t.documents), ""},
		{"rejects", figures.Number(t.rejects), figures.Percent(shareOf(t.rejects, t.rejects+t.documents)) + " of all"},
		{"read", figures.Size(t.bytesIn), ""},
		{"text kept", figures.Size(t.kept), fmt.Sprintf("%s of the text, in %s paragraphs", figures.Percent(shareOf(t.kept, text)), figures.Number(t.paragraphs))},
		{"text removed", figures.Size(t.removed), figures.Percent(shareOf(t.removed, text)) + " of the text"},
	}
	if t.took > 0 {
		half, most := quantile(&t.times, 0.5), quantile(&t.times, 0.99)
		all = append(all, fact{"cleaning", figures.Duration(t.took), fmt.Sprintf("half of them within %s, 99 %% within %s", figures.Duration(half), figures.Duration(most))})
	}
	if s := t.ticks.last.Seconds(); s > 0 {
		var done tick
		for _, d := range t.ticks.done {
			done.documents += d.documents
			done.bytes += d.bytes
		}
		all = append(all, fact{"run", figures.Duration(t.ticks.last), fmt.Sprintf("%.1f documents and %s a second", float64(done.documents)/s, figures.SizeOf(float64(done.bytes)/s))})
	}
	return all
}

func (t *Tally) qualityGrid() *grid {
	g := &grid{title: "What the documents are", columns: []column{{head: "judged"}, {"documents", true, false}, {"of all", true, false}}}
	for is, n := range t.quality {
		if n > 0 {
			g.add(document.PageType(is).String(), figures.Number(n), figures.Percent(shareOf(n, t.documents)))
		}
	}
	return g
}

// removalColumns are those of kinds and rules.
func removalColumns(head string) []column {
	return []column{{head: head, wide: true}, {"documents", true, false}, {"blocks", true, false}, {"text", true, false}, {"of all text", true, false}}
}

func (t *Tally) kindGrid() *grid {
	g := &grid{title: "What was removed, by kind", columns: removalColumns("kind")}
	for _, k := range t.kindsRemoved() {
		g.removal(k.String(), &t.kinds[k], t.kept+t.removed)
	}
	return g
}

func (g *grid) removal(name string, c *count, text uint64) {
	g.add(plain(name), figures.Number(c.Documents), figures.Number(c.Blocks), figures.Size(c.Bytes), figures.Percent(shareOf(c.Bytes, text)))
}

// kindsRemoved returns the kinds, those with the most text first.
func (t *Tally) kindsRemoved() []document.Kind {
	all := slices.DeleteFunc(document.Kinds(), func(k document.Kind) bool { return t.kinds[k].Blocks == 0 })
	slices.SortStableFunc(all, func(a, b document.Kind) int { return moreFirst(t.kinds[a].Bytes, t.kinds[b].Bytes, "", "") })
	return all
}

func (t *Tally) ruleGrid(most int) *grid {
	rules := t.rulesByText()
	g := &grid{title: "The rules that removed most", columns: removalColumns("rule")}
	for _, rule := range rules[:min(len(rules), most)] {
		g.removal(t.rules.names[rule], &t.rules.counts[rule], t.kept+t.removed)
	}
	if len(rules) > most {
		var rest count
		for _, rule := range rules[most:] {
			rest.merge(&t.rules.counts[rule])
		}
		g.add(fmt.Sprintf("%d more", len(rules)-most), "", figures.Number(rest.Blocks), figures.Size(rest.Bytes), figures.Percent(shareOf(rest.Bytes, t.kept+t.removed)))
	}
	return g
}

// rulesByText returns the numbers of the rules, those that removed most first.
func (t *Tally) rulesByText() []uint16 {
	all := make([]uint16, len(t.rules.names))
	for i := range all {
		all[i] = uint16(i)
	}
	slices.SortFunc(all, func(a, b uint16) int {
		return moreFirst(t.rules.counts[a].Bytes, t.rules.counts[b].Bytes, t.rules.names[a], t.rules.names[b])
	})
	return all
}

func (t *Tally) slowGrid(most int) *grid {
	g := &grid{title: "The slowest documents", columns: []column{{"took", true, false}, {"read", true, false}, {"document", false, true}}}
	for _, e := range t.slowest[:min(len(t.slowest), most)] {
		g.add(figures.Duration(e.Took), figures.Size(uint64(max(e.Bytes, 0))), plain(e.ID))
	}
	return g
}

func (t *Tally) rejectGrid() *grid {
	g := &grid{title: "Rejects", columns: []column{{"reason", false, false}, {"rejects", true, false}, {"for example", false, true}}}
	for _, name := range t.reasonNames() {
		r := t.reasons[name]
		g.add(cutWidth(plain(name), 30), figures.Number(r.Rejects), plain(fmt.Sprintf("%s:%d: %s", r.File, r.Record, r.Error)))
	}
	return g
}

// reasonNames returns the reasons, the most rejects first.
func (t *Tally) reasonNames() []string {
	return slices.SortedFunc(maps.Keys(t.reasons), func(a, b string) int {
		return moreFirst(t.reasons[a].Rejects, t.reasons[b].Rejects, a, b)
	})
}
