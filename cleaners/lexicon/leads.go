package lexicon

import (
	"fmt"
	"math/bits"
)

// leads are Bloom filters (with one hash each) of how phrases begin: of their
// first tokens, and of their first two, three and more. They say "no" for
// certain. Half of the words of running text begin some phrase of some language
// ("by", "in", "de"); few go on.
type leads struct {
	firsts  [1 << firstBits / leadsPerWord]uint64 // two bits for each hash
	follows [1 << followBits / leadsPerWord]uint64
}

// Some eight thousand first tokens and five times as many longer beginnings leave
// nearly all bits clear. The tables are larger than the nearest cache, but a text
// asks for the same words again and again, and seldom for more than one.
const (
	firstBits    = 18
	followBits   = 19
	leadsPerWord = 64 / 2
)

// What the filters say of a beginning.
const (
	leadsWhole = 1 << iota // it is a phrase
	leadsOn                // a phrase goes on behind it
)

// add enters the beginnings of a phrase, and gives the hash of all of it.
func (l *leads) add(w spelled) (uint64, error) {
	hash, at := w.token(0)
	in, place := l.first(hash)
	for at < w.length() {
		*in |= leadsOn << place
		spaced := w.letter(at)&spaceBit != 0
		if spaced {
			at++
		}
		if at == w.length() || w.letter(at)&spaceBit != 0 || w.letter(0)&spaceBit != 0 {
			return 0, fmt.Errorf("phrase %q has a space at an end, or two in a row", w.phrase)
		}
		var next uint64
		next, at = w.token(at)
		hash = join(hash, next, spaced)
		in, place = l.follow(hash)
	}
	*in |= leadsWhole << place
	return hash, nil
}

// token gives the hash of the token that begins at letter i, and where it ends.
func (w spelled) token(i int) (hash uint64, end int) {
	end = i + 1
	hash = mix(0, w.letter(i))
	for w.letter(i)&wordBit != 0 && end < w.length() && w.letter(end)&wordBit != 0 {
		hash = mix(hash, w.letter(end))
		end++
	}
	return settle(hash), end
}

// first gives where the filter has its two bits for a first token.
func (l *leads) first(hash uint64) (in *uint64, place uint64) {
	at := hash >> (64 - firstBits)
	return &l.firsts[at/leadsPerWord], 2 * (at % leadsPerWord)
}

// ofFirst tells what the filter says of a first token.
func (l *leads) ofFirst(hash uint64) (says uint64) {
	in, place := l.first(hash)
	return *in >> place & (leadsWhole | leadsOn)
}

// ofSeveral tells what it says of several tokens.
func (l *leads) ofSeveral(hash uint64) (says uint64) {
	in, place := l.follow(hash)
	return *in >> place & (leadsWhole | leadsOn)
}

// follow does the same for several tokens.
func (l *leads) follow(hash uint64) (in *uint64, place uint64) {
	at := hash >> (64 - followBits)
	return &l.follows[at/leadsPerWord], 2 * (at % leadsPerWord)
}

// mix is a step of a word's hash: two instructions, since a text's every letter
// goes through it and each has to wait for the one before. The first nine letters
// that are ASCII don't even meet. settle spreads what the steps gathered over all
// bits (Fibonacci hashing, Knuth 6.4).
func mix(hash uint64, c letter) uint64 { return bits.RotateLeft64(hash, 7) ^ uint64(c) }

func settle(hash uint64) uint64 {
	hash *= 0x9E3779B97F4A7C15
	return hash ^ hash>>32
}

// join gives the hash of a beginning and the token that follows it, with or
// without a space between them.
func join(beginning, token uint64, spaced bool) uint64 {
	if spaced {
		token = ^token
	}
	return settle(beginning ^ bits.RotateLeft64(token, 29))
}
