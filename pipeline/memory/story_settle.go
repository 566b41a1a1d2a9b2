package memory

import (
	heaps "container/heap"
	"slices"
)

// This file keeps the clusters to their definition as articles come and go:
// whoever may have another representative now is looked at again, the earliest
// first, so that what it depends on is settled before it.

// touched is the articles whose representative changed, with the id of the one
// before.
type touched struct {
	slots []slot
	was   map[slot]string
}

func (t *touched) add(n slot, was string) {
	if t.was == nil {
		t.was = make(map[slot]string)
	}
	if _, twice := t.was[n]; !twice {
		t.slots = append(t.slots, n)
		t.was[n] = was
	}
}

// settle looks again at the articles in the queue, the earliest first, and at
// those that depend on what it finds. new is the one that has just come, of
// which no change is told, or noSlot.
func (s *Stories) settle(new slot, touched *touched) {
	done := noSlot
	for s.queue.Len() > 0 {
		n := heaps.Pop(s.in()).(slot)
		if n == done { // it was pushed twice
			continue
		}
		done = n
		s.assign(n, new, touched)
	}
}

// assign gives article n its representative, and puts those that depend on
// whether it is one itself into the queue when that changed.
func (s *Stories) assign(n, new slot, touched *touched) {
	like := s.like(n)
	head := s.nearest(n, like)
	was := s.room.at(n).head
	if was == head {
		return
	}
	for _, m := range like {
		if (was == n) != (head == n) && s.earlier(n, m) {
			heaps.Push(s.in(), m)
		}
	}
	if was == n { // also those that no search finds any more
		s.release(n, touched)
	}
	if n != new {
		touched.add(n, s.nameOf(was))
	}
	s.room.move(n, head)
}

// nearest gives the earlier representative that has most in common with an
// article, the earliest of equals, or the article itself when there is none.
func (s *Stories) nearest(n slot, like []slot) slot {
	head, most := n, 0.0
	for _, m := range like {
		if s.room.at(m).head != m || !s.earlier(m, n) {
			continue
		}
		in, _ := s.compare(n, m)
		if head == n || in.most() > most || in.most() == most && s.earlier(m, head) {
			head, most = m, in.most()
		}
	}
	return head
}

// compare reports whether one of two articles is a copy of the other, and how
// much of each is in the other.
func (s *Stories) compare(a, b slot) (Containment, bool) {
	x, y := s.room.at(a), s.room.at(b)
	if x.body == y.body { // whatever the outlet did to its capitals
		return Containment{Here: 1, There: 1}, true
	}
	return copies(x.words, y.words, x.shingles(), y.shingles())
}

func (s *Stories) nameOf(n slot) string {
	if n == noSlot {
		return ""
	}
	return s.room.at(n).id
}

// members gives those who belong to head, none when it represents nobody.
func (s *Stories) members(head slot) (all []slot) {
	if s.room.at(head).head != head {
		return nil
	}
	for m := s.room.at(head).next; m != noSlot; m = s.room.at(m).next {
		all = append(all, m)
	}
	return all
}

// release takes an article's members from it, and puts them into the queue.
func (s *Stories) release(head slot, touched *touched) {
	for _, m := range s.members(head) {
		touched.add(m, s.room.at(head).id)
		s.room.move(m, noSlot)
		heaps.Push(s.in(), m)
	}
}

// changes tells of the touched articles that ended somewhere else than they
// began, in the order of articles.
func (s *Stories) changes(t *touched) []Change {
	slices.SortFunc(t.slots, s.order)
	var all []Change
	for _, n := range t.slots {
		if st := s.standing(n); st.Representative != t.was[n] {
			all = append(all, Change{Standing: st, Event: EventRepresentative, Was: t.was[n]})
		}
	}
	return all
}

// slotQueue is a heap of articles, the earliest first.
type slotQueue struct {
	*Stories
	slots []slot
}

// in gives the queue with the order that it goes by.
func (s *Stories) in() *slotQueue {
	s.queue.Stories = s
	return &s.queue
}

// The methods of heap.Interface.
func (q *slotQueue) Len() int           { return len(q.slots) }
func (q *slotQueue) Less(i, j int) bool { return q.earlier(q.slots[i], q.slots[j]) }
func (q *slotQueue) Swap(i, j int)      { q.slots[i], q.slots[j] = q.slots[j], q.slots[i] }
func (q *slotQueue) Push(x any)         { q.slots = append(q.slots, x.(slot)) }
func (q *slotQueue) Pop() any {
	last := q.slots[len(q.slots)-1]
	q.slots = q.slots[:len(q.slots)-1]
	return last
}
