package report

import (
	"hash/maphash"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/pipeline/record"
)

// runTexts is what is held of the old run: hashes of its texts, by document.
type runTexts struct {
	documents map[docKey]oldDocument
	chunks    [][]entry
	pairs     []rulePair
	numbers   map[rulePair]uint16
	seeds     [3]maphash.Seed
	letters   []byte // of the text that is being hashed
}

// docKey is a hash of a document's id.
type docKey [2]uint64

type oldDocument struct {
	kept               uint64 // bytes
	chunk, start, size uint32
	met                bool // the new run has it
}

// rulePair is a rule with the kind that it gave; number 0 is none.
type rulePair struct{ rule, kind string }

// entry is a text's hash and, in its last pairBits, the number of the rule and kind that
// removed it. In a document with a thousand texts the 52 bits of the hash take
// two for one in one of ten thousand million documents.
type entry uint64

const (
	pairBits = 12
	maxPairs = 1<<pairBits - 1
)

func entryOf(hash uint64, pair uint16) entry { return entry(hash&^maxPairs | uint64(pair)) }
func (e entry) hash() uint64                 { return uint64(e) &^ maxPairs }
func (e entry) pair() uint16                 { return uint16(e & maxPairs) }

// chunkSize is how many entries are made room for at a time.
const chunkSize = 1 << 16

func newRunTexts() *runTexts {
	return &runTexts{
		documents: make(map[docKey]oldDocument), pairs: []rulePair{{}}, numbers: make(map[rulePair]uint16),
		seeds: [3]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed(), maphash.MakeSeed()},
	}
}

func (t *runTexts) key(id string) docKey {
	return docKey{maphash.String(t.seeds[0], id), maphash.String(t.seeds[1], id)}
}

// add reports whether the document is the first with its id.
func (t *runTexts) add(doc *record.Clean) bool {
	key := t.key(doc.ID)
	if _, again := t.documents[key]; again {
		return false
	}
	size := len(doc.Paragraphs) + len(doc.Removed)
	last := len(t.chunks) - 1
	if last < 0 || cap(t.chunks[last])-len(t.chunks[last]) < size {
		t.chunks = append(t.chunks, make([]entry, 0, max(size, chunkSize)))
		last++
	}
	chunk := t.chunks[last]
	t.documents[key] = oldDocument{kept: keptBytes(doc), chunk: uint32(last), start: uint32(len(chunk)), size: uint32(size)}
	for i := range doc.Paragraphs {
		chunk = append(chunk, entryOf(t.hash(doc.Paragraphs[i].Text), 0))
	}
	for i := range doc.Removed {
		chunk = append(chunk, entryOf(t.hash(doc.Removed[i].Text), t.number(&doc.Removed[i])))
	}
	t.chunks[last] = chunk
	return true
}

func (t *runTexts) of(doc oldDocument) []entry {
	return t.chunks[doc.chunk][doc.start : doc.start+doc.size]
}

// number returns the number of a removal's rule and kind.
func (t *runTexts) number(r *record.Removal) uint16 {
	pair := rulePair{r.Rule, r.Kind.String()}
	n, known := t.numbers[pair]
	if known {
		return n
	}
	if pair.rule = clip(pair.rule, maxName); len(t.pairs) >= maxPairs {
		pair = rulePair{otherNames, otherNames}
	}
	if n, known = t.numbers[pair]; !known {
		n = uint16(len(t.pairs))
		t.pairs = append(t.pairs, pair)
		t.numbers[pair] = n
	}
	return n
}

// hash is of a text's letters and digits: a removal is as it stood in the source, a
// paragraph as it reads. A text that has none is hashed as it is.
func (t *runTexts) hash(text string) uint64 {
	t.letters = t.letters[:0]
	for i := 0; i < len(text); {
		b := text[i]
		if b < utf8.RuneSelf {
			if b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9' {
				t.letters = append(t.letters, b)
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.In(r, unicode.L, unicode.M, unicode.N) {
			t.letters = append(t.letters, text[i:i+size]...)
		}
		i += size
	}
	if len(t.letters) == 0 {
		return maphash.String(t.seeds[2], text)
	}
	return maphash.Bytes(t.seeds[2], t.letters)
}
