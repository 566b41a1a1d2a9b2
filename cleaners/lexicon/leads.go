package lexicon

import "math/bits"

// While no phrase is under way, find leaps from word to word: seek asks of each
// whether it may be the first of a phrase, and where all phrases that begin with
// it go on with a second word, whether that may be the next one. In running text
// every second word begins some phrase of some language ("by", "in", "de"), and
// hardly one in ten goes on.

// leads are two Bloom filters with one hash each. They say "no" for certain.
type leads struct {
	firsts [1 << leadBits / leadsPerWord]uint64 // two bits for each hash of a first word
	pairs  [1 << leadBits / 64]uint64           // one for each hash of a first word and what follows it
}

// Some four thousand first words and three times as many pairs leave nearly all
// bits clear. The tables are larger than the nearest cache, but a text asks for
// the same words again and again.
const (
	leadBits     = 18
	leadsPerWord = 64 / 2
)

// What firsts says of a word.
const (
	leadsAlone = 1 << iota // it is a phrase
	leadsPair              // a phrase goes on behind it
)

func newLeads(words []spelled) *leads {
	l := &leads{}
	for _, w := range words {
		first, n := w.word(0)
		switch {
		case n == 0: // begins with a mark, or in a script without word spaces
		case n == w.length(), n+1 == w.length() && w.letter(n)&spaceBit != 0:
			l.add(first, leadsAlone)
		default:
			l.add(first, leadsPair)
			at := l.place(pairOf(first, w.follower(n)))
			l.pairs[at/64] |= 1 << (at % 64)
		}
	}
	return l
}

// word gives the hash of the word that begins at letter i, and where it ends.
func (w spelled) word(i int) (hash uint64, end int) {
	for ; i < w.length() && w.letter(i)&wordBit != 0; i++ {
		hash = mix(hash, w.letter(i))
	}
	return settle(hash), i
}

// follower gives the hash of what stands at letter i, behind a word: a space and
// a word, a space and a mark, or a mark.
func (w spelled) follower(i int) uint64 {
	if w.letter(i)&spaceBit == 0 {
		return markAfter(w.letter(i), false)
	}
	if second, end := w.word(i + 1); end > i+1 {
		return second
	}
	return markAfter(w.letter(i+1), true)
}

func markAfter(mark letter, spaced bool) uint64 {
	if spaced {
		return settle(^uint64(mark))
	}
	return settle(uint64(mark))
}

func (l *leads) place(hash uint64) uint64 { return hash >> (64 - leadBits) }

func (l *leads) add(hash uint64, says uint64) {
	at := l.place(hash)
	l.firsts[at/leadsPerWord] |= says << (2 * (at % leadsPerWord))
}

// first says what a word may lead.
func (l *leads) first(hash uint64) uint64 {
	at := l.place(hash)
	return l.firsts[at/leadsPerWord] >> (2 * (at % leadsPerWord))
}

// pair reports whether a phrase may begin with a word and what follows it.
func (l *leads) pair(first, follower uint64) bool {
	at := l.place(pairOf(first, follower))
	return l.pairs[at/64]&(1<<(at%64)) != 0
}

// mix is a step of a word's hash: two instructions, since a text's every letter
// goes through it and each has to wait for the one before. The first nine letters
// that are ASCII don't even meet. settle spreads what the steps gathered over all
// bits (Fibonacci hashing, Knuth 6.4).
func mix(hash uint64, c letter) uint64 { return bits.RotateLeft64(hash, 7) ^ uint64(c) }

func settle(hash uint64) uint64 { return hash * 0x9E3779B97F4A7C15 }

func pairOf(first, follower uint64) uint64 { return settle(first ^ bits.RotateLeft64(follower, 29)) }

// reading is a word of a text.
type reading struct {
	hash  uint64
	end   int    // the first place behind it
	after letter // what stands there; a letter to be skipped: the word may go on
}

// wordAt reads the word that begins at text[i].
func (a *automaton) wordAt(text string, i int) reading {
	hash := uint64(0)
	for i < len(text) {
		c, size := a.bytes[text[i]], 1
		if c&wordBit == 0 { // notASCII is no word's
			if c == notASCII {
				c, size = a.wide(text, i)
			}
			if c&wordBit == 0 {
				return reading{settle(hash), i, c}
			}
		}
		hash = mix(hash, c)
		i += size
	}
	return reading{settle(hash), i, 0}
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
		says := a.leads.first(word.hash)
		switch {
		case word.after&skipBit != 0 || says&leadsAlone != 0:
			return i, true
		case says&leadsPair == 0 || word.end == len(text):
			return word.end, false
		case word.after&spaceBit == 0:
			if a.leads.pair(word.hash, markAfter(word.after, false)) {
				return i, true
			}
			return word.end, false
		}
		next := a.pastSpace(text, word.end)
		if next == len(text) {
			return next, false
		}
		c := a.bytes[text[next]]
		if c == notASCII {
			c, _ = a.wide(text, next)
		}
		if c&wordBit == 0 {
			if a.leads.pair(word.hash, markAfter(c, true)) {
				return i, true
			}
			return next, false
		}
		second := a.wordAt(text, next)
		if second.after&skipBit != 0 || a.leads.pair(word.hash, second.hash) {
			return i, true
		}
		i, word = next, second
	}
}
