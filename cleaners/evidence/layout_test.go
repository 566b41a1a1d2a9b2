package evidence_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// articles returns two documents that differ in each of their parts.
func articles(t *testing.T) (one, other *document.Document) {
	t.Helper()
	thread := []string{"3 comments", "Ada", "3 hours ago", "It was late again.", "Reply"}
	first := append([]string{"Ferry to run all night", ferry, mayor, "Related Articles", "Bridge to close for a year", mayor, budget}, thread...)
	second := append([]string{"3 May 2021", "Ferry to run all night", "By Ada Lee", ferry, mayor, budget, budget, "Most Read", "Bridge to close for a year", mayor}, thread...)
	return textOf(t, first...).Document, textOf(t, second...).Document
}

// parts is the methods of a layout that find a part, and which parts each looks at.
var parts = []struct {
	name  string
	ask   func(*evidence.Layout) any
	found []string
}{
	{"Title", func(l *evidence.Layout) any { return l.Title() }, []string{"title"}},
	{"Zones", func(l *evidence.Layout) any { return headers(l) }, []string{"title", "zones", "live"}},
	{"Thread", func(l *evidence.Layout) any { return l.Thread() }, []string{"title", "thread", "live"}},
	{"FirstBody", func(l *evidence.Layout) any { return l.FirstBody() }, []string{"title", "author", "zones", "thread", "body", "live"}},
	{"LastBody", func(l *evidence.Layout) any { return l.LastBody() }, []string{"title", "author", "zones", "thread", "body", "live"}},
	{"Repeats", func(l *evidence.Layout) any { return l.Repeats() }, []string{"title", "zones", "thread", "repeats", "live"}},
}

// headers returns the blocks that open the zones of l.
func headers(l *evidence.Layout) (blocks []int) {
	for _, z := range l.Zones() {
		blocks = append(blocks, z.Header)
	}
	return blocks
}

func TestAPartIsFoundOnlyIfAsked(t *testing.T) {
	doc, _ := articles(t)
	if found := evidence.Found(evidence.New(doc)); found != nil {
		t.Errorf("nothing was asked, and this was found: %q", found)
	}
	for _, part := range parts {
		l := evidence.New(doc)
		part.ask(l)
		if diff := cmp.Diff(part.found, evidence.Found(l)); diff != "" {
			t.Errorf("%s finds (-want +got):\n%s", part.name, diff)
		}
	}
}

// TestAPartIsFoundOnce gives a layout another document after each first question:
// the second answer is still about the first document.
func TestAPartIsFoundOnce(t *testing.T) {
	one, other := articles(t)
	for _, part := range parts {
		want, would := part.ask(evidence.New(one)), part.ask(evidence.New(other))
		if cmp.Equal(want, would) {
			t.Errorf("%s: the documents do not differ in it", part.name)
		}
		l := evidence.New(one)
		part.ask(l)
		l.Document = other
		if diff := cmp.Diff(want, part.ask(l)); diff != "" {
			t.Errorf("%s is found again (-first +second):\n%s", part.name, diff)
		}
	}
}

func TestAnEmptyDocumentHasNoParts(t *testing.T) {
	for name, l := range map[string]*evidence.Layout{
		"no text":       evidence.New(&document.Document{}),
		"an empty page": pageOf(t, ""),
	} {
		got := []any{len(l.Blocks), l.Title(), len(l.Zones()), l.Thread(), l.FirstBody(), l.LastBody(), len(l.Repeats()), l.NextZone(-1)}
		want := []any{0, evidence.Title{Block: -1}, 0, evidence.Thread{}, 0, -1, 0, 0}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: blocks, title, zones, thread, first, last, repeats, next zone (-want +got):\n%s", name, diff)
		}
		for range l.Each() {
			t.Errorf("%s: there is a block", name)
		}
	}
}
