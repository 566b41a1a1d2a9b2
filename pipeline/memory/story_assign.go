package memory

import (
	"container/heap"
	"slices"
)

// This file keeps the stories to their definition as articles come and go:
// whoever may have another representative now is queued and assigned again, the
// earliest first, so that what its assignment depends on is decided before it.

// moves is the articles whose representative changed, with the id of the one
// before.
type moves struct {
	slots []slot
	was   map[slot]string
}

func (t *moves) add(n slot, was string) {
	if t.was == nil {
		t.was = make(map[slot]string)
	}
	if _, twice := t.was[n]; !twice {
		t.slots = append(t.slots, n)
		t.was[n] = was
	}
}

// assignQueued assigns the queued articles again, the earliest first, and those
// that depend on the outcome. new is the article that was just put, which did
// not move, or noSlot.
func (s *Stories) assignQueued(new slot, moved *moves) {
	done := noSlot
	for s.queue.Len() > 0 {
		n := s.dequeue()
		if n == done { // it was queued twice
			continue
		}
		done = n
		s.assign(n, new, moved)
	}
}

// assign sets the representative of article n. When it becomes one itself, or
// ceases to be one, the later articles that depend on that are queued.
func (s *Stories) assign(n, new slot, moved *moves) {
	near := s.nearDuplicates(n)
	representative := s.nearest(n, near)
	was := s.articles.at(n).representative
	if was == representative {
		return
	}
	for _, m := range near {
		if (was == n) != (representative == n) && s.earlier(n, m) {
			s.enqueue(m)
		}
	}
	if was == n { // also those that no search finds any more
		s.releaseMembers(n, moved)
	}
	if n != new {
		moved.add(n, s.idOf(was))
	}
	s.articles.setRepresentative(n, representative)
}

func (s *Stories) idOf(n slot) string {
	if n == noSlot {
		return ""
	}
	return s.articles.at(n).id
}

// members returns the articles that n represents, itself left out.
func (s *Stories) members(n slot) (all []slot) {
	if s.articles.at(n).representative != n {
		return nil
	}
	for m := s.articles.at(n).next; m != noSlot; m = s.articles.at(m).next {
		all = append(all, m)
	}
	return all
}

// releaseMembers takes a representative's members from it, and queues them.
func (s *Stories) releaseMembers(n slot, moved *moves) {
	for _, m := range s.members(n) {
		moved.add(m, s.articles.at(n).id)
		s.articles.setRepresentative(m, noSlot)
		s.enqueue(m)
	}
}

// changes returns what became of the moved articles that have another
// representative in the end, in the order of articles.
func (s *Stories) changes(moved *moves) []Change {
	slices.SortFunc(moved.slots, s.order)
	var all []Change
	for _, n := range moved.slots {
		if st := s.membership(n); st.Representative != moved.was[n] {
			all = append(all, Change{Membership: st, Event: EventRepresentative, Was: moved.was[n]})
		}
	}
	return all
}

func (s *Stories) enqueue(n slot) {
	s.queue.Stories = s
	heap.Push(&s.queue, n)
}

func (s *Stories) dequeue() slot { return heap.Pop(&s.queue).(slot) }

// slotQueue is a heap of articles, the earliest first.
type slotQueue struct {
	*Stories
	slots []slot
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
