package record

import (
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Markdown returns the article as Markdown (CommonMark, with GitHub's tables):
// headings by their level below the title's, lists as deep as they were, rows of
// cells as tables. Characters that mean something in Markdown are escaped. Links and
// images are those that the document has among its extras: none where nobody asked for
// them.
func Markdown(doc *document.Clean) string {
	w := markdownWriter{top: topLevel(doc.Paragraphs), paragraphs: doc.Paragraphs}
	if doc.Extras != nil {
		w.linked = linked{doc.Extras.Links, inParagraphs(doc.Extras.Images)}
	}
	if doc.Title != "" {
		w.out.WriteString("# " + escapeLine(doc.Title) + "\n")
	}
	for k := 0; k < len(doc.Paragraphs); {
		n := groupLength(doc.Paragraphs[k:])
		w.images(k + n)
		w.apart()
		w.group(k, doc.Paragraphs[k:k+n])
		k += n
	}
	w.images(len(doc.Paragraphs) + 1)
	return w.out.String()
}

// images writes the images that stand before paragraph k.
func (w *markdownWriter) images(k int) {
	for _, image := range w.linked.before(k) {
		w.apart()
		w.image(image)
	}
}

// apart leaves a blank line below what there is.
func (w *markdownWriter) apart() {
	if w.out.Len() > 0 {
		w.out.WriteByte('\n')
	}
}

type markdownWriter struct {
	out        strings.Builder
	paragraphs []document.Paragraph
	linked     linked

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

// group writes paragraphs that belong together, of which the first has index k.
func (w *markdownWriter) group(k int, all []document.Paragraph) {
	first := all[0]
	switch {
	case first.Role == document.RoleHeading:
		level := 2
		if first.Level > 0 {
			level += first.Level - w.top
		}
		w.out.WriteString(strings.Repeat("#", min(level, 6)) + " " + w.line(k, 0) + "\n")
	case first.Role == document.RoleListItem:
		w.list(k, all)
	case first.Role == document.RoleQuote:
		w.quote(k, all)
	case first.Role == document.RoleCode:
		fence := fenceFor(first.Text)
		w.out.WriteString(fence + "\n" + first.Text + "\n" + fence + "\n")
	case isRow(first) && len(all) > 1:
		w.table(k, all)
	default:
		w.out.WriteString(w.line(k, 0) + "\n")
	}
}

// itemIndent is what a nested list is indented by for each level: enough to lie
// inside the item above whether that has a bullet or a number of up to two
// digits, and too little to be code.
const itemIndent = "    "

// list writes items. No item is more than one level deeper than the one above,
// as a list that begins deeper would read as code.
func (w *markdownWriter) list(k int, items []document.Paragraph) {
	depth := 0
	for i, p := range items {
		depth = min(max(p.Level, 1), depth+1)
		mark, text := itemMark(p)
		w.out.WriteString(strings.Repeat(itemIndent, depth-1) + mark + " " + w.line(k+i, len(p.Text)-len(text)) + "\n")
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

func (w *markdownWriter) quote(k int, all []document.Paragraph) {
	for i, p := range all {
		if i > 0 {
			w.out.WriteString(">\n")
		}
		at := len(p.Text) - len(strings.TrimPrefix(p.Text, "> "))
		for line := range strings.Lines(p.Text[at:]) {
			w.out.WriteString("> " + escapeStart(w.inline(k+i, at, at+len(strings.TrimRight(line, "\n")))) + "\n")
			at += len(line)
		}
	}
}

// table writes rows, the first as the head: Markdown has no table without one.
func (w *markdownWriter) table(first int, rows []document.Paragraph) {
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row.Cells))
	}
	for i, row := range rows {
		at := 0
		for k := range columns {
			cell := ""
			if k < len(row.Cells) {
				cell = row.Cells[k]
				if found := strings.Index(row.Text[at:], cell); found >= 0 {
					at += found + len(cell)
					cell = w.inline(first+i, at-len(cell), at)
				} else {
					cell = escapeText(cell)
				}
				cell = strings.ReplaceAll(cell, "|", `\|`)
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

// line returns the text of paragraph k from byte from on, to begin a line.
func (w *markdownWriter) line(k, from int) string {
	return escapeStart(w.inline(k, from, len(w.paragraphs[k].Text)))
}

// escapeLine is escapeText for a text that begins a line.
func escapeLine(text string) string { return escapeStart(escapeText(text)) }

// escapeStart escapes what begins a line, where more characters mean something: a
// heading, a list, a rule, a quote. The rest is escaped already.
func escapeStart(escaped string) string {
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
