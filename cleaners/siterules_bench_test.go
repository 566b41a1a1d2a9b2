package cleaners

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
)

// ownConfig is a site config as they are: ten directives.
const ownConfig = `title: //meta[@property="og:title"]/@content
author: //div[@class='byline']//a[@rel='author']
date: //meta[@property="article:published_time"]/@content
body: //div[contains(concat(' ',normalize-space(@class),' '),' article-body ')] | //article
strip: //aside[contains(@class, 'promo')]
strip: //div[@id='newsletter-box']
strip: //figure//span[@class='credit']
strip_id_or_class: related-links
strip_id_or_class: share-bar
strip_image_src: pixel.example.net
`

// manyConfigs is the configs of a thousand sites, one of them example.com.
func manyConfigs() fstest.MapFS {
	files := fstest.MapFS{"example.com.txt": {Data: []byte(ownConfig)}}
	for i := range 999 {
		files[fmt.Sprintf("paper%d.example.txt", i)] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(ownConfig, "related", fmt.Sprint("related", i)))}
	}
	return files
}

// manyFilters is a list of n filters for all sites, of the kinds that such lists have.
func manyFilters(n int) fstest.MapFS {
	var b strings.Builder
	for i := range n {
		switch i % 20 {
		case 0:
			fmt.Fprintf(&b, "##a[href^=\"https://ads%d.example.net/\"]\n", i)
		case 1:
			fmt.Fprintf(&b, "##[id^=\"ad_slot_%d\"]\n", i)
		case 2:
			fmt.Fprintf(&b, "##div[class*=\"banner%dad\"]\n", i)
		case 3:
			fmt.Fprintf(&b, "##.ad-wrap-%d > .inner\n", i)
		case 4, 5, 6, 7:
			fmt.Fprintf(&b, "###AdUnit%d\n", i)
		case 8:
			fmt.Fprintf(&b, "paper%d.example##.promo\n", i)
		default:
			fmt.Fprintf(&b, "##.ad_box_%d\n", i)
		}
	}
	return fstest.MapFS{"list.filters": {Data: []byte(b.String())}}
}

// BenchmarkPageRuled cleans a page with and without site rules, in turns, and reports
// how much of the throughput is left:
//
//	go test ./cleaners -run ^$ -bench PageRuled -benchtime 3s
func BenchmarkPageRuled(b *testing.B) {
	raw := longPage()
	raw.URL = "https://www.example.com/a"
	for _, c := range []struct {
		name  string
		files fstest.MapFS
	}{
		{"configs", manyConfigs()},
		{"filters", manyFilters(20_000)},
	} {
		b.Run(c.name, func(b *testing.B) { benchmarkRuled(b, c.files, raw) })
	}
}

func benchmarkRuled(b *testing.B, files fstest.MapFS, raw document.Raw) {
	set, err := siterules.Load(files)
	if err != nil {
		b.Fatal(err)
	}
	without := Must(New())
	with := without.With(set)
	var took [2][]time.Duration
	for b.Loop() {
		for k, e := range []*Engine{without, with} {
			start := time.Now()
			if _, err := e.Clean(raw); err != nil {
				b.Fatal(err)
			}
			took[k] = append(took[k], time.Since(start))
		}
	}
	fifth := func(k int) float64 { // a fifth was faster: the others had to wait for something
		slices.Sort(took[k])
		return took[k][len(took[k])/5].Seconds()
	}
	b.ReportMetric(100*fifth(0)/fifth(1), "%left")
	b.ReportMetric(1e6*(fifth(1)-fifth(0)), "µs-more")
}
