// Package cleaners takes what is not the article out of a scrape, and says
// why.
//
// Nothing is deleted; everything is judged. Engine.Clean runs the whole way:
// decode reads the bytes, segment cuts them into blocks with evidence, every
// Cleaner of the Suite marks what it knows, memory may add what the document's
// site repeats, and assemble weighs the marks by the Policy into the article and a ledger that accounts for every byte.
//
// One file holds one cleaner and reads from top to bottom: what it removes and
// what it must leave, its Cleaner value, its rules, its functions. suite.go has
// the one list of them.
package cleaners

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/learned"
	"github.com/winnow-news/winnow/cleaners/lexicon"
	"github.com/winnow-news/winnow/cleaners/segment"
)

// Version is winnow's version, which every clean document carries. A release
// build sets it by -ldflags "-X".
var Version = "dev"

// Engine runs the whole way from bytes to a clean document. It holds no state
// that changes: one Engine serves any number of goroutines.
type Engine struct {
	policy Policy
	limits decode.Limits
	suite  []Cleaner
	fields map[string]string // rule → field that it lifts
	model  *learned.Model    // nil: the embedded one
	said   *sync.Pool        // of *[]document.Verdict, for what is said of one document before it is sorted
}

// New gives an Engine that decides by policy, with every cleaner of the Suite
// and the default limits on input.
func New(policy Policy) *Engine {
	e := &Engine{policy: policy, limits: decode.DefaultLimits(), suite: Suite(), fields: map[string]string{}, said: &sync.Pool{New: func() any { return new([]document.Verdict) }}}
	for _, c := range e.suite {
		for _, r := range c.Rules {
			if r.Field != "" {
				e.fields[r.Name] = r.Field
			}
		}
	}
	return e
}

// Clean decodes, segments, judges and assembles one document. Its errors are
// decode's, which wrap a sentinel that says what is wrong with the input, and
// Refused, where the policy does not let out what the document is. The same
// input gives the same Clean, always.
func (e *Engine) Clean(raw document.Raw) (*document.Clean, error) {
	return e.CleanRecalling(raw, nil)
}

// CleanRecalling is Clean with what recall says weighed among the cleaners'
// verdicts. It is asked once, about a document that has blocks; nil has nothing
// to say. The same input gives the same Clean as long as recall says the same.
func (e *Engine) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	decoded, err := decode.Decode(raw, e.limits)
	if err != nil {
		return nil, err
	}
	doc := segment.Segment(raw, decoded)
	said := e.said.Get().(*[]document.Verdict)
	defer e.forget(said)
	*said = e.mark(doc, e.score(doc, decoded.Page), *said)
	if recall != nil {
		for _, v := range recall(doc) {
			mustFit(doc, v)
			*said = append(*said, v)
		}
	}
	clean := assemble(doc, *said, &e.policy, e.fields)
	clean.Quality = quality(doc, clean)
	if e.policy.Refuse[clean.Quality.Is] {
		return nil, Refused{clean.Quality}
	}
	return clean, nil
}

// Segment decodes and segments one document without judging it: what the
// cleaners get to see.
func (e *Engine) Segment(raw document.Raw) (*document.Document, error) {
	decoded, err := decode.Decode(raw, e.limits)
	if err != nil {
		return nil, err
	}
	return segment.Segment(raw, decoded), nil
}

// SegmentAsking is Segment for a page about which go-readability is asked as
// well, as Clean asks it about one that the classifier is undecided about.
func (e *Engine) SegmentAsking(raw document.Raw) (*document.Document, error) {
	decoded, err := decode.Decode(raw, e.limits)
	if err != nil {
		return nil, err
	}
	doc := segment.Segment(raw, decoded)
	if decoded.Page != nil {
		segment.AskReadability(doc, decoded.Page)
	}
	return doc, nil
}

// keptVerdicts is how many verdicts' memory is kept for the next document: a huge
// one must not hold its memory for ever.
const keptVerdicts = 1 << 14

// forget empties said, of which assemble has a sorted copy, for the next document.
func (e *Engine) forget(said *[]document.Verdict) {
	if cap(*said) <= keptVerdicts {
		clear(*said)
		*said = (*said)[:0]
		e.said.Put(said)
	}
}

// mark appends what every cleaner has to say to verdicts, in no order that
// matters. The classifier goes by scores.
func (e *Engine) mark(doc *document.Document, scores []float32, verdicts []document.Verdict) []document.Verdict {
	say := func(v document.Verdict) {
		mustFit(doc, v)
		verdicts = append(verdicts, v)
	}
	reading := read(doc)
	reading.scores = scores
	for _, c := range e.suite {
		c.Mark(reading, say)
	}
	return verdicts
}

// mustFit panics on a verdict that points outside its block: a bug in the
// cleaner, which would unbalance the ledger.
func mustFit(doc *document.Document, v document.Verdict) {
	if v.Block < 0 || v.Block >= len(doc.Blocks) {
		panic(fmt.Sprintf("rule %s marks block %d of %d", v.Rule, v.Block, len(doc.Blocks)))
	}
	if s := doc.Blocks[v.Block].Span; !v.Span.IsZero() && (!s.Contains(v.Span) || v.Span.Len() <= 0) {
		panic(fmt.Sprintf("rule %s marks span %v outside its block %v", v.Rule, v.Span, s))
	}
}

// RulesDigest names the rules that judged a document: it changes when a
// cleaner, a rule's text or a lexicon does. 16 hex digits.
func RulesDigest() string {
	h := sha256.New()
	for _, c := range Suite() {
		for _, r := range c.Rules {
			fmt.Fprintf(h, "%s\n%s\n", r.Name, r.Doc)
		}
	}
	for _, r := range QualityRules() {
		fmt.Fprintf(h, "%s\n%s\n", r.Name, r.Doc)
	}
	fmt.Fprintln(h, lexicon.Default().Digest())
	return hex.EncodeToString(h.Sum(nil))[:16]
}
