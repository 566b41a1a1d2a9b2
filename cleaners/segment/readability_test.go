package segment

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

// TestReadabilityIsNotAskedAboutTheDeepAndTheLarge returns two pages with the same
// number of elements: the flat one is asked about, the deep one would take half a
// minute. One of breaks alone would take fifty times its bytes.
func TestReadabilityIsNotAskedAboutTheDeepAndTheLarge(t *testing.T) {
	paragraph := "<p>The harbour bridge will close for a year from May, the city said on Thursday.</p>"
	const n = 30_000
	for _, c := range []struct {
		name, page string
		want       bool
	}{
		{"flat", strings.Repeat("<i>x</i> ", n) + paragraph, true},
		{"deep", strings.Repeat("<ul><li>", n/2) + paragraph, false},
		{"many", strings.Repeat("a<br>", maxAskedElements) + paragraph, false},
	} {
		raw := document.Raw{ContentType: "text/html; charset=utf-8", Content: []byte("<html><body>" + c.page + "</body></html>")}
		d, err := decode.Decode(raw, decode.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		doc := Segment(raw, d)
		AskReadability(doc, d.Page)
		last := doc.Blocks[len(doc.Blocks)-1].Element
		if asked := last.Readability != document.Unasked; asked != c.want {
			t.Errorf("%s: asked %v, want %v", c.name, asked, c.want)
		}
	}
}

// TestTheAnswersAreTheLibrarys asks a library that keeps one element, and looks
// whether the page is as it was.
func TestTheAnswersAreTheLibrarys(t *testing.T) {
	const page = `<html><head></head><body><nav>Home</nav><article><p>One.</p><p>Two.</p></article><p>Three.</p></body></html>`
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	doc := Segment(document.Raw{}, &decode.Decoded{Format: document.HTML, Page: root})
	(&Scratch{}).askReadability(doc, root, func(page *html.Node, _ *url.URL) (*html.Node, error) {
		var article *html.Node
		for n := range page.Descendants() {
			if n.Data == "article" {
				article = n
			}
		}
		return article, nil
	})
	var got []document.Tri
	for _, b := range doc.Blocks {
		got = append(got, b.Element.Readability)
	}
	if diff := cmp.Diff([]document.Tri{document.No, document.Yes, document.Yes, document.No}, got); diff != "" {
		t.Errorf("answers, block by block (-want +got):\n%s", diff)
	}
	var after strings.Builder
	if err := html.Render(&after, root); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(page, after.String()); diff != "" {
		t.Errorf("the page differs (-before +after):\n%s", diff)
	}
}
