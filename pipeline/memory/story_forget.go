package memory

import "math"

// withdraw forgets an article that is about to change, and queues those whose
// assignment depends on it.
func (s *Stories) withdraw(n slot, moved *moves) {
	if s.articles.at(n).representative == n {
		for _, m := range s.nearDuplicates(n) {
			if s.earlier(n, m) {
				s.enqueue(m)
			}
		}
		s.releaseMembers(n, moved)
	}
	s.forget(n)
}

// forget drops an article. Its members have no representative then.
func (s *Stories) forget(n slot) {
	a := s.articles.at(n)
	s.days.remove(a.day, n)
	for k := range a.grams() {
		s.grams.remove(&s.articles, n, k)
	}
	for _, m := range s.members(n) {
		s.articles.setRepresentative(m, noSlot)
	}
	s.articles.remove(n)
}

// forgetOld forgets the days that no article to come can be compared with, and
// the earliest while there are too many articles. A representative stays as
// long as the last of its members, so that their story does not change.
func (s *Stories) forgetOld() {
	for {
		tooMany := s.articles.live >= s.options.Most
		day, ok := s.days.expired(tooMany)
		if !ok {
			return
		}
		for _, n := range s.days.drop(day) {
			if last := s.lastDay(n); last > day && !tooMany {
				s.setDay(n, last)
				continue
			}
			if tooMany {
				s.evicted++
			}
			s.forget(n)
		}
	}
}

// setDay says with which day an article will be forgotten.
func (s *Stories) setDay(n slot, day int32) {
	s.articles.at(n).day = day
	s.days.add(day, n)
}

// lastDay returns the latest day of an article's members.
func (s *Stories) lastDay(n slot) int32 {
	last := int32(math.MinInt32)
	for _, m := range s.members(n) {
		last = max(last, s.articles.at(m).day)
	}
	return last
}
