package operate

import (
	"context"
	"errors"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Learned is what memory knows of a site, told with the texts and ids of documents that
// the clean stream has: memory has hashes only.
type Learned struct {
	Paragraphs []LearnedParagraph // those in the most documents first
	Addresses  Addresses
}

// LearnedParagraph is a paragraph that memory knows.
type LearnedParagraph struct {
	memory.RecurringParagraph
	Text   string   // empty where no document that is there shows it
	SeenIn []string // ids of documents that memory has seen it in, as far as they are there
}

// State says what is done about the paragraph: "furniture", "seen", or how it is pinned.
func (p *LearnedParagraph) State() string {
	switch {
	case p.Pin != memory.Unpinned:
		return "pinned:" + p.Pin.String()
	case p.Recurs:
		return "furniture"
	}
	return "seen"
}

// Addresses counts documents whose addresses do not tell them apart: of scrapers that
// send the feed's or home page's address with every article.
type Addresses struct{ Documents, Unnamed, Shared int }

// Add counts a document. Known is the id of the one that memory counts it as, if
// that came before it.
func (a *Addresses) Add(e *Emitted, known string) {
	a.Documents++
	if e.URL != "" && memory.NamesNoPage(e.URL) {
		a.Unnamed++
	}
	if known != "" && known != e.ID {
		a.Shared++
	}
}

// Learn returns what is remembered of a site. It reads all clean documents of the site.
func Learn(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string) (*Learned, error) {
	sites, err := Remembered(ctx, js, topology, site)
	if err != nil {
		return nil, err
	}
	var l Learned
	texts, ids := make(map[uint64]string), make(map[uint32]string)
	for e, err := range EmittedBy(ctx, js, topology, site) {
		if err != nil {
			return nil, err
		}
		l.Addresses.Add(&e, ids[e.Witness()])
		ids[e.Witness()] = e.ID
		for print, text := range e.Shows() {
			texts[print] = text
		}
	}
	for _, of := range sites.List(site) {
		p := LearnedParagraph{RecurringParagraph: of, Text: texts[of.Print]}
		for _, hash := range of.DocumentHashes {
			if id := ids[hash]; id != "" {
				p.SeenIn = append(p.SeenIn, id)
			}
		}
		l.Paragraphs = append(l.Paragraphs, p)
	}
	return &l, nil
}

// EmitShowing sends round again the last version of every document of a site that shows
// one of some paragraphs, to be cleaned with what is remembered as of a record that
// Teach gave, or later. It returns how many are on their way, and an error that wraps
// ErrNoRaw for those that can't be sent; the others are sent all the same.
func EmitShowing(ctx context.Context, js jetstream.JetStream, topology broker.Topology, site string, prints []uint64, after uint64) (sent int, err error) {
	last := make(map[string]Emitted)
	var order []string
	for e, err := range EmittedBy(ctx, js, topology, site) {
		if err != nil {
			return 0, err
		}
		if !e.showsAny(prints) {
			continue
		}
		if _, known := last[e.ID]; !known {
			order = append(order, e.ID)
		}
		last[e.ID] = e
	}
	var gone error
	for _, id := range order {
		switch err := EmitAgain(ctx, js, topology, site, last[id], after); {
		case errors.Is(err, ErrNoRaw):
			gone = errors.Join(gone, err)
		case err != nil:
			return sent, err
		default:
			sent++
		}
	}
	return sent, gone
}

func (e *Emitted) showsAny(prints []uint64) bool {
	shows := e.Shows()
	for _, print := range prints {
		if _, has := shows[print]; has {
			return true
		}
	}
	return false
}
