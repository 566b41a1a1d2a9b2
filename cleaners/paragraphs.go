package cleaners

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// paragraph adds the kept stretch at the ledger's place at to the paragraphs: to
// the last one when both are of one block or are pieces of one source line, else
// as a new one.
func (a *assembler) paragraph(at int) {
	e := a.clean.Ledger.At(at)
	b := &a.doc.Blocks[e.Block]
	unmarked := a.doc.Unmarked(e.Span)
	text := unmarked
	if b.Role != document.RoleCode {
		text = evidence.FoldSpace(text)
	}
	if n := len(a.clean.Paragraphs); n > 0 && a.continues(at) {
		last := &a.clean.Paragraphs[n-1]
		if len(a.joined) == 0 {
			a.joined = append(a.joined, last.Text...)
		}
		a.joined = append(a.joined, a.between(last.End, e.Span.Start, text, b.Role)...)
		a.joined = append(a.joined, text...)
		last.End = e.Span.End
		return
	}
	a.closeParagraph()
	a.clean.Paragraphs = append(a.clean.Paragraphs, document.Paragraph{
		Text: text, Role: b.Role, Start: e.Span.Start, End: e.Span.End, Level: int(b.Level), Number: int(b.Number), Cells: cellsOf(unmarked, b.Role),
	})
}

// closeParagraph gives the last paragraph its text when it was joined: a
// paragraph of a one-line dump has hundreds of pieces.
func (a *assembler) closeParagraph() {
	if len(a.joined) > 0 {
		a.clean.Paragraphs[len(a.clean.Paragraphs)-1].Text = string(a.joined)
		a.joined = a.joined[:0]
	}
}

// cellsOf cuts a table's row at the tabs that segmenting leaves between cells, or
// at the bars that a dump has there.
func cellsOf(row string, role document.Role) (cells []string) {
	if role != document.RoleTable {
		return nil
	}
	mark := "\t"
	if trimmed := strings.TrimSpace(row); strings.HasPrefix(trimmed, "|") && strings.HasSuffix(trimmed, "|") && len(trimmed) > 1 {
		row, mark = trimmed[1:len(trimmed)-1], "|"
	}
	for cell := range strings.SplitSeq(row, mark) {
		cells = append(cells, evidence.FoldSpace(cell))
	}
	return cells
}

// continues reports whether the kept entry at the ledger's place at goes on with
// the paragraph before it.
func (a *assembler) continues(at int) bool {
	e := a.clean.Ledger.At(at)
	for i := at - 1; i >= 0; i-- {
		prev := a.clean.Ledger.At(i)
		if prev.Block == e.Block {
			if prev.Fate == document.Kept {
				return true
			}
			continue
		}
		if prev.Block < 0 || prev.Fate == document.Removed && prev.Span != a.doc.Blocks[prev.Block].Span {
			continue // between blocks, or a span that left the piece before
		}
		return a.doc.Blocks[e.Block].Piece && a.doc.Blocks[prev.Block].Line == a.doc.Blocks[e.Block].Line && prev.Fate == document.Kept
	}
	return false
}

// between returns what joins two stretches of a paragraph, the second of which is text:
// a space. A mark that belongs to the word before it gets none. Where all that left
// between the two are insets, the page's own white space joins them.
func (a *assembler) between(from, to int, text string, role document.Role) string {
	if text == "" {
		return ""
	}
	if insets := a.doc.InsetsIn(document.Span{Start: from, End: to}); len(insets) > 0 {
		var space []byte
		own := true
		for _, in := range insets {
			space = append(space, a.doc.Source[from:in.Span.Start]...)
			from = in.Span.End
		}
		space = append(space, a.doc.Source[from:to]...)
		for _, c := range space {
			own = own && (c == ' ' || c == '\n' || c == '\t' || c == '\r')
		}
		switch {
		case own && role == document.RoleCode:
			return string(space)
		case own && len(space) == 0:
			return ""
		}
	}
	if first := evidence.FirstRune(text); strings.ContainsRune(".,;:!?)]}…。，、", first) || evidence.IsCJK(first) {
		return ""
	}
	return " "
}
