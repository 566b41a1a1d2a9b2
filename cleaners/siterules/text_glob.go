package siterules

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// glob is a text with stars, each of which stands for any text or none, and question
// marks, each of which stands for one character. No match tries a star twice, so that
// the time grows with the line and not with the number of ways to match.
type glob struct {
	pieces []piece // what stands between the stars: one more than there are stars
}

// piece is a text with question marks and no star.
type piece struct {
	runs   []string // what stands between the question marks
	anchor int      // the longest of runs
	opens  bool     // it begins where a word does
	closes bool     // it ends where a word does
}

// The marks of a glob while it is read and folded: characters that no text has.
const (
	anyText = '\ue000'
	anyChar = '\ue001'
)

// newGlob reads a folded text with the two marks. With edges its matches in a text
// begin and end where words do, but for an edge that is a mark.
func newGlob(text string, edges bool) glob {
	var g glob
	for between := range strings.SplitSeq(text, string(anyText)) {
		p := piece{runs: strings.Split(between, string(anyChar))}
		for i := range p.runs {
			if len(p.runs[i]) > len(p.runs[p.anchor]) {
				p.anchor = i
			}
		}
		g.pieces = append(g.pieces, p)
	}
	first, last := &g.pieces[0], &g.pieces[len(g.pieces)-1]
	first.opens = edges && first.runs[0] != ""
	last.closes = edges && last.runs[len(last.runs)-1] != ""
	return g
}

// literals counts the characters that a glob names.
func literals(text string) (n int) {
	for _, r := range text {
		if r != anyText && r != anyChar && r != ' ' {
			n++
		}
	}
	return n
}

func (p *piece) isEmpty() bool { return len(p.runs) == 1 && p.runs[0] == "" }

// end returns where in text a match of p ends that begins at a place, -1 for none.
func (p *piece) end(text []byte, at int) int {
	for i, run := range p.runs {
		if i > 0 {
			_, n := utf8.DecodeRune(text[at:])
			if n == 0 {
				return -1
			}
			at += n
		}
		if len(text)-at < len(run) || string(text[at:at+len(run)]) != run {
			return -1
		}
		at += len(run)
	}
	return at
}

// start returns where in text a match of the runs up to number last begins that ends at
// a place, -1 for none.
func (p *piece) start(text []byte, at, last int) int {
	for i := last; i >= 0; i-- {
		run := p.runs[i]
		if at < len(run) || string(text[at-len(run):at]) != run {
			return -1
		}
		if at -= len(run); i > 0 {
			_, n := utf8.DecodeLastRune(text[:at])
			if n == 0 {
				return -1
			}
			at -= n
		}
	}
	return at
}

// maxTries is how often a piece is tried in one line. A text of a rule is short: this
// is reached by a line that repeats nearly the same some thousand times.
const maxTries = 1 << 14

// find returns the first match of p from a place on, -1 for none.
func (p *piece) find(text []byte, from int) (start, end int) {
	return p.findBefore(text, from, len(text))
}

// findBefore is find of what begins at another place at the latest.
func (p *piece) findBefore(text []byte, from, until int) (start, end int) {
	if p.isEmpty() {
		return from, from
	}
	anchor := []byte(p.runs[p.anchor])
	read := text[:min(len(text), until+utf8.UTFMax*maxTextBytes)]
	for at, tries := from, 0; tries < maxTries; tries++ {
		n := 0
		if len(anchor) > 0 {
			if n = bytes.Index(read[min(at, len(read)):], anchor); n < 0 {
				break
			}
		} else if at >= len(read) {
			break
		}
		at += n
		if start = p.start(text, at+len(anchor), p.anchor); start >= from {
			if start > until {
				break
			}
			if end = p.end(text, start); end >= 0 && !(p.opens && partsWord(text, start)) && !(p.closes && partsWord(text, end)) {
				return start, end
			}
		}
		_, size := utf8.DecodeRune(text[at:])
		at += size
	}
	return -1, -1
}

// stretch is a part of a folded line.
type stretch struct{ from, to int }

// whole reports whether a glob is all of text, and what its stars stand for.
func (g *glob) whole(text []byte, stars []stretch) ([]stretch, bool) {
	last := len(g.pieces) - 1
	at := g.pieces[0].end(text, 0)
	if at < 0 {
		return stars, false
	}
	if last == 0 {
		return stars, at == len(text)
	}
	for i := 1; i < last; i++ {
		start, end := g.pieces[i].find(text, at)
		if start < 0 {
			return stars, false
		}
		stars, at = append(stars, stretch{at, start}), end
	}
	tail := g.pieces[last].start(text, len(text), len(g.pieces[last].runs)-1)
	if tail < at {
		return stars, false
	}
	return append(stars, stretch{at, tail}), true
}

// starReach is how many bytes a star between two texts stands for, in a rule for what
// is inside of a line. A bracket that is never closed must not take a paragraph.
const starReach = 400

// within returns the first stretch of text from a place on that a glob stands for, and
// what its stars stand for. A star at an edge reaches to the edge of the text. Of two
// stretches with one end it is the shorter.
func (g *glob) within(text []byte, from int, stars []stretch) (stretch, []stretch, bool) {
	for tries := 0; tries < maxTries; tries++ {
		s, found, ok := g.next(text, from, stars)
		if !ok {
			return stretch{}, stars, false
		}
		if s.from < s.to && isInReach(g, found[len(stars):]) {
			return s, found, true
		}
		if s.from >= len(text) || g.pieces[0].isEmpty() { // it begins where the line does, wherever one looks from
			break
		}
		_, size := utf8.DecodeRune(text[s.from:])
		from = s.from + size
	}
	return stretch{}, stars, false
}

// isInReach reports whether no star between texts stands for too much.
func isInReach(g *glob, stars []stretch) bool {
	for i, s := range stars {
		edge := i == 0 && g.pieces[0].isEmpty() || i == len(g.pieces)-2 && g.pieces[i+1].isEmpty()
		if !edge && s.to-s.from > starReach {
			return false
		}
	}
	return true
}

// next returns the first stretch from a place on, whatever words and reach are.
func (g *glob) next(text []byte, from int, stars []stretch) (stretch, []stretch, bool) {
	start, at := g.pieces[0].find(text, from)
	if start < 0 {
		return stretch{}, stars, false
	}
	for i := 1; i < len(g.pieces); i++ {
		p := &g.pieces[i]
		until := len(text)
		if i > 1 { // farther off it would be out of reach
			until = at + starReach
		}
		begin, end := p.findBefore(text, at, until)
		if begin < 0 && i > 1 {
			return stretch{start, at}, append(stars, stretch{at, at + starReach + 1}), true
		}
		if begin < 0 {
			return stretch{}, stars, false
		}
		if p.isEmpty() && i == len(g.pieces)-1 {
			begin, end = len(text), len(text)
		}
		if i == 1 && !g.pieces[0].isEmpty() {
			start, at = g.nearest(text, start, at, begin)
		}
		stars, at = append(stars, stretch{at, begin}), end
	}
	return stretch{start, at}, stars, true
}

// nearest returns the last match of the first piece that ends before a place, where
// the one from start to end is the first.
func (g *glob) nearest(text []byte, start, end, before int) (int, int) {
	if p := &g.pieces[1]; p.isEmpty() && len(g.pieces) == 2 {
		return start, end // up to the end of the line: the first
	}
	for tries := 0; tries < maxTries; tries++ {
		s, e := g.pieces[0].find(text[:before], end)
		if s < 0 {
			break
		}
		start, end = s, e
	}
	return start, end
}
