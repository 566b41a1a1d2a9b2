package lexicon

import (
	_ "embed" // the artifact
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
)

// The artifact is what the data files compile to (compile_test.go), laid out so that it is
// used as it lies in the program: to compile at the start took longer than to clean a
// page, and what a document does not ask for is not even read from the disk. It is a row
// of sections behind their number and the length of each, so that to find one reads no
// other; numbers are little endian. They are, in order: the digest, the languages, the
// phrases, the notices and the signs.
//
//go:embed lexicon.bin
var artifact []byte

// sections are those of an artifact that are not read yet.
type sections struct {
	lengths numbers32
	rest    []byte
}

func sectionsOf(artifact []byte) *sections {
	const word = 4
	begin := word * (1 + int(binary.LittleEndian.Uint32(artifact)))
	return &sections{artifact[word:begin], artifact[begin:]}
}

func (s *sections) next() []byte {
	n := s.lengths.at(0)
	section := s.rest[:n:n]
	s.lengths, s.rest = s.lengths[4:], s.rest[n:]
	return section
}

// load returns the lexicon of an artifact, in whose memory it is. It panics on one that
// the tests did not make.
func load(artifact []byte) *Lexicon {
	s := sectionsOf(artifact)
	l := &Lexicon{digest: string(s.next())}
	names := strings.Fields(string(s.next()))
	l.bits, l.languages = bitsOf(names), slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == anyLanguage })
	l.phrases = readPhrasebook(s, len(names), l.compiled()...)
	l.notices = readPhrasebook(s, 1, allLanguages)
	l.signs = readSigns(s, names)
	return l
}

// bitsOf returns the bit of each data file, by its language.
func bitsOf(names []string) map[string]LanguageSet {
	of := make(map[string]LanguageSet, len(names))
	for i, name := range names {
		of[name] = 1 << i
	}
	return of
}

// compiled returns the sets of languages whose phrases lie in the artifact as a table: to
// make one takes longer than to clean a short text. Short texts, whose language is
// unknown, ask for that of all languages, and most others for the English one.
func (l *Lexicon) compiled() []LanguageSet {
	return []LanguageSet{allLanguages, l.Among(everywhere)}
}

// numbers32 and numbers64 are numbers as they lie in an artifact.
type (
	numbers32 []byte
	numbers64 []byte
)

func (n numbers32) len() int        { return len(n) / 4 }
func (n numbers64) len() int        { return len(n) / 8 }
func (n numbers32) at(i int) uint32 { return binary.LittleEndian.Uint32(n[4*i:]) }
func (n numbers64) at(i int) uint64 { return binary.LittleEndian.Uint64(n[8*i:]) }

// cells is a hash table. Each cell has the upper bits of a hash and, in its lowest ones,
// 1 + what is noted of it: a class, or a language. An empty one is 0, and some are. A
// note is in the first cell that was free, from the one on that its upper bits tell
// (linear probing: Knuth, TAOCP vol. 3, 6.4).
type cells struct {
	numbers64
	shift uint // how many bits of a hash are below those
}

const notedBits = 8

// noteOf returns the cell for what is noted of a hash.
func noteOf(hash, what uint64) uint64 { return hash>>notedBits<<notedBits | (what + 1) }

// newCells returns room for n notes, a quarter of which stays free.
func newCells(n int) cells {
	return cellsOf(make([]byte, 8<<bits.Len(uint(n+n/3))))
}

func cellsOf(in numbers64) cells {
	return cells{in, uint(64 - bits.Len(uint(in.len()-1)))}
}

// slot returns the first cell that may be of a hash, and next the one behind a cell.
func (c *cells) slot(hash uint64) int { return int(hash >> c.shift) }
func (c *cells) next(slot int) int    { return (slot + 1) & (c.len() - 1) }

// add adds a note, once.
func (c *cells) add(note uint64) {
	slot := c.slot(note)
	for c.at(slot) != 0 {
		if c.at(slot) == note {
			return
		}
		slot = c.next(slot)
	}
	binary.LittleEndian.PutUint64(c.numbers64[8*slot:], note)
}

// noted returns what a cell says of a hash; ok is false where it is of another one.
func noted(cell, hash uint64) (what uint64, ok bool) {
	return cell&(1<<notedBits-1) - 1, (cell^hash)>>notedBits == 0
}
