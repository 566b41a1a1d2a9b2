package drift

import "time"

// Standing is where a site stands: what is kept of it, for people.
type Standing struct {
	Site      string
	Watched   bool // there is a range; otherwise more documents are needed
	Documents int  // that are kept; of a large site those of a day are a choice
	Since     time.Time
	Ranges    []Range // one a measure
	Days      []Day   // in order
}

// Range is the range of one measure. Its values are as Natural returns them.
type Range struct {
	Measure   Measure
	Low, High float64 // of the means of a few documents in a row
	Usual     float64 // the mean of all that the range is of
	Now       float64 // the mean of the documents since
}

// Day is one day of a site, by the documents' own time.
type Day struct {
	Day       time.Time
	Documents int
	Means     [MeasureCount]float64 // as Natural returns them
}

// Standing returns where a site stands. It reports false for one that nothing is known
// of.
func (m *Sites) Standing(name string) (Standing, bool) {
	s := m.of[name]
	if s == nil {
		return Standing{}, false
	}
	at := Standing{Site: name, Documents: len(s.documents), Since: time.Unix(s.floor, 0).UTC(), Days: s.days()}
	reference, recent := s.split()
	if at.Watched = recent != nil; !at.Watched {
		return at, true
	}
	for _, measure := range Measures() {
		r := spanOf(measure, reference)
		at.Ranges = append(at.Ranges, Range{
			Measure: measure, Low: measure.Natural(r.low), High: measure.Natural(r.high),
			Usual: measure.Natural(level(measure, reference)), Now: measure.Natural(level(measure, recent)),
		})
	}
	return at, true
}

func (s *site) days() (all []Day) {
	for _, of := range s.byDay() {
		d := Day{Day: time.Unix(of[0].day()*daySeconds, 0).UTC(), Documents: len(of)}
		for i := range d.Means {
			d.Means[i] = Measure(i).Natural(level(Measure(i), of))
		}
		all = append(all, d)
	}
	return all
}

// byDay returns the documents of each day, in order.
func (s *site) byDay() (all [][]Document) {
	for begin, i := 0, 1; i <= len(s.documents); i++ {
		if i == len(s.documents) || s.documents[i].day() != s.documents[begin].day() {
			all = append(all, s.documents[begin:i])
			begin = i
		}
	}
	return all
}
