// Package cleaners takes what is not the article out of a scrape, and says
// why. It is the library's front door.
//
// Nothing is deleted; everything is judged. Engine.Clean runs the whole way:
// decode reads the bytes, segment cuts them into blocks, every Cleaner of the
// suite marks what it knows, memory may add what the document's site repeats,
// and assemble weighs the marks by the Policy into the article and a ledger that
// accounts for every byte.
//
//   - options.go: what an Engine is made of
//   - clean.go: the way of one document
//   - model.go: when the trained model and go-readability are asked
//   - weigh.go, odds.go, policy.go: how marks become a decision
//   - assemble.go, assemble_short.go, assemble_kept.go, paragraphs.go, fields.go, entries.go: the clean document
//   - digest.go: what an outcome depends on
//   - rules.go: every rule, for people
package cleaners

import (
	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/extras"
	"github.com/winnow-news/winnow/cleaners/quality"
	"github.com/winnow-news/winnow/cleaners/segment"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// Version is winnow's version, which every clean document carries. A release
// build sets it by -ldflags "-X".
var Version = "dev"

// Clean decodes, segments, judges and assembles one document. Its errors are
// decode's, which wrap a sentinel that says what is wrong with the input, and
// Refused, where the policy does not let out what the document is. The same
// input returns the same Clean, always.
func (e *Engine) Clean(raw document.Raw) (*document.Clean, error) {
	return e.CleanRecalling(raw, nil)
}

// CleanRecalling is Clean with what recall says weighed among the cleaners'
// verdicts. It is asked once, about a document that has blocks, which it must not
// keep: the next document takes its memory. Nil has nothing to say. The same input
// gives the same Clean as long as recall says the same.
func (e *Engine) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	of := e.siteRules(raw)
	decoded, err := decode.DecodeWith(raw, e.limits, decode.Options{Edit: of.Edit(), Lean: e.extras == 0 && !of.Selects()})
	if err != nil {
		return nil, err
	}
	s := e.scratches.Get().(*scratch)
	defer e.release(s)
	doc := &s.doc
	segment.SegmentInto(doc, raw, decoded, segment.Ask{Attachments: e.extras != 0, Selected: of.Select(decoded.Page), Scratch: &s.page})
	of.Settle(doc)
	of.Lines(doc)
	s.scores = e.score(doc, decoded.Page, &s.page, s.scores)
	layout := evidence.New(doc)
	layout.Scores, layout.Search, layout.Notes = s.scores, &s.search, &s.notes
	e.mark(layout, s)
	if recall != nil {
		for _, v := range recall(doc) {
			s.add(doc, &v)
		}
	}
	clean := assemble(layout, s, &e.policy, e.fields)
	clean.FetchedAt = fetchedAt(raw.FetchedAt)
	clean.Site, clean.Digest = first(clean.Site, raw.Site), e.digest
	clean.Quality = quality.Judge(layout, clean)
	if clean.Quality.Is == document.IsLive {
		clean.Entries = liveEntries(layout, clean)
	}
	if e.policy.Refuse[clean.Quality.Is] {
		return nil, Refused{clean.Quality}
	}
	if e.extras != 0 {
		clean.Extras = extras.Collect(layout, clean, e.extras)
	}
	return clean, nil
}

// siteRules returns what people wrote for the site of raw, nil for nothing.
func (e *Engine) siteRules(raw document.Raw) *siterules.Rules {
	if e.site == nil {
		return nil
	}
	host, site := hostOf(raw.URL), ""
	switch {
	case host == "":
		site = raw.Site
	case e.site.NamesTokens(): // to look up a public suffix takes as long as all else here
		site = siteOf(host)
	}
	return e.site.For(host, site)
}

// Ruled returns what the site rules of e say of one document, and what some of them could
// not do: such as those that take too many steps. Its errors are decode's.
func (e *Engine) Ruled(raw document.Raw) (said []document.Ruled, notes siterules.Problems, err error) {
	of := e.siteRules(raw)
	decoded, err := decode.DecodeWith(raw, e.limits, decode.Options{Edit: of.Edit()})
	if err != nil {
		return nil, nil, err
	}
	doc := &document.Document{}
	segment.SegmentInto(doc, raw, decoded, segment.Ask{Selected: of.Select(decoded.Page)})
	of.Settle(doc)
	of.Lines(doc)
	return doc.Ruled, of.Notes(), nil
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
	page    segment.Scratch
	said    document.VerdictBuilder
	ledger  document.LedgerBuilder
	block   []document.Verdict // on one block
	reasons []reasonNumbers    // by what verdicts say
	odds    odds
	scores  []float32
	search  evidence.RepeatSearch
	notes   evidence.Notes
}

// scratchBlocks, scratchVerdicts and scratchWords are how large a scratch may be
// and still be kept: a huge document must not hold its memory for ever.
const (
	scratchBlocks   = 1 << 14
	scratchVerdicts = 1 << 16
	scratchWords    = 1 << 17
)

// release empties s, of which the clean document holds nothing, for the next document.
func (e *Engine) release(s *scratch) {
	if cap(s.doc.Blocks) > scratchBlocks || cap(s.doc.Cues) > scratchBlocks || cap(s.doc.Words) > scratchWords || s.search.Words() > scratchWords ||
		s.notes.Blocks() > scratchBlocks || max(s.said.Cap(), s.ledger.Cap(), cap(s.block), cap(s.reasons)) > scratchVerdicts {
		return
	}
	clear(s.doc.Blocks) // the elements of its page
	s.doc = document.Document{Blocks: s.doc.Blocks[:0], Cues: s.doc.Cues[:0], Words: s.doc.Words[:0]}
	s.page.Release()
	s.said.Reset()
	s.ledger.Reset()
	clear(s.block[:cap(s.block)])
	s.block, s.scores = s.block[:0], s.scores[:0]
	s.search.Release()
	e.scratches.Put(s)
}

// mark collects what every cleaner has to say, in no order that matters.
func (e *Engine) mark(layout *evidence.Layout, s *scratch) {
	say := func(v document.Verdict) { s.add(layout.Document, &v) }
	for i := range e.suite {
		e.suite[i].Mark(layout, say)
	}
}

// add notes one verdict. It panics on one that points outside of its block: a bug
// in the cleaner, which would unbalance the ledger.
func (s *scratch) add(doc *document.Document, v *document.Verdict) {
	if uint(v.Block) >= uint(len(doc.Blocks)) || !v.Span.IsZero() { // nearly all are on whole blocks
		if err := cleaner.Fits(doc, *v); err != nil {
			panic(err.Error())
		}
	}
	s.said.Add(v)
}
