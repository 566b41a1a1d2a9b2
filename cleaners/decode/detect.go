package decode

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
)

const (
	// sampleBytes is how much of a body chardet sees; its statistics need a few
	// kilobytes.
	sampleBytes = 16 << 10
	// sampleLead is how much of the sample stands before the first byte beyond ASCII.
	sampleLead = 64
	// sureConfidence is the confidence, 0 to 100, from which chardet is believed
	// against the language that the scraper named: right answers have 50 and more
	// after one sentence, wrong ones up to 40.
	sureConfidence = 45
	// fallback is what browsers assume of an unlabelled page.
	fallback = "windows-1252"
)

// legacyCharset returns the charset that a language was written in before UTF-8, by the
// WHATWG's name, as browsers have it for unlabelled pages, or "": languages whose letters
// windows-1252 has are left out.
func legacyCharset(language string) string {
	switch language {
	case "ar", "fa", "ur":
		return "windows-1256"
	case "be", "bg", "kk", "mk", "ru", "sr", "uk":
		return "windows-1251"
	case "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq":
		return "windows-1250"
	case "el":
		return "windows-1253"
	case "he":
		return "windows-1255"
	case "tr", "az":
		return "windows-1254"
	case "et", "lt", "lv":
		return "windows-1257"
	case "ja":
		return "shift_jis"
	case "ko":
		return "euc-kr"
	case "th":
		return "windows-874"
	case "vi":
		return "windows-1258"
	case "zh":
		return "gb18030"
	}
	return ""
}

// superset returns the charset that pages really use for one that chardet names:
// Microsoft's, which has the same letters and more. It returns other names as they are.
func superset(name string) string {
	switch name {
	case "iso-8859-1":
		return "windows-1252"
	case "iso-8859-7":
		return "windows-1253"
	case "iso-8859-8", "iso-8859-8-i":
		return "windows-1255"
	case "iso-8859-9":
		return "windows-1254"
	}
	return name
}

// detect returns the likely charset of a body that is not UTF-8 and whose charset was
// not declared, or wrongly. It always returns one; checkText judges the text that it
// makes. chardet, a port of ICU's detector, knows the large languages; Thai is
// recognised by its spelling, and for the rest the scraper's language decides.
//
// gogs/chardet is no longer maintained. wlynxg/chardet, which is, recognises Greek and
// Cyrillic better, but not the charsets of Central Europe, Turkey and Arabic.
func detect(body []byte, language string) string {
	sample := sampleOf(body)
	name, confidence := bestGuess(sample)
	if looksThai(sample) {
		return "windows-874"
	}
	if confidence >= sureConfidence {
		return name
	}
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	return cmp.Or(legacyCharset(primary), name, fallback)
}

// sampleOf returns the piece of body from shortly before its first byte beyond ASCII.
func sampleOf(body []byte) []byte {
	first := max(0, bytes.IndexFunc(body, func(r rune) bool { return r >= utf8.RuneSelf })-sampleLead)
	return body[first:min(len(body), first+sampleBytes)]
}

// bestGuess returns chardet's best answer and its confidence. The order of chardet's
// ties depends on which of its goroutines ends first; sorted by name as well, the
// answer depends on the sample alone.
func bestGuess(sample []byte) (name string, confidence int) {
	results, err := chardet.NewHtmlDetector().DetectAll(sample)
	if err != nil {
		return "", 0
	}
	slices.SortFunc(results, func(a, b chardet.Result) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Charset, b.Charset))
	})
	for _, r := range results {
		if name := decodable(r.Charset, sample); name != "" {
			return name, r.Confidence
		}
	}
	return "", 0
}

// decodable returns the WHATWG's name for one of chardet's answers, or "" for one that
// can't be decoded, or that sample can't be in.
func decodable(charset string, sample []byte) string {
	name := canonical(charset)
	if name == "" || strings.HasPrefix(name, "utf-") || name == "iso-2022-jp" {
		return ""
	}
	if name == "iso-8859-7" && hasISOGreekAlpha(sample) {
		return name
	}
	return superset(name)
}

// hasISOGreekAlpha reports whether sample has a Ά as in ISO-8859-7: 0xB6 before a small
// letter. It is the one letter that windows-1253 has elsewhere.
func hasISOGreekAlpha(sample []byte) bool {
	for i, b := range sample {
		if b == 0xb6 && i+1 < len(sample) && sample[i+1] >= 0xdc {
			return true
		}
	}
	return false
}
