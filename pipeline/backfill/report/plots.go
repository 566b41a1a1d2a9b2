package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/winnow-news/winnow/pipeline/backfill/figures"
)

// Plots are drawn in a box of plotWidth by plotHeight that the page stretches: lines keep
// their width, and all text is beside the drawing, so that it can be read on a phone.
const (
	plotWidth  = 600.0
	plotHeight = 120.0
)

// bar is one upright bar of a histogram.
type bar struct{ X, Y, Width, Height float64 }

// histogramPlot is a histogram with what stands beside it.
type histogramPlot struct {
	Title, What, Of string
	Most            string // in the highest bar
	Alt             string
	Bars            []bar
}

func plotHistogram(title, what, of string, h *histogram) histogramPlot {
	p := histogramPlot{Title: title, What: what, Of: of}
	most, all, high := counter(0), counter(0), counter(0)
	for bin, n := range h {
		most = max(most, n)
		if all += n; bin >= scoreBins/2 {
			high += n
		}
	}
	const width = plotWidth / scoreBins
	for bin, n := range h {
		if n == 0 {
			continue
		}
		height := max(shareOf(n, most)*plotHeight, 1) // the smallest bar is seen
		p.Bars = append(p.Bars, bar{float64(bin)*width + 1, plotHeight - height, width - 2, height})
	}
	p.Most = figures.Number(most)
	p.Alt = fmt.Sprintf("%s: %s %s, %s of them from 0.5 on", title, figures.Number(all), of, figures.Percent(shareOf(high, all)))
	return p
}

// linePlot is a line with what stands beside it.
type linePlot struct {
	Title, Most string
	First, Last string // of the axis
	Alt         string
	Line        string // the points of a polyline
	Dots        []dot
	Marks       []float64 // x of upright lines
	Area        string
}

type dot struct{ X, Y float64 }

// plotLine draws values that all lie from 0 to most.
func plotLine(values []float64, most float64) (p linePlot) {
	var line strings.Builder
	for i, v := range values {
		d := dot{0, plotHeight}
		if len(values) > 1 {
			d.X = float64(i) * plotWidth / float64(len(values)-1)
		}
		if most > 0 {
			d.Y = plotHeight - v/most*plotHeight
		}
		fmt.Fprintf(&line, "%.1f,%.1f ", d.X, d.Y)
		p.Dots = append(p.Dots, d)
	}
	p.Line = strings.TrimSpace(line.String())
	if n := len(p.Dots); n > 1 {
		p.Area = fmt.Sprintf("0,%.0f %s %.1f,%.0f", plotHeight, p.Line, p.Dots[n-1].X, plotHeight)
	}
	return p
}

// throughput returns documents and bytes a second over the run's time; nothing of a run
// that was over before it could be measured.
func (t *Tally) throughput() []linePlot {
	k := &t.ticks
	if len(k.done) < 3 {
		return nil
	}
	documents, bytes := make([]float64, len(k.done)), make([]float64, len(k.done))
	mostDocuments, mostBytes := 0.0, 0.0
	for i, d := range k.done {
		interval := k.interval
		if i == len(k.done)-1 { // it may not be over
			interval = max(min(interval, k.last-time.Duration(i)*interval), interval/4)
		}
		documents[i], bytes[i] = float64(d.documents)/interval.Seconds(), float64(d.bytes)/interval.Seconds()
		mostDocuments, mostBytes = max(mostDocuments, documents[i]), max(mostBytes, bytes[i])
	}
	a, b := plotLine(documents, mostDocuments), plotLine(bytes, mostBytes)
	a.Title, a.Most = "Documents a second", fmt.Sprintf("%.1f", mostDocuments)
	b.Title, b.Most = "Bytes read a second", figures.SizeOf(mostBytes)
	for _, p := range []*linePlot{&a, &b} {
		p.First, p.Last, p.Dots = "0 s", figures.Duration(k.last), nil
		p.Alt = p.Title + " over the time of the run, at most " + p.Most
	}
	return []linePlot{a, b}
}

// jumpPlot is the months of a site that changes.
type jumpPlot struct {
	Site string
	linePlot
	Changes []changeText
	More    int // changes that are not told
}

// changeText tells of one change.
type changeText struct {
	Months, Share, Mix string
	Rules              []ruleText
}

type ruleText struct{ Rule, Change string }

// changesTold is how many changes of one site are told in words; all are drawn.
const changesTold = 3

func (t *Tally) jumpPlot(jumps []Jump) jumpPlot {
	s := t.sites.byName[jumps[0].Site]
	p := jumpPlot{Site: s.name}
	var at []int
	var shares []float64
	most := 0.0
	for i := range s.months {
		if m := &s.months[i]; m.documents >= jumpDocuments {
			share, _ := m.moments()
			at, shares, most = append(at, m.at), append(shares, share), max(most, share)
		}
	}
	p.linePlot = plotLine(shares, most)
	first, last := at[0], at[len(at)-1]
	for i := range p.Dots { // by time, not by number
		p.Dots[i].X = float64(at[i]-first) * plotWidth / float64(max(last-first, 1))
	}
	p.Line = p.linePlot.join()
	p.Area = ""
	for _, j := range jumps {
		p.Marks = append(p.Marks, (float64(j.From+j.To)/2-float64(first))*plotWidth/float64(max(last-first, 1)))
		if len(p.Changes) < changesTold {
			p.Changes = append(p.Changes, j.text())
		}
	}
	p.More = len(jumps) - len(p.Changes)
	p.First, p.Last, p.Most = monthName(first), monthName(last), figures.Percent(most)
	p.Alt = fmt.Sprintf("share of the text removed by month, from %s to %s, at most %s", p.First, p.Last, p.Most)
	return p
}

func (p *linePlot) join() string {
	var line strings.Builder
	for _, d := range p.Dots {
		fmt.Fprintf(&line, "%.1f,%.1f ", d.X, d.Y)
	}
	return strings.TrimSpace(line.String())
}

func (j *Jump) text() changeText {
	c := changeText{Months: monthName(j.From) + " to " + monthName(j.To)}
	c.Share = fmt.Sprintf("%s to %s removed", figures.Percent(j.Before), figures.Percent(j.Now))
	if j.ByShare {
		c.Share += fmt.Sprintf(" (z %+.0f)", j.ShareZ)
	}
	if j.ByMix {
		c.Mix = fmt.Sprintf("other rules: %.2f bits (z %.0f)", j.MixBits, j.MixZ)
	}
	for _, r := range j.Rules {
		c.Rules = append(c.Rules, ruleText{r.Rule, figures.Percent(r.Before) + " to " + figures.Percent(r.Now)})
	}
	return c
}
