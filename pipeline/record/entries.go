package record

import "github.com/winnow-news/winnow/cleaners/document"

// LiveEntry is one entry of a live blog, or what sums it up.
type LiveEntry struct {
	Role     document.EntryRole `json:"role"`
	Pinned   bool               `json:"pinned,omitempty"`
	Key      bool               `json:"key,omitempty"`
	Time     string             `json:"time,omitempty"`
	Headline string             `json:"headline,omitempty"`
	Byline   string             `json:"byline,omitempty"`
	Text     string             `json:"text"`
	Start    int                `json:"start"`
	End      int                `json:"end"`
}

func entriesOf(all []document.LiveEntry) (entries []LiveEntry) {
	for _, e := range all {
		entries = append(entries, LiveEntry(e))
	}
	return entries
}

// entries writes a live blog's entries; nothing where there are none.
func (l *jsonLine) entries(all []LiveEntry) {
	if len(all) == 0 {
		return
	}
	l.raw(`,"entries":[`)
	for i := range all {
		l.next(i)
		l.entry(&all[i])
	}
	l.raw("]")
}

func (l *jsonLine) entry(e *LiveEntry) {
	l.text(`{"role":`, e.Role.String())
	if e.Pinned {
		l.raw(`,"pinned":true`)
	}
	if e.Key {
		l.raw(`,"key":true`)
	}
	l.textIfAny(`,"time":`, e.Time)
	l.textIfAny(`,"headline":`, e.Headline)
	l.textIfAny(`,"byline":`, e.Byline)
	l.raw(",")
	if !l.stretch(e.Text) {
		l.text(`"text":`, e.Text)
	}
	l.offsets(e.Start, e.End)
	l.raw("}")
}
