package telemetry

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
)

// siteShifts shows the few sites whose documents come out otherwise than they
// used to: a redesign that no rule knows, a wall, a broken scraper. A series a
// site would be too many, so only those that moved most have one, and only as
// long as they stand off from their own past. What is known of sites is this
// worker's own, and is lost with it.
type siteShifts struct {
	desc *prometheus.Desc
	site func(url string) string

	mu    sync.Mutex
	sites map[string]*siteShares
}

// siteShares is what became of one site's documents.
type siteShares struct {
	documents int
	seen      bool // since sites were last forgotten
	kept      share
	articles  share
}

// share is a mean over a site's recent documents, and over many before.
type share struct{ recent, past float64 }

// The bounds. A share of text that is kept scatters by 0.3 from document to
// document, so the mean of the last twenty does by 0.05.
const (
	recentWeight   = 1. / 20
	pastWeight     = 1. / 500
	leastDocuments = 50     // of a site before it is judged
	leastShift     = .25    // that is shown
	shownSites     = 10     // for each share
	knownSites     = 20_000 // of 100 bytes
)

// The values of the label share.
const (
	shareKept     = "kept"
	shareArticles = "articles"
)

func newSiteShifts(registry *prometheus.Registry, site func(url string) string) *siteShifts {
	s := &siteShifts{
		desc: prometheus.NewDesc(prometheus.BuildFQName(namespace, "", "site_shift"),
			"How far a site's recent documents stand off from those before, -1 to 1: in the share of their text that is kept, or in the share that are articles. The ten sites that moved most.",
			[]string{"site", "share"}, nil),
		site: site, sites: make(map[string]*siteShares),
	}
	registry.MustRegister(s)
	return s
}

// count adds a document to what is known of its site. A dead letter keeps
// nothing.
func (s *siteShifts) count(d *pipeline.Stored) {
	if s.site == nil {
		return
	}
	name := s.site(d.Raw.URL)
	if name == "" {
		return
	}
	kept, article := 0., 0.
	if d.Clean != nil {
		kept = keptShare(d.Clean)
		if is := d.Clean.Quality.Is; is == document.IsArticle || is == document.IsLive {
			article = 1
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.of(name)
	of.documents++
	of.seen = true
	of.kept.add(kept, of.documents)
	of.articles.add(article, of.documents)
}

// of returns the record of a site. When there are too many, those that had no
// document since the last time are forgotten, or all.
func (s *siteShifts) of(name string) *siteShares {
	if of := s.sites[name]; of != nil {
		return of
	}
	if len(s.sites) >= knownSites {
		for known, of := range s.sites {
			if !of.seen {
				delete(s.sites, known)
			}
			of.seen = false
		}
		if len(s.sites) >= knownSites {
			clear(s.sites)
		}
	}
	of := &siteShares{}
	s.sites[name] = of
	return of
}

// add adds a document's value, the n-th of its site. Until there are enough, a
// mean is that of all.
func (m *share) add(value float64, n int) {
	m.recent += (value - m.recent) * max(recentWeight, 1/float64(n))
	m.past += (value - m.past) * max(pastWeight, 1/float64(n))
}

func keptShare(d *document.Clean) float64 {
	kept, removed := 0, 0
	for i := range d.Paragraphs {
		kept += len(d.Paragraphs[i].Text)
	}
	for i := range d.Removed {
		removed += len(d.Removed[i].Text)
	}
	if kept+removed == 0 {
		return 0
	}
	return float64(kept) / float64(kept+removed)
}

// Describe implements prometheus.Collector.
func (s *siteShifts) Describe(descs chan<- *prometheus.Desc) { descs <- s.desc }

// Collect implements prometheus.Collector.
func (s *siteShifts) Collect(metrics chan<- prometheus.Metric) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.collect(metrics, shareKept, func(of *siteShares) share { return of.kept })
	s.collect(metrics, shareArticles, func(of *siteShares) share { return of.articles })
}

func (s *siteShifts) collect(metrics chan<- prometheus.Metric, label string, of func(*siteShares) share) {
	type shift struct {
		site string
		by   float64
	}
	var all []shift
	for name, known := range s.sites {
		m := of(known)
		if by := m.recent - m.past; known.documents >= leastDocuments && math.Abs(by) >= leastShift {
			all = append(all, shift{name, by})
		}
	}
	slices.SortFunc(all, func(a, b shift) int {
		return cmp.Or(cmp.Compare(math.Abs(b.by), math.Abs(a.by)), cmp.Compare(a.site, b.site))
	})
	for _, moved := range all[:min(len(all), shownSites)] {
		metrics <- prometheus.MustNewConstMetric(s.desc, prometheus.GaugeValue, moved.by, moved.site, label)
	}
}
