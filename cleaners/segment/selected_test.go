package segment

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
	"github.com/winnow-news/winnow/fixtures/cases"
)

// selectAll segments a page with every node of it selected, each by its number.
func selectAll(t testing.TB, page string) (*document.Document, []*html.Node) {
	t.Helper()
	raw := document.Raw{URL: "https://example.com/a", ContentType: "text/html; charset=utf-8", Content: []byte(page)}
	decoded, err := decode.Decode(raw, decode.DefaultLimits())
	if err != nil || decoded.Page == nil {
		t.Skip(err)
	}
	var nodes []*html.Node
	selected := Selected{}
	for n := range decoded.Page.Descendants() {
		selected[n] = []document.Ruled{{Kind: document.Related, Rule: "site/related", Where: fmt.Sprint(len(nodes))}}
		nodes = append(nodes, n)
	}
	doc := &document.Document{}
	SegmentInto(doc, raw, decoded, Ask{Selected: selected})
	return doc, nodes
}

// checkSelected holds the stretch of every node against its content.
func checkSelected(t testing.TB, page string) {
	t.Helper()
	doc, nodes := selectAll(t, page)
	got := map[string]string{}
	for _, r := range doc.Ruled {
		if s := r.Span; s.Start < 0 || s.End > len(doc.Source) || s.Start >= s.End {
			t.Fatalf("stretch %v of a text of %d bytes", s, len(doc.Source))
		}
		got[r.Where] += doc.Source[r.Span.Start:r.Span.End]
	}
	for i, n := range nodes {
		if isWithout(n) {
			continue
		}
		want := contentOf(n)
		if got := withoutBlanks(got[fmt.Sprint(i)]); got != want {
			t.Errorf("<%s> has %q\nits stretch %q\n%s", n.Data, want, got, page)
			return
		}
	}
}

// isWithout reports a node that segmenting does not enter, or whose content it shows
// elsewhere or otherwise.
func isWithout(n *html.Node) bool {
	for p := n; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && (dom.IsUnread(p) || p.DataAtom == atom.Br || p.Data == "math") || shadowOf(p) != nil || p.DataAtom == atom.Template {
			return true
		}
	}
	for c := range n.Descendants() {
		if shadowOf(c) != nil || c.Data == "math" || c.DataAtom == atom.Template {
			return true
		}
	}
	return false
}

func contentOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return withoutBlanks(n.Data)
	}
	if n.Type == html.CommentNode || n.Type == html.DoctypeNode || n.Type == html.ElementNode && dom.IsUnread(n) {
		return ""
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(contentOf(c))
	}
	return b.String()
}

func withoutBlanks(s string) string {
	return strings.Map(func(r rune) rune {
		if shape.IsBlank(r) {
			return -1
		}
		return r
	}, s)
}

// stretchPages is pages in whose elements a text may stand otherwise than in the page.
var stretchPages = []string{
	`<p>The <b>ferry</b> stops.</p>`,
	`<p> The  <b> ferry </b>stops<i>.</i></p><p>It does.</p>`,
	`<div><p>One.</p><p>Two.</p>Three<p>Four.</p></div>`,
	`<div>before <div>in <span>it</span></div> after</div>`,
	`<table><tr><th>Day</th><td>Mon</td></tr><tr><td>Tue</td><td><b>x</b> y</td></tr></table>`,
	`<ul><li>one<ul><li>two</li></ul>three</li><li>four</li></ul>`,
	`<pre>  a
  <b>b</b>
c  </pre><p>code <code> x </code>y</p>`,
	`<p>A sentence <span hidden>hidden away</span> goes on.</p><div hidden><p>gone</p></div>`,
	`<p>Word<sup><a href="#n1">[1]</a></sup> and <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>.</p><ol><li id="n1">A note.</li></ol>`,
	`<p>One<br>two<br><br>three</p>`,
	`<p>Ends.<span>Begins</span> again.<custom-a>More</custom-a><custom-b>text</custom-b></p>`,
	`<h1>Head <small>small</small></h1><figure><img alt="x"><figcaption>Caption <cite>credit</cite></figcaption></figure>`,
	`<p>A<script>no()</script>B<style>p{}</style>C</p><!-- c --><noscript>n</noscript>`,
	"<p>&nbsp;&nbsp;</p><p>\u200b</p><p>x</p>",
}

func TestStretchesOfSelectedElements(t *testing.T) {
	for _, page := range stretchPages {
		checkSelected(t, page)
	}
	for _, page := range cases.Sections(cases.Page) {
		checkSelected(t, page)
	}
}

func TestStretchesInShadowTreesAndFormulas(t *testing.T) {
	doc, nodes := selectAll(t, `<my-card id="host">light <b slot="a">named</b><template shadowrootmode="open"><p id="in">shadow</p><slot name="a"></slot></template></my-card>
<p id="p">It is <math id="m"><mi>a</mi></math> here.</p>`)
	want := map[string]string{"host": "shadow\nnamed\nlight", "in": "shadow", "p": "It is a here.", "m": "a"}
	for _, r := range doc.Ruled {
		var i int
		fmt.Sscan(r.Where, &i)
		id := dom.Attr(nodes[i], "id")
		if w, ok := want[id]; ok {
			if got := doc.Source[r.Span.Start:r.Span.End]; withoutBlanks(got) != withoutBlanks(w) {
				t.Errorf("%s: %q, want %q", id, got, w)
			}
			delete(want, id)
		}
	}
	if len(want) > 0 {
		t.Errorf("without a stretch: %v\n%q", want, doc.Source)
	}
}

func TestInsertedTextIsInNoStretch(t *testing.T) {
	long := strings.Repeat("The yard has looked at the engine of the ferry and found that nothing is wrong with it, its owner said. ", 8)
	page := `<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry stops","articleBody":"` + long + `\n\nIt goes on."}</script></head>
<body><div id="all"><h1>Ferry stops</h1><p>Read on with an account.</p></div><p>Foot of the page</p></body></html>`
	doc, nodes := selectAll(t, page)
	if len(doc.Blocks) < 4 {
		t.Fatalf("no text was inserted: %q", doc.Source)
	}
	for _, r := range doc.Ruled {
		var i int
		fmt.Sscan(r.Where, &i)
		for _, b := range doc.Blocks {
			if b.Element.Data != document.Shown && r.Span.Overlaps(b.Span) {
				t.Errorf("the stretch of <%s> has inserted text: %q", nodes[i].Data, doc.Source[r.Span.Start:r.Span.End])
			}
		}
	}
	checkSelected(t, page)
}

func FuzzSelected(f *testing.F) {
	for _, page := range stretchPages {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) { checkSelected(t, page) })
}
