package evidence_test

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/evidence"
)

func TestIsRightsLine(t *testing.T) {
	cases := []struct {
		text         string
		inBody, tail bool // whether it is one before the last paragraph, and behind it
	}{
		{"© 2021 Harbour Courier", true, true},
		{"(c) 2021 Harbour Courier", true, true},
		{"Copyright 2021 Harbour Courier", true, true},
		{"© Harbour Courier", false, true}, // without a year
		{"© Harbour Courier. All rights reserved. Privacy policy", true, true},
		{"All rights reserved. Privacy policy", false, true},
		{"All rights reserved", false, true},
		{"The label on the old barrel says © 1921 Holt, and nobody in the harbour knows who that was.", false, true},
		{"The copyright in this is his, said the man who took the picture.", false, false},
		{"Ferry to run all night", false, false},
	}
	for _, c := range cases {
		b := blockOf(t, c.text)
		if got := b.IsRightsLine(b.I); got != c.inBody {
			t.Errorf("before the end, %q: got %v, want %v", c.text, got, c.inBody)
		}
		if got := b.IsRightsLine(b.I - 1); got != c.tail {
			t.Errorf("behind it, %q: got %v, want %v", c.text, got, c.tail)
		}
	}
}

func TestIsLabel(t *testing.T) {
	checkReadings(t, evidence.Block.IsLabel, []reading{
		{"Harbour", true},
		{"Harbour and island news", true},
		{"Harbour and all island news", false}, // five words
		{"It is over.", false},
		{"3 May 2021", false},
		{"Home > Harbour", false},
		{"Menu", false},
		{"12", false},
	})
	l := pageOf(t, "<nav><span>Harbour</span></nav><p>Harbour</p><footer><p>Harbour</p></footer>")
	want := []bool{false, true, false}
	for b := range l.Each() {
		if got := b.IsLabel(); got != want[b.I] {
			t.Errorf("block %d of the page: got %v, want %v", b.I, got, want[b.I])
		}
	}
}

func TestIsBreadcrumb(t *testing.T) {
	for s, want := range map[string]bool{
		"Home > World > Europe":  true,
		"Home » World":           true, // one is enough, but for bars
		"Home › World › Europe":  true,
		"News | Sport | Weather": true,
		"News / Sport / Weather": true,
		"News | Sport":           false,
		"News / Sport":           false,
		"Home>World>Europe":      false, // no spaces
		"Ferry to run all night": false,
		"":                       false,
		" > ":                    true,
		"The ferry to the island will run each night > so the city said > at last": false, // a part too long
		"Home > The ferry to the island will run each night from spring":           false, // too long for one separator
	} {
		if got := evidence.IsBreadcrumb(s); got != want {
			t.Errorf("IsBreadcrumb(%q) = %v", s, got)
		}
	}
}

func TestHasNavigationWord(t *testing.T) {
	l := textOf(t, ferry, "Menu", "Harbour", mayor)
	for _, c := range []struct {
		from, to int
		want     bool
	}{{0, 4, true}, {1, 2, true}, {2, 4, false}, {0, 1, false}, {1, 1, false}} {
		if got := evidence.HasNavigationWord(l, c.from, c.to); got != c.want {
			t.Errorf("blocks %d to %d: got %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

func TestIsTagLine(t *testing.T) {
	checkReadings(t, evidence.Block.IsTagLine, []reading{
		{"Tags: harbour, ferry, night", true},
		{"Tags", true},
		{"Tags – harbour", true},
		{"Tags #harbour #ferry", true},
		{"Tags are sold at the harbour", false},
		{"Tags: harbour, ferry.", false},
		{"The tags: harbour", false},
	})
}

func TestIsFiledLine(t *testing.T) {
	checkReadings(t, evidence.Block.IsFiledLine, []reading{
		{"This entry was posted in News and tagged harbour, ferries.", true},
		{"This entry was posted in News.", false}, // one phrase of tags
		{"This entry was posted in News and tagged harbour, ferries", false},
		{"They said: this entry was posted in News and tagged harbour.", false},
		{ferry, false},
	})
}
