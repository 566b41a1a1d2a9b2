package review

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// run is a stretch of a text: as it is, or one character that nobody would see and that
// a name stands for.
type run struct {
	Text  string
	Name  string // of the character, short: "RLO"; empty for plain text
	Quiet bool   // it is a line end's carriage return, of which nothing is shown
	Bytes int    // of the character
	Hit   bool   // it is what was looked for
}

// The names of characters that turn text around, join or part it unseen.
var unseenNames = map[rune]string{
	'\u00ad': "SHY", '\u034f': "CGJ", '\u061c': "ALM", '\u115f': "HF", '\u1160': "HF", '\u17b4': "KIV", '\u17b5': "KIV", '\u180e': "MVS",
	'\u200b': "ZWSP", '\u200c': "ZWNJ", '\u200d': "ZWJ", '\u200e': "LRM", '\u200f': "RLM",
	'\u2028': "LSEP", '\u2029': "PSEP",
	'\u202a': "LRE", '\u202b': "RLE", '\u202c': "PDF", '\u202d': "LRO", '\u202e': "RLO",
	'\u2060': "WJ", '\u2066': "LRI", '\u2067': "RLI", '\u2068': "FSI", '\u2069': "PDI",
	'\u3164': "HF", '\ufeff': "BOM", '\uffa0': "HF",
}

// runs cuts a text at its unseen characters.
func runs(text string) (all []run) {
	from := 0
	for at := 0; at < len(text); {
		c, size := utf8.DecodeRuneInString(text[at:])
		name := unseen(c, size)
		if name == "" || joins(c, text, at, size) {
			at += size
			continue
		}
		if at > from {
			all = append(all, run{Text: text[from:at]})
		}
		if c == '\r' && at+size < len(text) && text[at+size] == '\n' {
			all = append(all, run{Quiet: true, Bytes: size})
		} else {
			all = append(all, run{Name: name, Bytes: size})
		}
		at += size
		from = at
	}
	if from < len(text) {
		all = append(all, run{Text: text[from:]})
	}
	return all
}

// unseen returns the name of a character that is not seen, empty for one that is.
func unseen(c rune, size int) string {
	switch {
	case c == utf8.RuneError && size == 1:
		return "BAD"
	case c == '\n' || c == '\t':
		return ""
	case c < 0x20 || c >= 0x7f && c < 0xa0:
		return fmt.Sprintf("%02X", c)
	case c < 0xa0:
		return ""
	}
	if name, ok := unseenNames[c]; ok {
		return name
	}
	if unicode.Is(unicode.Cf, c) && c != '\u0600' && !(c > '\u0600' && c <= '\u0605') && c != '\u06dd' && c != '\u070f' || unicode.Is(unicode.Co, c) {
		return fmt.Sprintf("U+%04X", c)
	}
	return ""
}

// joins reports whether a joiner or non-joiner is one that its script needs: Persian,
// Indic scripts and composed emoji do not read well without.
func joins(c rune, text string, at, size int) bool {
	if c != '\u200c' && c != '\u200d' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+size:])
	return needsJoiners(before) && (needsJoiners(after) || c == '\u200d' || after == ' ')
}

func needsJoiners(c rune) bool {
	return unicode.In(c, unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
		unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar) ||
		c >= 0x1f000 && c < 0x20000 || c == '\ufe0f' || c >= 0x2600 && c < 0x2800
}

// plain returns a text with names in place of unseen characters: for titles, attributes
// and lists, where nothing can be marked up.
func plain(text string) string {
	cut := runs(text)
	if len(cut) == 1 && cut[0].Bytes == 0 {
		return text
	}
	var b strings.Builder
	for _, r := range cut {
		if r.Name != "" {
			b.WriteString("⟨" + r.Name + "⟩")
			continue
		}
		b.WriteString(r.Text)
	}
	return b.String()
}

// line returns a text as one plain line.
func line(text string) string { return plain(strings.Join(strings.Fields(text), " ")) }

// short returns the beginning of a text as one plain line.
func short(text string, most int) string {
	text = line(text)
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	letters := []rune(text)[:most]
	return strings.TrimRight(string(letters), " ") + "…"
}
