package lexicon

import (
	"fmt"
	"math/bits"
)

// prefixes are two Bloom filters, with one hash each, of how phrases begin: of
// their first token, and of their first two, three and more. What they say "no"
// to is certainly not there. Half of the words of running text begin some
// phrase of some language ("by", "in", "de"); few of these go on.
type prefixes struct {
	one     [1 << oneBits / pairsPerWord]uint64 // a pair of bits for each hash: isPhrase, goesOn
	several [1 << severalBits / pairsPerWord]uint64
}

// The filters are so large that nearly all bits stay clear. They don't fit into
// the nearest cache, but a text asks for the same words again and again, and
// seldom for more than one token.
const (
	oneBits      = 18
	severalBits  = 19
	pairsPerWord = 64 / 2
)

// What the filters say of some tokens at the beginning of a phrase.
const (
	isPhrase = 1 << iota // they may be all of it
	goesOn               // it may go on behind them
)

// add enters the prefixes of a phrase, and returns the hash of all of it.
func (p *prefixes) add(w spelled) (uint64, error) {
	hash, at := w.token(0)
	word, shift := p.cellOne(hash)
	for at < w.length() {
		*word |= goesOn << shift
		spaced := w.char(at)&spaceBit != 0
		if spaced {
			at++
		}
		if at == w.length() || w.char(at)&spaceBit != 0 || w.char(0)&spaceBit != 0 {
			return 0, fmt.Errorf("phrase %q has a space at an end, or two in a row", w.phrase)
		}
		var next uint64
		next, at = w.token(at)
		hash = join(hash, next, spaced)
		word, shift = p.cellSeveral(hash)
	}
	*word |= isPhrase << shift
	return hash, nil
}

// token returns the hash of the token that begins at character i, and its end.
func (w spelled) token(i int) (hash uint64, end int) {
	end = i + 1
	hash = mix(0, w.char(i))
	for w.char(i)&wordBit != 0 && end < w.length() && w.char(end)&wordBit != 0 {
		hash = mix(hash, w.char(end))
		end++
	}
	return spread(hash), end
}

// lookOne returns what the filter says of a first token: isPhrase, goesOn.
func (p *prefixes) lookOne(hash uint64) (bits uint64) {
	word, shift := p.cellOne(hash)
	return *word >> shift & (isPhrase | goesOn)
}

// lookSeveral returns what the filter says of several tokens.
func (p *prefixes) lookSeveral(hash uint64) (bits uint64) {
	word, shift := p.cellSeveral(hash)
	return *word >> shift & (isPhrase | goesOn)
}

// cellOne returns where the pair of bits of a first token is.
func (p *prefixes) cellOne(hash uint64) (word *uint64, shift uint64) {
	at := hash >> (64 - oneBits)
	return &p.one[at/pairsPerWord], 2 * (at % pairsPerWord)
}

// cellSeveral returns where the pair of bits of several tokens is.
func (p *prefixes) cellSeveral(hash uint64) (word *uint64, shift uint64) {
	at := hash >> (64 - severalBits)
	return &p.several[at/pairsPerWord], 2 * (at % pairsPerWord)
}

// mix adds a character to a word's hash: two instructions, since every character
// of a text goes through it and each has to wait for the one before. The bits of
// the first nine characters, if they are ASCII, don't even overlap.
func mix(hash uint64, c char) uint64 { return bits.RotateLeft64(hash, 7) ^ uint64(c) }

// spread ends a hash: it spreads what mix gathered over all bits (Fibonacci
// hashing, Knuth, TAOCP vol. 3, 6.4).
func spread(hash uint64) uint64 {
	hash *= 0x9E3779B97F4A7C15
	return hash ^ hash>>32
}

// join returns the hash of some tokens and the one that follows them, with or
// without a space between them.
func join(before, token uint64, spaced bool) uint64 {
	if spaced {
		token = ^token
	}
	return spread(before ^ bits.RotateLeft64(token, 29))
}
