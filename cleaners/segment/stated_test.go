package segment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

func segmented(t interface{ Fatal(...any) }, page string) *document.Document {
	raw := document.Raw{URL: "https://www.courier.example/news/bridge", ContentType: "text/html; charset=utf-8", Content: []byte(page)}
	d, err := decode.Decode(raw, decode.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return Segment(raw, d)
}

func TestBlocksThatTheStatedBodyHas(t *testing.T) {
	const body = "The harbour bridge will close for a year from May, the city said. Ferries will run every ten minutes."
	doc := segmented(t, `<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"`+body+`"}</script>
		<p>The harbour bridge will <a href="/x">close for a year</a> from May, the city said.</p>
		<p>FERRIES will run every ten minutes!</p><p>Bridge toll to rise in the autumn, too.</p><p>Read more</p>`)
	var got []document.Tri
	for _, b := range doc.Blocks {
		got = append(got, b.Element.Stated)
	}
	want := []document.Tri{document.Yes, document.Yes, document.No, document.Unasked}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stated, block by block (-want +got):\n%s", diff)
	}
}

// longBody is a body that is long enough to stand for the article.
var longBody = strings.TrimSuffix(strings.Repeat("The harbour bridge will close for a year, the city said on Thursday. ", 6), " ")

func TestWhenDataBecomesBlocks(t *testing.T) {
	linked := func(body string) string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge to close","articleBody":"` + body + `"}</script>`
	}
	cases := map[string]struct {
		page string
		want document.Data // of the block below the heading
	}{
		"nothing is shown":          {linked(longBody) + `<h1>Bridge to close</h1><p>Log in</p>`, document.FromLinkedData},
		"all is shown":              {linked(longBody) + `<h1>Bridge to close</h1><p>` + longBody + `</p>`, document.Shown},
		"the body breaks off":       {linked(longBody+" And then …") + `<h1>Bridge to close</h1><p>Log in</p>`, document.Shown},
		"the body is one sentence":  {linked("The bridge will close.") + `<h1>Bridge to close</h1><p>Log in</p>`, document.Shown},
		"app data, nothing shown":   {`<h1>Bridge to close</h1><p>Log in</p><script id="__NEXT_DATA__">{"props":{"post":{"body":"` + longBody + `"}}}</script>`, document.FromAppData},
		"app data of other stories": {`<h1>Bridge to close</h1><p>Log in</p><script id="__NEXT_DATA__">{"props":{"related":{"body":"` + longBody + `"}}}</script>`, document.Shown},
		"app data, article shown":   {`<h1>Bridge to close</h1><p>` + longBody + `</p><script id="__NEXT_DATA__">{"body":"` + longBody + `"}</script>`, document.Shown},
		"an AMP page's state":       {`<h1>Bridge to close</h1><p>Log in</p><amp-state id="a"><script type="application/json">{"story":{"body":"` + longBody + `"}}</script></amp-state>`, document.FromAppData},
		"JSON of another element":   {`<h1>Bridge to close</h1><p>Log in</p><amp-list><script type="application/json">{"story":{"body":"` + longBody + `"}}</script></amp-list>`, document.Shown},
		"app data that is no JSON":  {`<h1>Bridge to close</h1><p>Log in</p><script id="__NEXT_DATA__">window.x = function() {}</script>`, document.Shown},
	}
	for name, c := range cases {
		doc := segmented(t, c.page)
		if got := doc.Blocks[1].Element.Data; doc.Of(0) != "Bridge to close" || got != c.want {
			t.Errorf("%s: below %q stands a block from %v, want %v", name, doc.Of(0), got, c.want)
		}
	}
}

// TestInsertedBlocksLieInTheSource compares the spans of all blocks with the source,
// whatever is inserted where.
func TestInsertedBlocksLieInTheSource(t *testing.T) {
	word := rapid.StringMatching(`[a-zé日]{1,9}`)
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(word, 0, 5).Draw(t, "shown")
		body := rapid.SliceOfN(word, 1, 5).Draw(t, "body")
		page := ""
		for _, l := range lines {
			tag := []string{"p", "h1", "div"}[rapid.IntRange(0, 2).Draw(t, "tag")]
			page += "<" + tag + ">" + l + "</" + tag + ">"
		}
		doc := segmented(t, "<html><body>"+page+"</body></html>")
		before := len(doc.Blocks)
		insertBody(doc, body, document.FromAppData)
		if len(doc.Blocks) != before+len(body) {
			t.Fatalf("%d blocks and %d make %d", before, len(body), len(doc.Blocks))
		}
		at, next, inserted := 0, 0, 0
		for i, b := range doc.Blocks {
			if b.Span.Start < at || strings.TrimSpace(doc.Source[at:b.Span.Start]) != "" {
				t.Fatalf("block %d begins at %d, behind %d, in %q", i, b.Span.Start, at, doc.Source)
			}
			want := ""
			if b.Element.Data == document.FromAppData {
				want, inserted = body[inserted], inserted+1
			} else {
				want, next = lines[next], next+1
			}
			if doc.Of(i) != want {
				t.Fatalf("block %d is %q, want %q", i, doc.Of(i), want)
			}
			at = b.Span.End
		}
		if strings.TrimSpace(doc.Source[at:]) != "" {
			t.Fatalf("%q stands behind the last block", doc.Source[at:])
		}
	})
}
