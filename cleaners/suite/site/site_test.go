package site

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

func TestMark(t *testing.T) {
	if err := Cleaner.Validate(); err != nil {
		t.Fatal(err)
	}
	doc := cleanertest.Layout(t, document.Raw{Content: []byte("First line\n\nSecond line\n\nThird line")}).Document
	for name, c := range map[string]struct {
		ruled document.Ruled
		want  []string
	}{
		"a line":          {document.Ruled{Span: doc.Blocks[1].Span, Rule: "site/related"}, []string{"related 1: all"}},
		"a part":          {document.Ruled{Span: document.Span{Start: 0, End: 5}, Rule: "site/caption"}, []string{"caption 0: First"}},
		"several lines":   {document.Ruled{Span: document.Span{Start: 6, End: len(doc.Text)}, Rule: "site/keep"}, []string{"article 0: line", "article 1: all", "article 2: all"}},
		"between lines":   {document.Ruled{Span: document.Span{Start: 10, End: 12}, Rule: "site/related"}, nil},
		"no stretch":      {document.Ruled{Rule: "site/byline", Value: "Ada Lee"}, nil},
		"no rule of ours": {document.Ruled{Span: doc.Blocks[1].Span, Rule: "site/recurring"}, nil},
	} {
		layout := evidence.New(&document.Document{Text: doc.Text, Source: doc.Source, Blocks: doc.Blocks, Ruled: []document.Ruled{c.ruled}})
		var got []string
		Cleaner.Mark(layout, func(v document.Verdict) {
			if err := Cleaner.Check(layout.Document, v); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			text := "all"
			if !v.Span.IsZero() {
				text = doc.Text[v.Span.Start:v.Span.End]
			}
			got = append(got, fmt.Sprintf("%s %d: %s", v.Kind, v.Block, text))
		})
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
