package review

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestUnseenCharactersAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                      "plain",
		"a\u202eb\u202cc":            "a⟨RLO⟩b⟨PDF⟩c",
		"zero\u200bwidth":            "zero⟨ZWSP⟩width",
		"\ufeffmark":                 "⟨BOM⟩mark",
		"bell\a and null\x00":        "bell⟨07⟩ and null⟨00⟩",
		"bad \xff byte":              "bad ⟨BAD⟩ byte",
		"soft\u00adhyphen":           "soft⟨SHY⟩hyphen",
		"می\u200cخواهم":              "می\u200cخواهم",
		"क्\u200dष":                  "क्\u200dष",
		"👩\u200d🚒":                   "👩\u200d🚒",
		"un\u200djoined":             "un⟨ZWJ⟩joined",
		"tag \U000e0041":             "tag ⟨U+E0041⟩",
		"private \ue000":             "private ⟨U+E000⟩",
		"line\u2028end":              "line⟨LSEP⟩end",
		"windows\r\nlines\rand back": "windows\nlines⟨0D⟩and back",
		"שלום\u200f!":                "שלום⟨RLM⟩!",
		"٣٤\u0600":                   "٣٤\u0600",
	} {
		if got := plain(text); got != want {
			t.Errorf("plain(%q) = %q, want %q", text, got, want)
		}
	}
}

// FuzzRuns wants every byte of a text in exactly one run: the page counts its offsets by
// them.
func FuzzRuns(f *testing.F) {
	f.Add("a\u202eb", "B")
	f.Add("\r\n\xff\u200d👩", "👩")
	f.Fuzz(func(t *testing.T, text, find string) {
		n := 0
		for _, r := range highlighted(runs(text), find) {
			if (r.Text == "") == (r.Bytes == 0) {
				t.Fatalf("%q has the run %+v", text, r)
			}
			n += len(r.Text) + r.Bytes
			if r.Text != "" && (!utf8.ValidString(r.Text) || strings.ContainsAny(r.Text, "\u202e\x00\r")) {
				t.Fatalf("%q shows %q", text, r.Text)
			}
		}
		if n != len(text) {
			t.Fatalf("%q: %d bytes in runs, want %d", text, n, len(text))
		}
	})
}
