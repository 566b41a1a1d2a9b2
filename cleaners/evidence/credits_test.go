package evidence_test

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/evidence"
)

func TestIsCreditLine(t *testing.T) {
	checkReadings(t, evidence.Block.IsCreditLine, []reading{
		{"Photo: Ada Lee", true},
		{"Photo by Ada Lee", true},
		{"Photo by Ada Lee / Courier", true},
		{"Getty Images", true},
		{"REUTERS/Tom Ray", true},
		{"AFP | Tom Ray", true},
		{"Photo", false},
		{"Photo by the harbour", false}, // no name
		{"Reuters reported it first", false},
		{"© AFP 2026", false}, // the site's rights
		{"Copyright Getty Images", false},
		{"Photo by Ada Lee?", false},
		{"Photo by Ada Lee. Taken at night. Sold at once.", false},
		{"Ferry to run all night", false},
	})
}

func TestTrailingCreditScore(t *testing.T) {
	const caption = "The ferry leaves the old harbour at night."
	cases := []struct {
		name, text string
		want       float64
	}{
		{"an agency behind a sentence", caption + " AFP", 0.93},
		{"an agency behind a slash", "The ferry leaves the old harbour at night/Getty Images", 0.95},
		{"two names with a slash", caption + " Tom Ray/Norrow Press", 0.93},
		{"a name for an outlet", caption + " Tom Ray for Harbour Courier", 0.86},
		{"an agency in brackets behind a sentence", caption + " (AFP)", 0.93},
		{"an agency in brackets", "The ferry leaves the old harbour at night (AFP)", 0.8},
		{"a name and an outlet in brackets", caption + " (Tom Ray/Harbour Tribune)", 0.93},
		{"parties in brackets", caption + " (CDU/CSU)", 0},
		{"a party with a number in brackets", caption + " (Bündnis 90/Die Grünen)", 0},
		{"words with a slash in brackets", caption + " (each way/per person and day)", 0},
		{"a name and an outlet in a sentence's brackets", "The ferry leaves the old harbour for the north (Tom Ray/Harbour Tribune)", 0},
		{"an agency behind a dash", "The ferry leaves the old harbour at night – AFP", 0.85},
		{"a photographer", caption + " Photo: Ada Lee", 0.9},
		{"a word for the picture, alone in brackets", "The ferry leaves the old harbour at night (file photo)", 0.9},
		{"who took it last, in Chinese", "渡轮夜间离开旧港口。沈若禾 摄", 0.9},
		{"a sentence that ends in an agency's name", "The ferry leaves at night, the mayor told AFP", 0},
		{"an agency and a full stop", caption + " He told AFP.", 0},
		{"words that are no names", caption + " Here are the ropes/cables of AFP", 0},
		{"the rest of a sentence", caption + " The photo by the harbour is old.", 0},
		{"an entry of a list", "4. Wire/Cable Lugs", 0},
		{"neither agency nor credit", caption, 0},
	}
	for _, c := range cases {
		if got := blockOf(t, c.text).TrailingCreditScore(); got != c.want {
			t.Errorf("%s: %q scores %v, want %v", c.name, c.text, got, c.want)
		}
	}
}

func TestTheBodysLastAgencyIsItsSign(t *testing.T) {
	const report = "It is late. It is dark. The ferry will not leave the old harbour for the island tonight (AFP)"
	for want, l := range map[float64]*evidence.Layout{
		0:   textOf(t, ferry, report),
		0.8: textOf(t, ferry, report, mayor),
	} {
		if got := l.At(1).TrailingCreditScore(); got != want {
			t.Errorf("the last paragraph is block %d, and block 1 scores %v, want %v", l.LastBody(), got, want)
		}
	}
}

// TestAnAgencysSignIsNoCredit has the sign behind the full stop, as agencies write it.
func TestAnAgencysSignIsNoCredit(t *testing.T) {
	const (
		report  = "The ferry will not leave the old harbour for the island in the north. (Reuters)"
		bericht = "Die Fähre verlässt den alten Hafen erst im Mai wieder in Richtung Norden. (dpa)"
	)
	for _, c := range []struct {
		l    *evidence.Layout
		want bool
	}{
		{textOf(t, ferry, report), false},
		{textOf(t, ferry, bericht), false},
		{textOf(t, ferry, report, mayor), true}, // between paragraphs: a caption's
	} {
		if got := c.l.At(1).TrailingCreditScore() > 0; got != c.want {
			t.Errorf("%q, the last paragraph is block %d: credit %t, want %t", c.l.Of(1), c.l.LastBody(), got, c.want)
		}
	}
}

func TestACopyrightBelowTheBodyIsNoCredit(t *testing.T) {
	l := textOf(t, ferry, "All rights reserved. © AFP")
	if got := l.At(1).TrailingCreditScore(); got != 0 {
		t.Errorf("%q scores %v, want 0", l.Of(1), got)
	}
}
