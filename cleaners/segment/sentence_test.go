package segment

import (
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/sentences"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// byRules cuts text by the rules alone, bySentencer as flatten does.
func byRules(text string) (cut []string) {
	for s := sentences.FromString(text); s.Next(); {
		cut = append(cut, s.Value())
	}
	return cut
}

func bySentencer(text string) (cut []string) {
	s := newSentencer()
	for start := 0; start < len(text); {
		end := s.end(text, start)
		cut = append(cut, text[start:end])
		start = end
	}
	return cut
}

func TestSentencesAreThoseOfTheRules(t *testing.T) {
	word := rapid.SampledFrom([]string{
		"the", "U.S", "St", "Mr", "e.g", "Über", "né", "e\u0301", "3.5", "it’s", "“Yes", "no”", "(so)", "a-b", "x\u00ad", "Москва", "语", "Dr\u0308",
		"www.example.org", "…", "·", "|", "—", "\u0085", "\u2028", "\u2024", "»", "ª", "",
	})
	mark := rapid.SampledFrom([]string{" ", " ", " ", ", ", ". ", "! ", "? ", ".” ", ".) ", "...", ". \u00a0", "; ", ": ", "\n", "\r\n", "\t", ".", "。", "\xff", "\xe2\x80"})
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(0, 20).Draw(t, "words") {
			b.WriteString(word.Draw(t, "word"))
			b.WriteString(mark.Draw(t, "mark"))
		}
		text := b.String()
		if diff := cmp.Diff(byRules(text), bySentencer(text)); diff != "" {
			t.Fatalf("%q (-rules +got):\n%s", text, diff)
		}
	})
}

func FuzzSentences(f *testing.F) {
	f.Add("It ended. “So,” he said – né Über 3.5 … at U.S. ports! \u00a0Then\r\nmore.")
	f.Fuzz(func(t *testing.T, text string) {
		if diff := cmp.Diff(byRules(text), bySentencer(text)); diff != "" {
			t.Errorf("%q (-rules +got):\n%s", text, diff)
		}
	})
}

// A quiet character, wherever it stands, is never where a sentence ends.
func TestQuietCharactersEndNoSentence(t *testing.T) {
	for r := rune(0); r < 0x2100; r++ {
		if pastQuiet(string(r), 0) == 0 {
			continue
		}
		if got := byRules("Ab" + string(r) + " Cd " + string(r) + "E"); len(got) != 1 {
			t.Errorf("%U is quiet, and the rules cut %q", r, got)
		}
	}
}
