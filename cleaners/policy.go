package cleaners

import (
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Policy is the one place that decides what leaves. Cleaners only say what
// they see.
type Policy struct {
	// Threshold is how sure the whole of what was said of a block must leave
	// us, 0..1, before it is removed as that kind. At the threshold the text
	// stays.
	Threshold [document.KindCount]float64

	// Keep lists kinds that stay in the text although they were recognised:
	// captions for one consumer, comments for another.
	Keep [document.KindCount]bool

	// NoTables removes the rows of tables that have columns, whatever was said of them.
	NoTables bool

	// Refuse lists what a document may not be: Clean gives Refused for a
	// listing, say, instead of a clean document.
	Refuse [document.PageTypeCount]bool
}

// The rule that stands at the rows that NoTables removes.
const noTablesRule = "policy/no-tables"

// PolicyRules returns the rules that the policy has of its own.
func PolicyRules() []document.Rule {
	return []document.Rule{{Name: noTablesRule, Doc: "A row of a table, where --no-tables asks for none.", Kind: document.Boilerplate, Score: 1}}
}

// evenThreshold is the default threshold: what is likelier boilerplate than article
// leaves, a tie stays.
const evenThreshold = 0.5

// modelThreshold is the same for what only the model takes for boilerplate. A lower
// one trades recall for precision at the same F1; recall is worth more
// (fixtures/score/RESULTS.md, "Thresholds").
const modelThreshold = 0.5

// DefaultPolicy removes every kind that rules know at even odds.
func DefaultPolicy() Policy {
	return levelPolicy(evenThreshold, modelThreshold)
}

// PrecisionPolicy takes out more: what rules hold for boilerplate with a chance of
// two in five, or the model with one of three in ten.
func PrecisionPolicy() Policy { return levelPolicy(0.4, 0.3) }

// RecallPolicy takes out less: what a rule is sure of, and what the model alone
// is nearly sure of.
func RecallPolicy() Policy { return levelPolicy(0.6, 0.8) }

// levelPolicy has one threshold for the kinds that rules know and one for what
// only the model takes for boilerplate.
func levelPolicy(known, boilerplate float64) Policy {
	var p Policy
	for k := range p.Threshold {
		p.Threshold[k] = known
	}
	p.Threshold[document.Boilerplate] = boilerplate
	return p
}

// removes reports whether a block judged to be of kind k with probability p
// leaves. What is likelier article than not leaves, too, where the policy asks
// for more than that and someone has spoken for it.
func (p *Policy) removes(k document.Kind, probability float64) bool {
	if k == document.Article && probability < evenThreshold {
		k = document.Boilerplate
	}
	return k.Removable() && !p.Keep[k] && probability > p.Threshold[k]
}

// String says the policy in words: how sure what was said must leave us before a
// kind is removed, and for which kinds that is otherwise.
func (p *Policy) String() string {
	common := p.Threshold[document.Metadata]
	words := []string{fmt.Sprintf("remove above %v", common)}
	for k := range document.Kind(document.KindCount) {
		switch {
		case !k.Removable():
		case p.Keep[k]:
			words = append(words, "keep "+k.String())
		case p.Threshold[k] != common:
			words = append(words, fmt.Sprintf("%s above %v", k, p.Threshold[k]))
		}
	}
	if p.NoTables {
		words = append(words, "no tables")
	}
	for is, refuse := range p.Refuse {
		if refuse {
			words = append(words, "refuse "+document.PageType(is).String())
		}
	}
	return strings.Join(words, ", ")
}

// Refused is the error of a document that the policy does not let out.
type Refused struct{ Quality document.Quality }

// Error says what the document is, and why.
func (r Refused) Error() string {
	return fmt.Sprintf("%s, no article: %s (%s, %.2f)", r.Quality.Is, r.Quality.Reason, r.Quality.Rule, r.Quality.Score)
}

// Reason returns what the document is in one word, for the filters of dead letters.
func (r Refused) Reason() string { return r.Quality.Is.String() }
