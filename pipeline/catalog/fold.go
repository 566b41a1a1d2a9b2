package catalog

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folder writes a text as it is searched: letters and digits alone, small, without
// accents, in compatibility form, one space where anything else stood between two of
// them. Between two letters of which one is Chinese, Japanese or Korean there is no
// space: a line that is broken there is found as one that is not. So white space,
// marks and quotes of any kind do not hide a sentence. The same text folds alike
// wherever it stands.
type folder struct {
	out  []byte
	from []int32 // of each byte of out, where its letter begins in the text; nil: not asked for
	to   []int32 // and where it ends

	mapped bool
	last   rune // the letter written last; 0 for none
	gap    bool // something that is no letter came after it
}

// unitEnd is a byte over which nothing is found.
const unitEnd = 0

// endUnit writes a byte that no text that is looked for has.
func (f *folder) endUnit(at int) {
	if f.last != 0 {
		f.bytes('\n', at, at+1)
	}
	f.last, f.gap = 0, false
}

// fold returns a text as it is searched.
func fold(text string) []byte {
	f := folder{out: make([]byte, 0, len(text))}
	f.add(text, 0)
	return f.out
}

// add folds one more text, which begins at a place of the whole.
func (f *folder) add(text string, at int) {
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			switch {
			case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
				f.write(rune(c), at+i, at+i+1)
			case 'A' <= c && c <= 'Z':
				f.write(rune(c|0x20), at+i, at+i+1)
			case c == unitEnd:
				f.endUnit(at + i)
			default:
				f.gap = true
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		f.wide(r, at+i, at+i+n)
		i += n
	}
}

// wide folds a letter beyond ASCII, which may come to several.
func (f *folder) wide(r rune, from, to int) {
	switch {
	case 0xAC00 <= r && r <= 0xD7A3: // Hangul, into the letters of its syllable
		s := r - 0xAC00
		f.write(0x1100+s/588, from, to)
		f.write(0x1161+s%588/28, from, to)
		if tail := s % 28; tail > 0 {
			f.write(0x11A7+tail, from, to)
		}
		return
	case isAccent(r):
		return
	}
	var bytes [utf8.UTFMax]byte
	n := utf8.EncodeRune(bytes[:], r)
	decomposed := norm.NFKD.Properties(bytes[:n]).Decomposition()
	if decomposed == nil {
		f.letter(r, from, to)
		return
	}
	for len(decomposed) > 0 {
		part, n := utf8.DecodeRune(decomposed)
		if !isAccent(part) {
			f.letter(part, from, to)
		}
		decomposed = decomposed[n:]
	}
}

// isAccent reports a mark that changes a letter and leaves the word: accents of Latin,
// Greek and Cyrillic, the vowel points of Arabic and Hebrew, and characters that nobody
// sees. In other scripts marks are half of the word.
func isAccent(r rune) bool {
	switch {
	case 0x300 <= r && r <= 0x36F, 0x591 <= r && r <= 0x5C7 && unicode.Is(unicode.Mn, r), 0x64B <= r && r <= 0x655, r == 0x670, r == 0x640,
		r == 0xAD, 0x200B <= r && r <= 0x200F, r == 0x2060, r == 0xFEFF, 0xFE00 <= r && r <= 0xFE0F:
		return true
	}
	return false
}

// letters that are written in two ways, and that no decomposition tells of.
var twoWays = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ı': "i", 'ς': "σ",
}

// letter folds one character that does not decompose.
func (f *folder) letter(r rune, from, to int) {
	if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
		f.gap = true
		return
	}
	r = unicode.ToLower(r)
	if as, found := twoWays[r]; found {
		for _, r := range as {
			f.write(r, from, to)
		}
		return
	}
	f.write(r, from, to)
}

// write adds one letter, and the space before it.
func (f *folder) write(r rune, from, to int) {
	if f.gap && f.last != 0 && !joins(f.last) && !joins(r) {
		end := f.end()
		f.bytes(' ', min(end, from), max(end, from))
	}
	f.bytes(r, from, to)
	f.last, f.gap = r, false
}

// end returns where the letter written last ends.
func (f *folder) end() int {
	if !f.mapped {
		return 0
	}
	return int(f.to[len(f.to)-1])
}

func (f *folder) bytes(r rune, from, to int) {
	before := len(f.out)
	f.out = utf8.AppendRune(f.out, r)
	if !f.mapped {
		return
	}
	for range len(f.out) - before {
		f.from, f.to = append(f.from, int32(from)), append(f.to, int32(to))
	}
}

// joins reports a letter of a script that is written without spaces, or in which a line
// may break anywhere.
func joins(r rune) bool {
	switch {
	case r < 0x0E00:
		return false
	case r <= 0x0EFF, // Thai, Lao
		0x1000 <= r && r <= 0x109F, // Burmese
		0x1100 <= r && r <= 0x11FF, // the letters of Hangul
		0x1780 <= r && r <= 0x17FF, // Khmer
		0x2E80 <= r && r <= 0x9FFF, // Han, Kana and what stands among them
		0xF900 <= r && r <= 0xFAFF, 0x20000 <= r && r <= 0x3FFFF:
		return true
	}
	return false
}

// foldMapped is fold, and says where each byte is from.
func foldMapped(text string) folder {
	f := folder{mapped: true, out: make([]byte, 0, len(text)), from: make([]int32, 0, len(text)), to: make([]int32, 0, len(text))}
	f.add(text, 0)
	return f
}
