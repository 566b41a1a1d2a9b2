package siterules

import (
	"encoding/binary"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a line as rules compare it: with each run of white space as one space,
// without what nobody sees, composed, and, unless it is exact, in lower case and with
// one form of each quotation mark, dash and full-width character. Its memory is used
// again for the next line.
type folded struct {
	line  string
	text  []byte
	at    []int32 // for each byte of text, where in the line its character begins; none until it is asked for
	exact bool
}

// whole is no limit to how much of a line is read.
const whole = math.MaxInt

// fold reads a line, as much of it as makes limit bytes, or a few more.
func (f *folded) fold(line string, limit int) {
	f.line, f.at = line, f.at[:0]
	f.read(limit, false)
}

// read fills in text, and with offsets at.
func (f *folded) read(limit int, offsets bool) {
	table, line := looseTable(), f.line
	if f.exact {
		table = exactTable()
	}
	const growth = 2 // what composing makes longer
	f.text = slices.Grow(f.text[:0], growth*min(len(line), limit)+len(eight{}))
	composed, asked := true, false // whether the line is, and whether that was asked
	for i := 0; i < len(line) && len(f.text) <= limit; {
		if !offsets && composed {
			if i = f.run(table, i, limit); i == len(line) || len(f.text) > limit {
				break
			}
		}
		from := i
		r, n := utf8.DecodeRuneInString(line[i:])
		switch {
		case table.of(r) == 0 && !asked && isComposing(r):
			composed, asked = norm.NFC.IsNormalString(line), true
			if !composed { // the character before may belong to this one
				i, f.text, f.at = 0, f.text[:0], f.at[:0]
			}
			continue
		case unicode.IsSpace(r) || r < ' ' || r == 0x7f:
			f.space()
		case isUnseen(r):
		case r == '.' && len(line)-i >= 3 && line[i+1] == '.' && line[i+2] == '.':
			f.text, n = utf8.AppendRune(f.text, '…'), 3
		case !composed:
			n = f.compose(i)
		default:
			f.text = utf8.AppendRune(f.text, f.rune(r))
		}
		i += n
		if offsets {
			for len(f.at) < len(f.text) {
				f.at = append(f.at, int32(from))
			}
		}
	}
	if n := len(f.text); n > 0 && f.text[n-1] == ' ' {
		f.text = f.text[:n-1]
	}
}

// run reads characters of a composed line of which each is one of the folded text, and
// returns where the next one begins that is not. It is most of what rules for lines cost.
func (f *folded) run(table *runeTable, i, limit int) int {
	line, n := f.line, len(f.text)
	text := f.text[:cap(f.text)]
	for i < len(line) && n <= limit && n+len(eight{}) <= len(text) {
		c := line[i]
		if c < utf8.RuneSelf {
			if len(line)-i > len(eight{}) && (c != ' ' || n > 0 && text[n-1] != ' ') {
				if w, ok := eightOf(line[i:], f.exact); ok {
					n += copy(text[n:], w[:])
					i += len(w)
					continue
				}
			}
			b := table.runes[c]
			if b == 0 {
				break
			}
			if b != ' ' || n > 0 && text[n-1] != ' ' {
				text[n] = byte(b)
				n++
			}
			i++
			continue
		}
		r, size := rune(0), 2
		if c >= 0xc2 && c < 0xe0 && i+1 < len(line) && line[i+1]&0xc0 == 0x80 {
			r = rune(c&0x1f)<<6 | rune(line[i+1]&0x3f)
		} else {
			r, size = utf8.DecodeRuneInString(line[i:])
		}
		if r = table.of(r); r == 0 {
			break
		}
		if r >= utf8.RuneSelf && r < 0x800 {
			text[n], text[n+1] = 0xc0|byte(r>>6), 0x80|byte(r&0x3f)
			n += 2
		} else {
			n += utf8.EncodeRune(text[n:], r)
		}
		i += size
	}
	f.text = text[:n]
	return i
}

// eight is so many bytes, which are read at once.
type eight [8]byte

// The same byte eight times, for what is done with each of eight.
const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// eightOf returns the folded form of the eight characters that a line begins with. It is
// not ok where one is not in ASCII or is to be looked at: a control character, a second
// space, and a full stop that another may follow. The line is longer than eight.
func eightOf(line string, exact bool) (folded eight, ok bool) {
	copy(folded[:], line)
	w := binary.LittleEndian.Uint64(folded[:])
	if w&highs != 0 || (w-' '*ones)&highs != 0 { // 0x80 and above; below a space
		return folded, false
	}
	spaces, stops := bytesThatAre(w, ' '), bytesThatAre(w, '.')
	if spaces&(spaces<<8) != 0 || stops&(stops<<8) != 0 || line[7] == '.' || bytesThatAre(w, 0x7f)|bytesThatAre(w, '`') != 0 {
		return folded, false
	}
	if !exact {
		upper := (w + (0x80-'A')*ones) &^ (w + (0x80-'Z'-1)*ones) & highs
		w |= upper >> 2
	}
	binary.LittleEndian.PutUint64(folded[:], w)
	return folded, true
}

// bytesThatAre returns the high bit of each byte of w that is c. All are in ASCII.
func bytesThatAre(w uint64, c byte) uint64 {
	return ^(w ^ uint64(c)*ones + (highs - ones)) & highs
}

// space adds a space, unless one is there or nothing is.
func (f *folded) space() {
	if n := len(f.text); n > 0 && f.text[n-1] != ' ' {
		f.text = append(f.text, ' ')
	}
}

// compose reads a character with the marks that belong to it, and returns its length.
func (f *folded) compose(from int) int {
	n := norm.NFC.NextBoundaryInString(f.line[from:], true)
	for _, r := range norm.NFC.String(f.line[from : from+n]) {
		if !isUnseen(r) {
			f.text = utf8.AppendRune(f.text, f.rune(r))
		}
	}
	return n
}

// span returns the bytes of the line that a stretch of the folded text stands for.
func (f *folded) span(from, to int) (start, end int) {
	line := f.line
	if len(f.at) == 0 {
		f.read(whole, true)
	}
	if from >= len(f.at) { // nothing is left behind what a rule names
		return len(line), len(line)
	}
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

// foldText returns a text of a rule as lines are compared with it.
func foldText(text string, exact bool) string {
	f := folded{exact: exact}
	f.fold(text, whole)
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
