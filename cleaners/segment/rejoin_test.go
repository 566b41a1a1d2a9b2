package segment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// read returns a document's blocks as assembly reads them: what Text blanks is left
// out, white space is folded.
func read(doc *document.Document) []string {
	var out []string
	for i := range doc.Blocks {
		var b strings.Builder
		for at := doc.Blocks[i].Span.Start; at < doc.Blocks[i].Span.End; at++ {
			if doc.Text[at] == doc.Source[at] {
				b.WriteByte(doc.Text[at])
			}
		}
		out = append(out, shape.Fold(b.String()))
	}
	return out
}

// dumpedByNodes has a line for every text node of a page.
const dumpedByNodes = `News
Sport
Weather
Harbour board
puts off its vote
By
Mira Holt
and
Jon Tarn
The harbour board, said
Mira Holt
, will meet again on Tuesday (
minutes
), a week later than it
had promised
.
Its chair
’s long report, which
The Tidings
has seen, blames the weather.
The quay
Dredging begins in spring. The board has asked
Strand & Sons
to bid.
Sign up for our newsletter
Every morning
`

func TestLinesOfTextNodesAreTheirParagraphAgain(t *testing.T) {
	want := []string{
		"News", "Sport", "Weather",
		"Harbour board puts off its vote",
		"By", "Mira Holt", "and", "Jon Tarn",
		"The harbour board, said Mira Holt, will meet again on Tuesday (minutes), a week later than it had promised.",
		"Its chair’s long report, which The Tidings has seen, blames the weather.",
		"The quay",
		"Dredging begins in spring. The board has asked Strand & Sons to bid.",
		"Sign up for our newsletter", "Every morning",
	}
	if diff := cmp.Diff(want, read(text(dumpedByNodes))); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyBrokenDocumentsAreRejoined(t *testing.T) {
	in := strings.NewReplacer(", will", "will", "), a", "a", "\n.", "", "’s long report", "long report").Replace(dumpedByNodes)
	if got, want := len(text(in).Blocks), strings.Count(in, "\n"); got != want {
		t.Errorf("%d blocks of %d lines", got, want)
	}
}

func TestWhatPartsLinesOfTextNodes(t *testing.T) {
	const broken = "The board, said\nMira Holt\n, will meet in a week at the\ninn\n, its chair says.\n"
	for _, c := range []struct{ name, lines string }{
		{"code", "for i := range ships {\n  fmt.Println(i, ships)\n.name = sail;\nrow(i, ships)\n"},
		{"a blank line", "Paragraphs of the board's report have no end\n\nand no beginning in capitals\n"},
		{"a list", "The board has three wishes at the moment\n- another mole\n- another crane\n"},
		{"a heading", "# What the board says of it and why\nand who paid for the dredger\n"},
		{"a menu", "home\nnews\nsport\nand more\n"},
		{"the end of a sentence", "The board has three wishes at the moment.\nand so has the mayor of the town\n"},
		{"a link in capitals with nothing behind", "The board has asked for bids by the\nHarbour Master\nThe Mayor\n"},
	} {
		doc := text(broken + c.lines)
		got, want := read(doc)[1:], []string{}
		for _, line := range strings.Split(strings.TrimSpace(c.lines), "\n") {
			if line = strings.TrimLeft(line, "-# "); line != "" {
				want = append(want, line)
			}
		}
		for i := range got {
			got[i] = strings.TrimLeft(got[i], "-# ")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// wrappedLinks is wrapped at 72 columns, with the addresses of its links.
const wrappedLinks = `The ferry that capsized off [Inner
Skerrel](https://tidings.example/places/inner-skerrel) last September
went down because water entered through a hatch, [a commission of
inquiry](https://tidings.example/2026/ferry/report-of-the-commission)
has found. All 64 people on board were saved, most of them by fishermen
who had been watching [football](https://tidings.example/sport) in the
bar of the harbour inn, which has since been closed.

**Nobody was hurt** but for the cook, who had fallen over a [ship's
cat](https://tidings.example/2026/ferry/the-cat).
`

func TestAFillerCountsTheAddressesOfLinks(t *testing.T) {
	want := []string{
		"The ferry that capsized off Inner Skerrel last September went down because water entered through a hatch, a commission of inquiry has found. All 64 people on board were saved, most of them by fishermen who had been watching football in the bar of the harbour inn, which has since been closed.",
		"Nobody was hurt but for the cook, who had fallen over a ship's cat.",
	}
	if diff := cmp.Diff(want, read(text(wrappedLinks))); diff != "" {
		t.Error(diff)
	}
}
