package segment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// marked returns the blocks of a page with the insets in braces.
func marked(doc *document.Document) (blocks []string) {
	for i := range doc.Blocks {
		span, out := doc.Blocks[i].Span, ""
		for _, in := range doc.InsetsIn(span) {
			out += doc.Source[span.Start:in.Span.Start] + "{" + doc.Source[in.Span.Start:in.Span.End] + "}"
			span.Start = in.Span.End
		}
		blocks = append(blocks, out+doc.Source[span.Start:span.End])
	}
	return blocks
}

func TestInsets(t *testing.T) {
	const clip = "position:absolute;clip:rect(1px, 1px, 1px, 1px)"
	for name, c := range map[string]struct {
		page string
		want []string
	}{
		"for screen readers":                   {`<p>The <a>Courier<span class="visually-hidden">, opens in a new tab</span></a> had it first.`, []string{"The Courier{, opens in a new tab} had it first."}},
		"clipped by its style":                 {`<p>Wie die Zeitung<span style="` + clip + `"> (neues Fenster)</span> berichtet.`, []string{"Wie die Zeitung {(neues Fenster)} berichtet."}},
		"hidden inside a word":                 {`<p>N<span class="sr-only">ote: N</span>urses came.`, []string{"N{ote: N}urses came."}},
		"hidden until a click":                 {`<p>The catalogue <span hidden>Open the note</span>gives its weight.`, []string{"The catalogue {Open the note}gives its weight."}},
		"the rest of a paragraph":              {`<p>The board was divided. <span style="display:none">The oldest wanted a promenade there.</span> <button>More</button>`, []string{"The board was divided. The oldest wanted a promenade there. More"}},
		"a tooltip of a sentence":              {`<p>The mole<span role="tooltip">A wall that breaks the waves.</span> will be raised.`, []string{"The mole{A wall that breaks the waves.} will be raised."}},
		"first in its block":                   {`<p><span class="sr-only">Text: </span>The shops had closed.`, []string{"{Text:} The shops had closed."}},
		"all of a block":                       {`<p><span class="sr-only">Text begins</span></p><p>The shops had closed.`, []string{"Text begins", "The shops had closed."}},
		"a doubled drop cap":                   {`<p><span aria-hidden="true">N</span>Nurses came.`, []string{"{N}Nurses came."}},
		"a drop cap and its copy":              {`<p><span aria-hidden="true">N</span><span class="sr-only">N</span>urses came.`, []string{"N{N}urses came."}},
		"words that only readers who see have": {`<p>It counts <em aria-hidden="true">twice</em>, as ever.`, []string{"It counts twice, as ever."}},
		"an arrow":                             {`<p>See the <a>report <span aria-hidden="true">↗</span></a> of May.`, []string{"See the report {↗} of May."}},
		"a card in a sentence":                 {`<div>Rep. Holt<ul hidden><li>Holt wants a lamp</li><li>Holt says no. Again.</li></ul> was born here.</div>`, []string{"Rep. Holt {Holt wants a lamp Holt says no. Again.} was born here."}},
		"a card behind a sentence":             {`<div>Rep. Holt spoke.<ul hidden><li>Holt wants a lamp</li></ul> Others left.</div>`, []string{"Rep. Holt spoke.", "Holt wants a lamp", "Others left."}},
		"a hidden article":                     {`<div>Teaser<div style="display:none"><p>The chapel burnt down.</p><p>It was sold.</p></div></div>`, []string{"Teaser", "The chapel burnt down.", "It was sold."}},
		"a hidden article in a span":           {`<div>Teaser <span hidden><p>The chapel burnt down.</p></span></div>`, []string{"Teaser", "The chapel burnt down."}},

		"readings":       {`<p><ruby>水<rp>(</rp><rt>すい</rt><rp>)</rp>車<rt>しゃ</rt></ruby>が回る。`, []string{"水{(すい)}車{しゃ}が回る。"}},
		"no ruby around": {`<p>水<rt>すい</rt>が回る。`, []string{"水すいが回る。"}},

		"a raised mark":        {`<p>It burnt<sup><a href="#n1">[1]</a></sup> in May.`, []string{"It burnt{[1]} in May."}},
		"brackets around":      {`<p>Elle a brûlé [<a href="#nb1">1</a>] en mai.`, []string{"Elle a brûlé {[1]} en mai."}},
		"a mark in line":       {`<p>It burnt<a href="#footnote-1">1</a>, it is said.`, []string{"It burnt{1}, it is said."}},
		"the way back":         {`<p>Parish record. <a href="#r1">↩︎</a></p><p><a href="#r2">^</a> Minutes.`, []string{"Parish record. {↩︎}", "{^} Minutes."}},
		"a chapter's number":   {`<p>See chapter <a href="#c2">2</a> of it.`, []string{"See chapter 2 of it."}},
		"a count of comments":  {`<p>Comments <a href="#all">(12)</a> of it.`, []string{"Comments (12) of it."}},
		"an ordinal":           {`<p>The 1<sup>st</sup> of 10<sup>6</sup> and <sup><a href="/b">2</a></sup>.`, []string{"The 1st of 106 and 2."}},
		"numbers of lines":     {"<pre><code><span class=\"lnt\">1 </span>a\n<span class=\"lnt\">2 </span>    b</code></pre>", []string{"{1} a\n{2}     b"}},
		"a column of them":     {`<table><tr><td class="linenos"><pre>1` + "\n" + `2</pre></td><td><pre>a</pre></td></tr></table>`, []string{"{1\n2}", "a"}},
		"a table's numbers":    {`<table><tr><td class="rank">1</td><td>Holt</td></tr></table>`, []string{"1\tHolt"}},
		"a number in the code": {`<pre><code><span class="hljs-number">1</span>+x</code></pre>`, []string{"1+x"}},
	} {
		doc := segmented(t, c.page)
		if diff := cmp.Diff(c.want, marked(doc)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.page, diff)
		}
		holdBlocks(t, doc)
		holdInsets(t, doc)
	}
}

// holdInsets checks what is said of Document.Insets.
func holdInsets(t *testing.T, doc *document.Document) {
	t.Helper()
	block := 0
	for i, in := range doc.Insets {
		if i > 0 && in.Span.Start < doc.Insets[i-1].Span.End {
			t.Fatalf("inset %v overlaps the one before", in)
		}
		for block < len(doc.Blocks) && doc.Blocks[block].Span.End < in.Span.End {
			block++
		}
		if block == len(doc.Blocks) || !doc.Blocks[block].Span.Contains(in.Span) || trim(doc.Source, in.Span) != in.Span {
			t.Fatalf("inset %v is in no block, or has white space at its ends", in)
		}
		if found := doc.InsetsIn(in.Span); len(found) != 1 || found[0] != in {
			t.Fatalf("in the span of %v are %v", in, found)
		}
	}
}

func TestTheTextBlanksInsetsInASentence(t *testing.T) {
	doc := segmented(t, `<p>The <a>Courier<span class="sr-only">, new tab</span></a> and the <ruby>port<rt>港</rt></ruby>s were first.<sup><a href="#n1">1</a></sup>`)
	seen := strings.Map(func(r rune) rune {
		if shape.IsInvisible(r) {
			return -1
		}
		return r
	}, doc.Text)
	if got, want := shape.Fold(seen), "The Courier and the ports were first.1"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	if b := doc.Blocks[0]; b.Shape.Ends != document.EndStop {
		t.Errorf("a mark behind its last sentence: the block ends with %v", b.Shape.Ends)
	}
	if got, want := shape.Fold(doc.Read(doc.Blocks[0].Span)), "The Courier and the ports were first."; got != want {
		t.Errorf("read as %q, want %q", got, want)
	}
}

func TestABlockStandsWhereItsShownTextDoes(t *testing.T) {
	doc := segmented(t, `<p><span class="sr-only">Text: </span>The shops had closed.</p><p><span hidden>Nothing</span></p>`)
	for i, want := range []bool{false, true} {
		if got := doc.Blocks[i].Element.Ancestors.Has(document.InHidden); got != want {
			t.Errorf("%q is hidden: %v, want %v", doc.Of(i), got, want)
		}
	}
}
