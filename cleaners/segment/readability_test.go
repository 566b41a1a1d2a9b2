package segment

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

// TestReadabilityIsNotAskedAboutTheDeepAndTheLarge gives two pages with the same
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
		{"many", strings.Repeat("a<br>", mostAsked) + paragraph, false},
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
