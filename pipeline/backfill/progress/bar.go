package progress

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/winnow-news/winnow/pipeline/backfill/figures"
)

// Widths in columns.
const (
	usualWidth = 80
	mostWidth  = 120
	leastBar   = 10
	mostBar    = 40
	barFrame   = 10 // the share, the bar's ends and the spaces between
)

// steps is how many steps the library's bar has. The last is never shown: it would end
// the bar, and the run says itself when it is over.
const steps = 10_000

const clearLine = "\r\x1b[2K"

// columns returns how wide a terminal is now.
func columns(to io.Writer) int {
	if file, ok := to.(interface{ Fd() uintptr }); ok {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			return width
		}
	}
	return usualWidth
}

// bar is one line of a terminal that is drawn again and again.
type bar struct {
	width func() int
	shown []byte // the line that is there
}

func (b *bar) show(s *State, r *reading) []byte {
	b.shown = b.line(s, r)
	return append([]byte(clearLine), b.shown...)
}

// line never is as wide as the terminal: a cursor that wrapped could not clear it.
func (b *bar) line(s *State, r *reading) []byte {
	width := min(b.width(), mostWidth) - 1
	pass := cut(clean(s.Pass), width/3)
	if r.share < 0 {
		return []byte(cut(pass+"  "+join(parts(s, r), width-uniseg.StringWidth(pass)-2), width))
	}
	room := width - uniseg.StringWidth(pass) - barFrame
	text := join(parts(s, r), room-leastBar)
	size := min(max(room-uniseg.StringWidth(text), 0), mostBar)
	return []byte(cut(pass+draw(r.share, size)+text, width))
}

// draw returns the library's bar, with the share before it.
func draw(share float64, size int) string {
	if size < leastBar {
		return fmt.Sprintf(" %3d %%  ", int(share*100))
	}
	var drawn bytes.Buffer
	p := progressbar.NewOptions64(steps,
		progressbar.OptionSetWriter(&drawn),
		progressbar.OptionSetWidth(size),
		progressbar.OptionSetPredictTime(false), // by its own clock
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionUseANSICodes(true),
		progressbar.OptionSetTheme(progressbar.Theme{Saucer: "━", SaucerHead: "━", SaucerPadding: "─", BarStart: "", BarEnd: ""}),
	)
	_ = p.Set64(min(int64(share*steps), steps-1)) // it fails past its end only
	drawn.Reset()
	p.Describe("")
	line := strings.TrimSuffix(drawn.String(), "\x1b[0K")
	return strings.TrimRight(strings.TrimPrefix(line, "\r"), " ") + "  "
}

// parts returns what is told of a state, the most important first.
func parts(s *State, r *reading) []string {
	all := []string{figures.Number(uint64(max(s.Documents, 0))) + " documents"}
	if r.recent.documents > 0 {
		all = append(all, perSecond(r.recent.documents))
	}
	if r.left >= 0 {
		all = append(all, figures.Duration(r.left)+" left")
	}
	if s.Rejected > 0 {
		all = append(all, plural(s.Rejected, "reject"))
	}
	if done := stored(s); done != "" {
		all = append(all, done)
	}
	if s.Duplicates > 0 {
		all = append(all, plural(s.Duplicates, "duplicate"))
	}
	if s.Units > 1 {
		all = append(all, fmt.Sprintf("%d of %d parts", s.UnitsDone, s.Units))
	}
	if s.Machines > 1 {
		all = append(all, fmt.Sprintf("%d machines", s.Machines))
	}
	return all
}

func perSecond(n float64) string {
	if n < 10 {
		return fmt.Sprintf("%.1f/s", n)
	}
	return figures.Number(uint64(n)) + "/s"
}

func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return figures.Number(uint64(n)) + " " + what + "s"
}

// stored tells of the bytes that are done.
func stored(s *State) string {
	switch {
	case s.Bytes <= 0 && s.Total <= 0:
		return ""
	case s.Total > 0:
		return figures.Size(uint64(max(s.Bytes, 0))) + " of " + figures.Size(uint64(s.Total))
	}
	return figures.Size(uint64(s.Bytes))
}

// join returns as many parts as there is room for.
func join(parts []string, room int) string {
	text := ""
	for i, part := range parts {
		if i > 0 {
			part = text + ", " + part
		}
		if uniseg.StringWidth(part) > room {
			break
		}
		text = part
	}
	return text
}

func cut(text string, width int) string {
	if uniseg.StringWidth(text) <= width {
		return text
	}
	used := 0
	for g := uniseg.NewGraphemes(text); g.Next(); {
		if used += g.Width(); used > width {
			from, _ := g.Positions()
			return text[:from]
		}
	}
	return text
}

// clean returns a name without what a terminal would obey.
func clean(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, name)
}

func (b *bar) end(s *State, r *reading) []byte {
	b.shown = nil
	return lastLine(s, r)
}

func (b *bar) clear() []byte {
	if len(b.shown) == 0 {
		return nil
	}
	return []byte(clearLine)
}

func (b *bar) redraw() []byte { return b.shown }
