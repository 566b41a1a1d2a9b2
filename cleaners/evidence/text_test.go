package evidence_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/evidence"
)

// spaced draws texts with all kinds of white space.
var spaced = rapid.StringOfN(rapid.OneOf(rapid.RuneFrom([]rune("aÉ7 .\t\n\u0085\u00a0\u1680\u2003\u2028\u3000桥â€")), rapid.Rune()), 0, 40, -1)

func TestFoldSpace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := spaced.Draw(t, "s")
		if got, want := evidence.FoldSpace(s), strings.Join(strings.Fields(s), " "); got != want {
			t.Fatalf("FoldSpace(%q) = %q, want %q", s, got, want)
		}
	})
}

// words returns the letters and digits of s in small letters.
func words(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func TestSameWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := spaced.Draw(t, "a")
		b := rapid.OneOf(spaced, rapid.SampledFrom([]string{strings.ToUpper(a), "“" + a + "”", a + "x", strings.ReplaceAll(a, " ", "")})).Draw(t, "b")
		if got, want := evidence.SameWords(a, b), words(a) == words(b); got != want {
			t.Fatalf("SameWords(%q, %q) = %v, want %v", a, b, got, want)
		}
	})
}

func TestLettersAndDigits(t *testing.T) {
	cases := []struct {
		s               string
		letter, orDigit bool
		letters         int
	}{
		{"", false, false, 0},
		{" .–", false, false, 0},
		{"12", false, true, 0},
		{"٣", false, true, 0},
		{"é1", true, true, 1},
		{"桥梁 a", true, true, 3},
	}
	for _, c := range cases {
		letter, orDigit, letters := evidence.HasLetter(c.s), evidence.HasLetterOrDigit(c.s), evidence.LetterCount(c.s)
		if letter != c.letter || orDigit != c.orDigit || letters != c.letters {
			t.Errorf("%q: %v, %v, %d; want %v, %v, %d", c.s, letter, orDigit, letters, c.letter, c.orDigit, c.letters)
		}
	}
}

func TestBeginsWithName(t *testing.T) {
	for s, want := range map[string]bool{
		" Ada Lee": true, ": Ada Lee": true, "Élan": true, "沈若禾": true,
		"the harbour": false, "3 Ferries": false, "": false, " – ": false,
	} {
		if got := evidence.BeginsWithName(s); got != want {
			t.Errorf("BeginsWithName(%q) = %v", s, got)
		}
	}
}

func TestIsCJK(t *testing.T) {
	for r, want := range map[rune]bool{'桥': true, 'ひ': true, 'カ': true, 'a': false, 'é': false, '한': false, '。': false} {
		if got := evidence.IsCJK(r); got != want {
			t.Errorf("IsCJK(%q) = %v", r, got)
		}
		if want && r < evidence.FirstCJK {
			t.Errorf("%q is before the first character", r)
		}
	}
}
