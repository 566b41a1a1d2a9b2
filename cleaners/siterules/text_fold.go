package siterules

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a line as rules compare it: with each run of white space as one space,
// without what nobody sees, composed, and, unless it is exact, in lower case and with
// one form of each quotation mark, dash and full-width character. Its memory is used
// again for the next line.
type folded struct {
	text  []byte
	at    []int32 // for each byte of text, where in the line its character begins
	exact bool
}

// fold reads a line. What at has is right only where offsets are asked for.
func (f *folded) fold(line string, offsets bool) {
	f.text, f.at = f.text[:0], f.at[:0]
	normal := norm.NFC.IsNormalString(line)
	space := -1 // where the white space began that was seen last
	for i := 0; i < len(line); {
		c := line[i]
		if c < utf8.RuneSelf {
			if c <= ' ' || c == 0x7f {
				if space < 0 {
					space = i
				}
				i++
				continue
			}
			f.gap(&space, offsets)
			from := i
			i++
			switch {
			case f.exact:
				f.text = append(f.text, c)
			case c >= 'A' && c <= 'Z':
				f.text = append(f.text, c+'a'-'A')
			case c == '`':
				f.text = append(f.text, '\'')
			case c == '.' && i+1 < len(line) && line[i] == '.' && line[i+1] == '.':
				i += 2
				f.text = utf8.AppendRune(f.text, '…')
			default:
				if f.text = append(f.text, c); !normal && i < len(line) && line[i] >= utf8.RuneSelf {
					i = f.compose(line, from)
				}
			}
			if offsets {
				f.place(from)
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(line[i:])
		switch {
		case unicode.IsSpace(r):
			if space < 0 {
				space = i
			}
			i += n
			continue
		case isUnseen(r):
			i += n
			continue
		}
		f.gap(&space, offsets)
		from := i
		if normal {
			f.text = utf8.AppendRune(f.text, f.rune(r))
			i += n
		} else {
			i = f.composed(line, i)
		}
		if offsets {
			f.place(from)
		}
	}
}

// compose reads the character of a line again, from which on it may have marks to
// compose with: it has been read as one byte. It returns where the next one begins.
func (f *folded) compose(line string, from int) int {
	f.text = f.text[:len(f.text)-1]
	return f.composed(line, from)
}

// composed reads a character with the marks that belong to it, and returns where the
// next one begins.
func (f *folded) composed(line string, from int) int {
	n := norm.NFC.NextBoundaryInString(line[from:], true)
	for _, r := range norm.NFC.String(line[from : from+n]) {
		if !isUnseen(r) {
			f.text = utf8.AppendRune(f.text, f.rune(r))
		}
	}
	return from + n
}

// gap adds a space for white space that was seen before a character, but for the
// line's begin.
func (f *folded) gap(space *int, offsets bool) {
	if *space >= 0 && len(f.text) > 0 {
		f.text = append(f.text, ' ')
		if offsets {
			f.place(*space)
		}
	}
	*space = -1
}

// place notes for the bytes that have none where their character begins.
func (f *folded) place(from int) {
	for len(f.at) < len(f.text) {
		f.at = append(f.at, int32(from))
	}
}

// span returns the bytes of the line that a stretch of the folded text stands for. The
// line must have been read with offsets.
func (f *folded) span(from, to int, line string) (start, end int) {
	start, end = int(f.at[from]), len(line)
	if to < len(f.at) {
		end = int(f.at[to])
	}
	for end > start {
		r, n := utf8.DecodeLastRuneInString(line[start:end])
		if !unicode.IsSpace(r) {
			break
		}
		end -= n
	}
	return start, end
}

// firstLetterless is where the scripts begin that have no upper case, up to lastLetterless.
const (
	firstLetterless = 0x2e80
	lastLetterless  = 0xa63f
)

// rune returns the form of r by which it is compared.
func (f *folded) rune(r rune) rune {
	if f.exact || r >= firstLetterless && r <= lastLetterless {
		return r
	}
	switch r {
	case '‘', '’', '‚', '‛', '′', '´', 'ʼ', '‹', '›':
		return '\''
	case '“', '”', '„', '‟', '″', '«', '»':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	}
	const fullWidth = 0xfee0
	if r > fullWidth+' ' && r <= fullWidth+'~' {
		r -= fullWidth
	}
	return unicode.ToLower(unicode.ToUpper(r)) // ς and σ are one, ı and i too
}

// isUnseen reports a character that a reader does not see: a soft hyphen, a mark of
// direction, one that joins or parts.
func isUnseen(r rune) bool {
	switch {
	case r == 0xad, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff, r == 0x61c:
		return true
	}
	return r >= 0xfe00 && r <= 0xfe0f
}

// foldText returns a text of a rule as lines are compared with it.
func foldText(text string, exact bool) string {
	f := folded{exact: exact}
	f.fold(text, false)
	return string(f.text)
}

// partsWord reports whether a word goes on from before place at of text to behind it.
// Scripts that write no spaces have no words to part.
func partsWord(text []byte, at int) bool {
	if at <= 0 || at >= len(text) {
		return false
	}
	after, _ := utf8.DecodeRune(text[at:])
	if unicode.Is(unicode.M, after) {
		return true
	}
	before, _ := utf8.DecodeLastRune(text[:at])
	return isOfWord(before) && isOfWord(after)
}

func isOfWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)) &&
		!unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
