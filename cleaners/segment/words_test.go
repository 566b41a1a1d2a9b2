package segment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// TestTableIsTheText holds the table against the text: to cut every block anew comes to
// the same words, in order.
func TestTableIsTheText(t *testing.T) {
	sentence := rapid.SampledFrom([]string{
		"The harbour board will meet again on Tuesday, said", "Mira Holt", ", who has led it since 2019.",
		"Bridge to close By Ada Lee 12 March 2026 The bridge over the river is closed until the spring of next year, the town says, for repairs.",
		"Share this article", "Related articles", "- First item", "| a | b |", "## Heading", "the well-", "known house", "The wellknown house",
		"市议会周一开会。", "한국 정부는 12일", "Είναι έτοιμη;", "“Quoted”, he said…", "www.example.org", "É‑mail: a@b.example",
		strings.Repeat("A long paragraph goes on and on, with words. ", 40),
	})
	ends := rapid.SampledFrom([]string{"\n", "\n", "\n", "\n\n", " ", "\r\n", " \u200b\n", "\x01\n"})
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		page := rapid.Bool().Draw(t, "page")
		for range rapid.IntRange(1, 30).Draw(t, "lines") {
			s := sentence.Draw(t, "sentence")
			if page {
				s = rapid.SampledFrom([]string{"<p>", "<p hidden>", "<b>", "<p><sup>1</sup>", "<li>", `<span class="sr-only">x</span>`}).Draw(t, "tag") + s
			}
			text.WriteString(s + ends.Draw(t, "end"))
		}
		checkTable(t, text.String(), page)
	})
}

func checkTable(t *rapid.T, content string, page bool) {
	raw := document.Raw{Content: []byte(content), ContentType: "text/plain; charset=utf-8"}
	if page {
		raw.ContentType = "text/html; charset=utf-8"
	}
	decoded, err := decode.Decode(raw, decode.DefaultLimits())
	if err != nil {
		t.Skip(err) // it looks like a binary file
	}
	doc := Segment(raw, decoded)
	end := int32(0)
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if b.WordFrom != end {
			t.Fatalf("the words of block %d begin at %d, those of the one before end at %d", i, b.WordFrom, end)
		}
		end = b.WordTo
		fresh, words := shape.Cut(doc.Of(i), b.Span.Start, nil)
		if diff := cmp.Diff(words, append([]document.Word(nil), doc.WordsOf(i)...)); diff != "" {
			t.Fatalf("block %d, %q (-cut anew +table):\n%s", i, doc.Of(i), diff)
		}
		if fresh.Wording != b.Shape.Wording {
			t.Fatalf("block %d, %q: another wording", i, doc.Of(i))
		}
	}
	if int(end) != len(doc.Words) {
		t.Fatalf("%d words are in no block", len(doc.Words)-int(end))
	}
}
