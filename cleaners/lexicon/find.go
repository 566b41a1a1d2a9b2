package lexicon

import "github.com/winnow-news/winnow/cleaners/document"

// token is a word of a text, or a single character that is of none.
type token struct {
	hash  uint64
	start int
	end   int // behind its last character
	next  int // behind the characters to be skipped that follow it
}

// find appends all that stands in text, in order of the starts.
func (b *phrasebook) find(text string, cues []document.Cue) []document.Cue {
	at, _ := b.gap(text, 0)
	for at < len(text) {
		t := b.read(text, at)
		for {
			in, place := b.leads.first(t.hash)
			says := *in >> place & (leadsWhole | leadsOn)
			if says == 0 {
				break
			}
			var second token
			if second, cues = b.match(text, t, says, cues); second.end == 0 {
				break
			}
			t = second
		}
		at, _ = b.gap(text, t.next)
	}
	return cues
}

// match appends the phrases that begin with the token first, of which leads says
// something. It gives the token behind it when it has read that.
func (b *phrasebook) match(text string, first token, says uint64, cues []document.Cue) (second token, all []document.Cue) {
	hash, last := first.hash, first
	for {
		if says&leadsWhole != 0 {
			s := b.slotOf(hash)
			for _, class := range b.classes[s.from:s.to] {
				cues = append(cues, document.Cue{Span: document.Span{Start: first.start, End: last.end}, Class: class})
			}
		}
		if says&leadsOn == 0 {
			return second, cues
		}
		at, spaced := b.gap(text, last.next)
		if at == len(text) {
			return second, cues
		}
		last = b.read(text, at)
		if second.end == 0 {
			second = last
		}
		hash = join(hash, last.hash, spaced)
		in, place := b.leads.follow(hash)
		says = *in >> place & (leadsWhole | leadsOn)
	}
}

// read gives the token that begins at text[i]. Characters to be skipped are not
// part of a word and don't end it.
func (b *phrasebook) read(text string, i int) token {
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
	t.hash, t.next = settle(hash), i
	return t
}

// gap gives the first place from i on that is neither white space nor to be
// skipped, and whether there was white space.
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
