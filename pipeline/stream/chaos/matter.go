//go:build unix

package main

import (
	"errors"
	"fmt"
	"html"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// matter is what the documents of a run are made of, and who cleans them: by
// default lines of text and a cleaner that leaves them as they are, so that
// tens of thousands go through in minutes; or whole pages, and the engine.
type matter struct{ pages bool }

// poison begins a document that can't be cleaned; one in poisonEvery is.
const (
	poison      = "poison "
	poisonEvery = 50
	sites       = 40
)

// document returns the i-th document and its content type.
func (m matter) document(i int) (contentType string, body []byte) {
	switch {
	case i%poisonEvery == poisonEvery-1:
		return "text/plain", fmt.Appendf(nil, "%sin document %d", poison, i)
	case m.pages:
		return "text/html", page(i)
	}
	return "text/plain", fmt.Appendf(nil, "Document %d, which is like every other but for its number.\nThe paper of site %d comes to your door before breakfast.", i, i%sites)
}

// recurring is how memory is asked. What the engine takes out is not to depend
// on what it remembered when: the auditor remembers nothing.
func (m matter) recurring() memory.Recurring {
	if m.pages {
		return memory.RecurringShadow
	}
	return memory.RecurringOn
}

// engine returns the engine that cleans them. To clean takes a little time at least, so that
// there are documents in hand whenever something is killed.
func (m matter) engine(atLeast time.Duration) poisoned {
	if m.pages {
		return poisoned{cleaners.Must(cleaners.New()), atLeast}
	}
	return poisoned{copier{}, atLeast}
}

// poisoned is an engine that can't clean poison.
type poisoned struct {
	pipeline.Engine
	atLeast time.Duration
}

// CleanRecalling shows the document to memory.
func (p poisoned) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	time.Sleep(p.atLeast)
	if strings.HasPrefix(string(raw.Content), poison) {
		return nil, errors.New("poison")
	}
	return p.Engine.CleanRecalling(raw, recall)
}

// copier is an engine that shows a document to memory, and leaves it as it is
// whatever memory says.
type copier struct{}

// CleanRecalling returns one paragraph, which is the whole text.
func (copier) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	text := string(raw.Content)
	if recall != nil {
		recall(documentOf(raw.ID, text))
	}
	return &document.Clean{
		ID: raw.ID, Charset: "utf-8", Source: text,
		Paragraphs: []document.Paragraph{{Text: text, End: len(text)}},
	}, nil
}

// documentOf returns a document as segmenting would: a block a line.
func documentOf(id, text string) *document.Document {
	doc := &document.Document{ID: id, Source: text, Text: text}
	at := 0
	for line := range strings.Lines(text) {
		doc.Blocks = append(doc.Blocks, document.Block{
			Span:  document.Span{Start: at, End: at + len(strings.TrimSuffix(line, "\n"))},
			Shape: document.Shape{Words: int32(len(strings.Fields(line))), Letters: int32(len(line))},
		})
		at += len(line)
	}
	return doc
}

// The sizes of pages, in paragraphs of some 300 bytes: as news is, and now and
// then one that is not. The largest returns a clean document, which has every
// paragraph twice, of three quarters of what the servers take.
const (
	leastParagraphs = 5
	mostParagraphs  = 40
	longEvery       = 40
	longParagraphs  = 400
	hugeEvery       = 400
	hugeParagraphs  = 1000
)

// page returns the i-th page: an article of its own in the furniture of its site.
// The same i returns the same page.
func page(i int) []byte {
	random := rand.New(rand.NewPCG(uint64(i), 1))
	n := leastParagraphs + random.IntN(mostParagraphs-leastParagraphs)
	switch {
	case i%hugeEvery == 0:
		n = hugeParagraphs
	case i%longEvery == 0:
		n = longParagraphs
	}
	var b strings.Builder
	title := fmt.Sprintf("%s, story %d", sentence(random), i)
	fmt.Fprintf(&b, "<!doctype html><html lang=en><head><title>%s | Paper %d</title></head><body>\n", html.EscapeString(title), i%sites)
	b.WriteString("<nav><ul><li><a href=/>Home</a><li><a href=/sport>Sport</a><li><a href=/local>Local</a></ul></nav>\n")
	fmt.Fprintf(&b, "<article><h1>%s</h1><p class=byline>By Ada Lee</p>\n", html.EscapeString(title))
	for p := range n {
		fmt.Fprintf(&b, "<p>%s. %s. In %d it had been otherwise.</p>\n", sentence(random), sentence(random), 1900+random.IntN(120))
		if p == n/2 {
			fmt.Fprintf(&b, "<aside class=newsletter><p>The paper of site %d comes to your door before breakfast. Sign up for our newsletter.</p></aside>\n", i%sites)
		}
	}
	b.WriteString("</article>\n<section class=related><h2>Read more</h2><ul>\n")
	for range 3 {
		fmt.Fprintf(&b, "<li><a href=/%d>%s</a></li>\n", random.IntN(1000), sentence(random))
	}
	fmt.Fprintf(&b, "</ul></section><footer><p>© Paper %d, all rights reserved</p></footer></body></html>\n", i%sites)
	return []byte(b.String())
}

// sentence returns one that few others are like.
func sentence(random *rand.Rand) string {
	pick := func(words []string) string { return words[random.IntN(len(words))] }
	return fmt.Sprintf("The %s of the %s %s on %s that the %s near the %s %s, after %d people had written to the %s",
		pick(persons), pick(places), pick(sayings), pick(days), pick(places), pick(places), pick(doings), 2+random.IntN(900), pick(persons))
}

var (
	persons = []string{"mayor", "keeper", "director", "captain", "teacher", "owner", "warden", "librarian"}
	places  = []string{"harbour", "school", "bakery", "museum", "railway", "library", "market", "hospital", "theatre", "ferry", "mill", "bridge"}
	sayings = []string{"said", "told the council", "wrote", "admitted", "announced", "denied"}
	days    = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	doings  = []string{"would stay closed", "will open again", "costs too much", "must be painted", "belongs to the town", "was never finished"}
)
