package lexicon

import (
	_ "embed" // the artifact
	"encoding/binary"
	"math/bits"
	"strings"
)

// The artifact is what the data files compile to (compile.go), laid out so that it is
// used as it lies in the program: to compile at the start took longer than to clean a
// page, and what a document does not ask for is not even read from the disk. It is a row
// of sections, each behind its length; numbers are little endian. They are, in order:
// the digest, the languages, the phrases, the notices and the signs.
//
//go:embed lexicon.bin
var artifact []byte

// sections are those of an artifact that are not read yet.
type sections struct{ rest []byte }

func (s *sections) next() []byte {
	const from = 4
	to := from + int(binary.LittleEndian.Uint32(s.rest))
	section := s.rest[from:to:to]
	s.rest = s.rest[to:]
	return section
}

func appendSection(to, section []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(to, uint32(len(section))), section...)
}

// load returns the lexicon of an artifact, in whose memory it is. It panics on one that
// compile did not make.
func load(artifact []byte) *Lexicon {
	s := &sections{artifact}
	l := &Lexicon{digest: string(s.next()), bits: map[string]LanguageSet{}}
	names := strings.Fields(string(s.next()))
	for i, name := range names {
		l.bits[name] = 1 << i
		if name != anyLanguage {
			l.languages = append(l.languages, name)
		}
	}
	l.phrases = readPhrasebook(s, len(names))
	l.notices = readPhrasebook(s, 1)
	l.signs = readSigns(s, names)
	return l
}

// numbers32 and numbers64 are numbers as they lie in an artifact.
type (
	numbers32 []byte
	numbers64 []byte
)

func (n numbers32) len() int        { return len(n) / 4 }
func (n numbers32) at(i int) uint32 { return binary.LittleEndian.Uint32(n[4*i:]) }
func (n numbers64) at(i int) uint64 { return binary.LittleEndian.Uint64(n[8*i:]) }

// table finds what is noted of a hash: the index of each note of it in lists beside the
// table, such as languages. Hashes are spread evenly, so that few share their upper bits.
type table struct {
	hashes numbers64 // ascending: each as often as something is noted of it
	starts numbers32 // by the upper bits of a hash: where those begin that have them; and the end
	shift  uint      // how many bits are below these
}

// perStart is about how many hashes share their upper bits.
const perStart = 4

func readTable(s *sections) table {
	t := table{hashes: s.next(), starts: s.next()}
	t.shift = uint(64 - bits.Len(uint(t.starts.len()-2)))
	return t
}

// of returns which notes are of a hash, [from:to].
func (t *table) of(hash uint64) (from, to int) {
	start := int(hash >> t.shift)
	from, end := int(t.starts.at(start)), int(t.starts.at(start+1))
	for from < end && t.hashes.at(from) < hash {
		from++
	}
	for to = from; to < end && t.hashes.at(to) == hash; to++ {
	}
	return from, to
}
