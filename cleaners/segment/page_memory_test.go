package segment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

// TestAScratchKeepsNothing segments pages one after the other with one scratch, and each
// by itself.
func TestAScratchKeepsNothing(t *testing.T) {
	doc, scratch := &document.Document{}, &Scratch{}
	for _, page := range []string{
		benchPage,
		`<title>Lamp lit</title><h1>Lamp lit</h1><ul><li>One<li>Two</ul><p>The <span class="sr-only">old</span> lamp<sup><a href="#n1">1</a></sup> was lit.<p id="n1">Minutes.`,
		`<ol start="4"><li>Four<li>Five<ol><li>Inner</ol></ol>`,
		``,
		`<meta name="author" content="Ada Lee"><p>The board met.`,
	} {
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		d := &decode.Decoded{Format: document.HTML, Page: root}
		SegmentInto(doc, document.Raw{}, d, Ask{Scratch: scratch})
		if diff := cmp.Diff(Segment(document.Raw{}, d), doc, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%.60q: with the memory of others (-alone +after them):\n%s", page, diff)
		}
		scratch.Release()
		w := &scratch.walker
		if w.root != nil || w.at.element != nil || len(w.nodes)+len(w.elements)+len(w.text) > 0 {
			t.Errorf("%.60q: after its release the scratch has something of it", page)
		}
		for _, n := range w.nodes[:cap(w.nodes)] {
			if n != nil {
				t.Errorf("%.60q: the scratch points to <%s>", page, n.Data)
			}
		}
	}
}
