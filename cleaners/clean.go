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
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/learned"
	"github.com/winnow-news/winnow/cleaners/lexicon"
	"github.com/winnow-news/winnow/cleaners/quality"
	"github.com/winnow-news/winnow/cleaners/segment"
	"github.com/winnow-news/winnow/cleaners/suite"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// Version is winnow's version, which every clean document carries. A release
// build sets it by -ldflags "-X".
var Version = "dev"

// Engine runs the whole way from bytes to a clean document. It holds no state
// that changes: one Engine serves any number of goroutines.
type Engine struct {
	policy    Policy
	limits    decode.Limits
	suite     []cleaner.Cleaner
	fields    map[string]string // rule → field that it lifts
	model     *learned.Model    // nil: the embedded one
	scratches *sync.Pool        // of *desk
}

// New gives an Engine that decides by policy, with every cleaner of the Suite
// and the default limits on input.
func New(policy Policy) *Engine {
	e := &Engine{policy: policy, limits: decode.DefaultLimits(), suite: suite.All(), fields: map[string]string{}, scratches: &sync.Pool{New: func() any { return new(scratch) }}}
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
// verdicts. It is asked once, about a document that has blocks, which is not to be
// kept: the next one takes its memory. Nil has nothing to say. The same input gives
// the same Clean as long as recall says the same.
func (e *Engine) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	decoded, err := decode.Decode(raw, e.limits)
	if err != nil {
		return nil, err
	}
	d := e.scratches.Get().(*scratch)
	defer e.clear(d)
	doc := &d.doc
	segment.SegmentInto(doc, raw, decoded)
	d.scores = e.score(doc, decoded.Page, d.scores)
	e.mark(doc, d)
	if recall != nil {
		for _, v := range recall(doc) {
			mustFit(doc, v)
			d.said = append(d.said, v)
		}
	}
	clean := assemble(doc, d.said, &e.policy, e.fields)
	clean.Quality = quality.Judge(doc, clean)
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

// scratch is memory that cleaning one document needs and leaves to the next.
type scratch struct {
	doc     document.Document
	said    []document.Verdict // before it is sorted
	scores  []float32
	repeats evidence.RepeatSearch
}

// scratchBlocks, scratchVerdicts and scratchWords are how large a desk may be and still be
// kept: a huge document must not hold its memory for ever.
const (
	scratchBlocks   = 1 << 14
	scratchVerdicts = 1 << 14
	scratchWords    = 1 << 17
)

// clear empties d, of which assemble has a sorted copy, for the next document.
func (e *Engine) clear(d *scratch) {
	if cap(d.doc.Blocks) > scratchBlocks || cap(d.doc.Cues) > scratchBlocks || cap(d.said) > scratchVerdicts || cap(d.repeats.Hash) > scratchWords {
		return
	}
	clear(d.doc.Blocks) // the elements of its page
	d.doc = document.Document{Blocks: d.doc.Blocks[:0], Cues: d.doc.Cues[:0]}
	clear(d.said)
	d.said, d.scores = d.said[:0], d.scores[:0]
	d.repeats.Layout = nil
	e.scratches.Put(d)
}

// mark puts what every cleaner has to say onto the desk, in no order that
// matters. The classifier goes by the scores that lie there.
func (e *Engine) mark(doc *document.Document, d *scratch) {
	say := func(v document.Verdict) {
		mustFit(doc, v)
		d.said = append(d.said, v)
	}
	reading := evidence.New(doc)
	reading.Scores, reading.RepeatSearch = d.scores, &d.repeats
	for _, c := range e.suite {
		c.Mark(reading, say)
	}
}

// mustFit panics on a verdict that points outside its block: a bug in the
// cleaner, which would unbalance the ledger.
func mustFit(doc *document.Document, v document.Verdict) {
	if err := cleaner.Fits(doc, v); err != nil {
		panic(err.Error())
	}
}

// RulesDigest names the rules that judged a document: it changes when a
// cleaner, a rule's text or a lexicon does. 16 hex digits.
func RulesDigest() string {
	h := sha256.New()
	for _, c := range suite.All() {
		for _, r := range c.Rules {
			fmt.Fprintf(h, "%s\n%s\n", r.Name, r.Doc)
		}
	}
	for _, r := range quality.Rules() {
		fmt.Fprintf(h, "%s\n%s\n", r.Name, r.Doc)
	}
	fmt.Fprintln(h, lexicon.Default().Digest())
	return hex.EncodeToString(h.Sum(nil))[:16]
}
