package segment

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestLines(t *testing.T) {
	for name, c := range map[string]struct {
		page string
		want []string
	}{
		"custom elements in a row":   {`<div><x-para>The chapel burnt.</x-para><x-para>It was sold.</x-para></div>`, []string{"The chapel burnt.", "It was sold."}},
		"one in another":             {`<x-story><x-kicker>Harbour</x-kicker><x-para>It was sold.</x-para></x-story>`, []string{"Harbour", "It was sold."}},
		"in a sentence":              {`<p>The <x-link>Courier</x-link>, and its <x-b>cellar</x-b>s.</p>`, []string{"The Courier, and its cellars."}},
		"side by side in a heading":  {`<h2><x-a>Harbour</x-a><x-b>Chapel sold</x-b></h2>`, []string{"Harbour Chapel sold"}},
		"blocks by their style":      {`<div><span style="color:red; display: block">The chapel</span><span class="mt-1 d-block">Sold</span></div>`, []string{"The chapel", "Sold"}},
		"blocks in a heading":        {`<h1><span class="block">Harbour</span><span class="block">Chapel sold</span></h1>`, []string{"Harbour Chapel sold"}},
		"inline blocks":              {`<p><span style="display:inline-block">Chap</span><span class="inline-block">el</span></p>`, []string{"Chapel"}},
		"sentences in spans":         {`<p><span>The chapel burnt.</span><span>It was sold.</span></p>`, []string{"The chapel burnt. It was sold."}},
		"a name in spans":            {`<p>Node.<span>JS</span> and U.<span>S.</span> <code><b>std</b><span>.</span><span>Sort</span></code></p>`, []string{"Node.JS and U.S. std.Sort"}},
		"a shadow tree":              {`<x-story><template shadowrootmode="open"><h2><slot name="head"></slot></h2><slot>Nothing</slot><p>The end.</p></template><p>It burnt.</p><b slot="head">Chapel</b></x-story>`, []string{"Chapel", "It burnt.", "The end."}},
		"a slot's own content":       {`<x-story><template shadowroot="open"><slot>Nothing yet</slot></template></x-story>`, []string{"Nothing yet"}},
		"with blocks between them":   {`loose<x-story><p>It burnt.</p><x-para>It was sold.</x-para><x-para>Cheap.</x-para></x-story>`, []string{"loose", "It burnt.", "It was sold.", "Cheap."}},
		"a title in the body":        {`loose<title>Chapel sold</title><p>It burnt.</p>`, []string{"loose", "It burnt."}},
		"a template":                 {`<div><template><p>Never seen</p></template><p>It burnt.</p></div>`, []string{"It burnt."}},
		"what frames stood for":      {`<div><noframes><p>No frames</p></noframes><p>It burnt.</p></div>`, []string{"It burnt."}},
		"a formula":                  {`<p>An energy of <math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>.</p>`, []string{"An energy of E = mc^2."}},
		"a fraction":                 {`<p>Or <math><mfrac><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow><mn>2</mn></mfrac></math> of it.</p>`, []string{"Or (x + 1)/2 of it."}},
		"a formula without children": {`<p>Or <math alttext="a&lt;b"></math> of it.</p>`, []string{"Or a<b of it."}},
		"a formula behind a picture": {`<p>Or <span style="display:none"><math><mn>3</mn><annotation>{\displaystyle 3}</annotation></math></span><img> of it.</p>`, []string{"Or 3 of it."}},
		"a formula and its glyphs":   {`<p>Or <span><math><mn>3</mn></math></span><span aria-hidden="true">3</span> of it.</p>`, []string{"Or 3{3} of it."}},
	} {
		doc := segmented(t, c.page)
		if diff := cmp.Diff(c.want, marked(doc)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.page, diff)
		}
		holdBlocks(t, doc)
		holdInsets(t, doc)
	}
}

func TestNotes(t *testing.T) {
	const text = `<article><p>The chapel burnt<sup><a href="#n1" id="r1">1</a></sup> in May.</p></article>`
	for name, c := range map[string]struct {
		page string
		want []string
	}{
		"an item":          {text + `<footer><ol><li id="n1"><p>Parish record.</p><p>Leaf 12.</p></li></ol><p>Contact</p></footer>`, []string{"Parish record.", "Leaf 12."}},
		"a number's block": {text + `<div><a id="n1" href="#r1">1</a><div><p>Parish record.</p></div></div><p>Contact</p>`, []string{"1", "Parish record."}},
		"no such part":     {text + `<p id="n2">Parish record.</p>`, nil},
		"comments":         {text + `<div class="comments" id="n1"><p>I was there.</p></div>`, nil},
		"around the mark":  {`<div id="n1">` + text + `</div>`, nil},
		"a link":           {`<p>See <a href="#n1">the notes</a>.</p><p id="n1">Parish record.</p>`, nil},
		"a byline":         {`<p class="byline">Ada Holt<sup><a href="#n1">1</a></sup></p><p id="n1">Ada Holt lives in Wend.</p>`, nil},
	} {
		doc := segmented(t, c.page)
		var got []string
		for i := range doc.Blocks {
			if doc.Blocks[i].Element.Note {
				got = append(got, doc.Of(i))
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.page, diff)
		}
	}
}

func TestQuotations(t *testing.T) {
	for page, want := range map[string]document.AncestorSet{
		`<blockquote><footer class="footer">Holt`:                                      document.InQuote,
		`<figure><blockquote>It burnt.</blockquote><figcaption>Holt`:                   document.InQuote,
		`<figure><blockquote>It burnt.</blockquote><img><figcaption>Holt`:              document.InFigure | document.InFigcaption,
		`<figure><img><figcaption>Holt`:                                                document.InFigure | document.InFigcaption,
		`<article><p>It burnt in May, and it was sold.</p><footer class="footer">Holt`: document.InArticle | document.InFooter,
	} {
		doc := segmented(t, page)
		e := doc.Blocks[len(doc.Blocks)-1].Element
		if e.Ancestors != want || e.Names.Has(document.NamedFooter) != want.Has(document.InFooter) {
			t.Errorf("%s: ancestors %b, names %b; want %b", page, e.Ancestors, e.Names, want)
		}
	}
}
