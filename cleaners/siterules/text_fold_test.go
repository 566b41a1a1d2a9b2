package siterules

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for line, want := range map[string]string{
		"":                                   "",
		"  A  b\t\nC ":                       "a b c",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ@[`{~^_":  "abcdefghijklmnopqrstuvwxyz@['{~^_",
		"One two  three four. Five... six..": "one two three four. five… six..",
		"1234567. .12345678.... x":           "1234567. .12345678…. x",
		"Cafe\u0301 CAFE\u0301":              "café café",
		"so\u00adft \u200fhidden\u200b":      "soft hidden",
		"ΣΟΦΌΣ σοφός":                        "σοφόσ σοφόσ",
		"İstanbul ISPARTA ısparta":           "istanbul isparta isparta",
		"„A“ «B» ‘c’ — d":                    `"a" "b" 'c' - d`,
		"ＡＢＣ：（１）　市政府。":                       "abc:(1) 市政府。",
		"ÄÖÜ ẞ ß":                            "äöü ß ß",
		"하버 다리":                              "하버 다리",
		"हिन्दी क\u093c":                     "हिन्दी क\u093c",
	} {
		if got := foldText(line, false); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
	if got, want := foldText("  A “b”  —\u00ad ＡÉ\u0301 ", true), "A “b” — ＡÉ\u0301"; got != want {
		t.Errorf("exact: %q, want %q", got, want)
	}
}

// FuzzFold holds a folded line to the line: it reads the same with offsets and without, up to
// any limit, and each stretch of it is a stretch of the line that folds to the same.
func FuzzFold(f *testing.F) {
	for _, line := range []string{"", " a  b ", "Read More… ...", "Cafe\u0301s e\u0301", "ＡＢ市 政府", "x\u200b\u0301y", "....... ab", "\xff\xfe", "한\u11abx", "क\u093c\u0301"} {
		f.Add(line, false)
		f.Add(line, true)
	}
	f.Fuzz(func(t *testing.T, line string, exact bool) {
		if !utf8.ValidString(line) || len(line) > 200 {
			t.Skip()
		}
		plain, placed := folded{exact: exact}, folded{exact: exact}
		plain.fold(line, whole)
		placed.fold(line, whole)
		placed.read(whole, true)
		text := string(plain.text)
		if string(placed.text) != text {
			t.Fatalf("%q: %q with offsets, %q without", line, placed.text, text)
		}
		if len(text) > 0 && len(placed.at) < len(text) {
			t.Fatalf("%q: %d offsets for %d bytes", line, len(placed.at), len(text))
		}
		if again := foldText(text, exact); again != text && !strings.ContainsFunc(line, isUnseen) {
			t.Fatalf("%q folds to %q, and that to %q", line, text, again)
		}
		for limit := range len(text) {
			plain.fold(line, limit)
			got := string(plain.text)
			_, n := utf8.DecodeLastRuneInString(got) // to which more may belong
			if !strings.HasPrefix(text, got[:len(got)-n]) || len(got) < limit {
				t.Fatalf("%q up to %d: %q, want the begin of %q", line, limit, got, text)
			}
		}
		for from := range text {
			start, end := placed.span(from, len(text))
			if start > end || end > len(line) {
				t.Fatalf("%q: byte %d stands for %d:%d", line, from, start, end)
			}
		}
	})
}
