package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
)

// ErrNoRaw is of a document that is not there any more as it came in.
var ErrNoRaw = errors.New("the raw document is no longer there")

// Document returns one document by its key. Where its raw document is there and can be
// cleaned, it is cleaned again: Otherwise is set when that comes to something else, or
// to an error. What memory took out of it as recurring is no difference: memory is not
// asked again. It returns ErrUnknown for a key that no document has.
func (m *Memory) Document(ctx context.Context, key string) (*Document, error) {
	listed, told, err := m.find(key)
	if err != nil {
		return nil, err
	}
	d := &Document{Item: listed.listed(), Emission: listed.emission}
	if d.Record, err = listed.unpack(); err != nil {
		return nil, err
	}
	if err := m.judge(ctx, d, listed.held); err != nil {
		return nil, err
	}
	d.Pieces = piecesOf(d)
	addWitnesses(d, listed.held, told.documents)
	return d, nil
}

// find returns a document with its reasons, and its site.
func (m *Memory) find(key string) (ranked, *toldSite, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	h := m.byKey[key]
	if h == nil {
		return ranked{}, nil, fmt.Errorf("%s: %w", key, ErrUnknown)
	}
	told := m.siteOf(h).tell()
	return m.rank(told, slices.Index(told.documents, h), h), told, nil
}

// judge gets the raw document and cleans it again.
func (m *Memory) judge(ctx context.Context, d *Document, h *held) error {
	if h.raw == nil {
		return nil
	}
	raw, err := h.raw(ctx)
	if errors.Is(err, ErrNoRaw) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("raw document of %s: %w", h.item.ID, err)
	}
	d.Raw = raw
	if m.options.Clean == nil {
		return nil
	}
	if d.Judged, err = m.options.Clean(*raw); err != nil {
		d.Judged, d.Otherwise = nil, true // it would not be published now
		return nil
	}
	d.Otherwise = !sameButRecurring(d.Record, d.Judged)
	return nil
}

// sameButRecurring reports whether a document comes to what was published, but for what
// memory took out.
func sameButRecurring(c *record.Clean, judged *document.Clean) bool {
	if c.Title != judged.Title || c.Quality.Is != judged.Quality.Is {
		return false
	}
	published, now := fates(stretchesOf(c)), fates(judgedStretches(judged))
	at := 0
	for _, n := range now { // both are in order, and apart
		for at < len(published) && published[at].end <= n.start {
			at++
		}
		if at == len(published) {
			return false
		}
		for i := at; i < len(published) && published[i].start < n.end; i++ {
			p := &published[i]
			if p.kind != document.Recurring && (p.fate != n.fate || p.kind != n.kind || p.rule != n.rule) {
				return false
			}
		}
	}
	return covered(published, now) && covered(now, published)
}

// fates returns stretches as far as they are compared: what is kept is so by no rule.
func fates(all []stretch) []stretch {
	for i := range all {
		if all[i].fate == document.Kept {
			all[i].kind, all[i].rule = document.Article, ""
		}
	}
	return all
}

// covered reports whether every stretch shares a byte with one of the others. A record has
// the white space around what left a paragraph in the paragraph, and a ledger has not.
func covered(all, by []stretch) bool {
	at := 0
	for _, s := range all {
		for at < len(by) && by[at].end <= s.start {
			at++
		}
		if at == len(by) || by[at].start >= s.end {
			return false
		}
	}
	return true
}

// judgedStretches returns a ledger without its separators.
func judgedStretches(judged *document.Clean) []stretch {
	out := make([]stretch, 0, judged.Ledger.Len())
	for _, e := range judged.Ledger.All() {
		if e.Fate != document.Separator {
			out = append(out, stretch{
				start: e.Span.Start, end: e.Span.End, text: judged.Source[e.Span.Start:e.Span.End],
				fate: e.Fate, kind: e.Kind, rule: e.Rule, score: e.Score, note: e.Note, paragraph: -1,
			})
		}
	}
	return out
}

// mostWitnesses of a paragraph are told, out of the latest documents of the site.
const (
	mostWitnesses   = 5
	witnessesAmong  = 2000
	mostWitnessable = 200 // pieces of one document that are asked for
)

// addWitnesses says of what memory spoke against which other documents have it too.
func addWitnesses(d *Document, of *held, documents []*held) {
	documents = documents[max(0, len(documents)-witnessesAmong):]
	asked := 0
	for i := range d.Pieces {
		p := &d.Pieces[i]
		recurring := p.Kind == document.Recurring && p.Fate == document.Removed || p.Fate == document.Kept && p.Note != ""
		if !recurring || asked == mostWitnessable {
			continue
		}
		asked++
		print := memory.Fingerprint(p.Text)
		for j := len(documents) - 1; j >= 0 && len(p.Witnesses) < mostWitnesses; j-- {
			if documents[j] == of {
				continue
			}
			if _, has := slices.BinarySearch(documents[j].prints, print); has {
				p.Witnesses = append(p.Witnesses, documents[j].item.ID)
			}
		}
	}
}
