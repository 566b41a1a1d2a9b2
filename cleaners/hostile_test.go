package cleaners

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

// hostile returns pages that are made to cost much, each of about n of the thing
// that it is named after.
func hostile(n int) map[string]string {
	numbered := func(format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	paragraph := "<p>The harbour bridge will close for a year from May, the city said on Thursday.</p>"
	return map[string]string{
		"deep divs":               strings.Repeat("<div>", n) + paragraph,
		"deep lists":              strings.Repeat("<ul><li>", n/2) + paragraph,
		"deep tables":             strings.Repeat("<table><tr><td>", n/4) + paragraph,
		"unclosed paragraphs":     strings.Repeat("<p>", n) + paragraph,
		"unclosed bold":           strings.Repeat("<b>", n) + paragraph,
		"unclosed fonts, unlike":  numbered("<font size=%d>") + paragraph,
		"unclosed links":          numbered("<a href=/%d>") + paragraph,
		"unclosed options":        "<select>" + strings.Repeat("<option>", n) + paragraph,
		"attributes of one":       "<p " + numbered("a%d ") + ">" + paragraph,
		"attributes of many":      strings.Repeat(`<i a b c d e f g h>x</i>`, n/8) + paragraph,
		"class words":             `<div class="` + numbered("c%d ") + `">` + paragraph,
		"scripts":                 strings.Repeat(`<script type="application/ld+json">{"@type":"NewsArticle"}</script>`, n/4) + paragraph,
		"brackets in linked data": `<script type="application/ld+json">` + strings.Repeat("[", n) + "</script>" + paragraph,
		"a body in linked data":   `<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"` + strings.Repeat("Ab cd. ", n/8) + `"}</script><h1>x</h1>`,
		"app data":                `<script id="__NEXT_DATA__">{"body":[` + strings.Repeat(`{"text":"It was so, he said, and so it was."},`, n/16) + `0]}</script><h1>x</h1>`,
		"nested app data":         `<script id="__NEXT_DATA__">` + strings.Repeat(`{"a":[`, n) + "</script><h1>x</h1>",
		"breaks":                  strings.Repeat("a<br>", n),
		"headings":                numbered("<h1>Heading %d</h1>"),
		"entities":                strings.Repeat("&amp;&lt;", n/2) + paragraph,
		"quotes":                  strings.Repeat("<blockquote>a", n/2),
		"cells":                   "<table>" + strings.Repeat("<tr><td>a<td>b", n/3) + "</table>",
		"end tags":                strings.Repeat("</p></div>", n/2) + paragraph,
	}
}

// TestHostilePagesEnd cleans each page at a fiftieth of a million, and holds it
// to its ledger. How its time grows is for `-bench Hostile`: a test of it would be
// one of the machine.
func TestHostilePagesEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	engine := Must(New())
	for name, page := range hostile(20_000) {
		c, err := engine.Clean(document.Raw{ContentType: "text/html; charset=utf-8", Content: []byte("<html><body>" + page)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkBalance(t, c.Source, c) // nothing is blanked in a page
	}
}

// The same pages end when everything is collected from them as data.
func TestHostilePagesEndWithExtras(t *testing.T) {
	engine := Must(New(WithExtras(document.AllExtras)))
	for name, page := range hostile(2_000) {
		c, err := engine.Clean(document.Raw{URL: "https://www.courier.example/a", ContentType: "text/html; charset=utf-8", Content: []byte("<html><body>" + page)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkBalance(t, c.Source, c)
	}
}

// TestATextNodeBeyondTheLimitIsRefused gives a page of one text node that no news
// page is as large as.
func TestATextNodeBeyondTheLimitIsRefused(t *testing.T) {
	page := "<html><body><p>" + strings.Repeat("The bridge will close. ", 50<<20/23)
	if _, err := Must(New()).Clean(document.Raw{Content: []byte(page)}); !errors.Is(err, decode.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
}

// BenchmarkPageHostile cleans each page at one, two and four times ten thousand: the
// throughput must not fall.
func BenchmarkPageHostile(b *testing.B) {
	for _, times := range []int{1, 2, 4} {
		for name, page := range hostile(times * 10_000) {
			b.Run(fmt.Sprintf("%s/%dx", name, times), func(b *testing.B) {
				benchmark(b, document.Raw{ContentType: "text/html; charset=utf-8", Content: []byte("<html><body>" + page)})
			})
		}
	}
}

// BenchmarkDense cleans the same pages at a hundred thousand, just below the limit on
// tags, a page of 10 MB with as many tags as it may have, and an ordinary one. It returns how many times its
// bytes each took of memory at most:
//
//	go test ./cleaners -run '^$' -bench Dense -benchtime 1x
func BenchmarkDense(b *testing.B) {
	engine := Must(New())
	pages := hostile(100_000)
	pages["a dense page of 10 MB"] = strings.Repeat("<p>Ab cd ef gh ij kl mn op qr st uv wx yz 12 34 56 78.", 10<<20/54)
	pages["an ordinary page of 10 MB"] = ordinaryPage(10 << 20)
	pages["a text node of 15 MB"] = strings.Repeat("The harbour bridge will close for a year from May. ", 15<<20/51)
	for name, page := range pages {
		content := []byte("<html><body>" + page)
		b.Run(name, func(b *testing.B) {
			most := 0
			var failed error
			for b.Loop() {
				most = max(most, peak(func() {
					_, failed = engine.Clean(document.Raw{ContentType: "text/html; charset=utf-8", Content: content})
				}))
			}
			b.ReportMetric(float64(most)/float64(len(content)), "x-bytes")
			b.ReportMetric(float64(len(content))/1e6, "MB")
			if failed != nil {
				b.Logf("refused: %v", failed)
			}
		})
	}
}

// ordinaryPage is a page of about n bytes with the mix of markup and text that
// news pages have: a fifth of it is text.
func ordinaryPage(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, `<div class="story-body__inner module-%d" data-component="text-block" data-index="%[1]d"><p class="paragraph ssrc-%[1]d">`+
			`The harbour bridge will close for %[1]d days from May, the <a href="https://www.courier.example/topics/city-council/%[1]d?ref=inline" `+
			`class="inline-link external" target="_blank">city council</a> said on Thursday, so that its cables can be replaced.</p></div>`+"\n"+
			`<script>window.dataLayer.push({"event":"impression","id":%[1]d,"slot":"mpu-%[1]d","sizes":[[300,250],[728,90],[970,250]]});</script>`+"\n"+
			`<figure class="media-landscape"><img src="https://cdn.courier.example/%[1]d/1024x576.jpg" srcset="https://cdn.courier.example/%[1]d/320x180.jpg 320w" `+
			`alt="" width="976" height="549" loading="lazy"></figure>`+"\n", i)
	}
	return b.String()
}
