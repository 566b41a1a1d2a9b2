package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rivo/uniseg"
)

// number returns a number with its thousands apart.
func number(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// size returns a number of bytes in the largest unit that leaves a digit before the
// point.
func size(n uint64) string { return sizeOf(float64(n)) }

func sizeOf(n float64) string {
	units := [...]string{"B", "kB", "MB", "GB", "TB", "PB"}
	unit := 0
	for n >= 999.5 && unit < len(units)-1 {
		n /= 1000
		unit++
	}
	if unit == 0 || n >= 99.95 {
		return fmt.Sprintf("%.0f %s", n, units[unit])
	}
	return fmt.Sprintf("%.1f %s", n, units[unit])
}

// percent returns a share in percent, small ones with the digits that tell them from 0.
func percent(share float64) string {
	switch {
	case share == 0:
		return "0 %"
	case share >= 0.9995:
		return fmt.Sprintf("%.0f %%", share*100)
	case share < 0.00005:
		return "< 0.01 %"
	case share < 0.01:
		return fmt.Sprintf("%.2f %%", share*100)
	}
	return fmt.Sprintf("%.1f %%", share*100)
}

// took returns a duration as people say it.
func took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < time.Second:
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
}

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
	for _, line := range lines {
		g.line(b, line, widths)
	}
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
