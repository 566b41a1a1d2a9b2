package shape

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestBlanksBeginAsTheTableSays holds the table against every character.
func TestBlanksBeginAsTheTableSays(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if s := string(r); IsBlank(r) && r != utf8.RuneError && !mayBeBlank[s[0]] {
			t.Errorf("%U is blank and begins with %#x", r, s[0])
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"", " ", "a", "a b", "a  b", " a", "a ", "a\u00a0b", "a \u200bb", "\xc2 \xe2", "é \ufeffx", "港\u3000の"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := Fold(s), strings.Join(strings.FieldsFunc(s, IsBlank), " "); got != want {
			t.Errorf("%q folded is %q, want %q", s, got, want)
		}
	})
}
