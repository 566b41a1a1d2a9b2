package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/backfill/figures"
)

// What the page shows; more would not be read.
const (
	pageRules     = 30
	pageSites     = 30
	pageLanguages = 20
	pageJumps     = 24
)

//go:embed frame.html.tmpl
var frameSource string

//go:embed page.html.tmpl
var pageSource string

// page is what the template shows. Numbers are texts already.
type page struct {
	Title      string
	Facts      []fact
	Quality    []row
	Kinds      []row
	Rules      []row
	Languages  []row
	Sites      []siteRow
	SitesNote  string
	Histograms []histogramPlot
	Throughput []linePlot
	Jumps      []jumpPlot
	JumpsMore  int
	JumpRule   string
	Slowest    []exampleText
	Heaviest   []exampleText
	HeavyRule  string
	Rejects    []rejectText
}

// row is a line of a table with a bar. Bar is from 0 to 100.
type row struct {
	Name                           string
	Documents, Blocks, Text, Share string
	Bar                            float64
}

type siteRow struct {
	row
	Kept  string
	Rules string
}

type exampleText struct {
	Example
	Link                 bool // the address can be followed
	Took, Size, Share    string
	TextSize, RemovedOf  string
	Pieces               []pieceText
	NotShown             string
	ShareBar             float64
	IDPlain, TitleInLine string
}

type pieceText struct {
	Rule, Kind, Text, Cut string
}

type rejectText struct {
	Reason, Rejects, Place, Error, Excerpt string
}

// WriteHTML writes what a run did as one page that needs nothing else: it has no
// script, loads nothing and can be opened from a disk. All that is from documents is
// escaped.
func WriteHTML(w io.Writer, t *Tally, title string) error {
	return execute(w, pageSource, t.page(title))
}

// execute fills a page into the frame that all pages share.
func execute(w io.Writer, source string, data any) error {
	tmpl, err := template.New("frame").Parse(frameSource)
	if err == nil {
		tmpl, err = tmpl.Parse(source)
	}
	if err == nil {
		err = tmpl.Execute(w, data)
	}
	if err != nil {
		return fmt.Errorf("the report as HTML: %w", err)
	}
	return nil
}

func (t *Tally) page(title string) *page {
	p := &page{
		Title: title, Facts: t.facts(), Throughput: t.throughput(),
		JumpRule: fmt.Sprintf("Two months next to each other with at least %d documents each are compared. A change is shown when the mean share removed differs by at least %s (Welch's test, z at least %.0f), or the rules that fire differ by at least %.2f bits of Jensen-Shannon divergence (G-test, z at least %.0f).",
			jumpDocuments, figures.Percent(jumpShare), jumpZ, jumpBits, jumpZ),
		HeavyRule: fmt.Sprintf("Of documents with at least %d bytes of text that are no listing, wall or error page; at most %d of one site.", heavyBytes, maxPerSite),
	}
	for is, n := range t.quality {
		if n > 0 {
			p.Quality = append(p.Quality, row{Name: document.PageType(is).String(), Documents: figures.Number(n), Share: figures.Percent(shareOf(n, t.documents)), Bar: 100 * shareOf(n, t.documents)})
		}
	}
	text := t.kept + t.removed
	for _, k := range t.kindsRemoved() {
		p.Kinds = append(p.Kinds, rowOf(k.String(), &t.kinds[k], text))
	}
	rules := t.rulesByText()
	for _, rule := range rules[:min(len(rules), pageRules)] {
		p.Rules = append(p.Rules, rowOf(t.rules.names[rule], &t.rules.counts[rule], text))
	}
	languages := sorted(t.languages)
	for _, name := range languages[:min(len(languages), pageLanguages)] {
		c := t.languages[name]
		p.Languages = append(p.Languages, row{Name: name, Documents: figures.Number(c.Documents), Text: figures.Size(c.Bytes), Share: figures.Percent(shareOf(c.Documents, t.documents)), Bar: 100 * shareOf(c.Documents, t.documents)})
	}
	scale(p.Kinds)
	scale(p.Rules)
	t.siteRows(p)
	p.Histograms = []histogramPlot{
		plotHistogram("Scores of removals", "how sure the removal is", "blocks removed", &t.removalScores),
		plotHistogram("Scores of quality", "how sure what the document is", "documents", &t.qualityScores),
		plotHistogram("Share removed", "of a document's text", "documents", &t.shares),
	}
	jumping := t.JumpingSites()
	for _, jumps := range jumping[:min(len(jumping), pageJumps)] {
		p.Jumps = append(p.Jumps, t.jumpPlot(jumps))
	}
	p.JumpsMore = len(jumping) - len(p.Jumps)
	p.examples(t)
	return p
}

func rowOf(name string, c *count, text uint64) row {
	share := shareOf(c.Bytes, text)
	return row{Name: name, Documents: figures.Number(c.Documents), Blocks: figures.Number(c.Blocks), Text: figures.Size(c.Bytes), Share: figures.Percent(share), Bar: share}
}

// scale stretches the bars of a table: the longest fills its cell.
func scale(rows []row) {
	most := 0.0
	for _, r := range rows {
		most = max(most, r.Bar)
	}
	for i := range rows {
		if most > 0 {
			rows[i].Bar *= 100 / most
		}
	}
}

func (t *Tally) siteRows(p *page) {
	all := t.sites.ranked()
	slices.Reverse(all)
	for _, s := range all[:min(len(all), pageSites)] {
		r := newSiteRow(s, s.name)
		if s.before > 0 {
			r.Documents += " to " + figures.Number(s.rank())
		}
		r.Rules = t.mostFired(s)
		p.Sites = append(p.Sites, r)
	}
	rest := t.sites.others
	for _, s := range all[min(len(all), pageSites):] {
		rest.add(s, nil, &t.sites)
	}
	if rest.documents > 0 {
		p.Sites = append(p.Sites, newSiteRow(&rest, "other sites"))
	}
	p.SitesNote = fmt.Sprintf("%s, those with the most documents first.", plural(len(all), "site", "sites"))
	if t.sites.folded > 0 {
		p.SitesNote = fmt.Sprintf("The largest sites. %d are kept each on its own, the smallest were put to the others when there were more: a site that was there for a time has a second figure, the most documents that it can have.", len(all))
	}
}

func newSiteRow(s *site, name string) siteRow {
	share := shareOf(s.removed, s.kept+s.removed)
	return siteRow{
		row:  row{Name: name, Documents: figures.Number(s.documents), Text: figures.Size(s.removed), Share: figures.Percent(share), Bar: 100 * share},
		Kept: figures.Size(s.kept),
	}
}

// noBreak is a space at which no line ends.
const noBreak = "\u00a0"

// mostFired names the rules that fire in most documents of a site.
func (t *Tally) mostFired(s *site) string {
	rules := slices.Clone(s.rules)
	slices.SortFunc(rules, func(a, b ruleCount) int {
		return moreFirst(uint64(a.documents), uint64(b.documents), t.rules.names[a.rule], t.rules.names[b.rule])
	})
	var names []string
	for _, r := range rules[:min(len(rules), 3)] {
		names = append(names, fmt.Sprintf("%s %s", t.rules.names[r.rule], strings.ReplaceAll(figures.Percent(shareOf(uint64(r.documents), s.documents)), " ", noBreak)))
	}
	return strings.Join(names, ", ")
}

func (p *page) examples(t *Tally) {
	for _, e := range t.slowest {
		p.Slowest = append(p.Slowest, newExampleText(e))
	}
	for _, e := range t.heaviest {
		p.Heaviest = append(p.Heaviest, newExampleText(e))
	}
	for _, name := range t.reasonNames() {
		r := t.reasons[name]
		p.Rejects = append(p.Rejects, rejectText{plain(name), figures.Number(r.Rejects), plain(fmt.Sprintf("%s:%d", r.File, r.Record)), plain(r.Error), plain(r.Excerpt)})
	}
}

func newExampleText(e Example) exampleText {
	x := exampleText{
		Example: e, Link: strings.HasPrefix(e.URL, "https://") || strings.HasPrefix(e.URL, "http://"),
		Took: figures.Duration(e.Took), Size: figures.Size(uint64(max(e.Bytes, 0))), Share: figures.Percent(e.Share), TextSize: figures.Size(e.Text), ShareBar: 100 * e.Share,
		IDPlain: plain(e.ID), TitleInLine: plain(e.Title),
	}
	for _, r := range e.Removed {
		piece := pieceText{Rule: plain(r.Rule), Kind: r.Kind, Text: lines(r.Text)}
		if r.Cut > 0 {
			piece.Cut = figures.Number(uint64(r.Cut)) + " bytes more"
		}
		x.Pieces = append(x.Pieces, piece)
	}
	return x
}

// lines returns a text as plain does, with its lines.
func lines(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = plain(line); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
