package record

import (
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Markdown returns the article as Markdown (CommonMark, with GitHub's tables):
// headings by their level below the title's, lists as deep as they were, rows of
// cells as tables. Characters that mean something in Markdown are escaped. There
// are no links: a clean document has the text of a link, not its address.
func Markdown(doc *document.Clean) string {
	w := markdownWriter{top: topLevel(doc.Paragraphs)}
	if doc.Title != "" {
		w.out.WriteString("# " + escapeLine(doc.Title) + "\n")
	}
	for rest := doc.Paragraphs; len(rest) > 0; {
		n := groupLength(rest)
		if w.out.Len() > 0 {
			w.out.WriteByte('\n')
		}
		w.group(rest[:n])
		rest = rest[n:]
	}
	return w.out.String()
}

type markdownWriter struct {
	out strings.Builder
	top int // the highest level of the article's headings: it comes right below the title's
}

// topLevel returns the smallest level of the headings, 1 when no heading has one.
func topLevel(paragraphs []document.Paragraph) int {
	top := 0
	for _, p := range paragraphs {
		if p.Role == document.RoleHeading && p.Level > 0 && (top == 0 || p.Level < top) {
			top = p.Level
		}
	}
	return max(top, 1)
}

// groupLength returns how many paragraphs from the first on are one list, quote
// or table.
func groupLength(all []document.Paragraph) int {
	n := 1
	switch all[0].Role {
	case document.RoleListItem, document.RoleQuote:
		for n < len(all) && all[n].Role == all[0].Role {
			n++
		}
	case document.RoleTable:
		for n < len(all) && isRow(all[0]) && all[n].Role == document.RoleTable && len(all[n].Cells) > 0 {
			n++
		}
	}
	return n
}

// isRow reports a table's row that has columns.
func isRow(p document.Paragraph) bool { return p.Role == document.RoleTable && len(p.Cells) > 1 }

func (w *markdownWriter) group(all []document.Paragraph) {
	first := all[0]
	switch {
	case first.Role == document.RoleHeading:
		level := 2
		if first.Level > 0 {
			level += first.Level - w.top
		}
		w.out.WriteString(strings.Repeat("#", min(level, 6)) + " " + escapeLine(first.Text) + "\n")
	case first.Role == document.RoleListItem:
		w.list(all)
	case first.Role == document.RoleQuote:
		w.quote(all)
	case first.Role == document.RoleCode:
		fence := fenceFor(first.Text)
		w.out.WriteString(fence + "\n" + first.Text + "\n" + fence + "\n")
	case isRow(first) && len(all) > 1:
		w.table(all)
	default:
		w.out.WriteString(escapeLine(first.Text) + "\n")
	}
}

// itemIndent is what a nested list is indented by for each level: enough to lie
// inside the item above whether that has a bullet or a number of up to two
// digits, and too little to be code.
const itemIndent = "    "

// list writes items. No item is more than one level deeper than the one above,
// as a list that begins deeper would read as code.
func (w *markdownWriter) list(items []document.Paragraph) {
	depth := 0
	for _, p := range items {
		depth = min(max(p.Level, 1), depth+1)
		mark, text := itemMark(p)
		w.out.WriteString(strings.Repeat(itemIndent, depth-1) + mark + " " + escapeLine(text) + "\n")
	}
}

// itemMark returns an item's mark, and its text without the mark that a text dump
// kept.
func itemMark(p document.Paragraph) (mark, text string) {
	first, rest, ok := strings.Cut(p.Text, " ")
	if number := fmt.Sprintf("%d.", p.Number); p.Number > 0 && (!ok || strings.TrimRight(first, ".)")+"." != number || first+"." == number) {
		return number, p.Text
	}
	if digits := strings.TrimRight(first, ".)"); ok && len(digits) == len(first)-1 && len(digits) <= 3 && isNumber(digits) {
		return digits + ".", rest
	}
	if ok && strings.Contains("-*+•·‣–▪◦", first) {
		return "-", rest
	}
	return "-", p.Text
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func (w *markdownWriter) quote(all []document.Paragraph) {
	for i, p := range all {
		if i > 0 {
			w.out.WriteString(">\n")
		}
		for line := range strings.Lines(strings.TrimPrefix(p.Text, "> ")) {
			w.out.WriteString("> " + escapeLine(strings.TrimRight(line, "\n")) + "\n")
		}
	}
}

// table writes rows, the first as the head: Markdown has no table without one.
func (w *markdownWriter) table(rows []document.Paragraph) {
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row.Cells))
	}
	for i, row := range rows {
		for k := range columns {
			cell := ""
			if k < len(row.Cells) {
				cell = strings.ReplaceAll(escapeText(row.Cells[k]), "|", `\|`)
			}
			w.out.WriteString("| " + cell + " ")
		}
		w.out.WriteString("|\n")
		if i == 0 {
			w.out.WriteString(strings.Repeat("| --- ", columns) + "|\n")
		}
	}
}

// fenceFor returns a fence longer than any run of backticks in the code.
func fenceFor(code string) string {
	longest, run := 0, 0
	for _, r := range code {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return strings.Repeat("`", max(3, longest+1))
}

// escapeLine is escapeText for a text that begins a line, where more characters
// mean something: a heading, a list, a rule, a quote.
func escapeLine(text string) string {
	escaped := escapeText(text)
	if escaped == "" {
		return ""
	}
	switch escaped[0] {
	case '#', '>', '-', '+', '=', '~', '|':
		return `\` + escaped
	}
	if n := strings.IndexFunc(escaped, func(r rune) bool { return r < '0' || r > '9' }); n > 0 && n <= 9 && (escaped[n] == '.' || escaped[n] == ')') {
		return escaped[:n] + `\` + escaped[n:]
	}
	return escaped
}

// escapeText escapes the characters that mean something anywhere in a line.
func escapeText(text string) string {
	if !strings.ContainsAny(text, "\\`*_[<&~") {
		return text
	}
	var out strings.Builder
	for i := range len(text) {
		if meansSomething(text, i) {
			out.WriteByte('\\')
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// meansSomething reports whether text[i] is a character that Markdown would
// interpret. An underscore inside of a word, a single tilde, a less-than sign
// before a space and an ampersand that begins no entity are text.
func meansSomething(text string, i int) bool {
	next := byte(' ')
	if i+1 < len(text) {
		next = text[i+1]
	}
	switch text[i] {
	case '\\', '`', '*', '[':
		return true
	case '_':
		return i == 0 || !isWordByte(text[i-1]) || !isWordByte(next)
	case '<':
		return isWordByte(next) || next == '/' || next == '!' || next == '?'
	case '&':
		return isWordByte(next) || next == '#'
	case '~':
		return next == '~' || i > 0 && text[i-1] == '~'
	}
	return false
}

// isWordByte reports a letter or a digit, or a byte of one beyond ASCII.
func isWordByte(c byte) bool {
	return c >= 0x80 || c >= '0' && c <= '9' || (c|0x20) >= 'a' && (c|0x20) <= 'z'
}
