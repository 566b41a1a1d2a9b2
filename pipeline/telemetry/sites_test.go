package telemetry

import (
	"fmt"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
)

// siteOf is the host, as the tests' addresses have it.
func siteOf(url string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(url, "https://"), "/")
	return host
}

// stored is a document of a site of which some hundredths of the text were kept.
func stored(site string, kept int, is document.PageType) pipeline.Stored {
	return pipeline.Stored{Raw: document.Raw{URL: "https://" + site + "/x"}, Clean: &document.Clean{
		Quality:    document.Quality{Is: is},
		Paragraphs: []document.Paragraph{{Text: strings.Repeat("k", kept)}},
		Removed:    []document.Removal{{Text: strings.Repeat("r", 100-kept)}},
	}}
}

func shifts(t *testing.T, tel *Telemetry) (lines []string) {
	t.Helper()
	_, body := get(t, tel, "/metrics")
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "winnow_site_shift{") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

func newSiteTest(t *testing.T) *Telemetry {
	t.Helper()
	tel := newTest(t)
	tel.shifts.site = siteOf
	return tel
}

func TestASiteThatComesOutOtherwiseIsShown(t *testing.T) {
	tel := newSiteTest(t)
	feed := func(n int, d func(i int) pipeline.Stored) {
		for i := range n {
			tel.Committed([]pipeline.Stored{d(i)}, 0, 0)
		}
	}
	feed(400, func(i int) pipeline.Stored { return stored("calm", 40+i%60, document.IsArticle) }) // it scatters, as sites do
	feed(400, func(int) pipeline.Stored { return stored("redesigned", 80, document.IsArticle) })
	feed(400, func(int) pipeline.Stored { return stored("walled", 80, document.IsArticle) })
	feed(400, func(int) pipeline.Stored { return stored("broken", 80, document.IsArticle) })
	if got := shifts(t, tel); len(got) > 0 {
		t.Errorf("before anything changed: %q", got)
	}
	feed(40, func(i int) pipeline.Stored { return stored("calm", 40+i%60, document.IsArticle) })
	feed(40, func(int) pipeline.Stored { return stored("redesigned", 20, document.IsArticle) })
	feed(40, func(int) pipeline.Stored { return stored("walled", 80, document.IsConsent) })
	feed(40, func(int) pipeline.Stored {
		return pipeline.Stored{Raw: document.Raw{URL: "https://broken/x"}, Failure: &pipeline.Failure{Stage: pipeline.StageClean, Reason: "binary"}}
	})
	feed(leastDocuments-1, func(int) pipeline.Stored { return stored("new", 5, document.IsArticle) })
	feed(40, func(int) pipeline.Stored { return stored("", 5, document.IsArticle) }) // no address: no site
	var got []string
	for _, line := range shifts(t, tel) {
		name, value, _ := strings.Cut(line, " ")
		got = append(got, name+" "+value[:2])
	}
	want := []string{
		`winnow_site_shift{share="articles",site="broken"} -0`, `winnow_site_shift{share="articles",site="walled"} -0`,
		`winnow_site_shift{share="kept",site="broken"} -0`, `winnow_site_shift{share="kept",site="redesigned"} -0`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	// A new past, in time.
	feed(1500, func(int) pipeline.Stored { return stored("redesigned", 20, document.IsArticle) })
	if got := strings.Join(shifts(t, tel), "\n"); strings.Contains(got, "redesigned") {
		t.Errorf("what has been so for 1,500 documents is still shown:\n%s", got)
	}
}

func TestSitesDoNotMakeSeriesWithoutEnd(t *testing.T) {
	tel := newSiteTest(t)
	for site := range 200 {
		for i := range 400 {
			kept, is := 100, document.IsArticle
			if i >= 380 {
				kept, is = site/2, document.IsError
			}
			tel.Committed([]pipeline.Stored{stored(fmt.Sprint("s", site), kept, is)}, 0, 0)
		}
	}
	got := strings.Join(shifts(t, tel), "\n")
	if n := strings.Count(got, "\n") + 1; n != 2*shownSites {
		t.Errorf("%d series of 200 sites that all moved, want %d", n, 2*shownSites)
	}
	if !strings.Contains(got, `{share="kept",site="s0"}`) || strings.Contains(got, `{share="kept",site="s150"}`) {
		t.Errorf("it is not the ones that moved most:\n%s", got)
	}
	for site := range knownSites * 3 {
		tel.Committed([]pipeline.Stored{stored(fmt.Sprint("t", site), 50, document.IsArticle)}, 0, 0)
	}
	if n := len(tel.shifts.sites); n > knownSites {
		t.Errorf("%d sites are known, want %d at most", n, knownSites)
	}
}
