package lexicon

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// finder finds the phrases of some languages in one text.
type finder struct {
	*phraseTable
	text string // up to where it is read
}

// find appends the phrases of some languages in text[from:], whose words are given, in
// order of their ends. It goes through the words; characters are read where a mark or a
// number is.
// One branch asks the filters for a word and for the pair with its successor at once:
// many words begin some phrase, which no branch predictor foresees, but few go on.
func (b *phrasebook) find(text string, from int, words []document.Word, among LanguageSet, cues []document.Cue) []document.Cue {
	f := finder{b.tableOf(among), text}
	if len(words) == 0 {
		return f.marks(from, len(text), nil, cues)
	}
	at, first := from, f.hashOf(&words[0])
	for k := range words {
		w := &words[k]
		if w.Bits&document.WordMarked != 0 {
			cues = f.marks(at, int(w.Start), words[k:], cues)
		}
		at = w.End()
		one := f.one.look(first)
		if k+1 == len(words) || words[k+1].Bits&document.WordMarked != 0 {
			if one != 0 {
				cues = f.grow(token{hash: first, start: int(w.Start), end: at}, cursor{text, words[k+1:], at}, one, cues)
			}
			if k+1 < len(words) {
				first = f.hashOf(&words[k+1])
			}
			continue
		}
		second := f.hashOf(&words[k+1])
		two := f.several.look(join(first, second, words[k+1].Bits&document.WordSpaced != 0))
		if one&isPhrase|one/goesOn&(two/goesOn|two) != 0 { // seldom
			cues = f.grow(token{hash: first, start: int(w.Start), end: at}, cursor{text, words[k+1:], at}, one, cues)
		}
		first = second
	}
	return f.marks(at, len(text), nil, cues)
}

// mostRoom is for how many words memory is kept: few texts whose words are not known are
// longer than a line.
const mostRoom = 1 << 10

// findIn is find for a text of which the words are not known. One text leaves the memory
// of its words to the next.
func (b *phrasebook) findIn(text string, among LanguageSet, cues []document.Cue) []document.Cue {
	room, ok := b.rooms.Get().(*[]document.Word)
	if !ok {
		room = new([]document.Word)
	}
	_, *room = shape.Cut(text, 0, (*room)[:0])
	cues = b.find(text, 0, *room, among, cues)
	if cap(*room) <= mostRoom {
		b.rooms.Put(room)
	}
	return cues
}

// hashOf returns the hash of a word as phrases have it.
func (f *finder) hashOf(w *document.Word) uint64 {
	if w.Bits&document.WordDigits != 0 {
		return spread(shape.HashAnyNumber(shape.WordAt(f.text, w)))
	}
	return spread(w.Hash)
}

// marks appends the phrases that begin with a mark in text[from:to], behind which the
// words are.
func (f *finder) marks(from, to int, words []document.Word, cues []document.Cue) []document.Cue {
	for {
		for from < to && f.quiet[f.text[from]] {
			from++
		}
		m, ok := shape.NextMark(f.text, from, to)
		if !ok {
			return cues
		}
		hash := spread(m.Hash)
		if says := f.one.look(hash); says != 0 {
			cues = f.grow(token{hash: hash, start: m.Start, end: m.End}, cursor{f.text, words, m.End}, says, cues)
		}
		from = m.End
	}
}

// grow appends the phrases that begin with first, behind which c is. The filters say
// something of it.
func (f *finder) grow(first token, c cursor, says uint64, cues []document.Cue) []document.Cue {
	hash, end := first.hash, first.end
	for {
		if says&isPhrase != 0 {
			cues = f.append(cues, hash, document.Span{Start: first.start, End: end})
		}
		if says&goesOn == 0 {
			return cues
		}
		next, ok := c.next(f)
		if !ok {
			return cues
		}
		hash, end = join(hash, next.hash, next.spaced), next.end
		says = f.several.look(hash)
	}
}

// append appends the phrase with that hash, once for each class that it has, if there is
// one.
func (f *finder) append(cues []document.Cue, hash uint64, span document.Span) []document.Cue {
	for slot := f.phrases.slot(hash); ; slot = f.phrases.next(slot) {
		cell := f.phrases.at(slot)
		if cell == 0 {
			return cues
		}
		if class, ok := noted(cell, hash); ok {
			cues = append(cues, document.Cue{Span: span, Class: document.CueClass(class)})
		}
	}
}

// token is a word of a text, or a single character outside of words.
type token struct {
	hash       uint64
	start, end int
	spaced     bool // white space is before it
}

// cursor goes through the tokens of a text: its words, and the marks between them.
type cursor struct {
	text  string
	words []document.Word // those that are left
	at    int             // where the last token ended
}

// next returns the next token; ok is false where there is none.
func (c *cursor) next(f *finder) (t token, ok bool) {
	to := len(c.text)
	if len(c.words) > 0 {
		to = int(c.words[0].Start)
	}
	spaced := false
	if len(c.words) == 0 || c.words[0].Bits&document.WordMarked != 0 {
		m, ok := shape.NextMark(c.text, c.at, to)
		if ok {
			c.at = m.End
			return token{spread(m.Hash), m.Start, m.End, m.Spaced}, true
		}
		spaced = m.Spaced
	}
	if len(c.words) == 0 {
		return token{spaced: spaced}, false
	}
	w := &c.words[0]
	c.words, c.at = c.words[1:], w.End()
	return token{f.hashOf(w), int(w.Start), w.End(), spaced || w.Bits&(document.WordSpaced|document.WordMarked) == document.WordSpaced}, true
}
