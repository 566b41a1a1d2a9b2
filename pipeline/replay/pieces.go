package replay

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/pipeline/record"
)

// piece is a stretch of the segmented text with one fate.
type piece struct {
	start, end int
	article    bool // it is kept, or lifted into a field
	paragraph  int  // -1: it is in none
	why        reason
}

// pieces returns the stretches that have a fate, in order; false when the document's
// offsets are not those of one text.
func pieces(c *record.Clean, size int) ([]piece, bool) {
	taken := make([]piece, 0, len(c.Removed)+len(c.Lifted))
	for i := range c.Removed {
		r := &c.Removed[i]
		taken = append(taken, piece{r.Start, r.End, false, -1, reason{r.Kind.String(), r.Rule, r.Note, r.Score}})
	}
	for i := range c.Lifted {
		l := &c.Lifted[i]
		taken = append(taken, piece{l.Start, l.End, true, -1, reason{kind: l.Field, rule: l.Rule, score: l.Score}})
	}
	slices.SortStableFunc(taken, func(a, b piece) int { return cmp.Compare(a.start, b.start) })
	all := make([]piece, 0, len(taken)+len(c.Paragraphs))
	for i := range c.Paragraphs {
		p := &c.Paragraphs[i]
		at := p.Start
		for len(taken) > 0 && taken[0].start < p.End {
			if taken[0].start > at && taken[0].start > p.Start {
				all = append(all, piece{at, taken[0].start, true, i, reason{}})
			}
			at = max(at, taken[0].end)
			all, taken = append(all, taken[0]), taken[1:]
		}
		if at < p.End {
			all = append(all, piece{at, p.End, true, i, reason{}})
		}
	}
	all = append(all, taken...)
	at := 0
	for i := range all {
		if all[i].start < at || all[i].end < all[i].start || all[i].end > size {
			return nil, false
		}
		at = all[i].end
	}
	return all, true
}

// oneSource returns the text that both results' offsets point into; false when that is
// not one, or not known.
func oneSource(old, new *Result) (string, bool) {
	switch {
	case old.Source != "" && new.Source != "":
		return old.Source, old.Source == new.Source
	case old.Source != "":
		return old.Source, cutFrom(new.Clean, old.Source)
	case new.Source != "":
		return new.Source, cutFrom(old.Clean, new.Source)
	}
	return "", false
}

// cutFrom reports whether a document's texts stand in a source where it says. Of a
// paragraph, whose white space is folded, that is its first and its last character.
func cutFrom(c *record.Clean, source string) bool {
	stands := func(text string, start, end int) bool {
		return start >= 0 && start <= end && end <= len(source) && source[start:end] == text
	}
	for i := range c.Removed {
		if !stands(c.Removed[i].Text, c.Removed[i].Start, c.Removed[i].End) {
			return false
		}
	}
	for i := range c.Lifted {
		if !stands(c.Lifted[i].Text, c.Lifted[i].Start, c.Lifted[i].End) {
			return false
		}
	}
	for i := range c.Paragraphs {
		p := &c.Paragraphs[i]
		if p.Start < 0 || p.Start > p.End || p.End > len(source) || !sameEnds(p.Text, source[p.Start:p.End]) {
			return false
		}
	}
	return true
}

// sameEnds reports whether the first letters of two texts are the same, and the last.
func sameEnds(a, b string) bool {
	isLetter := func(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N) }
	first := func(s string) rune {
		r, _ := utf8.DecodeRuneInString(s[max(strings.IndexFunc(s, isLetter), 0):])
		return r
	}
	last := func(s string) rune {
		r, _ := utf8.DecodeRuneInString(s[max(strings.LastIndexFunc(s, isLetter), 0):])
		return r
	}
	return first(a) == first(b) && last(a) == last(b)
}

// letters counts the letters, with their marks, and digits of a text: what an article
// consists of whatever its white space.
func letters(text string) (n int) {
	for i := 0; i < len(text); {
		b := text[i]
		if b < utf8.RuneSelf {
			if b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9' {
				n++
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.In(r, unicode.L, unicode.M, unicode.N) {
			n++
		}
		i += size
	}
	return n
}
