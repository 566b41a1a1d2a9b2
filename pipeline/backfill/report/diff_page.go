package report

import (
	_ "embed"
	"io"

	"github.com/winnow-news/winnow/pipeline/backfill/figures"
)

//go:embed diff.html.tmpl
var differenceSource string

// Rows of the page of a difference.
const (
	pageDiffRules = 60
	pageDiffSites = 60
)

// differencePage is what the template shows.
type differencePage struct {
	Title      string
	Facts      []fact
	Rules      []ruleDiffRow
	Sites      []siteDiffRow
	Samples    []ruleSample
	Otherwise  []Sample
	Gone, Come idList
}

type ruleDiffRow struct {
	Name, Kinds                              string
	Removed, Cut, Kept, From, To, Text, Back string
	RemovedBar, KeptBar                      float64
}

type siteDiffRow struct {
	Name, Documents, Changed, Removed, Kept, More string
	ChangedBar                                    float64
}

type ruleSample struct {
	Rule          string
	Removed, Kept []Sample
}

type idList struct {
	IDs  []string
	More uint64
}

// WriteDifferenceHTML writes a difference as a page of the kind that WriteHTML writes.
func WriteDifferenceHTML(w io.Writer, d *Difference, title string) error {
	p := &differencePage{Title: title, Facts: d.facts(), Otherwise: inLines(d.OtherwiseTexts), Gone: list(d.GoneIDs, d.Gone), Come: list(d.ComeIDs, d.Come)}
	rules := d.rulesByChange()
	rules = rules[:min(len(rules), pageDiffRules)]
	most := uint64(1)
	for _, name := range rules {
		r := d.Rules[name]
		most = max(most, r.RemovedNow.Bytes+r.CutNow.Bytes, r.KeptNow.Bytes)
	}
	for _, name := range rules {
		r := d.Rules[name]
		removed := r.RemovedNow.Bytes + r.CutNow.Bytes
		p.Rules = append(p.Rules, ruleDiffRow{
			Name: name, Kinds: r.kinds(), Removed: some(r.RemovedNow), Cut: some(r.CutNow), Kept: some(r.KeptNow), From: some(r.From), To: some(r.To),
			Text: figures.Size(removed), Back: figures.Size(r.KeptNow.Bytes), RemovedBar: 100 * shareOf(removed, most), KeptBar: 100 * shareOf(r.KeptNow.Bytes, most),
		})
		if len(r.Removed)+len(r.Kept) > 0 {
			p.Samples = append(p.Samples, ruleSample{name, inLines(r.Removed), inLines(r.Kept)})
		}
	}
	sites := d.sitesByChange()
	for _, name := range sites[:min(len(sites), pageDiffSites)] {
		s := d.Sites[name]
		p.Sites = append(p.Sites, siteDiffRow{
			name, figures.Number(s.Documents), figures.Number(s.Changed), figures.Size(s.RemovedNow.Bytes), figures.Size(s.KeptNow.Bytes),
			moreOrLess(s.OldKept, s.NewKept), 100 * shareOf(s.Changed, s.Documents),
		})
	}
	return execute(w, differenceSource, p)
}

func inLines(samples []Sample) []Sample {
	all := make([]Sample, len(samples))
	for i, s := range samples {
		all[i] = Sample{plain(s.ID), lines(s.Text), s.Cut}
	}
	return all
}

func list(ids []string, all uint64) idList {
	l := idList{More: all - min(uint64(len(ids)), all)}
	for _, id := range ids {
		l.IDs = append(l.IDs, plain(id))
	}
	return l
}
