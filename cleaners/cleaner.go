package cleaners

import "github.com/winnow-news/winnow/cleaners/document"

// Cleaner knows one kind of thing that stands around articles. It only marks:
// what leaves is the policy's to say.
type Cleaner struct {
	Name  string // "captions"
	Doc   string // what it removes and what it must leave, for people
	Rules []Rule // every rule that it may cite

	// Mark says what the cleaner thinks of the document's blocks. It is pure:
	// no I/O, no clock, no error, nothing changed, nothing known of what other
	// cleaners say.
	Mark func(*Reading, Say)
}

// Say takes one verdict.
type Say func(document.Verdict)

// Rule is one reason to mark a block or span.
type Rule struct {
	Name  string // "captions/trailing-credit"
	Doc   string // what it goes by, in one line
	Field string // the field of the clean document that the block or its value becomes, if any
}

// The fields that a rule may lift.
const (
	FieldTitle     = "title"
	FieldByline    = "byline"
	FieldPublished = "published"
	FieldSection   = "section"
)
