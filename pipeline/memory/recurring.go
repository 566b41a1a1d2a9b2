package memory

import (
	"fmt"
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Recurring says what is done with what sites repeat.
type Recurring uint8

// The ways. Who only watches learns as who takes out does, and its documents say
// what would leave.
const (
	RecurringOff Recurring = iota
	RecurringShadow
	RecurringOn
)

var recurringNames = []string{"off", "shadow", "on"}

// String gives the way's name on the command line.
func (how Recurring) String() string { return recurringNames[how] }

// UnmarshalText is the inverse of String.
func (how *Recurring) UnmarshalText(text []byte) error {
	at := slices.Index(recurringNames, string(text))
	if at < 0 {
		return fmt.Errorf("%q: want off, shadow or on", text)
	}
	*how = Recurring(at)
	return nil
}

// watched is the score of a verdict that is to be seen and to change nothing.
const watched = 0.5

// Ask gives what a memory says of a document of a site, and what the document
// shows, as yet without a day. Day is the document's as far as it is known
// already, 0 for now.
func (how Recurring) Ask(sites *Sites, site string, doc *document.Document, day int32) ([]document.Verdict, *Sighting) {
	r := Read(site, doc)
	verdicts := sites.Recall(r, day)
	if how == RecurringShadow {
		for i := range verdicts {
			verdicts[i].Score = watched
		}
	}
	seen := r.Sighting // not the reading, which has the whole document
	return verdicts, &seen
}
