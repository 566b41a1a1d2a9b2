package review

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
)

// listedRules is how many rules a site shows, and listedLearned how many paragraphs.
const (
	topRules      = 3
	listedRules   = 20
	listedLearned = 200
)

type sitesData struct {
	Rows   []siteRow
	Sort   string
	Alarms []Alarm
}

type siteRow struct {
	catalog.Site
	Share float64
	Top   []catalog.RuleCount
	Kinds []kindShare
	Drift bool
}

// sites lists all sites.
func (p *pages) sites(w http.ResponseWriter, r *http.Request) {
	all, err := p.Catalog.Sites(r.Context())
	if err != nil {
		p.broken(w, r, err)
		return
	}
	d := sitesData{Sort: r.URL.Query().Get("sort")}
	drifting := make(map[string]bool)
	if p.Drift != nil {
		if d.Alarms, err = p.Drift.Alarms(r.Context(), ""); err != nil && !p.Away() {
			p.broken(w, r, err)
			return
		}
		for _, a := range d.Alarms {
			drifting[a.Site] = drifting[a.Site] || !a.Over
		}
	}
	for _, site := range all {
		d.Rows = append(d.Rows, siteRow{
			Site: site, Share: portion(site.Removed, site.Kept), Top: site.Rules[:min(len(site.Rules), topRules)], Kinds: shares(site.Kinds), Drift: drifting[site.Name],
		})
	}
	switch d.Sort {
	case "documents":
		slices.SortStableFunc(d.Rows, func(a, b siteRow) int { return cmp.Compare(b.Documents, a.Documents) })
	case "removed":
		slices.SortStableFunc(d.Rows, func(a, b siteRow) int { return cmp.Compare(b.Share, a.Share) })
	default:
		d.Sort = "name"
	}
	p.show(w, r, http.StatusOK, "sites", "Sites", d)
}

type siteData struct {
	Site      catalog.Site
	Share     float64
	Kinds     []kindShare
	Rules     []ruleRow
	Plots     []plot
	Learned   []learnedRow
	All       bool // what was learned is all shown, not only what is marked
	Hidden    int
	Alarms    []Alarm
	Stories   []Story
	Qualities []qualityCount
	Languages []string
}

type ruleRow struct {
	catalog.RuleCount
	Doc   string
	Share float64 // of the letters that were removed
}

type learnedRow struct {
	Learned
	State string
}

type qualityCount struct {
	Name string
	N    int
}

// site shows one site.
func (p *pages) site(w http.ResponseWriter, r *http.Request) {
	site, err := p.siteOf(r)
	if err != nil {
		p.broken(w, r, err)
		return
	}
	if site == nil {
		p.fail(w, r, http.StatusNotFound, "The catalog has no document of this site.")
		return
	}
	d := siteData{
		Site: *site, Share: portion(site.Removed, site.Kept), Kinds: shares(site.Kinds), Plots: plots(site.Days), All: r.URL.Query().Get("all") == "1",
	}
	for _, rule := range site.Rules[:min(len(site.Rules), listedRules)] {
		d.Rules = append(d.Rules, ruleRow{rule, p.RuleDoc(rule.Rule), portion(rule.Letters, site.Removed-rule.Letters)})
	}
	for _, q := range document.PageTypes() {
		if n := site.Qualities[q]; n > 0 {
			d.Qualities = append(d.Qualities, qualityCount{q.String(), n})
		}
	}
	for language := range site.Languages {
		d.Languages = append(d.Languages, language)
	}
	slices.Sort(d.Languages)
	if err := p.around(r, &d); err != nil && !p.Away() {
		p.broken(w, r, err)
		return
	}
	p.show(w, r, http.StatusOK, "site", site.Name, d)
}

// siteOf returns the site that a path names, nil where there is none.
func (p *pages) siteOf(r *http.Request) (*catalog.Site, error) {
	all, err := p.Catalog.Sites(r.Context())
	for i := range all {
		if all[i].Name == r.PathValue("site") {
			return &all[i], nil
		}
	}
	return nil, err
}

// around adds what is known of a site beside its documents.
func (p *pages) around(r *http.Request, d *siteData) (err error) {
	if p.Memory != nil {
		learned, err := p.Memory.Learned(r.Context(), d.Site.Name)
		if err != nil {
			return err
		}
		for _, l := range learned {
			if !d.All && !l.Recurs && l.Pin == "" || len(d.Learned) == listedLearned {
				d.Hidden++
				continue
			}
			d.Learned = append(d.Learned, learnedRow{l, stateOf(l)})
		}
	}
	if p.Drift != nil {
		if d.Alarms, err = p.Drift.Alarms(r.Context(), d.Site.Name); err != nil {
			return err
		}
	}
	if p.Stories != nil {
		d.Stories, err = p.Stories.Of(r.Context(), d.Site.Name)
	}
	return err
}

func stateOf(l Learned) string {
	switch {
	case l.Pin == string(TeachAlways):
		return "pinned: always removed"
	case l.Pin == string(TeachNever):
		return "pinned: never removed"
	case l.Recurs:
		return "recurring"
	}
	return "seen"
}

// teach tells memory of a paragraph.
func (p *pages) teach(w http.ResponseWriter, r *http.Request) {
	if p.Memory == nil {
		p.fail(w, r, http.StatusNotFound, "What sites repeat is remembered by workers on a stream: start winnow review with --nats.")
		return
	}
	known, err := p.siteOf(r)
	if err != nil {
		p.broken(w, r, err)
		return
	}
	if known == nil { // a name such as > would be all sites of a stream
		p.fail(w, r, http.StatusNotFound, "The catalog has no document of this site.")
		return
	}
	site := known.Name
	what := Teaching(r.PostFormValue("what"))
	if !slices.Contains([]Teaching{TeachAlways, TeachNever, TeachUnpin, TeachForget, TeachReEmit}, what) {
		p.fail(w, r, http.StatusUnprocessableEntity, "Say what is to be remembered: always, never, unpinned, forget or re-emit.")
		return
	}
	done, err := p.Memory.Teach(r.Context(), site, r.PostFormValue("print"), what)
	if err != nil {
		p.broken(w, r, err)
		return
	}
	p.Log.Info("memory taught", "site", site, "print", r.PostFormValue("print"), "what", string(what), "by", p.who(r))
	http.Redirect(w, r, p.noted("/sites/"+url.PathEscape(site)+"#memory", done), http.StatusSeeOther)
}
