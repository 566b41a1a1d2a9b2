package memory

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// earlier reports the order of articles.
func (s *Stories) earlier(a, b slot) bool { return s.order(a, b) < 0 }

func (s *Stories) order(a, b slot) int {
	x, y := s.articles.at(a), s.articles.at(b)
	return cmp.Or(cmp.Compare(x.published, y.published), strings.Compare(x.id, y.id))
}

// nearDuplicates returns those of article n, in no order. The slice holds until
// the next call.
func (s *Stories) nearDuplicates(n slot) []slot {
	a := s.articles.at(n)
	s.found = s.found[:0]
	for k := range a.grams() {
		s.found = s.grams.find(&s.articles, a.gram[k], s.found)
	}
	slices.Sort(s.found)
	s.found = slices.Compact(s.found)
	near := s.found[:0]
	for _, m := range s.found {
		if m == n || !s.withinWindow(a.published, s.articles.at(m).published) {
			continue
		}
		if _, ok := s.compare(n, m); ok {
			near = append(near, m)
		}
	}
	return near
}

// withinWindow reports whether two times, in seconds, are within the window. An
// undated article is within it of every other.
func (s *Stories) withinWindow(a, b int64) bool {
	if a == undated || b == undated {
		return true
	}
	window := int64(s.options.Window / time.Second)
	return a-b <= window && b-a <= window
}

// compare reports whether one of two articles is a copy of the other, and how
// much of each is in the other.
func (s *Stories) compare(a, b slot) (Containment, bool) {
	x, y := s.articles.at(a), s.articles.at(b)
	if x.body == y.body { // also when an outlet's capitals changed which words count as names
		return Containment{Here: 1, There: 1}, true
	}
	return copies(x.words, y.words, x.shingles(), y.shingles())
}

// nearest returns the earlier representative that has most in common with an
// article, the earliest of equals, or the article itself when there is none.
func (s *Stories) nearest(n slot, near []slot) slot {
	nearest, most := n, 0.0
	for _, m := range near {
		if s.articles.at(m).representative != m || !s.earlier(m, n) {
			continue
		}
		in, _ := s.compare(n, m)
		if nearest == n || in.most() > most || in.most() == most && s.earlier(m, nearest) {
			nearest, most = m, in.most()
		}
	}
	return nearest
}

// post enters an article into the index. A fingerprint that leads to enough
// articles keeps the earliest.
func (s *Stories) post(n slot) {
	a := s.articles.at(n)
	for k := range a.grams() {
		s.found = s.grams.find(&s.articles, a.gram[k], s.found[:0])
		if len(s.found) >= s.options.PerGram {
			last := slices.MaxFunc(s.found, s.order)
			if s.earlier(last, n) {
				continue
			}
			at, _ := slices.BinarySearch(s.articles.at(last).grams(), a.gram[k])
			s.grams.remove(&s.articles, last, at)
		}
		s.grams.add(&s.articles, n, k)
	}
}
