package shape

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestCut(t *testing.T) {
	for in, want := range map[string]string{
		"The mayor, of Port.": "The:capital mayor:spaced of:spaced+marked Port:spaced+capital",
		"“Is it so?”":         "Is:marked+capital it:spaced so:spaced",
		"don't  stop":         "don t:marked stop:spaced",
		"$3.50 in the 1st":    "3:marked+digits 50:marked+digits in:spaced the:spaced 1st:spaced+digits",
		"Été à l’Élysée":      "Été:capital+wide à:spaced+wide l:spaced Élysée:marked+capital+wide",
		"на\u00adука\u200b и": "на\u00adука:wide и:spaced+wide",
		"市长2026年，桥":           "市:wide+alone 长:wide+alone 2026:digits 年:wide+alone 桥:marked+wide+alone",
		"한국 AP는":              "한:wide+alone 국:wide+alone AP:spaced+capital 는:wide+alone",
		"ปิด ๕":               "ป:wide+alone ิ:wide+alone ด:wide+alone ๕:spaced+digits+wide+alone",
	} {
		_, words := Cut(in, 0, nil)
		if diff := cmp.Diff(want, show(in, words)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", in, diff)
		}
	}
}

func show(text string, words []document.Word) string {
	var shown []string
	for i := range words {
		s, sep := WordAt(text, &words[i]), ":"
		for b, name := range []string{"spaced", "marked", "capital", "digits", "wide", "alone"} {
			if words[i].Bits>>b&1 != 0 {
				s, sep = s+sep+name, "+"
			}
		}
		shown = append(shown, s)
	}
	return strings.Join(shown, " ")
}

func TestFoldRuneOnce(t *testing.T) {
	for r := range rune(unicode.MaxRune) {
		if to := FoldRune(r); FoldRune(to) != to {
			t.Errorf("%q is folded to %q, and that to %q", r, to, FoldRune(to))
		}
		if charOf(r) != describe(r) {
			t.Errorf("%q is %v by the tables, not %v", r, charOf(r), describe(r))
		}
	}
}

// plain is Cut, by the rules, without its shortcuts: one character after the other.
func plain(s string) (words []document.Word) {
	var gap document.WordBits
	var open *document.Word
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		c := describe(r)
		var bits document.WordBits
		if c.class == classDigit {
			bits |= document.WordDigits
		}
		if r >= utf8.RuneSelf {
			bits |= document.WordWide
		}
		switch c.kind {
		case kindWord, kindAlone:
			if c.kind == kindAlone {
				open, bits = nil, bits|document.WordAlone
			}
			if open == nil {
				if c.class == classUpper {
					bits |= document.WordCapital
				}
				words = append(words, document.Word{Start: int32(i), Bits: gap})
				open, gap = &words[len(words)-1], 0
			}
			open.Hash = polynomial(open.Hash, string(c.folded))
			open.Len, open.Bits = uint16(i+n)-uint16(open.Start), open.Bits|bits
			if c.kind == kindAlone {
				open = nil
			}
		case kindSpace:
			open, gap = nil, gap|document.WordSpaced
		case kindMark:
			open, gap = nil, gap|document.WordMarked
		}
		i += n
	}
	return words
}

func polynomial(hash uint64, s string) uint64 {
	for _, c := range []byte(s) {
		hash = hash*hashBase + uint64(c)
	}
	return hash
}

func TestCutAgreesWithPlain(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{" ", "  ", "the", "Port", "U.S.", "3.5", "don’t", "Été", "ё", "市议会", "カー", "한국", "ปิด", "\u00ad", "\u0301", "أيضاً", "，", "|", "\xff", "７Ａ"}),
		rapid.StringN(0, 6, -1),
		rapid.StringMatching(`[A-Za-z0-9 .,'-]{0,20}`),
	)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "pieces"), "")
		shape, got := Cut(s, 0, nil)
		if diff := cmp.Diff(plain(s), got); diff != "" {
			t.Fatalf("in %q (-plain +got):\n%s", s, diff)
		}
		alone := Measure(s)
		alone.Wording = shape.Wording
		if alone != shape {
			t.Fatalf("%q: Measure %+v, Cut %+v", s, alone, shape)
		}
	})
}
