// Package exports makes of corrections what others read.
//
//   - exports.go: the documents that people said something of, cleaned again
//   - cases.go: golden cases
//   - corpus.go: lines of an annotated corpus
//   - rules.go, forms.go, selector.go, selector_names.go: suggestions for site rules
package exports

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// ErrNoInput is of corrections that are kept without the raw document that they are about.
var ErrNoInput = errors.New("the raw document was not kept")

// ErrMoved is of a correction whose stretch is not in the document as it is segmented now.
var ErrMoved = errors.New("the stretch is not in the document any more")

// Exporter makes exports of the corrections of a store. It cleans documents again, so
// that what nobody corrected is as winnow says it now.
type Exporter struct {
	Store  corrections.Store
	Engine *cleaners.Engine
}

// reviewed is a document with what people said of it, oldest first.
type reviewed struct {
	id, input string
	said      []corrections.Correction
	raw       *document.Raw
	clean     *document.Clean
}

// reviewed returns the documents that have corrections, in the order of their first. One
// that came in twice with other bytes is two.
func (x *Exporter) reviewed(ctx context.Context) (all []*reviewed, err error) {
	type name struct{ id, input string }
	of := make(map[name]*reviewed)
	for c, err := range x.Store.All(ctx) {
		if err != nil {
			return nil, err
		}
		n := name{c.Document, c.Input}
		if of[n] == nil {
			of[n] = &reviewed{id: c.Document, input: c.Input}
			all = append(all, of[n])
		}
		of[n].said = append(of[n].said, c)
	}
	return all, nil
}

// open gets the raw document and cleans it.
func (x *Exporter) open(ctx context.Context, r *reviewed) (err error) {
	if r.input == "" {
		return fmt.Errorf("document %s: %w", r.id, ErrNoInput)
	}
	if r.raw, err = x.Store.Input(ctx, r.input); err != nil {
		return fmt.Errorf("document %s: %w", r.id, err)
	}
	if r.clean, err = x.Engine.Clean(*r.raw); err != nil {
		return fmt.Errorf("document %s: %w", r.id, err)
	}
	return nil
}

// changes returns what is wanted, in the order in which it was said.
func (r *reviewed) changes() (all []fixtures.Change, err error) {
	for i := range r.said {
		c := &r.said[i]
		span, found := c.Place(r.clean.Source)
		if !found {
			return nil, fmt.Errorf("document %s, correction %s: %w", r.id, c.ID, ErrMoved)
		}
		all = append(all, fixtures.Change{Span: span, Want: c.Want})
	}
	return all, nil
}

// JSONL writes all corrections that hold, one a line.
func (x *Exporter) JSONL(ctx context.Context, to io.Writer) (n int, err error) {
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	for c, err := range x.Store.All(ctx) {
		if err == nil {
			err = encoder.Encode(c)
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// covered reports whether corrections are about every byte of all entries.
func covered(entries []document.Entry, changes []fixtures.Change) bool {
	spans := make([]document.Span, len(changes))
	for i, c := range changes {
		spans[i] = c.Span
	}
	slices.SortFunc(spans, func(a, b document.Span) int { return cmp.Compare(a.Start, b.Start) })
	for _, e := range entries {
		at := e.Span.Start
		for _, s := range spans {
			if s.Start <= at && s.End > at {
				at = s.End
			}
		}
		if at < e.Span.End {
			return false
		}
	}
	return true
}
