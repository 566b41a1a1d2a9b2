package report

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// monthName returns a month as "2026-11".
func monthName(at int) string { return fmt.Sprintf("%04d-%02d", at/12, at%12+1) }

// plain returns a text in one line without what a terminal would obey, or what would
// turn the direction of the rest of a line.
func plain(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == '\x85':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == unicode.ReplacementChar:
			return unicode.ReplacementChar
		}
		return r
	}, text)), " ")
}

// cutWidth returns the beginning of a text that is at most width columns wide, with an
// ellipsis where it was cut.
func cutWidth(text string, width int) string {
	if uniseg.StringWidth(text) <= width {
		return text
	}
	used := 0
	for g := uniseg.NewGraphemes(text); g.Next(); {
		if used += g.Width(); used > width-1 {
			from, _ := g.Positions()
			return text[:from] + "…"
		}
	}
	return text
}

// column is one column of a table for a terminal.
type column struct {
	head  string
	right bool // numbers
	wide  bool // it is cut when the table is too wide
}

// grid is a table for a terminal.
type grid struct {
	title   string
	columns []column
	rows    [][]string
	below   []string // of the first rows, a text that stands below each; may be empty
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

const between = "  "

// write appends the table, at most width columns wide as far as the wide column can
// be cut. A table without rows is left out.
func (g *grid) write(b *strings.Builder, width int) {
	if len(g.rows) == 0 {
		return
	}
	heads := make([]string, len(g.columns))
	for i, c := range g.columns {
		heads[i] = c.head
	}
	lines := append([][]string{heads}, g.rows...)
	widths := make([]int, len(heads))
	all := len(between) * (len(heads) - 1)
	for i := range heads {
		for _, line := range lines {
			widths[i] = max(widths[i], uniseg.StringWidth(line[i]))
		}
		all += widths[i]
	}
	for i, c := range g.columns {
		if c.wide && all > width {
			narrowed := max(widths[i]-(all-width), 8)
			all -= widths[i] - narrowed
			widths[i] = narrowed
		}
	}
	b.WriteString("\n" + g.title + "\n")
	for i, line := range lines {
		g.line(b, line, widths)
		if i > 0 && i <= len(g.below) {
			for _, part := range wrapped(g.below[i-1], width-len(belowIndent), belowLines) {
				b.WriteString(belowIndent + part + "\n")
			}
		}
	}
}

// A text below a row has so many lines, and begins so far from the left.
const (
	belowLines  = 3
	belowIndent = "    "
)

// wrapped returns a text in lines that are width columns wide, the last of most cut.
func wrapped(text string, width, most int) (lines []string) {
	words := strings.Fields(text)
	for len(words) > 0 {
		if len(lines) == most-1 {
			return append(lines, cutWidth(strings.Join(words, " "), width))
		}
		n := 1
		for n < len(words) && uniseg.StringWidth(strings.Join(words[:n+1], " ")) <= width {
			n++
		}
		lines = append(lines, cutWidth(strings.Join(words[:n], " "), width))
		words = words[n:]
	}
	return lines
}

func (g *grid) line(b *strings.Builder, cells []string, widths []int) {
	var line strings.Builder
	for i, cell := range cells {
		cell = cutWidth(cell, widths[i])
		pad := strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell))
		if i > 0 {
			line.WriteString(between)
		}
		if g.columns[i].right {
			line.WriteString(pad + cell)
		} else {
			line.WriteString(cell + pad)
		}
	}
	b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}
