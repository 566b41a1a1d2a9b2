package drift_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/drift"
)

// corporaVariable is a pattern of names of annotated corpora, as `winnow eval` reads
// them, by which sites are measured that are real.
const corporaVariable = "WINNOW_CORPORA"

// leastOfSite is how many documents a site must have to be drawn from.
const leastOfSite = 12

// measuredSites returns what is measured of the documents of real sites.
func measuredSites(t *testing.T) map[string][]drift.Values {
	t.Helper()
	files, err := filepath.Glob(os.Getenv(corporaVariable))
	if err != nil || len(files) == 0 {
		t.Skip(corporaVariable, " names no corpora")
	}
	raws := make(map[string][]document.Raw)
	for _, name := range files {
		readCorpus(t, name, raws)
	}
	engine := cleaners.Must(cleaners.New())
	of := make(map[string][]drift.Values)
	for site, pages := range raws {
		if site == "" || len(pages) < leastOfSite {
			continue
		}
		for _, raw := range pages {
			if clean, err := engine.Clean(raw); err == nil {
				of[site] = append(of[site], drift.Of(clean))
			}
		}
	}
	maps.DeleteFunc(of, func(_ string, all []drift.Values) bool { return len(all) < leastOfSite })
	return of
}

func readCorpus(t *testing.T, name string, into map[string][]document.Raw) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var page struct {
			ID, URL, Body string
			ContentType   string `json:"content_type"`
			Bytes         []byte `json:"body_b64"`
		}
		if err := json.Unmarshal(lines.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		if page.Bytes == nil {
			page.Bytes = []byte(page.Body)
		}
		site := cleaners.Site(page.URL)
		into[site] = append(into[site], document.Raw{ID: page.ID, URL: page.URL, ContentType: page.ContentType, Content: page.Bytes})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// daily is how many documents are drawn for a day.
const daily = 3

// drawn has a site publish documents that are drawn, for so many days. It returns after
// how many each alarm came.
func drawn(seed uint64, days int, from func(day int) []drift.Values) (after []int) {
	sites, r, ref := drift.NewSites(), rand.New(rand.NewPCG(seed, 9)), 0
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for day := range days {
		of := from(day)
		for hour := range daily {
			ref++
			sites.Add("a", drift.Document{
				ID: r.Uint64(), At: begin.AddDate(0, 0, day).Unix() + int64(hour)*3600, Ref: uint64(ref), Values: of[r.IntN(len(of))],
			})
			if alarm, found := sites.Look("a"); found {
				after = append(after, ref)
				sites.Settle("a", alarm.Since)
			}
		}
	}
	return after
}

// TestRealSites draws documents of real sites: for years of one, where nothing may be
// said, and of one that becomes another after a month, as it were redesigned.
func TestRealSites(t *testing.T) {
	of := measuredSites(t)
	names := slices.Sorted(maps.Keys(of))
	const years = 3
	alarms := 0
	for _, name := range names {
		for seed := range uint64(years) {
			alarms += len(drawn(seed, 365, func(int) []drift.Values { return of[name] }))
		}
	}
	t.Logf("%d sites: %d alarms in %d years", len(names), alarms, years*len(names))
	const changed, within = 30, 30
	var delays []int
	pairs := 0
	for i, was := range names {
		for j, is := range names {
			if i == j {
				continue
			}
			pairs++
			after := drawn(uint64(i*len(names)+j), changed+within/daily, func(day int) []drift.Values {
				if day < changed {
					return of[was]
				}
				return of[is]
			})
			if len(after) > 0 && after[0] > changed*daily {
				delays = append(delays, after[0]-changed*daily)
			}
		}
	}
	slices.Sort(delays)
	if len(delays) == 0 {
		t.Fatalf("none of %d changes was found", pairs)
	}
	t.Logf("%d of %d changes found within %d documents, half of them within %d", len(delays), pairs, within, delays[len(delays)/2])
	if alarms > 0 || 20*len(delays) < 19*pairs {
		t.Errorf("%d alarms of sites that do not change, and %d of %d changes found", alarms, len(delays), pairs)
	}
}
