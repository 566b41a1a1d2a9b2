package segment

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

// TestAThreadLongerThanItsArticleKeepsItsName, and a wrapper of the whole page does not.
func TestAThreadLongerThanItsArticleKeepsItsName(t *testing.T) {
	const (
		paragraph = "<p>The council debated plans for a new bridge for six hours on Tuesday and came to no decision, its chairwoman said in the evening.</p>"
		comment   = "<p>I have crossed that river every day for thirty years, and I do not see who needs another bridge, least of all there.</p>"
	)
	article := "<h1>Council debates bridge</h1>" + strings.Repeat(paragraph, 6)
	for _, c := range []struct {
		name, page string
		want       bool // the last paragraph is named comments
	}{
		{"a long thread", article + `<div class="comments">` + strings.Repeat(comment, 30) + "</div>", true},
		{"a short one", article + `<div class="comments">` + comment + "</div>", true},
		{"a wrapper of the page", `<div class="has-comments">` + article + strings.Repeat(paragraph, 10) + "</div>", false},
		{"a wrapper below a list of other stories", strings.Repeat(paragraph, 6) + `<div class="has-comments">` + article + strings.Repeat(paragraph, 20) + "</div>", false},
	} {
		raw := document.Raw{Content: []byte("<body>" + c.page + "</body>"), ContentType: "text/html"}
		d, err := decode.Decode(raw, decode.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		doc := Segment(raw, d)
		if got := doc.Blocks[len(doc.Blocks)-1].Element.Names.Has(document.NamedComments); got != c.want {
			t.Errorf("%s: the last paragraph is named comments: %v", c.name, got)
		}
	}
}
