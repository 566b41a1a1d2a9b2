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
	// sampleBytes is how much chardet is given; its statistics settle within a
	// few kilobytes.
	sampleBytes = 16 << 10
	// sampleLead is how much is kept before the first byte that tells.
	sampleLead = 64
	// sure is the confidence, of 100, from which chardet is believed against
	// the language that the scraper named: true charsets score 50 and more
	// after one sentence, chance hits up to 40.
	sure = 45
	// fallback is the web's own: what browsers assume of an unlabelled page.
	fallback = "windows-1252"
)

// legacyCharsets is what each language was written in before UTF-8, in the
// WHATWG's names: the table that browsers keep for unlabelled pages, for the
// languages whose letters windows-1252 lacks.
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

// supersets maps what chardet calls a charset to the one that scrapes really
// use: Microsoft's page, which has the same letters and more.
var supersets = map[string]string{
	"iso-8859-1": "windows-1252", "iso-8859-9": "windows-1254", "iso-8859-8": "windows-1255",
	"iso-8859-8-i": "windows-1255", "iso-8859-7": "windows-1253",
}

// detect guesses the charset of a body that is not UTF-8 and that nobody
// declared, or declared wrongly. It never fails: checkText judges what comes of
// it. chardet (ICU's detector) knows the large languages; Thai shows by its
// spelling, and for the rest the scraper's language decides.
func detect(body []byte, language string) string {
	sample := sampleOf(body)
	name, confidence := bestGuess(sample)
	if looksThai(sample) {
		return "windows-874"
	}
	if confidence >= sure {
		return name
	}
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	if legacy, known := legacyCharsets[primary]; known {
		return legacy
	}
	return cmp.Or(name, fallback)
}

// sampleOf cuts the piece of body that has the first telling bytes.
func sampleOf(body []byte) []byte {
	first := max(0, bytes.IndexFunc(body, func(r rune) bool { return r >= utf8.RuneSelf })-sampleLead)
	return body[first:min(len(body), first+sampleBytes)]
}

// bestGuess asks chardet, whose ties depend on which of its goroutines was
// done first: sorting by name as well makes the answer depend on nothing but
// the sample.
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

// decodable is the WHATWG's name for one of chardet's answers, or "" for those
// that no text of today comes in, or that sample can't be.
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

// hasISOGreekAlpha looks for the one letter that ISO-8859-7 and windows-1253
// disagree on: Ά, which is 0xB6 in the first, before another small letter.
func hasISOGreekAlpha(sample []byte) bool {
	for i, b := range sample {
		if b == 0xb6 && i+1 < len(sample) && sample[i+1] >= 0xdc {
			return true
		}
	}
	return false
}

const (
	// minThai is how many bytes beyond ASCII it takes to tell Thai by its
	// spelling.
	minThai = 12
	// gluedLimit is how many runs of Thai there must be for each that a Latin
	// letter follows at once.
	gluedLimit = 4
)

// looksThai reports whether every run of non-ASCII bytes in sample is spelled
// as Thai in windows-874. Other charsets break that within a few words. Those
// of two-byte characters may keep it for a line, but then their runs all have
// even lengths, or (Big5, Shift_JIS) end in an ASCII letter as often as not;
// Thai's don't.
func looksThai(sample []byte) bool {
	bytesSeen, runs, odd, glued, marks := 0, 0, 0, 0, 0
	for i := 0; i < len(sample); i++ {
		start := i
		for i < len(sample) && sample[i] >= utf8.RuneSelf {
			i++
		}
		run := sample[start:i]
		if len(run) == 0 {
			continue
		}
		n, ok := thaiMarks(run)
		if !ok {
			return false
		}
		bytesSeen, runs, odd, marks = bytesSeen+len(run), runs+1, odd+len(run)%2, marks+n
		if i < len(sample) && isLetter(sample[i]) {
			glued++
		}
	}
	return bytesSeen >= minThai && marks > 0 && odd > 0 && gluedLimit*glued <= runs
}

// thaiMarks counts the vowel and tone marks in run that are written above or
// below. It is not ok when one of them follows neither a consonant nor another
// mark, or when a byte is none of the charset's.
func thaiMarks(run []byte) (marks int, ok bool) {
	afterLetter := false
	for _, b := range run {
		switch {
		case !isThai(b), isThaiMark(b) && !afterLetter:
			return 0, false
		case isThaiMark(b):
			marks++
		default:
			afterLetter = b <= 0xce // the consonants; vowels and digits come behind them
		}
	}
	return marks, true
}

func isThai(b byte) bool { return b >= 0xa1 && b <= 0xda || b >= 0xdf && b <= 0xfb }

func isThaiMark(b byte) bool { return b == 0xd1 || b >= 0xd4 && b <= 0xda || b >= 0xe7 && b <= 0xee }

const (
	// utf16Sample is how many bytes are counted for UTF-16.
	utf16Sample = 8 << 10
	// nulSide is the share of NULs that must stand on one side of the byte
	// pairs; in UTF-16 text all but none do.
	nulSide = 0.98
	// nulFew is the least share of byte pairs with a NUL: the spaces, digits
	// and line ends of a text in any script.
	nulFew = 0.01
	// nulMany is the share that says UTF-16 even where the bytes could be read
	// as ASCII, as Cyrillic's could; below, they are text with stray NULs.
	nulMany = 0.1
)

// utf16ByNULs names the UTF-16 that body is in when it has no byte order mark,
// or returns "". Every ASCII character in it has a NUL on one side.
func utf16ByNULs(body []byte) string {
	sample := body[:min(len(body), utf16Sample)&^1]
	if bytes.IndexByte(sample, 0) < 0 {
		return ""
	}
	var sides [2]int
	for i, b := range sample {
		if b == 0 {
			sides[i&1]++
		}
	}
	total := sides[0] + sides[1]
	share := float64(total) / float64(len(sample)/2)
	if share < nulFew || share < nulMany && utf8.Valid(body) {
		return ""
	}
	name := ""
	switch floor := nulSide * float64(total); {
	case float64(sides[1]) >= floor:
		name = "utf-16le"
	case float64(sides[0]) >= floor:
		name = "utf-16be"
	default:
		return ""
	}
	if text, _, err := convert(sample, name); err != nil || checkText(text) != nil || !fits(text) {
		return ""
	}
	return name
}
