package decode

import "unicode/utf8"

const (
	// minThai is how many bytes beyond ASCII are needed to recognise Thai by its
	// spelling.
	minThai = 12
	// gluedLimit is how many runs of Thai there must be for each one that a Latin
	// letter directly follows.
	gluedLimit = 4
)

// looksThai reports whether every run of bytes beyond ASCII in sample is spelled as
// Thai in windows-874. Text in other charsets breaks the spelling within a few words.
// In charsets of two-byte characters a line may keep it, but then all runs have even
// lengths or, in Big5 and Shift_JIS, half of them end in an ASCII letter.
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

// thaiMarks counts the vowel and tone marks in run that are written above or below.
// ok is false when one of them follows neither a consonant nor another mark, or when
// a byte is not in the charset.
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
