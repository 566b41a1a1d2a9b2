package memory

import (
	"math"
	"math/bits"
	"slices"
)

// period is what a site's generations together say around one day.
type period struct {
	generations []*generation
	start       []int32 // their first days
	documents   int
	leads       []documentLead
}

// period returns the generation that a day is in and those next to it. A day
// outside of the site's memory counts as the nearest inside; 0 is the latest.
func (s *site) period(day int32) (p period) {
	numbers := make([]int32, 0, len(s.generations))
	for number := range s.generations {
		numbers = append(numbers, number)
	}
	if len(numbers) == 0 {
		return p
	}
	slices.Sort(numbers)
	current, ok := s.current()
	if !ok || s.generations[current] == nil {
		current = numbers[len(numbers)-1]
	}
	number := day / generationDays
	if day == 0 || number > current {
		number = current
	}
	number = max(number, numbers[0])
	var documents []docRef
	for _, n := range numbers {
		if n < number-1 || n > number+1 {
			continue
		}
		g := s.generations[n]
		p.generations = append(p.generations, g)
		p.start = append(p.start, n*generationDays)
		if len(p.generations) == 1 { // as it is for most sites: nothing to unite
			p.leads, documents = slices.Clip(g.leads), g.documents
			continue
		}
		p.leads = append(p.leads, g.leads...)
		documents = unite(documents, g.documents, keptDocuments)
	}
	p.documents = countDocuments(documents, keptDocuments)
	return p
}

// history is what is known of one paragraph in a period.
type history struct {
	recurrence           // of all generations together; its days mean nothing, they are of several
	since, until int32   // the first and the last day
	daysSeen     int     // different days
	documents    int     // how many have it, the one that is judged left out
	share        float64 // of the period's documents
	background   bool    // of a running story: see isBackground
}

// history gathers what is known of a paragraph into h, for the judgement of one
// document; 0 for none.
func (p *period) history(h *history, print uint64, judged uint32) {
	*h = history{since: math.MaxInt32}
	var room recurrence
	for i, g := range p.generations {
		r := g.find(print, &room)
		if r == nil {
			continue
		}
		h.take(r)
		h.since = min(h.since, p.start[i]+int32(bits.TrailingZeros32(r.days)))
		h.until = max(h.until, p.start[i]+int32(bits.Len32(r.days))-1)
		h.daysSeen += bits.OnesCount32(r.days)
	}
	if h.n == 0 {
		return
	}
	h.documents = countDocuments(h.refs(), keptRefs)
	if hasDocument(h.refs(), judged) {
		h.documents--
	}
	h.share = min(1, float64(h.documents)/float64(max(1, p.documents)))
	h.background = h.documents >= leastBackground && h.isBackground(p.leads)
}

// take takes in what one generation knows.
func (h *history) take(r *recurrence) {
	if h.n == 0 { // as it is with most: nothing to unite
		h.recurrence = *r
		return
	}
	if r.names != (Names{}) {
		h.names = r.names
	}
	for _, d := range r.refs() {
		h.add(d, r.days, r.least, r.greatest)
	}
}

// stretch is the days from the first to the last.
func (h *history) stretch() int32 { return h.until - h.since + 1 }

// When a paragraph is the background of a running story: one of its names is in
// the leads of inLeads of the documents that have it, and of at most
// inOtherLeads times as large a share of the site's other documents. When more
// than mostBackground of all documents have a paragraph there are hardly others,
// and no story is so large. RESULTS.md has what the rule saves.
// Of fewer than leastBackground documents a name says nothing.
const (
	leastBackground = 3
	inLeads         = 0.7
	inOtherLeads    = 0.5
	mostBackground  = 0.6
)

// isBackground reports whether the documents that have a paragraph are about
// the names in it. Leads are those of the site's documents.
func (h *history) isBackground(leads []documentLead) bool {
	if h.share > mostBackground || len(leads) == 0 {
		return false
	}
	for n, name := range h.names {
		with := 0
		for _, d := range h.refs() {
			with += int(d >> n & 1)
		}
		share := float64(with) / float64(h.n)
		if share < inLeads {
			continue
		}
		all := 0
		for i := range leads {
			if leads[i].has(name) {
				all++
			}
		}
		// All documents are those with the paragraph and the others.
		others := (float64(all)/float64(len(leads)) - h.share*share) / (1 - h.share)
		if others <= inOtherLeads*share {
			return true
		}
	}
	return false
}
