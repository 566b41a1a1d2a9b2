package siterules

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// BenchmarkSelect asks a page of 60 blocks for what the rules of its site select.
func BenchmarkSelect(b *testing.B) {
	page := parsed1(b, "<html><body><div class='article-body main'>"+strings.Repeat("<p class='text'>The ferry <a href='/a'>stops</a>.</p>\n", 30)+"</div><aside>"+
		strings.Repeat(`<div class="related-card"><a href="/x"><h3>Ferry company hires forty captains</h3><span>2 hours ago</span></a></div>`+"\n", 40)+"</aside></body></html>")
	var filters strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&filters, "##.ad_box_%d\n##a[href^=\"https://ads%d.example.net/\"]\n##div[class*=\"banner%dad\"]\n", i, i, i)
	}
	for name, files := range map[string]fstest.MapFS{
		"config": {"example.com.txt": {Data: []byte(`title: //meta[@property="og:title"]/@content
author: //div[@class='byline']//a[@rel='author']
date: //meta[@property="article:published_time"]/@content
body: //div[contains(concat(' ',normalize-space(@class),' '),' article-body ')] | //article
strip: //aside[contains(@class, 'promo')]
strip: //div[@id='newsletter-box']
strip: //figure//span[@class='credit']
strip_id_or_class: related-links
strip_id_or_class: share-bar
strip_image_src: pixel.example.net`)}},
		"library": {"example.com.txt": {Data: []byte("strip: //h2[. = 'More']/following-sibling::*")}},
		"filters": {"a.filters": {Data: []byte(filters.String())}},
	} {
		b.Run(name, func(b *testing.B) {
			set, err := Load(files)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				set.For("www.example.com", "").Select(page)
			}
		})
	}
}
