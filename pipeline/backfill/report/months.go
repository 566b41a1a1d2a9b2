package report

import (
	"cmp"
	"slices"

	"github.com/winnow-news/winnow/pipeline/record"
)

// month is what was counted of one site in one month. Shares are those of single
// documents, in thousandths: documents are drawn one by one, their bytes are not.
type month struct {
	at            int // months since the year 0
	documents     uint64
	kept, removed uint64
	shares        uint64 // the sum of all documents' shares removed
	squares       uint64 // the sum of their squares
	rules         []ruleCount
}

// noMonth is the month of a document that nobody knows the time of.
const noMonth = -1

// Years of archives; a date outside is a mistake.
const (
	firstYear = 1800
	lastYear  = 2199
)

// monthOf returns the month in which a document was published, or fetched where that
// is not known.
func monthOf(doc *record.Clean) int {
	if m := parseMonth(doc.Published); m != noMonth {
		return m
	}
	return parseMonth(doc.FetchedAt)
}

// parseMonth reads the beginning of a date, "2026-11".
func parseMonth(date string) int {
	if len(date) < 7 || date[4] != '-' {
		return noMonth
	}
	year, month := 0, 0
	for i := range 7 {
		digit := int(date[i]) - '0'
		switch {
		case i == 4:
		case digit < 0 || digit > 9:
			return noMonth
		case i < 4:
			year = year*10 + digit
		default:
			month = month*10 + digit
		}
	}
	if month < 1 || month > 12 || year < firstYear || year > lastYear {
		return noMonth
	}
	return year*12 + month - 1
}

// month returns a site's month to count in; nil when it keeps none.
func (s *site) month(at int, t *siteTable) *month {
	if at == noMonth || s.monthsDropped {
		return nil
	}
	if i := s.lastMonthIndex; i < len(s.months) && s.months[i].at == at {
		return &s.months[i]
	}
	i, found := slices.BinarySearchFunc(s.months, at, func(m month, at int) int { return cmp.Compare(m.at, at) })
	if !found {
		s.months = slices.Insert(s.months, i, month{at: at})
		t.series += monthWeight
	}
	s.lastMonthIndex = i
	return &s.months[i]
}

func (m *month) count(kept, removed uint64) {
	share := uint64(0)
	if kept+removed > 0 {
		share = (1000*removed + (kept+removed)/2) / (kept + removed)
	}
	m.documents++
	m.kept += kept
	m.removed += removed
	m.shares += share
	m.squares += share * share
}

func (s *site) addMonth(from *month, here []uint16, t *siteTable) {
	to := s.month(from.at, t)
	if to == nil {
		return
	}
	to.documents += from.documents
	to.kept += from.kept
	to.removed += from.removed
	to.shares += from.shares
	to.squares += from.squares
	for _, r := range from.rules {
		to.rules = t.bumpBy(to.rules, here[r.rule], r.documents)
	}
}

func (s *site) dropMonths(t *siteTable) {
	for i := range s.months {
		t.series -= monthWeight + len(s.months[i].rules)
	}
	s.months, s.monthsDropped = nil, true
}
