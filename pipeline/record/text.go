package record

import (
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Text returns the article as plain text: title and paragraphs, a blank line
// between them.
func Text(doc *document.Clean) string {
	var b strings.Builder
	if doc.Title != "" {
		b.WriteString(doc.Title + "\n\n")
	}
	if text := articleText(doc); text != "" {
		b.WriteString(text + "\n")
	}
	return b.String()
}

// Explain returns a line for every block or span of the text, in order: fate,
// kind, rule, score and the text itself, cut to width runes (0: whole). A line below
// them says why the page's byline is the one it is, and the last line what the document was judged to be, and why.
func Explain(doc *document.Clean, width int) string {
	var b strings.Builder
	for _, e := range doc.Ledger.All() {
		if e.Fate == document.Separator {
			continue
		}
		rule, score := e.Rule, fmt.Sprintf("%.2f", e.Score)
		if rule == "" {
			rule, score = "-", "-"
		}
		text := strings.Join(strings.Fields(doc.Source[e.Span.Start:e.Span.End]), " ")
		fmt.Fprintf(&b, "%-8s %-13s %-34s %4s  %s%s\n", e.Fate, e.Kind, rule, score, cut(text, width), inBrackets(e.Note))
	}
	if doc.BylineReason != "" {
		fmt.Fprintf(&b, "%-8s %-13s %-34s %4s  %s%s\n", "stated", "byline", "-", "-", doc.Byline, inBrackets(doc.BylineReason))
	}
	q := doc.Quality
	fmt.Fprintf(&b, "%-8s %-13s %-34s %4.2f  %s\n", "judged", q.Is, q.Rule, q.Score, q.Reason)
	return b.String()
}

func inBrackets(note string) string {
	if note == "" {
		return ""
	}
	return " (" + note + ")"
}

func cut(text string, width int) string {
	if width <= 0 {
		return text
	}
	n := 0
	for i := range text {
		if n == width {
			return text[:i] + "…"
		}
		n++
	}
	return text
}

// Report returns the article and, below it, what was removed and why, for people
// who watch a stream. Removed texts are cut to width runes (0: whole).
func Report(doc *document.Clean, width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "══ %s\n\n%s", doc.ID, Text(doc))
	if q := doc.Quality; q.Is != document.IsArticle {
		fmt.Fprintf(&b, "\n── %s, no article: %s\n", q.Is, q.Reason)
	}
	if len(doc.Removed) == 0 {
		b.WriteString("\n── nothing removed\n\n")
		return b.String()
	}
	fmt.Fprintf(&b, "\n── removed: %d\n", len(doc.Removed))
	for _, r := range doc.Removed {
		text := strings.Join(strings.Fields(r.Text), " ")
		fmt.Fprintf(&b, "   %-13s %-34s %4.2f  %s%s\n", r.Kind, r.Rule, r.Score, cut(text, width), inBrackets(r.Note))
	}
	b.WriteByte('\n')
	return b.String()
}
