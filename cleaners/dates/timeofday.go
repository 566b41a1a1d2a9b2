package dates

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TimeOfDay is a time of day where a line states it.
type TimeOfDay struct {
	Minute int // since midnight
	From   int // bytes of the line, the word for the half of the day and the zone included
	To     int
}

// FindTimeOfDay returns the first time of day that a line states as people write it:
// 14:05, 2.05 p.m., 14.05 Uhr, 14h05, 14時05分, ٢٠:١٥. Two numbers with a dot
// between them are one only where nothing makes them a date or a sum. ok is
// false where there is none.
func FindTimeOfDay(line string) (t TimeOfDay, ok bool) {
	for i := nextFigure(line, 0); i < len(line); i = nextFigure(line, i) {
		r, n := rune(line[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(line[i:])
		}
		if digitOf(r) < 0 {
			i += n
			continue
		}
		if mayBeTime(line, i) && !joinsNumber(line[:i]) {
			if t, ok := timeAt(line, i); ok {
				return t, true
			}
		}
		for i < len(line) { // past the number
			r, n := utf8.DecodeRuneInString(line[i:])
			if digitOf(r) < 0 {
				break
			}
			i += n
		}
	}
	return TimeOfDay{}, false
}

// farDigits is the first byte of the first characters behind which there are other digits
// than those of ASCII: of Arabic. What comes before are Latin, Greek, Cyrillic, Hebrew.
const farDigits = 0xD8

// nextFigure returns where the next character that may be a digit begins in line from byte i
// on, or its length. It reads eight bytes at a time: of most lines nearly all are none.
func nextFigure(line string, i int) int {
	const (
		each  = 0x0101010101010101
		flags = 0x80 * each // the highest bit of each byte
	)
	for ; i+8 <= len(line); i += 8 {
		w := line[i : i+8]
		bytes := uint64(w[0]) | uint64(w[1])<<8 | uint64(w[2])<<16 | uint64(w[3])<<24 | uint64(w[4])<<32 | uint64(w[5])<<40 | uint64(w[6])<<48 | uint64(w[7])<<56
		near := ^((bytes^'0'*each)&^flags + (0x80-10)*each) &^ bytes // flagged are the digits of ASCII
		far := (bytes&^flags + (0x100-farDigits)*each) & bytes       // and bytes from farDigits on
		if found := (near | far) & flags; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(line) && (line[i] < '0' || line[i] > '9' && line[i] < farDigits) {
		i++
	}
	return i
}

// joinsNumber reports whether the number that follows head is a part of a longer one:
// of a sum, a date, a score.
func joinsNumber(head string) bool {
	if head == "" {
		return false
	}
	before, n := utf8.DecodeLastRuneInString(head)
	switch before {
	case '$', '€', '£', '¥', '₹', '#':
		return true
	case '.', ':', ',', '/', '-', '–', '+':
		r, _ := utf8.DecodeLastRuneInString(head[:len(head)-n])
		return digitOf(r) >= 0
	}
	return unicode.IsLetter(before) && before < 0x2e80 // "F1", but not 下午3
}

// mayBeTime reports whether what stands behind the number at byte i can make it the hour
// of a time: most numbers are told by the next byte or two. It never says no to one that
// timeAt can read.
func mayBeTime(line string, i int) bool {
	end := i
	for end < len(line) && isDigit(line[end]) {
		end++
	}
	if end == len(line) || end-i > 2 {
		return false
	}
	next := byte(0) // what stands behind the mark
	if end+1 < len(line) {
		next = line[end+1]
	}
	switch c := line[end]; c {
	case ':', '.':
		return isDigit(next) || next >= utf8.RuneSelf
	case 'h', 'H', 'a', 'A', 'p', 'P':
		return true
	case ' ':
		return next == ' ' || next|0x20 == 'h' || next|0x20 == 'a' || next|0x20 == 'p' || next >= utf8.RuneSelf
	default:
		return c >= utf8.RuneSelf
	}
}

// timeAt reads the time whose hour begins at byte i of line.
func timeAt(line string, i int) (t TimeOfDay, ok bool) {
	hour, end := numberAt(line, i)
	digits := utf8.RuneCountInString(line[i:end])
	if digits > 2 || hour > 24 {
		return t, false
	}
	minute, to, sure := minuteAt(line, end)
	half, n := halfOfDay(line[to:])
	if half == 0 && (minute < 0 || !sure && !isTimeWord(line, to, i)) {
		return t, false
	}
	if half != 0 && hour > 12 && minute < 0 {
		return t, false
	}
	to += n
	from, east := halfBefore(line[:i])
	if east != 0 {
		half = east
	}
	hour = halfDayHour(hour, half)
	if hour > 24 {
		return t, false
	}
	return TimeOfDay{Minute: hour%24*60 + max(minute, 0), From: from, To: zoneEnd(line, to)}, true
}

// minuteAt reads the minute behind an hour that ends at byte i; -1 where there is
// none. sure is false where what stands between the two may be a dot of a date
// or of a sum.
func minuteAt(line string, i int) (minute, to int, sure bool) {
	rest := line[i:]
	r, n := utf8.DecodeRuneInString(rest)
	skip := n
	switch r {
	case ':', '：', '時', '时', '点', '點', '시':
		sure = true
	case '.':
	case 'h', 'H', ' ', '\u00a0':
		form := strings.TrimLeft(rest, " \u00a0")
		if form == "" || form[0]|0x20 != 'h' {
			return -1, i, false
		}
		sure, skip = true, len(rest)-len(form)+1
	default:
		return -1, i, false
	}
	for strings.HasPrefix(rest[skip:], " ") && r != ':' && r != '.' {
		skip++
	}
	from := i + skip
	minute, end := numberAt(line, from)
	if utf8.RuneCountInString(line[from:end]) != 2 || minute > 59 {
		if r == '時' || r == '时' || r == '点' || r == '點' || r == '시' {
			return 0, i + n, true
		}
		return -1, i, false
	}
	return minute, pastMinute(line, end), sure && !goesOn(line, end)
}

// pastMinute returns where the minutes' own sign and the seconds end.
func pastMinute(line string, i int) int {
	for _, sign := range [...]string{"分", "분", "'"} {
		if strings.HasPrefix(line[i:], sign) {
			return i + len(sign)
		}
	}
	if strings.HasPrefix(line[i:], ":") {
		if n, end := numberAt(line, i+1); end == i+3 && n < 60 {
			return end
		}
	}
	return i
}

// goesOn reports whether a further number follows: 3.4.2026, 1:30:500.
func goesOn(line string, i int) bool {
	r, n := utf8.DecodeRuneInString(line[i:])
	if digitOf(r) >= 0 {
		return true
	}
	if r != '.' && r != '-' && r != '/' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(line[i+n:])
	return digitOf(next) >= 0
}

// isTimeWord reports what makes a time of two numbers with a dot between them: a
// word behind it that only times have, or the line's beginning and no further dot.
func isTimeWord(line string, to, from int) bool {
	rest := strings.TrimLeft(line[to:], " \u00a0")
	for _, word := range [...]string{"Uhr", "uhr", "hrs", "h ", "GMT", "BST", "CET", "CEST", "ET", "น."} {
		if strings.HasPrefix(rest, word) {
			return true
		}
	}
	if strings.HasPrefix(line[to:], ".") || strings.HasPrefix(rest, "%") || goesOn(line, to) {
		return false
	}
	head := strings.TrimFunc(line[:from], func(r rune) bool { return !unicode.IsLetter(r) && digitOf(r) < 0 })
	return head == "" || strings.EqualFold(head, "kl") || strings.HasSuffix(head, " kl") || strings.HasSuffix(head, " klo")
}

// halvesBefore are the words that stand before an hour for the half of the day.
var halvesBefore = []struct {
	word string
	half byte
}{{"下午", 'p'}, {"晚上", 'p'}, {"上午", 'a'}, {"凌晨", 'a'}, {"午後", 'p'}, {"午前", 'a'}, {"오후", 'p'}, {"오전", 'a'}}

// halfBefore returns where a time begins whose hour stands behind head.
func halfBefore(head string) (from int, half byte) {
	trimmed := strings.TrimRight(head, " ")
	if trimmed == "" || trimmed[len(trimmed)-1] < utf8.RuneSelf {
		return len(head), 0 // as nearly always
	}
	for _, h := range halvesBefore {
		if strings.HasSuffix(trimmed, h.word) {
			return len(trimmed) - len(h.word), h.half
		}
	}
	return len(head), 0
}

// zoneEnd returns where the zone or the word for "o'clock" behind a time ends.
func zoneEnd(line string, to int) int {
	rest := strings.TrimLeft(line[to:], " \u00a0")
	at := len(line) - len(rest)
	open := strings.HasPrefix(rest, "(")
	word := strings.TrimPrefix(rest, "(")
	n := strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
	if n < 0 {
		n = len(word)
	}
	name := word[:n]
	_, zone := zoneHours(name)
	switch name {
	case "ET", "PT", "CT", "IST", "CST", "BST", "Uhr", "uhr", "hrs", "WIB", "น", "мск", "МСК":
		zone = true
	}
	if n == 0 || !zone {
		return to
	}
	end := at + n
	if open {
		end++
		if !strings.HasPrefix(line[end:], ")") {
			return to
		}
		end++
	}
	return end
}

// numberAt reads the number that begins at byte i of s, of any set of decimal
// digits that news uses, and returns where it ends.
func numberAt(s string, i int) (n, end int) {
	for end = i; end < len(s); {
		r, size := utf8.DecodeRuneInString(s[end:])
		d := digitOf(r)
		if d < 0 || n > 1<<20 {
			break
		}
		n = 10*n + d
		end += size
	}
	return n, end
}

// digitOf returns the value of a decimal digit, -1 for any other character.
func digitOf(r rune) int {
	if r = westernDigit(r); r >= '0' && r <= '9' {
		return int(r - '0')
	}
	return -1
}
