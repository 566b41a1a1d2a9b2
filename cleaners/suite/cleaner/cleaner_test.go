package cleaner

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

func mark(*evidence.Layout, Say) {}

func rules(r document.Rule) []document.Rule { return []document.Rule{r} }

func TestAnInvalidCleanerIsRefused(t *testing.T) {
	rule := document.Rule{Name: "x/y", Doc: "d", Score: 1}
	if err := (&Cleaner{Name: "x", Doc: "d", Mark: mark, Rules: rules(rule)}).Validate(); err != nil {
		t.Errorf("a valid cleaner: %v", err)
	}
	for want, c := range map[string]Cleaner{
		"without a slash":  {Doc: "d", Mark: mark, Rules: rules(rule)},
		"has no doc":       {Name: "x", Mark: mark, Rules: rules(rule)},
		"marks nothing":    {Name: "x", Doc: "d", Rules: rules(rule)},
		"declares no rule": {Name: "x", Doc: "d", Mark: mark},
		"begins with x/":   {Name: "x", Doc: "d", Mark: mark, Rules: rules(document.Rule{Name: "z/y", Doc: "d", Score: 1})},
		"x/y has no doc":   {Name: "x", Doc: "d", Mark: mark, Rules: rules(document.Rule{Name: "x/y", Score: 1})},
		"score 0 by":       {Name: "x", Doc: "d", Mark: mark, Rules: rules(document.Rule{Name: "x/y", Doc: "d"})},
	} {
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

func TestAVerdictMustBeOneOfTheCleaners(t *testing.T) {
	c := Cleaner{Name: "x", Doc: "d", Mark: mark, Rules: rules(document.Rule{Name: "x/y", Doc: "d", Kind: document.Promo, Score: 1})}
	doc := &document.Document{Text: "some text", Blocks: []document.Block{{Span: document.Span{Start: 0, End: 4}}}}
	good := document.Verdict{Kind: document.Promo, Rule: "x/y", Score: 1}
	if err := c.Check(doc, good); err != nil {
		t.Errorf("a good verdict: %v", err)
	}
	for want, change := range map[string]func(*document.Verdict){
		"is not declared":   func(v *document.Verdict) { v.Rule = "x/z" },
		"declared to say":   func(v *document.Verdict) { v.Kind = document.Legal },
		"block 1 of 1":      func(v *document.Verdict) { v.Block = 1 },
		"outside of its":    func(v *document.Verdict) { v.Span = document.Span{Start: 2, End: 6} },
		"span {3 3} outsid": func(v *document.Verdict) { v.Span = document.Span{Start: 3, End: 3} },
	} {
		bad := good
		change(&bad)
		if err := c.Check(doc, bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}
