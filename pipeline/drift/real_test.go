package drift_test

import (
	"bufio"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/drift"
)

func TestReal(t *testing.T) {
	files, _ := filepath.Glob("/work/shared/corpora/*.jsonl.gz")
	engine := cleaners.Must(cleaners.New())
	of := map[string][]drift.Values{}
	n := 0
	for _, f := range files {
		file, err := os.Open(f)
		if err != nil {
			t.Fatal(err)
		}
		z, _ := gzip.NewReader(file)
		lines := bufio.NewScanner(z)
		lines.Buffer(nil, 64<<20)
		var all []struct{ ID, URL, CT, Body, B64 string }
		count := map[string]int{}
		for lines.Scan() {
			var d struct {
				ID, URL, Body string
				CT            string `json:"content_type"`
				B64           string `json:"body_b64"`
			}
			if json.Unmarshal(lines.Bytes(), &d) == nil && cleaners.Site(d.URL) != "" {
				count[cleaners.Site(d.URL)]++
				all = append(all, struct{ ID, URL, CT, Body, B64 string }{d.ID, d.URL, d.CT, d.Body, d.B64})
			}
		}
		for _, d := range all {
			site := cleaners.Site(d.URL)
			if count[site] < 12 && filepath.Base(f) != "news-fundus.jsonl.gz" {
				continue
			}
			body := []byte(d.Body)
			if d.B64 != "" {
				body, _ = base64.StdEncoding.DecodeString(d.B64)
			}
			c, err := engine.Clean(document.Raw{ID: d.ID, URL: d.URL, ContentType: d.CT, Content: body})
			if err != nil {
				continue
			}
			n++
			of[site] = append(of[site], drift.Of(c))
		}
		file.Close()
	}
	var sites []string
	for s, v := range of {
		if len(v) >= 12 {
			sites = append(sites, s)
		}
	}
	sort.Strings(sites)
	fmt.Println(n, "documents", len(sites), "sites with 12 or more")
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	// false alarms: documents of one real site drawn at random with replacement, 3 a day, a year
	draw := func(seed uint64, days int, pick func(day int, r *rand.Rand) drift.Values) (alarms []drift.Alarm, after []int) {
		m, r, ref := drift.NewSites(), rand.New(rand.NewPCG(seed, 9)), uint64(0)
		for day := range days {
			for k := range 3 {
				ref++
				m.Add("a", drift.Document{ID: r.Uint64(), At: start.AddDate(0, 0, day).Unix() + int64(k*3600), Ref: ref, Values: pick(day, r)})
				if a, ok := m.Look("a"); ok {
					alarms = append(alarms, a)
					after = append(after, int(ref))
					m.Settle("a", a.Since)
				}
			}
		}
		return
	}
	falseAlarms, years := 0, 0
	for _, s := range sites {
		for seed := range uint64(3) {
			years++
			a, _ := draw(seed, 365, func(_ int, r *rand.Rand) drift.Values { return of[s][r.IntN(len(of[s]))] })
			falseAlarms += len(a)
			if len(a) > 0 {
				fmt.Println("FALSE", s, a[0].Moves)
			}
		}
	}
	fmt.Println("one real site, drawn:", falseAlarms, "alarms in", years, "site-years")
	// redesign: one real site becomes another
	found, pairs := 0, 0
	var delays []int
	for i := range sites {
		for j := range sites {
			if i == j {
				continue
			}
			pairs++
			_, after := draw(uint64(i*100+j), 45, func(day int, r *rand.Rand) drift.Values {
				s := sites[i]
				if day >= 30 {
					s = sites[j]
				}
				return of[s][r.IntN(len(of[s]))]
			})
			if len(after) > 0 && after[0] > 90 && after[0] <= 120 {
				found++
				delays = append(delays, after[0]-90)
			}
		}
	}
	sort.Ints(delays)
	if len(delays) > 0 {
		fmt.Println("a real site becomes another:", found, "of", pairs, "found within 30; median", delays[len(delays)/2], "last", delays[len(delays)-1])
	}
}
