package segment

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

// benchPage is a page with a body of ordinary length and a tail of cards.
var benchPage = `<!doctype html><html lang="en"><head><title>Harbour bridge to close | The Courier</title></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Harbour bridge to close</h1>` +
	strings.Repeat("<p>The city said on Thursday that the cables of the harbour bridge, which are ninety years old, would be replaced one by one.</p>\n", 30) +
	"</article><aside>" +
	strings.Repeat(`<div class="related-card"><a href="/x"><h3>Ferry company hires forty captains</h3><span>2 hours ago</span></a></div>`+"\n", 40) +
	"</aside><footer>© 2026 The Courier</footer></body></html>"

// BenchmarkPageParse is what parsing alone costs.
func BenchmarkPageParse(b *testing.B) {
	b.SetBytes(int64(len(benchPage)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := html.Parse(strings.NewReader(benchPage)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPageReadability is what parsing and go-readability alone cost.
func BenchmarkPageReadability(b *testing.B) {
	b.SetBytes(int64(len(benchPage)))
	b.ReportAllocs()
	for b.Loop() {
		root, err := html.Parse(strings.NewReader(benchPage))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := goReadability(root, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPageSegment is decoding and segmenting, all evidence included.
func BenchmarkPageSegment(b *testing.B) {
	raw := document.Raw{ContentType: "text/html; charset=utf-8", Content: []byte(benchPage)}
	b.SetBytes(int64(len(benchPage)))
	b.ReportAllocs()
	for b.Loop() {
		decoded, err := decode.Decode(raw, decode.DefaultLimits())
		if err != nil {
			b.Fatal(err)
		}
		Segment(raw, decoded)
	}
}
