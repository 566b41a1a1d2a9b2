package document

// Rule is one reason to mark a block or a span, by which everything that was
// marked can be explained.
type Rule struct {
	Name  string  // "captions/trailing-credit": who says it, and what was seen
	Doc   string  // what it goes by, in one line, for people
	Kind  Kind    // what the marked text is; Article speaks for keeping it
	Field string  // the field of the clean document that the block or its value becomes, if any
	Score float64 // how sure the rule is by default, 0..1: the probability that it is right
}

// Default returns the rule and its default score.
func (r *Rule) Default() (*Rule, float64) { return r, r.Score }

// The fields that a rule may lift.
const (
	FieldTitle     = "title"
	FieldByline    = "byline"
	FieldPublished = "published"
	FieldSection   = "section"
)
