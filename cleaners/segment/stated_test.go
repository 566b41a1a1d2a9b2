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

func TestParagraphsOfAStatedBody(t *testing.T) {
	cases := map[string]struct {
		body string
		want []string
	}{
		"lines":             {"One  line.\n\nAnd\tanother.\r\n", []string{"One line.", "And another."}},
		"escapes":           {"Ada &amp; Tom said: &ldquo;No.&rdquo;", []string{"Ada & Tom said: “No.”"}},
		"HTML":              {"<p>One <b>bold</b> word.</p><figure><p>A caption</p></figure><p>Two<br>lines.</p>", []string{"One bold word.", "Two", "lines."}},
		"escaped HTML":      {"&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", []string{"One.", "Two."}},
		"a sign, no markup": {"It is 3 < 4, he said.", []string{"It is 3 < 4, he said."}},
		"nothing":           {" \n ", nil},
	}
	for name, c := range cases {
		if diff := cmp.Diff(c.want, paragraphsOf(c.body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
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

// threeParagraphs gives a body, and what writes it as a list with something around
// each of its paragraphs.
func threeParagraphs() (body []string, quoted func(before, after string) string) {
	for _, s := range []string{"One,", "Two,", "Three,"} {
		body = append(body, s+" said the harbour master on Thursday, while the ferries waited for the tide to turn in the bay below the town.")
	}
	return body, func(before, after string) string {
		var parts []string
		for _, w := range body {
			parts = append(parts, before+w+after)
		}
		return strings.Join(parts, ",")
	}
}

func TestShapesOfAppData(t *testing.T) {
	want, quoted := threeParagraphs()
	for name, data := range map[string]string{
		"strings":               `{"article":{"paragraphs":[` + quoted(`"`, `"`) + `]}}`,
		"things":                `{"story":{"content":[` + quoted(`{"type":"p","text":"`, `"}`) + `]}}`,
		"rich text":             `{"fields":{"body":{"content":[` + quoted(`{"nodeType":"paragraph","content":[{"nodeType":"text","value":"`, `"}]}`) + `]}}}`,
		"HTML":                  `{"post":{"html":"<p>` + strings.Join(want, "</p><p>") + `</p>"}}`,
		"with a card list":      `{"latest":[` + quoted(`{"title":"x","text":"`, `More and more of it, without an end to it."}`) + `],"body":[` + quoted(`{"text":"`, `"}`) + `]}`,
		"beside titled entries": `{"features":[` + quoted(`{"title":"x","text":"`, `More and more of it, without an end to it."}`) + `],"body":[` + quoted(`{"title":null,"text":"`, `"}`) + `]}`,
	} {
		doc := segmented(t, `<h1>Bridge to close</h1><script id="__NEXT_DATA__" type="application/json">`+data+`</script>`)
		var got []string
		for i := range doc.Blocks[1:] {
			got = append(got, doc.Of(i+1))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestInsertedBlocksLieInTheSource holds the spans of all blocks to the source,
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
