package segment

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// statedPage is benchPage with as much metadata as news pages carry.
var statedPage = strings.Replace(benchPage, "</head>", `<link rel="canonical" href="/news/2026/03/04/bridge">
<meta property="og:title" content="Harbour bridge to close"><meta property="og:site_name" content="The Courier">
<meta name="author" content="Ada Lee"><meta property="article:published_time" content="2026-03-04T09:03:00+01:00">
<meta property="og:image" content="/bridge.jpg"><meta name="keywords" content="bridge, harbour, cables">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"Harbour bridge to close",
"author":{"@id":"#lee"},"datePublished":"2026-03-04T09:03:00+01:00","publisher":{"@type":"Organization","name":"The Courier"}},
{"@type":"Person","@id":"#lee","name":"Ada Lee"}]}</script></head>`, 1)

// BenchmarkPageHints is what reading the metadata costs besides the walk that
// the page's text takes anyway.
func BenchmarkPageHints(b *testing.B) {
	root, err := html.Parse(strings.NewReader(statedPage))
	if err != nil {
		b.Fatal(err)
	}
	w := pageWalker{}
	w.walk(root, place{path: fnvOffset})
	w.flush()
	b.ReportAllocs()
	for b.Loop() {
		doc, seen := &document.Document{URL: "https://www.courier.example/news/2026/03/04/bridge"}, w.finds
		readHints(doc, &seen)
	}
}
