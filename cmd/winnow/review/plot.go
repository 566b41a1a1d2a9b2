package review

import (
	"fmt"
	"time"

	"github.com/winnow-news/winnow/pipeline/catalog"
)

// The size of a plot in its own units.
const (
	plotWidth  = 480
	plotHeight = 120
	plotLeft   = 44
	plotBottom = 20
	plotTop    = 8
)

// plotDays is how many days a plot has at most, the last ones.
const plotDays = 92

// plot is one figure of a site, a bar a day.
type plot struct {
	ID, Title, Unit string
	Bars            []bar
	Ticks           []tick
	Days            []tick
	Width, Height   int
	Left, Floor     float64
	Right           float64
}

type bar struct {
	X, Y, Width, Height float64
	Day, Value          string
}

// tick is a line with its word; At is in the plot's units.
type tick struct {
	At   float64
	Word string
}

// figure is what is plotted of a day, and how it is written. It returns false for a day
// that does not have it.
type figure struct {
	id, title, unit string
	of              func(catalog.Day) (float64, bool)
	word            func(float64) string
	top             float64 // of the scale; 0: the largest there is
}

var figures = []figure{
	{"documents", "Documents a day", "documents", func(d catalog.Day) (float64, bool) { return float64(d.Documents), true }, whole, 0},
	{"removed", "Share of letters removed", "share removed", func(d catalog.Day) (float64, bool) { return portion(d.Removed, d.Kept), d.Documents > 0 }, percent, 0},
	{"titled", "Documents with a title", "share with a title", func(d catalog.Day) (float64, bool) { return part(d.Titled, d.Documents) }, percent, 1},
	{"bylined", "Documents with a byline", "share with a byline", func(d catalog.Day) (float64, bool) { return part(d.Bylined, d.Documents) }, percent, 1},
}

// tops are where the scale of a share may end.
var tops = []float64{0.1, 0.25, 0.5, 1}

// above returns the smallest of the tops that is above a share.
func above(share float64) float64 {
	for _, top := range tops {
		if share <= top {
			return top
		}
	}
	return share
}

func whole(n float64) string { return count(int(n)) }

func part(some, all int) (float64, bool) {
	if all == 0 {
		return 0, false
	}
	return float64(some) / float64(all), true
}

// plots returns the figures of a site's days; none for less than two days.
func plots(days []catalog.Day) (all []plot) {
	days = filled(days)
	if len(days) < 2 {
		return nil
	}
	for _, f := range figures {
		all = append(all, f.plot(days))
	}
	return all
}

// filled returns the last days with those between them that no document is from.
func filled(days []catalog.Day) (all []catalog.Day) {
	if len(days) == 0 {
		return nil
	}
	known := make(map[string]catalog.Day, len(days))
	for _, d := range days {
		known[d.Day] = d
	}
	last, err := time.Parse(time.DateOnly, days[len(days)-1].Day)
	if err != nil {
		return days
	}
	first := last.AddDate(0, 0, 1-plotDays)
	if from, err := time.Parse(time.DateOnly, days[0].Day); err == nil && from.After(first) {
		first = from
	}
	for at := first; !at.After(last); at = at.AddDate(0, 0, 1) {
		day := known[at.Format(time.DateOnly)]
		day.Day = at.Format(time.DateOnly)
		all = append(all, day)
	}
	return all
}

func (f *figure) plot(days []catalog.Day) plot {
	const floor = plotHeight - plotBottom
	p := plot{ID: f.id, Title: f.title, Unit: f.unit, Width: plotWidth, Height: plotHeight, Left: plotLeft, Floor: floor, Right: plotWidth}
	top := f.top
	for _, d := range days {
		if v, ok := f.of(d); ok {
			top = max(top, v)
		}
	}
	switch {
	case top == 0:
		top = 1
	case top < 1:
		top = above(top)
	}
	step := float64(plotWidth-plotLeft) / float64(len(days))
	for i, d := range days {
		v, ok := f.of(d)
		if !ok {
			continue
		}
		height := v / top * (floor - plotTop)
		p.Bars = append(p.Bars, bar{X: tenth(plotLeft + float64(i)*step), Y: tenth(floor - height), Width: tenth(max(step-1, 1)), Height: tenth(height), Day: d.Day, Value: f.word(v)})
	}
	for _, share := range []float64{0.5, 1} {
		p.Ticks = append(p.Ticks, tick{tenth(floor - share*(floor-plotTop)), f.word(share * top)})
	}
	p.Days = []tick{{plotLeft, days[0].Day}, {plotWidth, days[len(days)-1].Day}}
	return p
}

// Label describes the plot where it can't be seen.
func (p *plot) Label() string {
	if len(p.Bars) == 0 {
		return p.Title
	}
	first, last := p.Bars[0], p.Bars[len(p.Bars)-1]
	return fmt.Sprintf("%s: %s on %s, %s on %s. The table below has every day.", p.Title, first.Value, first.Day, last.Value, last.Day)
}

func tenth(v float64) float64 { return float64(int(v*10+0.5)) / 10 }
