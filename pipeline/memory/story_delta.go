package memory

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// A delta of stories is the articles that were put, in order. Whoever puts them
// in again has the same stories.

// ErrDelta says that bytes are not a delta of stories of this version.
var ErrDelta = errors.New("not a delta of stories")

// articleVersion is the first byte of every article in a delta: it changes with
// the form, and with the sizes of a signature.
const articleVersion = 1

// AppendArticle appends an article to a delta, in some 250 bytes.
func AppendArticle(delta []byte, a Article) []byte {
	return appendArticle(delta, a.ID, seconds(a.Published), a.Signature)
}

func appendArticle(delta []byte, id string, published int64, a Signature) []byte {
	delta = append(delta, articleVersion)
	delta = binary.AppendUvarint(delta, uint64(len(id)))
	delta = append(delta, id...)
	delta = binary.AppendVarint(delta, published)
	delta = binary.AppendUvarint(delta, uint64(a.Words))
	if a.Words == 0 {
		return delta
	}
	delta = binary.LittleEndian.AppendUint64(delta, a.Body)
	delta = append(delta, a.Dateline, uint8(len(a.Grams)), uint8(len(a.Shingles)))
	for _, hashes := range [][]uint32{a.Grams, a.Shingles} {
		for _, h := range hashes {
			delta = binary.LittleEndian.AppendUint32(delta, h)
		}
	}
	return delta
}

// ReadArticles calls put with the articles of a delta, in order, up to the first
// that it can't read. Its error wraps ErrDelta and says which article that is.
func ReadArticles(delta []byte, put func(Article)) error {
	r := articleReader{rest: delta}
	for n := 1; len(r.rest) > 0; n++ {
		a := r.article()
		if r.broken != "" {
			return fmt.Errorf("%w: article %d: %s", ErrDelta, n, r.broken)
		}
		put(a)
	}
	return nil
}

// articleReader reads the parts of a delta or a snapshot of stories. After an
// error all reads return nothing.
type articleReader struct {
	rest   []byte
	broken string // the first error
}

func (r *articleReader) article() (a Article) {
	if v := r.bytes(1, "version"); r.broken == "" && v[0] != articleVersion {
		r.fail(fmt.Sprintf("version %d", v[0]))
	}
	a.ID = string(r.bytes(r.uvarint("length of the id"), "id"))
	if at := r.varint("time"); at != undated {
		a.Published = time.Unix(at, 0).UTC()
	}
	a.Words = uint32(r.uvarint("words"))
	if a.Words == 0 || r.broken != "" {
		return a
	}
	if b := r.bytes(8, "hash of the body"); b != nil {
		a.Body = binary.LittleEndian.Uint64(b)
	}
	if b := r.bytes(3, "sizes"); b != nil {
		a.Dateline = b[0]
		a.Grams, a.Shingles = r.hashes(b[1], mostGrams, "grams"), r.hashes(b[2], mostShingles, "shingles")
	}
	return a
}

// hashes reads n hashes, which must ascend.
func (r *articleReader) hashes(n uint8, most int, what string) []uint32 {
	if int(n) > most {
		r.fail(fmt.Sprintf("%d %s, at most %d", n, what, most))
	}
	all := make([]uint32, 0, most)
	for range n {
		b := r.bytes(4, what)
		if b == nil {
			return nil
		}
		h := binary.LittleEndian.Uint32(b)
		if len(all) > 0 && h <= all[len(all)-1] {
			r.fail(what + " out of order")
			return nil
		}
		all = append(all, h)
	}
	return all
}

func (r *articleReader) fail(what string) {
	if r.broken == "" {
		r.broken = what
	}
}

func (r *articleReader) bytes(n uint64, what string) []byte {
	if r.broken != "" || n > uint64(len(r.rest)) {
		r.fail("it ends in the " + what)
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *articleReader) uvarint(what string) uint64 {
	v, n := binary.Uvarint(r.rest)
	return v * uint64(r.skip(n, what))
}

func (r *articleReader) varint(what string) int64 {
	v, n := binary.Varint(r.rest)
	return v * int64(r.skip(n, what))
}

// skip goes past a number of n bytes. It returns 1, or 0 when that is no number.
func (r *articleReader) skip(n int, what string) int {
	if r.broken != "" || n <= 0 {
		r.fail("it ends in the " + what)
		return 0
	}
	r.rest = r.rest[n:]
	return 1
}
