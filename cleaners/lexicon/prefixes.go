package lexicon

import (
	"math/bits"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// A prefix is how a phrase begins: the upper bits of the hash of its first token, or of
// its first two, three and more, and in the lowest bits what the filters say of it.
type prefix uint32

// What is said of some tokens at the beginning of a phrase.
const (
	isPhrase = 1 << iota // they may be all of it
	goesOn               // it may go on behind them
	isOne                // they are one token
	saidBits = iota
)

func prefixOf(hash, says uint64) prefix {
	return prefix(hash>>32)&^(1<<saidBits-1) | prefix(says)
}

// isOf reports whether p begins with the same tokens as other.
func (p prefix) isOf(other prefix) bool { return (p^other)&^(isPhrase|goesOn) == 0 }

// filter is two Bloom filters, with one hash each, of how the phrases of some languages
// begin: of their first token, and of their first two, three and more. What they say
// "no" to is certainly not there. One word in six of running text begins some phrase of
// its language ("by", "in", "de"); few of these go on. One language's filters fit into
// the nearest cache.
type filter struct {
	one, several bitPairs
	quiet        [256]bool // the bytes that are marks with which no phrase begins, or spaces
}

// bitPairs has a pair of bits for each hash: isPhrase, goesOn.
type bitPairs struct {
	cells []byte
	shift uint // which bits of a hash tell its cell
	inner uint // and which its pair there
}

const (
	cellBits     = 2 // of a hash: which pair of a cell
	pairsPerCell = 1 << cellBits
)

// pairsPerPrefix is how many pairs there are at least for each prefix, so that nearly
// all stay clear.
const pairsPerPrefix = 8

// newBitPairs returns room for n prefixes.
func newBitPairs(n int) bitPairs {
	size := max(bits.Len(uint(n*pairsPerPrefix)), cellBits)
	return bitPairsOf(make([]byte, 1<<size/pairsPerCell))
}

// bitPairsOf returns the pairs in cells, whose number is a power of two.
func bitPairsOf(cells []byte) bitPairs {
	inner := uint(64 - bits.Len(uint(len(cells)*pairsPerCell-1)))
	return bitPairs{cells, inner + cellBits, inner}
}

// look returns what p says of a hash.
func (p *bitPairs) look(hash uint64) uint64 {
	return uint64(p.cells[hash>>p.shift]) >> (2 * (hash >> p.inner % pairsPerCell)) & (isPhrase | goesOn)
}

func (p *bitPairs) add(hash, says uint64) {
	p.cells[hash>>p.shift] |= byte(says) << (2 * (hash >> p.inner % pairsPerCell))
}

// newFilter returns the filter of some languages.
func (b *phrasebook) newFilter(among LanguageSet) filter {
	ones, all := 0, 0
	for i, of := range b.prefixes {
		if among>>i&1 == 0 {
			continue
		}
		all += of.len()
		for k := range of.len() {
			ones += int(of.at(k) / isOne & 1)
		}
	}
	one, several := newBitPairs(ones), newBitPairs(all-ones)
	for i, of := range b.prefixes {
		if among>>i&1 == 0 {
			continue
		}
		for k := range of.len() {
			p := uint64(of.at(k))
			hash, says := p<<32, p&(isPhrase|goesOn)
			if p&isOne != 0 {
				one.add(hash, says)
			} else {
				several.add(hash, says)
			}
		}
	}
	return filterOf(one, several)
}

// filterOf returns the filter that asks these pairs.
func filterOf(one, several bitPairs) filter {
	f := filter{one: one, several: several}
	for c := range utf8.RuneSelf {
		m, ok := shape.NextMark(string(rune(c)), 0, 1)
		f.quiet[c] = !ok || f.one.look(spread(m.Hash)) == 0
	}
	return f
}

// spread ends a hash: it spreads what a word's has gathered over all bits (Fibonacci
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
