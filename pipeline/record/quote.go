package record

import (
	"math/bits"
	"unicode/utf8"
)

// This file writes strings as JSON has them.

// text writes a key and a string.
func (l *jsonLine) text(key, s string) {
	l.out = append(append(l.out, key...), '"')
	l.inside(s)
	l.out = append(l.out, '"')
}

// inside writes what stands between the quotes of a string.
func (l *jsonLine) inside(s string) {
	from := 0 // what is before it is written
	for i := plainPrefix(s); i < len(s); {
		escape, size := escaped(s[i:])
		if escape != "" {
			l.out = append(append(l.out, s[from:i]...), escape...)
			from = i + size
		}
		i += size
		if i < len(s) && s[i] < utf8.RuneSelf { // else it is a text in another script
			i += plainPrefix(s[i:])
		}
	}
	l.out = append(l.out, s[from:]...)
}

// plainPrefix returns how many bytes at the front of s surely need no escape in a
// JSON string: ASCII but controls, quotes and backslashes. It looks at eight
// bytes at once (the tests for a byte below n and for a zero byte are Anderson's,
// "Bit Twiddling Hacks"): most of the encoder's time is spent here.
func plainPrefix(s string) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		x := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
			uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
		quote, backslash := x^ones*'"', x^ones*'\\'
		odd := x | (x - ones*' ') | (quote-ones)&^quote | (backslash-ones)&^backslash
		if odd &= highs; odd != 0 {
			return i + bits.TrailingZeros64(odd)/8
		}
	}
	for i < len(s) && s[i] < utf8.RuneSelf && escapes[s[i]] == "" {
		i++
	}
	return i
}

// escaped returns the escape of the first character of s in a JSON string, empty
// when it needs none, and how many bytes of s the character has. Line separators
// are escaped, since JavaScript takes them for line ends; bytes that are not
// UTF-8 become U+FFFD.
func escaped(s string) (escape string, size int) {
	if c := s[0]; c < utf8.RuneSelf {
		return escapes[c], 1
	}
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && n == 1:
		return `\ufffd`, 1
	case r == '\u2028':
		return `\u2028`, n
	case r == '\u2029':
		return `\u2029`, n
	}
	return "", n
}

var escapes = func() (of [utf8.RuneSelf]string) {
	const hex = "0123456789abcdef"
	for c := range ' ' {
		of[c] = `\u00` + string(hex[c>>4]) + string(hex[c&15])
	}
	of['\b'], of['\f'], of['\n'], of['\r'], of['\t'] = `\b`, `\f`, `\n`, `\r`, `\t`
	of['"'], of['\\'] = `\"`, `\\`
	return of
}()
