package drift

import "time"

// Alarm says that a site has left its range.
type Alarm struct {
	Site   string
	Since  int64      // the time of the first document that is otherwise, in seconds since 1970
	Moves  []Move     // the measures that have left their range, the most certain first; one at least
	Before []Document // from right before, the last first
	After  []Document // from since then
}

// Move is a measure that has left its range. Its values are as Natural returns them.
type Move struct {
	Measure   Measure
	Was, Is   float64 // the means before, and since
	Low, High float64 // the range: of the means of a few documents in a row
	Documents int     // since then
}

// sampleDocuments of either side are named: some may be gone when they are looked for.
const sampleDocuments = 6

// Time returns Since as a time.
func (a *Alarm) Time() time.Time { return time.Unix(a.Since, 0).UTC() }

// alarm returns what is to be said of changes.
func (s *site) alarm(name string, changes []change) Alarm {
	first := changes[0]
	a := Alarm{Site: name, Since: s.documents[first.since].At}
	for _, c := range changes {
		of := func(value float64) float64 { return c.measure.Natural(value) }
		a.Moves = append(a.Moves, Move{
			Measure: c.measure, Was: of(c.was), Is: of(c.is), Low: of(c.span.low), High: of(c.span.high),
			Documents: len(s.documents) - c.since,
		})
	}
	for i := first.since - 1; i >= 0 && len(a.Before) < sampleDocuments; i-- {
		if !first.shows(&s.documents[i]) {
			a.Before = append(a.Before, s.documents[i])
		}
	}
	for i := first.since; i < len(s.documents) && len(a.After) < sampleDocuments; i++ {
		if first.shows(&s.documents[i]) {
			a.After = append(a.After, s.documents[i])
		}
	}
	return a
}

// shows reports whether a document is nearer to what the measure is than to what it was.
func (c *change) shows(d *Document) bool {
	value, between := float64(d.Values[c.measure]), (c.was+c.is)/2
	return value > between == (c.is > c.was)
}
