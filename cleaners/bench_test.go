package cleaners

import (
	"fmt"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures/processor"
)

// BenchmarkText cleans a scrape of ordinary size as plain text.
func BenchmarkText(b *testing.B) {
	benchmark(b, document.Raw{ContentType: "text/plain; charset=utf-8", Content: []byte(scrape)})
}

// BenchmarkTextHostile cleans shapes that invite quadratic work at one, two
// and four times 256 KB: the throughput must not fall.
func BenchmarkTextHostile(b *testing.B) {
	shapes := map[string]string{
		"one-line":       "It is one sentence of many, and it does not end the line. ",
		"short-lines":    "word\n",
		"repeated-line":  "The council met on Monday and agreed to meet again on Tuesday, it said.\n",
		"repeated-title": "Council agrees to meet again\n",
		"headers":        "Related Articles\nA headline without an end\n",
		"cards":          "Bridge closes for a year\nThe harbour bridge closes for a year in May, the city said on Thursday, so that its cables can be replaced one by one.\n",
		"zones":          "Related Articles\nA headline without an end\nThe council met on Monday and agreed to meet again.\nIt met on Tuesday as well and, after four hours and two votes, agreed on nothing at all, as its chairman said on Wednesday.\n",
		"quotes":         "“A raven that makes a mistake is asking for something”\n",
		"calls":          "Sign up for our newsletter ",
		"deep-quoting":   "> > > > > > > > it was said\n",
	}
	for name, unit := range shapes {
		for _, times := range []int{1, 2, 4} {
			text := strings.Repeat(unit, times*(256<<10)/len(unit))
			if name == "cards" { // one zone of them, below a body
				text = "The council met on Monday and agreed to meet again on Tuesday.\nRelated Articles\n" + text
			}
			b.Run(fmt.Sprintf("%s/%dx", name, times), func(b *testing.B) {
				benchmark(b, document.Raw{ContentType: "text/plain; charset=utf-8", Content: []byte(text)})
			})
		}
	}
}

// BenchmarkPage cleans a page. What parsing alone and go-readability alone cost
// on one is measured beside the segmenter, which is where they live.
func BenchmarkPage(b *testing.B) { benchmark(b, longPage()) }

// BenchmarkPageWithExtras is BenchmarkPage with all extras asked for.
func BenchmarkPageWithExtras(b *testing.B) {
	benchmark(b, longPage(), WithExtras(document.AllExtras))
}

func longPage() document.Raw {
	body := strings.Repeat("<p>The city said on Thursday that the cables of the harbour bridge, which are ninety years old, would be replaced one by one.</p>\n", 30)
	cards := strings.Repeat(`<div class="related-card"><a href="/x"><h3>Ferry company hires forty captains</h3><span>2 hours ago</span></a></div>`+"\n", 40)
	long := strings.Replace(page, "</article>", body+"</article><aside>"+cards+"</aside>", 1)
	return document.Raw{ContentType: "text/html; charset=utf-8", Content: []byte(long)}
}

func benchmark(b *testing.B, raw document.Raw, options ...Option) {
	e := Must(New(options...))
	b.SetBytes(int64(len(raw.Content)))
	b.ReportAllocs()
	before := processor.Time()
	for b.Loop() {
		if _, err := e.Clean(raw); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(raw.Content)*b.N)/1e6/(processor.Time()-before).Seconds(), "MB/cpu-s")
}
