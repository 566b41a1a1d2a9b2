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

// legacyCharsets has the charset that each language was written in before UTF-8, by
// the WHATWG's name, as browsers have it for unlabelled pages. Languages whose
// letters windows-1252 has are left out.
var legacyCharsets = map[string]string{
	"ar": "windows-1256", "fa": "windows-1256", "ur": "windows-1256",
	"be": "windows-1251", "bg": "windows-1251", "kk": "windows-1251", "mk": "windows-1251",
	"ru": "windows-1251", "sr": "windows-1251", "uk": "windows-1251",
	"cs": "windows-1250", "hr": "windows-1250", "hu": "windows-1250", "pl": "windows-1250",
	"ro": "windows-1250", "sk": "windows-1250", "sl": "windows-1250", "sq": "windows-1250",
	"el": "windows-1253", "he": "windows-1255", "tr": "windows-1254", "az": "windows-1254",
	"et": "windows-1257", "lt": "windows-1257", "lv": "windows-1257",
	"ja": "shift_jis", "ko": "euc-kr", "th": "windows-874", "vi": "windows-1258", "zh": "gb18030",
}

// supersets maps the charsets that chardet names to those that pages really use:
// Microsoft's, which have the same letters and more.
var supersets = map[string]string{
	"iso-8859-1": "windows-1252", "iso-8859-9": "windows-1254", "iso-8859-8": "windows-1255",
	"iso-8859-8-i": "windows-1255", "iso-8859-7": "windows-1253",
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
	if legacy, known := legacyCharsets[primary]; known {
		return legacy
	}
	return cmp.Or(name, fallback)
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
	if wide, ok := supersets[name]; ok {
		return wide
	}
	return name
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
