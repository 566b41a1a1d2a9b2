package memory

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

// elsewhere returns the texts that memory knows from another document.
func (p *paper) elsewhere(doc *document.Document) (known []string) {
	v := NewView("courier", doc)
	for _, verdict := range p.Elsewhere(v, p.Recall(v, 20001)) {
		if verdict.Rule != RuleElsewhere || verdict.Score != knownScore {
			known = append(known, fmt.Sprintf("by %s with %v", verdict.Rule, verdict.Score))
		}
		known = append(known, doc.Of(verdict.Block))
	}
	slices.Sort(known)
	return known
}

func TestWhatOneOtherDocumentHasIsKnown(t *testing.T) {
	p := &paper{Sites: NewSites(Options{})}
	article := p.article(8)
	first := p.doc("first", append(slices.Clone(article), beside(0)...)...)
	if known := p.elsewhere(first); known != nil {
		t.Errorf("known of an empty memory: %q", known)
	}
	p.fetch(t, 0, first)
	for name, c := range map[string]struct {
		doc  *document.Document
		want []string
	}{
		"the document itself, once more":    {first, nil},
		"its article under another address": {p.doc("copy", append(slices.Clone(article), beside(1)...)...), nil},
		"another with the same below it":    {p.doc("other", append(p.article(8), beside(0)...)...), beside(0)},
		"another with nothing of it":        {p.doc("third", p.article(8)...), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, p.elsewhere(c.doc)); diff != "" {
				t.Errorf("known (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWhatIsRemovedIsNotMarkedTwice asks of what three others of the day have.
func TestWhatIsRemovedIsNotMarkedTwice(t *testing.T) {
	p := &paper{Sites: NewSites(Options{})}
	for i := range 3 {
		p.fetch(t, 0, p.doc(fmt.Sprint("doc", i), append(p.article(8), beside(0)...)...))
	}
	v := NewView("courier", p.doc("next", append(p.article(8), beside(0)...)...))
	v.Fetched = 20000
	said := p.Recall(v, 20000)
	if more := p.Elsewhere(v, said); len(said) != len(beside(0)) || len(more) != 0 {
		t.Errorf("removed by %v, and marked by %v", rules(said), rules(more))
	}
}
