package memory

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
)

// A snapshot of stories is the whole memory, so that who goes on from it tells
// the same as who never stopped, also of articles that had to make way at a
// bound. It comes in pieces, since a million articles are 300 MB. A piece is
// snapshotVersion, what time it is (whether that is known, and the day), and
// articles in their order, each as in a delta and then
//
//   - the day under which it will be forgotten
//   - its representative: 0 for none, else one more than its number in the
//     order of all articles
//   - a bit for each of its fingerprints that leads to it

// storySnapshotVersion is the first byte of a piece.
const storySnapshotVersion = 1

// Snapshot gives the memory in pieces of about so many bytes each, at least
// one. The same memory gives the same pieces.
func (s *Stories) Snapshot(bytes int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		order := s.room.inOrder(s.order)
		number := make([]uint32, s.room.used) // by slot, one more than the place in the order
		for i, n := range order {
			number[n] = uint32(i) + 1
		}
		posted := s.grams.posted(s.room.used)
		piece := s.days.append([]byte{storySnapshotVersion})
		empty := len(piece)
		for _, n := range order {
			if len(piece) > empty && len(piece) >= bytes {
				if !yield(slices.Clone(piece)) {
					return
				}
				piece = piece[:empty]
			}
			e := s.room.at(n)
			piece = appendArticle(piece, e.id, e.published, e.signature())
			piece = binary.AppendVarint(piece, int64(e.day))
			head := uint32(0)
			if e.head != noSlot {
				head = number[e.head]
			}
			piece = binary.AppendUvarint(piece, uint64(head))
			piece = binary.LittleEndian.AppendUint16(piece, posted[n])
		}
		yield(piece)
	}
}

// inOrder gives the slots of all articles, in an order of theirs.
func (r *room) inOrder(order func(a, b slot) int) []slot {
	all := make([]slot, 0, r.live)
	for _, n := range r.byID {
		if n != noSlot {
			all = append(all, n)
		}
	}
	slices.SortFunc(all, order)
	return all
}

func (e *entry) signature() Signature {
	return Signature{Words: e.words, Body: e.body, Dateline: e.dateline, Grams: e.grams(), Shingles: e.shingles()}
}

// posted gives, for each slot, a bit for each gram that leads to it.
func (x *gramIndex) posted(slots int) []uint16 {
	masks := make([]uint16, slots)
	for i := range x.shards {
		for _, p := range x.shards[i].table {
			if p != noPosting {
				masks[p&slotMask] |= 1 << (p >> slotBits)
			}
		}
	}
	return masks
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

// LoadStories gives the memory of which these are the pieces, in order. Its
// errors are those of the pieces, or wrap ErrStorySnapshot. Where the bounds are
// narrower than those of who wrote it, the oldest leave.
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

// storyLoader puts articles back as they were.
type storyLoader struct {
	*Stories
	order []slot // as read so far
}

func (l *storyLoader) piece(piece []byte) error {
	r := deltaReader{rest: piece}
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
func (l *storyLoader) article(r *deltaReader) {
	a := r.article()
	day, head := r.day(), r.uvarint("representative")
	mask := r.bytes(2, "fingerprints")
	if r.broken != "" {
		return
	}
	if _, twice := l.room.find(a.ID); twice || l.room.live >= mostSlots-1 {
		r.fail("it is there twice, or there are too many")
		return
	}
	n := l.room.add(a.ID, seconds(a.Published), &a.Signature)
	if len(l.order) > 0 && !l.earlier(l.order[len(l.order)-1], n) {
		r.fail("it is out of order")
		return
	}
	l.order = append(l.order, n)
	if head > uint64(len(l.order)) {
		r.fail("its representative is later than it")
		return
	}
	if head > 0 {
		of := l.order[head-1]
		if of != n && l.room.at(of).head != of {
			r.fail("its representative is none")
			return
		}
		l.room.move(n, of)
	}
	l.room.at(n).day = day
	l.days.slots[day] = append(l.days.slots[day], n)
	posted := binary.LittleEndian.Uint16(mask)
	for k := range l.room.at(n).grams() {
		if posted&(1<<k) != 0 {
			l.grams.add(&l.room, n, k)
		}
	}
}

func (r *deltaReader) day() int32 {
	day := r.varint("day")
	if day < math.MinInt32 || day > math.MaxInt32 {
		r.fail("a day that is none")
		return 0
	}
	return int32(day)
}
