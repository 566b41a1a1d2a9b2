package main

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// The size of the tour: it has to be seen whole on a terminal.
const (
	tourWidth    = 100 // columns of a line
	tourRemovals = 5   // of a document
	tourKinds    = 6   // of all documents together
)

// tourPatience is how long a tour waits for samples that other workers of a
// shared server may have cleaned.
const tourPatience = 10 * time.Second

// tour shows what became of the samples: three of them, all in figures, and where to
// look next. It is told of them as they are stored, and speaks when it has seen all.
type tour struct {
	sync.Mutex
	out   io.Writer
	log   *slog.Logger
	next  []string          // where to look next, a line each
	order map[string]int    // the samples' ids, in their order
	seen  []pipeline.Stored // of each sample, zero for one that has not come
	got   int
	quiet *time.Timer // ends the waiting for samples that others have; nil where there are no others
	told  bool

	missed bool // it was said that none came
}

// newTour returns a tour of the samples. Where others may clean some of them it
// does not wait for all.
func newTour(out io.Writer, log *slog.Logger, next []string, others bool) *tour {
	t := &tour{out: out, log: log, next: next, order: map[string]int{}}
	for i, raw := range fixtures.Samples() {
		t.order[raw.ID] = i
	}
	t.seen = make([]pipeline.Stored, len(t.order))
	if others {
		t.quiet = time.AfterFunc(tourPatience, t.end)
	}
	return t
}

// committed takes what was stored.
func (t *tour) committed(batch []pipeline.Stored) {
	t.Lock()
	defer t.Unlock()
	before := t.got
	for _, o := range batch {
		i, sample := t.order[o.Raw.ID]
		if !sample || t.came(i) {
			continue
		}
		t.seen[i] = o
		t.got++
	}
	switch {
	case t.got == len(t.order):
		t.tell()
	case t.quiet != nil && t.got > before && !t.told:
		t.quiet.Reset(tourPatience)
	}
}

// end has the tour told of the samples that came, if it is not told yet. Nothing is
// told after it.
func (t *tour) end() {
	t.Lock()
	defer t.Unlock()
	if t.quiet != nil {
		t.quiet.Stop()
	}
	switch {
	case t.got > 0:
		t.tell()
	case t.quiet != nil && !t.told && !t.missed:
		t.missed = true
		fmt.Fprintf(t.out, "None of the %d samples came to this worker. Others that work on the same streams clean them too.\n\n%s\n", len(t.order), strings.Join(t.next, "\n"))
	}
}

// came reports whether sample i has come.
func (t *tour) came(i int) bool { return t.seen[i].Clean != nil || t.seen[i].Failure != nil }

// tell writes the tour, once.
func (t *tour) tell() {
	if t.told {
		return
	}
	t.told = true
	var b strings.Builder
	for _, stop := range t.stops() {
		b.WriteString(record.Brief(stop.name, stop.doc, tourRemovals, tourWidth) + "\n")
	}
	b.WriteString(t.figures() + "\n")
	for _, line := range t.next {
		b.WriteString(line + "\n")
	}
	if _, err := io.WriteString(t.out, b.String()); err != nil {
		t.log.Warn("cannot print", "error", err)
	}
}

// stop is a document that a tour shows.
type stop struct {
	name string
	doc  *document.Clean
}

// stops chooses the documents: a text with an aside that was cut out of a paragraph,
// a page, and a document in another script. Of several it is the one with the most
// kinds of removals, which shows most.
func (t *tour) stops() (stops []stop) {
	for _, want := range []struct {
		name string
		is   func(o *pipeline.Stored) bool
	}{
		{"A text", func(o *pipeline.Stored) bool { return !isPage(o) && record.Asides(o.Clean) > 0 }},
		{"A page", isPage},
		{"Another script", func(o *pipeline.Stored) bool { return !isPage(o) && isForeign(o.Clean.Title) }},
	} {
		var best *document.Clean
		for i := range t.seen {
			if o := &t.seen[i]; o.Clean != nil && want.is(o) && (best == nil || kindsRemoved(o.Clean) > kindsRemoved(best)) {
				best = o.Clean
			}
		}
		if best != nil {
			stops = append(stops, stop{want.name, best})
		}
	}
	return stops
}

func isPage(o *pipeline.Stored) bool { return strings.HasPrefix(o.Raw.ContentType, "text/html") }

// isForeign reports a text whose letters are not Latin, and that runs from left to
// right: not every terminal turns the others.
func isForeign(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) {
			return !unicode.In(r, unicode.Latin, unicode.Arabic, unicode.Hebrew)
		}
	}
	return false
}

func kindsRemoved(doc *document.Clean) (n int) {
	var seen [document.KindCount]bool
	for _, r := range doc.Removed {
		if !seen[r.Kind] {
			seen[r.Kind] = true
			n++
		}
	}
	return n
}

// figures returns the line about all samples.
func (t *tour) figures() string {
	var kept, removed, pieces, failed int
	var of [document.KindCount]int
	for i := range t.seen {
		o := &t.seen[i]
		if o.Failure != nil {
			failed++
		}
		if o.Clean == nil {
			continue
		}
		k, r := record.Shares(o.Clean)
		kept, removed, pieces = kept+k, removed+r, pieces+len(o.Clean.Removed)
		for _, r := range o.Clean.Removed {
			of[r.Kind]++
		}
	}
	kinds := document.Kinds()
	slices.SortStableFunc(kinds, func(a, b document.Kind) int { return of[b] - of[a] })
	var most []string
	for _, k := range kinds[:tourKinds] {
		if of[k] > 0 {
			most = append(most, fmt.Sprintf("%s %d", k, of[k]))
		}
	}
	line := fmt.Sprintf("All %d samples: %s of their text kept, %d pieces removed:\n  %s, …\n", t.got-failed, record.Percent(kept, kept+removed), pieces, strings.Join(most, ", "))
	if others := len(t.order) - t.got; others > 0 {
		line += fmt.Sprintf("  cleaned by other workers: %d\n", others)
	}
	if failed > 0 {
		line += fmt.Sprintf("  dead letters: %d\n", failed)
	}
	return line
}

// places are where a worker is seen from outside; empty for nowhere.
type places struct {
	nats    string // the address of its server
	metrics string // host:port
	flags   string // what a command that opens the worker's server needs
}

// whereNext returns what a newcomer may look at after the tour. A worker that ends
// by itself leaves nothing to be asked.
func whereNext(topology broker.Topology, at places, once bool) []string {
	lines := []string{"Look further:"}
	say := func(what, about string) { lines = append(lines, fmt.Sprintf("  %-54s %s", what, about)) }
	server := "nats"
	if at.nats != nats.DefaultURL {
		server += " --server " + at.nats
	}
	if at.nats != "" && !once {
		say(fmt.Sprintf("%s sub '%s'", server, topology.CleanPrefix+".>"), "what comes out, as JSON")
		say(fmt.Sprintf("%s pub %s.SITE --force-stdin < page.html", server, topology.RawPrefix), "clean a page of your own")
	}
	say("winnow clean --explain page.html", "clean a file, and see why")
	say("winnow dlq ls"+at.flags, "what could not be cleaned")
	if at.metrics != "" && !once {
		say("http://"+at.metrics+"/metrics", "metrics; also /healthz, /readyz")
	}
	say("README.md, pipeline/stream/README.md", "how it works")
	if !once {
		lines = append(lines, "Ctrl-C to stop.")
	}
	return lines
}
