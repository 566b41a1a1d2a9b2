package insets

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

func TestPages(t *testing.T) {
	for _, c := range []struct {
		name, page string
		want       []string
	}{
		{"words for screen readers", `<p>The <a href="/x">Courier<span class="sr-only">, opens in a new tab</span></a> had it first on Sunday.</p>`,
			[]string{"insets/hidden: "}},
		{"a reading", `<p><ruby>港<rt>みなと</rt></ruby>の時計が見つかった。</p>`, []string{"insets/reading: "}},
		{"the mark of a note", `<p>The chapel burnt down<sup><a href="#n1">1</a></sup> in 1871.</p>`, []string{"insets/note-mark: "}},
		{"a line's number", `<pre><code><span class="lineno">1</span> print(waves)</code></pre>`, []string{"insets/line-number: "}},
		{"a column of numbers", `<table><tr><td class="gutter"><pre>1</pre></td><td><pre>print(waves)</pre></td></tr></table>`,
			[]string{"insets/line-number: "}},
		{"what is hidden by itself", `<p class="sr-only">The article begins here</p><p>The chapel burnt down in 1871.</p>`, nil},
		{"an exponent", `<p>The quay has 300 m<sup>2</sup> of stone.</p>`, nil},
	} {
		raw := document.Raw{ContentType: "text/html", Content: []byte(c.page)}
		doc, said := cleanertest.Verdicts(t, Cleaner, raw)
		var got []string
		for _, v := range said {
			got = append(got, v.Rule+": ")
		}
		if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
			t.Errorf("%s: %q of %q, want %q", c.name, got, doc.Source, c.want)
		}
	}
}
