package review

import (
	"unicode"
	"unicode/utf8"
)

// highlighted marks where a text stands in runs, without regard to its case.
func highlighted(all []run, find string) []run {
	if find == "" {
		return all
	}
	var out []run
	for _, r := range all {
		if r.Bytes > 0 {
			out = append(out, r)
			continue
		}
		rest := r.Text
		for {
			at, length := indexFold(rest, find)
			if at < 0 {
				break
			}
			if at > 0 {
				out = append(out, run{Text: rest[:at]})
			}
			out = append(out, run{Text: rest[at : at+length], Hit: true})
			rest = rest[at+length:]
		}
		if rest != "" {
			out = append(out, run{Text: rest})
		}
	}
	return out
}

func hit(all []run) bool {
	for _, r := range all {
		if r.Hit {
			return true
		}
	}
	return false
}

// indexFold returns where a text first stands in another, and its length there, in bytes.
func indexFold(text, find string) (at, length int) {
	for i := range text {
		if n := prefixFold(text[i:], find); n >= 0 {
			return i, n
		}
	}
	return -1, 0
}

// prefixFold returns how many bytes of a text another is that it begins with, -1 where it
// does not.
func prefixFold(text, find string) int {
	n := 0
	for _, want := range find {
		c, size := utf8.DecodeRuneInString(text[n:])
		if size == 0 || c != want && !folds(c, want) {
			return -1
		}
		n += size
	}
	return n
}

// folds reports whether two characters differ in case alone.
func folds(a, b rune) bool {
	for f := unicode.SimpleFold(a); f != a; f = unicode.SimpleFold(f) {
		if f == b {
			return true
		}
	}
	return false
}
