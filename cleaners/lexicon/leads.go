package lexicon

import "math/bits"

// While no phrase is under way, find leaps from word to word: seek asks of each
// whether a phrase may begin with it, and where it takes more words than one,
// whether these are the ones that follow. Half of the words of running text begin
// some phrase of some language ("by", "in", "de"); few go on.

// leads are Bloom filters with one hash each, of how phrases begin: of their
// first words, and of their first two, three and more words, a mark as the last.
// They say "no" for certain.
type leads struct {
	firsts  [1 << firstBits / leadsPerWord]uint64 // two bits for each hash
	follows [1 << followBits / leadsPerWord]uint64
}

// Some four thousand first words and ten times as many longer beginnings leave
// nearly all bits clear. The tables are larger than the nearest cache, but a text
// asks for the same words again and again, and seldom for more than one.
const (
	firstBits    = 18
	followBits   = 19
	leadsPerWord = 64 / 2
)

// What the filters say of a beginning.
const (
	leadsWhole = 1 << iota // it is a phrase, or goes on behind a mark: see for yourself
	leadsOn                // a phrase goes on behind it
)

func newLeads(words []spelled) *leads {
	l := &leads{}
	for _, w := range words {
		l.add(w)
	}
	return l
}

// add enters the beginnings of a phrase that begins with a word.
func (l *leads) add(w spelled) {
	hash, at := w.word(0)
	if at == 0 {
		return // a mark, or a script without word spaces
	}
	says := l.firstSlot(hash)
	for at < w.length() {
		says.add(leadsOn)
		spaced := w.letter(at)&spaceBit != 0
		if spaced {
			at++
		}
		word, end := w.word(at)
		switch {
		case end > at && spaced:
			hash, at = joinHash(hash, word), end
		case at < w.length():
			hash, at = joinHash(hash, markHash(w.letter(at), spaced)), w.length()
		default: // a space at its end
			says.add(leadsWhole)
			return
		}
		says = l.followSlot(hash)
	}
	says.add(leadsWhole)
}

// word gives the hash of the word that begins at letter i, and where it ends.
func (w spelled) word(i int) (hash uint64, end int) {
	for ; i < w.length() && w.letter(i)&wordBit != 0; i++ {
		hash = mix(hash, w.letter(i))
	}
	return settle(hash), i
}

// slot is where a filter has its two bits for a hash.
type slot struct {
	in    *uint64
	shift uint64
}

func (s slot) add(says uint64) { *s.in |= says << s.shift }
func (s slot) says() uint64    { return *s.in >> s.shift & (leadsWhole | leadsOn) }

func (l *leads) firstSlot(hash uint64) slot {
	at := hash >> (64 - firstBits)
	return slot{&l.firsts[at/leadsPerWord], 2 * (at % leadsPerWord)}
}

func (l *leads) followSlot(hash uint64) slot {
	at := hash >> (64 - followBits)
	return slot{&l.follows[at/leadsPerWord], 2 * (at % leadsPerWord)}
}

// mix is a step of a word's hash: two instructions, since a text's every letter
// goes through it and each has to wait for the one before. The first nine letters
// that are ASCII don't even meet. settle spreads what the steps gathered over all
// bits (Fibonacci hashing, Knuth 6.4).
func mix(hash uint64, c letter) uint64 { return bits.RotateLeft64(hash, 7) ^ uint64(c) }

func settle(hash uint64) uint64 { return hash * 0x9E3779B97F4A7C15 }

// joinHash gives the hash of a beginning and what follows it.
func joinHash(beginning, follower uint64) uint64 {
	return settle(beginning ^ bits.RotateLeft64(follower, 29))
}

// markHash gives the hash of a character that is of no word and stands behind
// one, with or without a space between them.
func markHash(mark letter, spaced bool) uint64 {
	if spaced {
		return settle(^uint64(mark))
	}
	return settle(uint64(mark))
}

// reading is a word of a text.
type reading struct {
	hash  uint64
	from  int
	end   int    // the first place behind it
	after letter // what stands there; a letter to be skipped: the word may go on
}

// wordAt reads the word that begins at text[from].
func (a *automaton) wordAt(text string, from int) reading {
	hash := uint64(0)
	i := from
	for i < len(text) {
		c, size := a.bytes[text[i]], 1
		if c&wordBit == 0 { // notASCII is no word's
			if c == notASCII {
				c, size = a.wide(text, i)
			}
			if c&wordBit == 0 {
				return reading{settle(hash), from, i, c}
			}
		}
		hash = mix(hash, c)
		i += size
	}
	return reading{settle(hash), from, i, 0}
}

// seek gives the first place from i on where a phrase may begin. At i no word
// may be under way.
func (a *automaton) seek(text string, i int) int {
	for i < len(text) {
		c, size := a.bytes[text[i]], 1
		if c == notASCII {
			c, size = a.wide(text, i)
		}
		if c&wordBit == 0 {
			if a.start[c&symbols] != 0 {
				return i
			}
			i += size
			continue
		}
		at, may := a.seekWord(text, i)
		if may {
			return at
		}
		i = at
	}
	return i
}

// seekWord looks at the words from i on, as long as they lead one another. It
// gives the place where a phrase may begin, or the place up to which none does.
func (a *automaton) seekWord(text string, i int) (at int, may bool) {
	word := a.wordAt(text, i)
	for {
		says := a.leads.firstSlot(word.hash).says()
		switch {
		case word.after&skipBit != 0 || says&leadsWhole != 0:
			return word.from, true
		case says == 0:
			return word.end, false
		}
		next, may := a.goesOn(text, word)
		if may {
			return word.from, true
		}
		if next.end == 0 {
			return word.end, false
		}
		word = next
	}
}

// goesOn reports whether a phrase may go on behind its first word, and gives the
// word that follows; none when it is something else that follows.
func (a *automaton) goesOn(text string, first reading) (second reading, may bool) {
	hash, last := first.hash, first
	for last.end < len(text) {
		if last.after&spaceBit == 0 {
			return second, a.leads.followSlot(joinHash(hash, markHash(last.after, false))).says() != 0
		}
		at := a.pastSpace(text, last.end)
		if at == len(text) {
			break
		}
		c := a.bytes[text[at]]
		if c == notASCII {
			c, _ = a.wide(text, at)
		}
		if c&wordBit == 0 {
			return second, a.leads.followSlot(joinHash(hash, markHash(c, true))).says() != 0
		}
		last = a.wordAt(text, at)
		if second.end == 0 {
			second = last
		}
		hash = joinHash(hash, last.hash)
		says := a.leads.followSlot(hash).says()
		switch {
		case last.after&skipBit != 0 || says&leadsWhole != 0:
			return second, true
		case says == 0:
			return second, false
		}
	}
	return second, false
}
