package drift

import (
	"cmp"
	"slices"
)

// What is kept of a site. A large site has more documents in a day than tell anything
// new: of a day, those with the smallest hashes stay, which is the same choice in any
// order of arrival. So a range has weeks in it, and its weekends. What one has is
// bounded by mostDocuments, 48 bytes each.
const (
	mostDocuments = 128
	dailyNew      = 10 // of each of the newest newDays
	dailyOld      = 4  // of each day before
	newDays       = 3
	daySeconds    = 24 * 60 * 60
)

// A site that is new, or was redesigned, is another every day for a week: that is how long
// the memory of sites takes to learn what it repeats. Those days say nothing of it. When
// they began, the newest of the first documents tells: one may be of years ago.
const (
	learnSeconds   = 7 * daySeconds
	firstDocuments = 8
)

// site is what is known of one site.
type site struct {
	documents []Document // by time, and then by ID; each ID once
	floor     int64      // documents from before do not count: the site was another then
	first     int        // of the first documents, how many came
	seen      uint64     // when a document came last, in documents of all sites
}

func byTime(a, b Document) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) }

func (d *Document) day() int64 { return floorDiv(d.At, daySeconds) }

func floorDiv(a, b int64) int64 {
	if q := a / b; a%b >= 0 {
		return q
	}
	return a/b - 1
}

// add puts a document in, in the place of an earlier one of its ID. It reports whether
// the document was kept.
func (s *site) add(d Document) bool {
	if s.first < firstDocuments {
		if s.first == 0 || d.At >= s.floor {
			s.floor = d.At + learnSeconds
			s.documents = s.documents[:0]
		}
		s.first++
	}
	if d.At < s.floor {
		return false
	}
	if i := slices.IndexFunc(s.documents, func(k Document) bool { return k.ID == d.ID }); i >= 0 {
		if s.documents[i].Ref >= d.Ref {
			return false
		}
		s.documents = slices.Delete(s.documents, i, i+1)
	}
	i, _ := slices.BinarySearchFunc(s.documents, d, byTime)
	s.documents = slices.Insert(s.documents, i, d)
	s.thin()
	_, kept := slices.BinarySearchFunc(s.documents, d, byTime)
	return kept
}

// thin drops what is too much.
func (s *site) thin() {
	newest := s.documents[len(s.documents)-1].day()
	for end := len(s.documents); end > 0; {
		day := s.documents[end-1].day()
		begin := end - 1
		for begin > 0 && s.documents[begin-1].day() == day {
			begin--
		}
		most := dailyOld
		if day > newest-newDays {
			most = dailyNew
		}
		for n := end - begin; n > most; n-- {
			largest := begin
			for i := begin; i < begin+n; i++ {
				if s.documents[i].ID > s.documents[largest].ID {
					largest = i
				}
			}
			s.documents = slices.Delete(s.documents, largest, largest+1)
		}
		end = begin
	}
	if n := len(s.documents) - mostDocuments; n > 0 {
		s.documents = slices.Delete(s.documents, 0, n)
	}
}

// cut drops what is from before a time, for good. It never takes that back.
func (s *site) cut(floor int64) {
	s.floor = max(s.floor, floor)
	i, _ := slices.BinarySearchFunc(s.documents, s.floor, func(d Document, floor int64) int { return cmp.Compare(d.At, floor) })
	s.documents = slices.Delete(s.documents, 0, i)
}
