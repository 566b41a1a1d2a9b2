package record

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Terminal is how an explanation is printed for people at a terminal: with heads, in
// columns as wide as they must be, a line for each block, and what decided in words.
type Terminal struct {
	Width int  // columns of the terminal
	Color bool // fates are told apart by colour

	Threshold [document.KindCount]float64 // above which a kind is removed
	Keep      [document.KindCount]bool    // kinds that stay
}

// leastText is how many columns the text has, also where the terminal is narrower.
const leastText = 30

// The escape sequences of SGR, ECMA-48.
const (
	sgrReset = "\x1b[0m"
	sgrBold  = "\x1b[1m"
	sgrRed   = "\x1b[31m"
	sgrGreen = "\x1b[32m"
	sgrCyan  = "\x1b[36m"
)

// explained is a line of an explanation.
type explained struct{ fate, kind, rule, why, text, color string }

// Explain returns what Explain returns, for a terminal. No character of the document
// steers the terminal.
func (t *Terminal) Explain(doc *document.Clean) string {
	rows := []explained{{"FATE", "KIND", "RULE", "WHY", "TEXT", sgrBold}}
	for _, e := range doc.Ledger.All() {
		if e.Fate != document.Separator {
			text := strings.Join(strings.Fields(doc.Source[e.Span.Start:e.Span.End]), " ")
			rows = append(rows, explained{e.Fate.String(), e.Kind.String(), named(e.Rule), t.why(&e), text + inBrackets(e.Note), colorOf(e.Fate)})
		}
	}
	if doc.BylineReason != "" {
		rows = append(rows, explained{"stated", "byline", "-", "-", doc.Byline + inBrackets(doc.BylineReason), sgrCyan})
	}
	q := doc.Quality
	rows = append(rows, explained{"judged", q.Is.String(), named(q.Rule), fmt.Sprintf("%.2f sure", q.Score), q.Reason, sgrBold})
	return t.table(rows)
}

// why says in words what an entry's score is: what was said for and against the text,
// weighed, comes to a chance that it is not the article's.
func (t *Terminal) why(e *document.Entry) string {
	switch {
	case e.Fate == document.Lifted:
		return fmt.Sprintf("%.2f for the title", e.Score)
	case e.Fate == document.Removed:
		return fmt.Sprintf("%.2f for removal", e.Score)
	case e.Rule == "":
		return "nothing against it"
	case e.Kind == document.Article:
		return fmt.Sprintf("%.2f for keeping", 1-e.Score)
	case t.Keep[e.Kind]:
		return fmt.Sprintf("%.2f for removal, but --keep", e.Score)
	case e.Score < t.Threshold[e.Kind]:
		return fmt.Sprintf("%.2f for removal is under %.2f", e.Score, t.Threshold[e.Kind])
	}
	return fmt.Sprintf("%.2f for removal is not over %.2f", e.Score, t.Threshold[e.Kind])
}

func named(rule string) string {
	if rule == "" {
		return "-"
	}
	return rule
}

func colorOf(f document.Fate) string {
	switch f {
	case document.Removed:
		return sgrRed
	case document.Kept:
		return sgrGreen
	}
	return sgrCyan
}

// table lays rows out in columns, the text last and cut to what is left.
func (t *Terminal) table(rows []explained) string {
	var fate, kind, rule, why int
	for i := range rows {
		r := &rows[i]
		fate, kind = max(fate, uniseg.StringWidth(r.fate)), max(kind, uniseg.StringWidth(r.kind))
		rule, why = max(rule, uniseg.StringWidth(r.rule)), max(why, uniseg.StringWidth(r.why))
	}
	left := max(t.Width-fate-kind-rule-why-4*len(" ")-1, leastText) // some terminals wrap behind the last column
	var b strings.Builder
	for i := range rows {
		r := &rows[i]
		head := fmt.Sprintf("%-*s %-*s", fate, r.fate, kind, r.kind)
		rest := fmt.Sprintf(" %-*s %-*s %s", rule, r.rule, why, r.why, Columns(r.text, left))
		switch {
		case !t.Color:
			b.WriteString(head + rest)
		case i == 0:
			b.WriteString(r.color + head + rest + sgrReset)
		default:
			b.WriteString(r.color + head + sgrReset + rest)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
