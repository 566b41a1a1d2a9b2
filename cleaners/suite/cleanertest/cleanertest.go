// Package cleanertest runs one cleaner by itself on a document, as a test of that
// cleaner wants it: without the model, the other cleaners and the policy.
//
//	got := cleanertest.Mark(t, captions.Cleaner, document.Raw{Content: []byte("…")})
//	want := []string{"captions/credit-line: Photo: Ada Lee"}
//
// A cleaner of one's own, outside this module, is tested in the same way.
package cleanertest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/segment"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// Reporter is the part of testing.TB that a property test's T has as well.
type Reporter interface {
	Helper()
	Errorf(string, ...any)
	Fatal(...any)
	Fatalf(string, ...any)
}

var _ Reporter = testing.TB(nil)

// Layout decodes and segments raw and returns what a cleaner gets to see of it,
// but for the model's scores.
func Layout(t Reporter, raw document.Raw) *evidence.Layout {
	t.Helper()
	decoded, err := decode.Decode(raw, decode.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return evidence.New(segment.Segment(raw, decoded))
}

// Verdicts returns what c says of raw, sorted. It fails the test when c is not
// valid, or says what it must not: a verdict under a rule that it does not
// declare, with another kind than the rule's, or outside of its block.
func Verdicts(t Reporter, c cleaner.Cleaner, raw document.Raw) (*document.Document, []document.Verdict) {
	t.Helper()
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	layout := Layout(t, raw)
	var said []document.Verdict
	c.Mark(layout, func(v document.Verdict) { said = append(said, v) })
	for _, v := range said {
		if err := c.Check(layout.Document, v); err != nil {
			t.Fatalf("%v", err)
		}
	}
	document.SortVerdicts(said)
	return layout.Document, said
}

// Mark returns what c says of raw as lines: "rule: text that it marks", in the
// order of the text. It fails the test as Verdicts does.
func Mark(t Reporter, c cleaner.Cleaner, raw document.Raw) (lines []string) {
	t.Helper()
	doc, said := Verdicts(t, c, raw)
	for _, v := range said {
		span := v.Span
		if span.IsZero() {
			span = doc.Blocks[v.Block].Span
		}
		lines = append(lines, fmt.Sprintf("%s: %s", v.Rule, doc.Text[span.Start:span.End]))
	}
	return lines
}

// Hold fails the test where c says something else of raw than want, which is as Mark
// returns it. It goes on with the test: name says which case of a table it was.
func Hold(t Reporter, name string, c cleaner.Cleaner, raw document.Raw, want []string) {
	t.Helper()
	if diff := cmp.Diff(want, Mark(t, c, raw)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
