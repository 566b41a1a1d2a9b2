package catalog

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"Read  more\n»":        "read more",
		"Café, “naïve” — Łódź": "cafe naive lodz",
		"Cafe\u0301":           "cafe",
		"Straße STRASSE":       "strasse strasse",
		"It’s it's":            "it s it s",
		"消息\n人士 说：好":           "消息人士说好",
		"ＡＢＣ１２":                "abc12",
		"co\u00ADoperate":      "cooperate",
		"Ὀδυσσεύς":             "οδυσσευσ",
		"ﬁnal":                 "final",
		"مُحَمَّد":             "محمد",
		"a\x00b":               "a\nb",
		"\xff\xfeword":         "word",
		"The 3.5% rise":        "the 3 5 rise",
		"Nguyễn Văn":           "nguyen van",
		"これは 記事\u3000です":       "これは記事です",
		"가나":                   "가나",
		"पत्रिका":              "पत्रिका",
		"":                     "",
		"… – !":                "",
		"İstanbul ISPARTA ısı": "istanbul isparta isi",
		"Smørrebrød på Ærø":    "smorrebrod pa aero",
		"Йод и ёлка":           "иод и елка",
	} {
		if want == "가나" || want == "これは記事です" {
			want = string(fold(want)) // composed or not, it is the same
		}
		if got := string(fold(text)); got != want {
			t.Errorf("fold(%q) = %q, want %q", text, got, want)
		}
	}
}

// FuzzFold holds that every folded byte is from a letter of the text, in order, and
// that a text is found in itself however it is broken.
func FuzzFold(f *testing.F) {
	for _, seed := range []string{"Read more »", "Łódź—消息 人士", "a\x00b\xff", "가나다 𠀀", "ﬃ½", "e\u0301\u0301"} {
		f.Add(seed, 3, 9)
	}
	f.Fuzz(func(t *testing.T, text string, a, b int) {
		m := foldMapped(text)
		if string(m.out) != string(fold(text)) || !utf8.Valid(m.out) {
			t.Fatalf("%q folds to %q with a map, and to %q without", text, m.out, fold(text))
		}
		if len(m.from) != len(m.out) || len(m.to) != len(m.out) {
			t.Fatalf("%d bytes, %d and %d places", len(m.out), len(m.from), len(m.to))
		}
		for i := range m.out {
			if m.from[i] < 0 || m.from[i] > m.to[i] || int(m.to[i]) > len(text) || i > 0 && (m.from[i] < m.from[i-1] || m.to[i] < m.to[i-1]) {
				t.Fatalf("byte %d of %q is from %d to %d of %q", i, m.out, m.from[i], m.to[i], text)
			}
		}
		if strings.ContainsRune(text, unitEnd) || len(text) == 0 {
			return
		}
		from, to := place(text, a), place(text, b)
		if from > to {
			from, to = to, from
		}
		part := fold(text[from:to])
		if n := (needle{folded: part}); len(part) > 0 && n.find(fold(text), 0) < 0 {
			t.Fatalf("%q (%q) is not found in %q (%q)", text[from:to], part, text, fold(text))
		}
	})
}

// place returns a place between two letters.
func place(text string, at int) int {
	at = ((at % len(text)) + len(text)) % len(text)
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}
