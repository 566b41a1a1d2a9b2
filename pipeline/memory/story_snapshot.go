package memory

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
)

// A snapshot of stories is the whole memory: one that was loaded from it and
// goes on returns the same changes as the one that went on without, also at the
// bounds. It comes in pieces, since a million articles are some 250 MB. A piece
// is storySnapshotVersion, the time (whether it is known, and the day), and
// articles in their order, each as in a delta and then
//
//   - the day with which it will be forgotten
//   - its representative: 0 for none, else one more than its number in the
//     order of all articles
//   - a bit for each of its fingerprints that leads to it

// storySnapshotVersion is the first byte of a piece.
const storySnapshotVersion = 1

// Snapshot returns the memory in pieces of about so many bytes each, at least
// one. A piece is the receiver's to keep. The same memory has the same pieces.
// Nothing may be put while the pieces are read.
func (s *Stories) Snapshot(bytes int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		order := s.articles.inOrder(s.order)
		number := make([]uint32, s.articles.used) // by slot, one more than the index in order
		for i, n := range order {
			number[n] = uint32(i) + 1
		}
		posted := s.grams.posted(s.articles.used)
		piece := s.days.append([]byte{storySnapshotVersion})
		empty := len(piece)
		for _, n := range order {
			if len(piece) > empty && len(piece) >= bytes {
				if !yield(slices.Clone(piece)) {
					return
				}
				piece = piece[:empty]
			}
			e := s.articles.at(n)
			piece = appendArticle(piece, e.id, e.published, e.signature())
			piece = binary.AppendVarint(piece, int64(e.day))
			representative := uint32(0)
			if e.representative != noSlot {
				representative = number[e.representative]
			}
			piece = binary.AppendUvarint(piece, uint64(representative))
			piece = binary.LittleEndian.AppendUint16(piece, posted[n])
		}
		yield(piece)
	}
}

func (d *days) append(b []byte) []byte {
	known := byte(0)
	if d.known {
		known = 1
	}
	return binary.AppendVarint(append(b, known), int64(d.now))
}

// ErrStorySnapshot says that bytes are not a snapshot of stories of this
// version.
var ErrStorySnapshot = errors.New("not a snapshot of stories")

// LoadStories returns the memory of a snapshot's pieces, in order. Its errors are
// those of the pieces, or wrap ErrStorySnapshot and say which article is wrong.
// Where the bounds are narrower than the writer's, the oldest are forgotten.
func LoadStories(options StoryOptions, pieces iter.Seq2[[]byte, error]) (*Stories, error) {
	l := storyLoader{Stories: NewStories(options)}
	for piece, err := range pieces {
		if err != nil {
			return nil, err
		}
		if err := l.piece(piece); err != nil {
			return nil, err
		}
	}
	l.forgetOld()
	return l.Stories, nil
}

// storyLoader enters articles as they were.
type storyLoader struct {
	*Stories
	order []slot // of the articles read so far
}

func (l *storyLoader) piece(piece []byte) error {
	r := articleReader{rest: piece}
	if b := r.bytes(2, "version"); r.broken == "" && (b[0] != storySnapshotVersion || b[1] > 1) {
		r.fail(fmt.Sprintf("version %d", b[0]))
	} else if r.broken == "" {
		l.days.known = b[1] == 1
	}
	l.days.now = r.day()
	for len(r.rest) > 0 && r.broken == "" {
		l.article(&r)
	}
	if r.broken != "" {
		return fmt.Errorf("%w: article %d: %s", ErrStorySnapshot, len(l.order)+1, r.broken)
	}
	return nil
}

// article reads one article and what was known of it.
func (l *storyLoader) article(r *articleReader) {
	a := r.article()
	day, representative := r.day(), r.uvarint("representative")
	mask := r.bytes(2, "fingerprints")
	if r.broken != "" {
		return
	}
	if _, twice := l.articles.find(a.ID); twice || l.articles.live >= mostSlots-1 {
		r.fail("it is there twice, or there are too many")
		return
	}
	n := l.articles.add(a.ID, seconds(a.Published), &a.Signature)
	if len(l.order) > 0 && !l.earlier(l.order[len(l.order)-1], n) {
		r.fail("it is out of order")
		return
	}
	l.order = append(l.order, n)
	if representative > uint64(len(l.order)) {
		r.fail("its representative is later than it")
		return
	}
	if representative > 0 {
		of := l.order[representative-1]
		if of != n && l.articles.at(of).representative != of {
			r.fail("its representative is none")
			return
		}
		l.articles.setRepresentative(n, of)
	}
	l.articles.at(n).day = day
	l.days.slots[day] = append(l.days.slots[day], n)
	posted := binary.LittleEndian.Uint16(mask)
	for k := range l.articles.at(n).grams() {
		if posted&(1<<k) != 0 {
			l.grams.add(&l.articles, n, k)
		}
	}
}

func (r *articleReader) day() int32 {
	day := r.varint("day")
	if day < math.MinInt32 || day > math.MaxInt32 {
		r.fail("a day that is none")
		return 0
	}
	return int32(day)
}
