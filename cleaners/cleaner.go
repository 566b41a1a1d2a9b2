package cleaners

import (
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

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

// validate reports the first thing that keeps c from being explained to
// people or told apart from other cleaners.
func (c Cleaner) validate() error {
	switch {
	case c.Name == "":
		return fmt.Errorf("a cleaner has no name")
	case c.Doc == "":
		return fmt.Errorf("cleaner %s has no doc", c.Name)
	case c.Mark == nil:
		return fmt.Errorf("cleaner %s marks nothing", c.Name)
	case len(c.Rules) == 0:
		return fmt.Errorf("cleaner %s declares no rule", c.Name)
	}
	for _, r := range c.Rules {
		if !strings.HasPrefix(r.Name, c.Name+"/") {
			return fmt.Errorf("rule %q of cleaner %s does not begin with its name", r.Name, c.Name)
		}
		if r.Doc == "" {
			return fmt.Errorf("rule %s has no doc", r.Name)
		}
	}
	return nil
}
