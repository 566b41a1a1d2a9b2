package segment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// text segments plain text; page segments a page.
func text(s string) *document.Document {
	return Segment(document.Raw{}, &decode.Decoded{Format: document.PlainText, Charset: "utf-8", Text: s})
}

func blocks(d *document.Document) (texts []string) {
	for i := range d.Blocks {
		texts = append(texts, d.Of(i))
	}
	return texts
}

func TestLinesAreBlocks(t *testing.T) {
	cases := []struct {
		name, in string
		want     []string
	}{
		{"line ends of every sort", "a\nb\r\nc\rd\u2028e\ff", []string{"a", "b", "c", "d", "e", "f"}},
		{"blank lines and odd spaces part", "\n \t\u00a0\n\u200ba b\u00a0 \n\n\ufeffc", []string{"a b", "c"}},
		{"no line end at the end", "one\ntwo", []string{"one", "two"}},
		{"nothing", " \n\t\n", nil},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, blocks(text(c.in))); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestGapsAndLinesAreCounted(t *testing.T) {
	d := text("a\n\n\nb\nc\n")
	var got [][2]int32
	for _, b := range d.Blocks {
		got = append(got, [2]int32{b.Line, b.Gap})
	}
	if diff := cmp.Diff([][2]int32{{1, 0}, {4, 2}, {5, 0}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestRolesAreReadOffMarks(t *testing.T) {
	d := text("# A heading\n- an entry\n12. another\n> a quotation\n| a | row |\n— a speaker\n3.5 per cent\n")
	var got []string
	for _, b := range d.Blocks {
		got = append(got, b.Role.String())
	}
	want := []string{"heading", "list_item", "list_item", "quote", "table", "paragraph", "paragraph"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

const wrapped = `The ferry that capsized off Inner Skerrel last September went down
because water entered through a hatch that could not be shut, a
commission of inquiry has found.

All 64 people on board were saved, most of them by fishermen who had
been watching a football match in the harbour bar. Nobody was hurt but
for the cook, who had fallen over a cat.

- a list is left alone
- whatever its length

The end of a paragraph may be short.
And the next line may begin another.
`

func TestWrappedLinesAreTheirParagraphAgain(t *testing.T) {
	var got []string
	for _, b := range blocks(text(wrapped)) {
		got = append(got, shape.Fold(b))
	}
	want := []string{
		"The ferry that capsized off Inner Skerrel last September went down because water entered through a hatch that could not be shut, a commission of inquiry has found.",
		"All 64 people on board were saved, most of them by fishermen who had been watching a football match in the harbour bar. Nobody was hurt but for the cook, who had fallen over a cat.",
		"- a list is left alone", "- whatever its length",
		"The end of a paragraph may be short.", "And the next line may begin another.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLinesOfTheirOwnAreNotJoined(t *testing.T) {
	const in = "A headline of the day\nThe council met on Monday and agreed to meet again on Tuesday, as it does in every week of the year.\nA shorter one.\nAnd again the council met, this time on a Wednesday, which nobody had expected of it or of its chairman.\n"
	if got := len(text(in).Blocks); got != 4 {
		t.Errorf("%d blocks, want 4: %q", got, blocks(text(in)))
	}
}

func TestMarkdownMarksAreBlanked(t *testing.T) {
	const in = "# Harbour [bridge](https://a.example/b) to close\n\n![The bridge](b.jpg \"from the north\")\n\nThe **harbour** bridge, said [the _mayor_](https://a.example/(m)), will close. See snake_case [1] and f(x).\n"
	d := text(in)
	var got []string
	for _, b := range blocks(d) {
		got = append(got, shape.Fold(b))
	}
	want := []string{"Harbour bridge to close", "The bridge", "The harbour bridge, said the mayor , will close. See snake_case [1] and f(x)."}
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], " ,", ",")
	}
	want[2] = strings.ReplaceAll(want[2], " ,", ",")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(d.Text) != len(d.Source) || d.Source != in {
		t.Error("blanking moved the offsets or the source")
	}
	if !d.Blocks[1].Cued.Has(document.CueDepicts) {
		t.Error("the image's description has no cue")
	}
	if d.Blocks[0].Role != document.RoleHeading {
		t.Errorf("role %v, want heading", d.Blocks[0].Role)
	}
}

func TestOneLinkIsNoMarkdown(t *testing.T) {
	const in = "He wrote [sic](see note) in the margin of *the* book.\n"
	if d := text(in); d.Text != in {
		t.Errorf("blanked: %q", d.Text)
	}
}

func TestAFlatDocumentIsCutIntoSentences(t *testing.T) {
	sentence := "The council of Millbrook met on Monday and agreed to meet again on Tuesday. "
	d := text("Home | News | Sport " + strings.Repeat(sentence, 30) + "© 2026 The Courier")
	if n := len(d.Blocks); n < 30 {
		t.Fatalf("%d pieces", n)
	}
	if d.Blocks[0].Piece || !d.Blocks[1].Piece {
		t.Error("every piece but the first shares its line with the one before")
	}
	last := d.Of(len(d.Blocks) - 1)
	if !strings.HasPrefix(last, "©") {
		t.Errorf("last piece %q", last)
	}
}

func TestALongParagraphAmongOthersIsNotCut(t *testing.T) {
	long := strings.Repeat("The council of Millbrook met on Monday and agreed to meet again on Tuesday. ", 30)
	if n := len(text(long + "\n" + long).Blocks); n != 2 {
		t.Errorf("%d blocks, want 2", n)
	}
}

func TestCuesStayInTheirBlock(t *testing.T) {
	d := text("Read\nmore about it: Getty Images\n")
	for i, b := range d.Blocks {
		for _, c := range d.CuesOf(i) {
			if !b.Span.Contains(c.Span) {
				t.Errorf("cue %v %q is not in block %d", c.Class, d.Text[c.Span.Start:c.Span.End], i)
			}
		}
	}
	if !d.Blocks[1].Cued.Has(document.CueAgency) {
		t.Error("no agency in the second line")
	}
}
