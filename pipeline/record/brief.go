package record

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Brief returns a document in a few lines, for people who see winnow for the first
// time: its title, how much of the text was kept, and at most so many removals, with
// kind, rule and first words. Name stands before the title. A line has at most width
// columns of a terminal.
func Brief(name string, doc *document.Clean, most, width int) string {
	var b strings.Builder
	b.WriteString(Columns(name+": "+doc.Title, width) + "\n")
	kept, removed := Shares(doc)
	fmt.Fprintf(&b, "  %s of the text kept, in %s; %s removed, such as\n",
		Percent(kept, kept+removed), counted(len(doc.Paragraphs), "paragraph"), counted(len(doc.Removed), "piece"))
	for _, r := range telling(doc, most) {
		line := fmt.Sprintf("  %-13s %-26s %s", r.Kind, r.Rule, strings.Join(strings.Fields(r.Text), " "))
		b.WriteString(Columns(line, width) + "\n")
	}
	return b.String()
}

// Shares returns how many letters and digits of a document's text were kept, the
// title's among them, and how many were removed. They compare in any script, which
// words and bytes do not.
func Shares(doc *document.Clean) (kept, removed int) {
	for _, e := range doc.Ledger.All() {
		n := 0
		for _, r := range doc.Source[e.Span.Start:e.Span.End] {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				n++
			}
		}
		if e.Fate == document.Removed {
			removed += n
		} else {
			kept += n
		}
	}
	return kept, removed
}

// Percent returns n of all in whole percent.
func Percent(n, all int) string {
	if all == 0 {
		return "0%"
	}
	return fmt.Sprintf("%d%%", (100*n+all/2)/all)
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// telling returns the removals that show most, in the order of the text: one of each
// kind, first those that were cut out of a paragraph that stayed, then the longest. A
// long text that was taken out shows more than the word "Advertisement".
func telling(doc *document.Clean, most int) []document.Removal {
	inside := cutOut(doc)
	rank := func(r document.Removal) int {
		n := utf8.RuneCountInString(r.Text)
		if inside[r.Start] {
			n += len(doc.Source)
		}
		return n
	}
	ranked := slices.Clone(doc.Removed)
	slices.SortStableFunc(ranked, func(a, b document.Removal) int { return cmp.Compare(rank(b), rank(a)) })
	var seen [document.KindCount]bool
	chosen := ranked[:0]
	for _, r := range ranked {
		if len(chosen) < most && !seen[r.Kind] {
			chosen, seen[r.Kind] = append(chosen, r), true
		}
	}
	slices.SortFunc(chosen, func(a, b document.Removal) int { return cmp.Compare(a.Start, b.Start) })
	return chosen
}

// cutOut returns where the removals start that left a block of which the rest stayed.
func cutOut(doc *document.Clean) map[int]bool {
	stays := map[int]bool{}
	for _, e := range doc.Ledger.All() {
		if e.Fate == document.Kept {
			stays[e.Block] = true
		}
	}
	at := map[int]bool{}
	for _, e := range doc.Ledger.All() {
		if e.Fate == document.Removed && stays[e.Block] {
			at[e.Span.Start] = true
		}
	}
	return at
}

// Asides returns how many removals left a block of which the rest stayed.
func Asides(doc *document.Clean) int { return len(cutOut(doc)) }
