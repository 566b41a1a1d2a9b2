package lexicon

import "github.com/winnow-news/winnow/cleaners/document"

// token is a word of a text, or a single character outside of words.
type token struct {
	hash  uint64
	start int
	end   int // after its last character
	next  int // after the skipped characters that follow it
}

// find appends the phrases of some languages in text, in order of their starts.
// One branch asks
// the filters for a token and for the pair with its successor at once: half of
// all words begin some phrase, which no branch predictor foresees, but few go on.
func (b *phrasebook) find(text string, among LanguageSet, cues []document.Cue) []document.Cue {
	at, _ := b.gap(text, 0)
	if at == len(text) {
		return cues
	}
	for first := b.read(text, at); ; {
		at, spaced := first.next+1, true
		if !b.oneSpace(text, first.next) {
			at, spaced = b.gap(text, first.next)
		}
		if at == len(text) {
			return b.appendPhrase(first, first.end, first.hash, b.prefixes.lookOne(first.hash), among, cues)
		}
		second := b.read(text, at)
		hash := join(first.hash, second.hash, spaced)
		one, two := b.prefixes.lookOne(first.hash), b.prefixes.lookSeveral(hash)
		if one&isPhrase|one/goesOn&(two/goesOn|two) != 0 { // seldom
			cues = b.appendPhrase(first, first.end, first.hash, one, among, cues)
			if one&goesOn != 0 {
				cues = b.match(text, first, second, hash, two, among, cues)
			}
		}
		first = second
	}
}

// match appends the phrases of two tokens and more that begin with first, from
// those on that end with last. hash is that of these tokens, and says what the
// filters say of it.
func (b *phrasebook) match(text string, first, last token, hash, says uint64, among LanguageSet, cues []document.Cue) []document.Cue {
	for {
		cues = b.appendPhrase(first, last.end, hash, says, among, cues)
		if says&goesOn == 0 {
			return cues
		}
		at, spaced := b.gap(text, last.next)
		if at == len(text) {
			return cues
		}
		last = b.read(text, at)
		hash = join(hash, last.hash, spaced)
		says = b.prefixes.lookSeveral(hash)
	}
}

// appendPhrase appends the phrase with that hash, once for each class that it has
// in one of the languages, if the filters say that there may be one.
func (b *phrasebook) appendPhrase(first token, end int, hash, says uint64, among LanguageSet, cues []document.Cue) []document.Cue {
	if says&isPhrase == 0 {
		return cues
	}
	s := b.slotOf(hash)
	for _, m := range b.meanings[s.from:s.to] {
		if m.of&among != 0 {
			cues = append(cues, document.Cue{Span: document.Span{Start: first.start, End: end}, Class: m.class})
		}
	}
	return cues
}

// read returns the token that begins at text[i].
func (b *phrasebook) read(text string, i int) token {
	bytes := &b.bytes // once, not for each byte
	start, hash := i, uint64(0)
	for ; i < len(text) && bytes[text[i]]&wordBit != 0; i++ {
		hash = mix(hash, bytes[text[i]])
	}
	if i == start || i < len(text) && bytes[text[i]] == notASCII {
		return b.readAny(text, start)
	}
	return token{spread(hash), start, i, i} // nearly all: a word in ASCII
}

// readAny is read for what is no word, or not in ASCII. Skipped characters are no
// part of a word and don't end it.
func (b *phrasebook) readAny(text string, i int) token {
	bytes := &b.bytes // once, not for each byte
	c, size := bytes[text[i]], 1
	if c == notASCII {
		c, size = b.wide(text, i)
	}
	t := token{start: i, end: i + size}
	word, hash := c&wordBit, mix(0, c)
	for i += size; i < len(text); i += size {
		c, size = bytes[text[i]], 1
		if c == notASCII {
			c, size = b.wide(text, i)
		}
		if c&word != 0 {
			hash = mix(hash, c)
			i += size
			for size = 0; i < len(text) && bytes[text[i]]&word != 0; i++ { // nearly always all the rest
				hash = mix(hash, bytes[text[i]])
			}
			t.end = i
		} else if c&skipBit == 0 {
			break
		}
	}
	t.hash, t.next = spread(hash), i
	return t
}

// oneSpace reports whether there is a single space between the token that ends at
// i and the next: nearly always.
func (b *phrasebook) oneSpace(text string, i int) bool {
	return i+1 < len(text) && text[i] == ' ' && b.bytes[text[i+1]]&(spaceBit|skipBit) == 0
}

// gap returns the first index from i on that is neither white space nor a skipped
// character, and whether there was white space before it.
func (b *phrasebook) gap(text string, i int) (at int, spaced bool) {
	bytes := &b.bytes
	for i < len(text) {
		c, size := bytes[text[i]], 1
		if c == notASCII {
			c, size = b.wide(text, i)
		}
		if c&(spaceBit|skipBit) == 0 {
			break
		}
		spaced = spaced || c&spaceBit != 0
		i += size
	}
	return i, spaced
}
