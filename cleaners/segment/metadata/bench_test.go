package metadata

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// statedPage has as much metadata as news pages carry.
var statedPage = `<!doctype html><html lang="en"><head><title>Harbour bridge to close | The Courier</title>
<link rel="canonical" href="/news/2026/03/04/bridge">
<meta property="og:title" content="Harbour bridge to close"><meta property="og:site_name" content="The Courier">
<meta name="author" content="Ada Lee"><meta property="article:published_time" content="2026-03-04T09:03:00+01:00">
<meta property="og:image" content="/bridge.jpg"><meta name="keywords" content="bridge, harbour, cables">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"Harbour bridge to close",
"author":{"@id":"#lee"},"datePublished":"2026-03-04T09:03:00+01:00","publisher":{"@type":"Organization","name":"The Courier"}},
{"@type":"Person","@id":"#lee","name":"Ada Lee"}]}</script></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Harbour bridge to close</h1>` +
	strings.Repeat("<p>The cables of the harbour bridge, which are ninety years old, would be replaced one by one.</p>\n", 30) +
	"</article><footer>© 2026 The Courier</footer></body></html>"

// BenchmarkRead is what reading the metadata costs besides the walk that the
// page's text takes anyway.
func BenchmarkRead(b *testing.B) {
	found := finderOf(b, statedPage)
	b.ReportAllocs()
	for b.Loop() {
		f := *found
		f.Read("https://www.courier.example/news/2026/03/04/bridge", document.Hints{})
	}
}
