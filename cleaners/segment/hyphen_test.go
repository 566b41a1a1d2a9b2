package segment

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

// wiredCopy is copy wired at sixty columns; %s stands where a line breaks a word.
const wiredCopy = `The ferry company said on Monday that all of its boats would
stay in the harbour until the storm has passed, and that the
passengers of the morning boat would be brought back by a %s
from the island before the evening, if the wind allows it.
Nobody on board was hurt when the boat turned round early on
Monday, a spokeswoman said, and the crew had been well looked
after by the people of the village, who know such mornings.
`

// TestHyphensAtLineEnds joins wrapped lines as assembly does: bytes that Text
// blanks are dropped.
func TestHyphensAtLineEnds(t *testing.T) {
	for _, c := range []struct{ name, broken, elsewhere, want string }{
		{"a compound keeps its hyphen", "well-\nknown skipper", "", "well-known skipper"},
		{"a typesetter's goes", "har-\nbour pilot", "", "harbour pilot"},
		{"a word that the document has nowhere else keeps it", "heli-\ncopter pilot", "", "heli-copter pilot"},
		{"and loses it where it has", "heli-\ncopter pilot", "A helicopter is ready.\n", "helicopter pilot"},
		{"a part that comes later is no break", "bow-\nand stern-wheel boat", "", "bow-\nand stern-wheel boat"},
		{"a name is no break", "Saint-\nMalo boat", "", "Saint-\nMalo boat"},
	} {
		text := strings.Replace(wiredCopy, "%s", c.broken, 1) + c.elsewhere
		raw := document.Raw{Content: []byte(text)}
		decoded, err := decode.Decode(raw, decode.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		doc := Segment(raw, decoded)
		if len(doc.Text) != len(doc.Source) {
			t.Fatalf("%s: text of %d bytes for a source of %d", c.name, len(doc.Text), len(doc.Source))
		}
		var reads strings.Builder
		for i := range len(doc.Text) {
			if doc.Text[i] == doc.Source[i] {
				reads.WriteByte(doc.Text[i])
			}
		}
		if !strings.Contains(reads.String(), "by a "+c.want) {
			t.Errorf("%s:\n%s\nhas no %q", c.name, reads.String(), c.want)
		}
		if doc.Blocks[0].Lines < 4 {
			t.Errorf("%s: the first block joins %d lines", c.name, doc.Blocks[0].Lines)
		}
	}
}
