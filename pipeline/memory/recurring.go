package memory

import (
	"fmt"
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Recurring is what is done with the paragraphs that a site repeats.
type Recurring uint8

// The modes. In shadow mode a site's memory grows as it does in on mode, but
// nothing is removed: a document lists what would have been.
const (
	RecurringOff Recurring = iota
	RecurringShadow
	RecurringOn
)

var recurringNames = []string{"off", "shadow", "on"}

// String returns the mode's name on the command line.
func (how Recurring) String() string { return recurringNames[how] }

// UnmarshalText is the inverse of String. Its error names the text.
func (how *Recurring) UnmarshalText(text []byte) error {
	at := slices.Index(recurringNames, string(text))
	if at < 0 {
		return fmt.Errorf("%q: want off, shadow or on", text)
	}
	*how = Recurring(at)
	return nil
}

// knownScore is the score of a verdict that is to be seen and to change
// nothing: document.Verdict's for "says nothing".
const knownScore = 0.5

// Ask returns the verdicts of a memory on a document of a site, those of Elsewhere
// after those of Recall, and what the document shows of the site, for Delta.Saw. The sighting has no Day yet: see
// Day. Day is the document's as far as it is known before the document is
// cleaned, in days since 1970-01-01; 0 asks for the site's latest time. Fetched
// is the day on which its page was fetched, 0 for unknown.
func (how Recurring) Ask(sites *Sites, site string, doc *document.Document, day, fetched int32) ([]document.Verdict, *Sighting) {
	v := NewView(site, doc)
	v.Fetched = fetched
	verdicts, recalled := sites.judge(v, day)
	if how == RecurringShadow {
		for i := range verdicts[:recalled] {
			verdicts[i].Score = knownScore
		}
	}
	seen := v.Sighting // not the view, which holds on to the whole document
	return verdicts, &seen
}
