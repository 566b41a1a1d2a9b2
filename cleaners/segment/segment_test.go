package segment

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
	"github.com/winnow-news/winnow/fixtures/cases"
)

// FuzzSegment checks what every later step counts on, for any text or page: the
// blocks lie in the source in order, begin and end with something visible, leave
// nothing visible between them, and the cues lie in their blocks.
func FuzzSegment(f *testing.F) {
	for _, text := range cases.Sections(cases.Text) {
		f.Add(text, false)
	}
	for _, page := range cases.Sections(cases.Page) {
		f.Add(page, true)
	}
	f.Add(`<p>a<span hidden>b c</span> <ruby>d<rt>e</rt></ruby><sup><a href="#f">[1]</a></sup>.<p id=f>g <a href="#h">^</a>`, true)
	f.Add(`<x-a><template shadowrootmode=open><slot>i</slot><b class=sr-only>j<math><mi>k</mi></math></b></template>l</x-a><pre><i class=ln>1</i> m`, true)
	f.Fuzz(func(t *testing.T, input string, html bool) {
		raw := document.Raw{URL: "https://www.courier.example/a", ContentType: "text/plain; charset=utf-8", Content: []byte(input)}
		if html {
			raw.ContentType = "text/html; charset=utf-8"
		}
		d, err := decode.Decode(raw, decode.Limits{Bytes: 1 << 16, Nodes: 4000})
		if err != nil {
			return
		}
		doc := Segment(raw, d)
		holdBlocks(t, doc)
		holdInsets(t, doc)
	})
}

func holdBlocks(t *testing.T, doc *document.Document) {
	t.Helper()
	if len(doc.Text) != len(doc.Source) || !utf8.ValidString(doc.Text) {
		t.Fatalf("a text of %d bytes for a source of %d", len(doc.Text), len(doc.Source))
	}
	at := 0
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if b.Span.Start < at || b.Span.End > len(doc.Text) {
			t.Fatalf("block %d is at %v, behind %d of %d", i, b.Span, at, len(doc.Text))
		}
		if strings.TrimFunc(doc.Text[at:b.Span.Start], shape.IsBlank) != "" {
			t.Fatalf("%q stands between the blocks before %d", doc.Text[at:b.Span.Start], i)
		}
		if trim(doc.Text, b.Span) != b.Span {
			t.Fatalf("block %d, %q, has white space at its ends", i, doc.Of(i))
		}
		for _, cue := range doc.CuesOf(i) {
			if !b.Span.Contains(cue.Span) {
				t.Fatalf("cue %v is outside its block %v", cue, b.Span)
			}
		}
		if (b.Element != nil) != (doc.Format == document.HTML) {
			t.Fatalf("block %d of a %s: element %v", i, doc.Format, b.Element)
		}
		at = b.Span.End
	}
	if strings.TrimFunc(doc.Text[at:], shape.IsBlank) != "" {
		t.Fatalf("%q stands behind the last block", doc.Text[at:])
	}
}
