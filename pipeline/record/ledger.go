package record

import "github.com/winnow-news/winnow/cleaners/document"

// Ledger is the form winnow.ledger.v1: the segmented text and every stretch of
// it, in order. The texts of all entries together are the text.
type Ledger struct {
	Schema  string  `json:"schema"`
	ID      string  `json:"id"`
	URL     string  `json:"url"`
	Text    string  `json:"text"`
	Entries []Entry `json:"entries"`
	Winnow  Build   `json:"winnow"`
}

// Entry is one stretch of the text and what became of it. Kind and Rule are
// empty for a separator.
type Entry struct {
	Start int     `json:"start"`
	End   int     `json:"end"`
	Fate  string  `json:"fate"` // kept, removed, lifted or separator
	Kind  string  `json:"kind"`
	Rule  string  `json:"rule"`
	Score float64 `json:"score"`
	Text  string  `json:"text"`
	Note  string  `json:"note,omitempty"` // what the rule goes by, when the document does not show it
}

// NewLedger returns the wire form of a document's ledger.
func NewLedger(doc *document.Clean, build Build) Ledger {
	l := Ledger{
		Schema: LedgerSchema, ID: doc.ID, URL: doc.URL, Text: doc.Source,
		Entries: make([]Entry, doc.Ledger.Len()), Winnow: build,
	}
	for i, e := range doc.Ledger.All() {
		l.Entries[i] = Entry{
			Start: e.Span.Start, End: e.Span.End, Fate: e.Fate.String(),
			Rule: e.Rule, Score: round(e.Score), Note: e.Note, Text: doc.Source[e.Span.Start:e.Span.End],
		}
		if e.Fate != document.Separator {
			l.Entries[i].Kind = e.Kind.String()
		}
	}
	return l
}

// Marshal returns the ledger as one line of JSON.
func (l Ledger) Marshal() ([]byte, error) { return marshal(l) }
