package segment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const numberedDump = `   [1]Home [2]Sport

Harbour board meets

   The [3]harbour board will meet on Tuesday, said [4]Mira Holt, who
   chairs it.
   [5]

References

   Visible links:
   1. https://www.courier.example/
   2. https://www.courier.example/sport?text=Hello, world
   3. https://www.courier.example/board
   4. mailto:holt@board.example
   Hidden links:
   6. https://www.courier.example/picture
`

func TestLinkNumbersAreBlanked(t *testing.T) {
	doc := text(numberedDump)
	var got []string
	for i := range doc.Blocks {
		mark := ""
		if doc.Blocks[i].Listed {
			mark = "listed: "
		}
		got = append(got, mark+strings.Join(strings.Fields(doc.Of(i)), " "))
	}
	want := []string{
		"Home Sport", "Harbour board meets",
		"The harbour board will meet on Tuesday, said Mira Holt, who", "chairs it.",
		"References", "Visible links:",
		"listed: 1. https://www.courier.example/ 2. https://www.courier.example/sport?text=Hello, world " +
			"3. https://www.courier.example/board 4. mailto:holt@board.example",
		"Hidden links:", "listed: 6. https://www.courier.example/picture",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if doc.Source != numberedDump {
		t.Error("the source changed")
	}
}

// Notes stand behind the words that they belong to, with or without a list of
// addresses below.
func TestNotesStay(t *testing.T) {
	for name, in := range map[string]string{
		"notes":   "Rain fell on the hills[1] and in the valley[2] all night.\n\nNotes\n1. https://rain.example/hills\n2. https://rain.example/valley\n",
		"no list": "The [3]harbour board met [4]Mira Holt.\n",
		"one":     "The [1]harbour board met.\n\n1. https://www.courier.example/\n",
	} {
		if doc := text(in); doc.Text != in {
			t.Errorf("%s: text became %q", name, doc.Text)
		}
	}
}

func TestAddressNumber(t *testing.T) {
	for line, want := range map[string]int32{
		"4. https://a.example": 4, "[12] mailto:a@b.example": 12, "7. https://a.example/x y": 7,
		"4. Take: the bus": 0, "4.https://a.example": 0, "https://a.example": 0, "123456. https://a.example": 0,
		"4. see https://a.example": 0, "[4 https://a.example": 0, "[]": 0, "": 0, "9": 0,
	} {
		if got, ok := addressNumber(line); ok != (want > 0) || ok && got != want {
			t.Errorf("addressNumber(%q) = %d, %v, want %d", line, got, ok, want)
		}
	}
}

func TestAShortDumpOfABrowserIsWhole(t *testing.T) {
	in := `Mill reopens after ninety years

   The water mill at Seld will grind again from Saturday, the [1]parish said,
   for the first time since a flood took its wheel in 1936.

   Flour will be sold at the gate. The first sack goes to the school, whose
   pupils carved the teeth of the new [2]wheel.

References

   1. https://seld.example/parish
   2. https://seld.example/wheel
`
	doc := text(in)
	if n := doc.Blocks[1].Lines; n != 2 {
		t.Errorf("the first paragraph has %d lines, want 2: %q", n, doc.Of(1))
	}
	doc = text(in[:strings.Index(in, "References")])
	if n := doc.Blocks[1].Lines; n != 1 {
		t.Errorf("two breaks join lines that nobody says a browser wrote: %q", doc.Of(1))
	}
}
