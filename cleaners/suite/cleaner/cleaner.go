// Package cleaner says what a cleaner is: a name, rules, and a function that marks
// the blocks of a document.
//
// The cleaners of the suite lie beside this package, a package each. One of your
// own is the same kind of value: give it to cleaners.New with WithCleaners.
package cleaner

import (
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// Cleaner knows one kind of thing that stands around articles. It only marks:
// what leaves is the policy's to say.
type Cleaner struct {
	Name  string          // "captions"
	Doc   string          // what it removes and what it must leave, for people
	Rules []document.Rule // every rule that it may cite

	// Mark says what the cleaner thinks of the document's blocks. It is pure:
	// no I/O, no clock, no error, nothing changed, nothing known of what other
	// cleaners say.
	Mark func(*evidence.Layout, Say)
}

// Validate returns the first thing that keeps c from being explained to people or
// told apart from other cleaners, nil when there is none.
func (c *Cleaner) Validate() error {
	switch {
	case c.Name == "" || strings.Contains(c.Name, "/"):
		return fmt.Errorf("cleaner %q: want a name without a slash", c.Name)
	case c.Doc == "":
		return fmt.Errorf("cleaner %s has no doc", c.Name)
	case c.Mark == nil:
		return fmt.Errorf("cleaner %s marks nothing", c.Name)
	case len(c.Rules) == 0:
		return fmt.Errorf("cleaner %s declares no rule", c.Name)
	}
	for i := range c.Rules {
		if err := c.validateRule(&c.Rules[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cleaner) validateRule(r *document.Rule) error {
	switch name, found := strings.CutPrefix(r.Name, c.Name+"/"); {
	case !found || name == "":
		return fmt.Errorf("rule %q of cleaner %s: want a name that begins with %s/", r.Name, c.Name, c.Name)
	case r.Doc == "":
		return fmt.Errorf("rule %s has no doc", r.Name)
	case r.Score < 0.5 || r.Score > 1:
		return fmt.Errorf("rule %s has the score %v by default; want 0.5 to 1", r.Name, r.Score)
	}
	return nil
}

// Check returns what is wrong with a verdict of c on doc, nil when nothing is: it
// cites a rule that c declares, with its kind, and lies inside its block.
func (c *Cleaner) Check(doc *document.Document, v document.Verdict) error {
	for i := range c.Rules {
		if r := &c.Rules[i]; r.Name == v.Rule {
			if r.Kind != v.Kind {
				return fmt.Errorf("rule %s says %s, and is declared to say %s", v.Rule, v.Kind, r.Kind)
			}
			return Fits(doc, v)
		}
	}
	return fmt.Errorf("rule %q is not declared by cleaner %s", v.Rule, c.Name)
}

// Fits returns an error for a verdict that points outside of its block: it would
// unbalance the ledger.
func Fits(doc *document.Document, v document.Verdict) error {
	if v.Block < 0 || v.Block >= len(doc.Blocks) {
		return fmt.Errorf("rule %s marks block %d of %d", v.Rule, v.Block, len(doc.Blocks))
	}
	if s := doc.Blocks[v.Block].Span; !v.Span.IsZero() && (!s.Contains(v.Span) || v.Span.Len() <= 0) {
		return fmt.Errorf("rule %s marks span %v outside of its block %v", v.Rule, v.Span, s)
	}
	return nil
}

// Say takes one verdict.
type Say func(document.Verdict)

// Block says that rule holds for b, as sure as the rule is by default.
func (say Say) Block(b evidence.Block, rule *document.Rule) { say.Sure(b, rule, rule.Score) }

// Sure is Block with another score than the rule's default.
func (say Say) Sure(b evidence.Block, rule *document.Rule, score float64) {
	say(document.Verdict{Block: b.I, Kind: rule.Kind, Rule: rule.Name, Score: score})
}

// Span says that rule holds for a span of b.
func (say Say) Span(b evidence.Block, span document.Span, rule *document.Rule) {
	say(document.Verdict{Block: b.I, Span: span, Kind: rule.Kind, Rule: rule.Name, Score: rule.Score})
}

// Value is Sure for a rule that lifts a field: value is what the field gets.
func (say Say) Value(b evidence.Block, rule *document.Rule, score float64, value string) {
	say(document.Verdict{Block: b.I, Kind: rule.Kind, Rule: rule.Name, Score: score, Value: value})
}
