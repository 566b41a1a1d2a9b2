package ask

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
)

// Options are what a desk may be told.
type Options struct {
	// Pipeline has the limits of a document, of which Workers is how many are
	// cleaned at once, and InFlightBytes how many bytes may be in hand.
	Pipeline pipeline.Options
	Queue    int        // documents that may wait beside those that are cleaned; default DefaultQueue
	Recall   RecallFunc // what is remembered of a document's site; nil for nothing
	Enter    EnterFunc  // asked before each cleaning; nil: it may always be
	Via      string     // how it is asked, for metrics: "nats", "http"
	Observer Observer   // nil for none
	Log      *slog.Logger
}

// DefaultQueue is how many documents may wait. At some milliseconds a page it is a
// wait of a tenth of a second; who has more to ask gets a better answer, "later",
// from the error.
const DefaultQueue = 32

// RecallFunc returns what is remembered of a document's site, and whether that is
// known here: a worker remembers only the sites of its own partitions.
type RecallFunc func(document.Raw) (recall document.Recall, known bool)

// EnterFunc returns what is to be called when a cleaning is over, and false where there
// may be none now. It does not wait.
type EnterFunc func() (leave func(), ok bool)

// Observer is told what a desk does, for metrics. Its methods are called by many
// goroutines at once, and must not block.
type Observer interface {
	pipeline.Observer

	// Asked tells of one document that was asked for, how, with what outcome
	// (Refusal.Outcome), and how long that took.
	Asked(via, outcome string, took time.Duration)
}

// NoopObserver is the Observer that does nothing.
type NoopObserver struct{ pipeline.NoopObserver }

// Asked does nothing.
func (NoopObserver) Asked(_, _ string, _ time.Duration) {}

// Desk cleans documents for who asks. Any number of goroutines may use it.
type Desk struct {
	options Options
	single  *pipeline.Single[made]
	slots   chan struct{} // one for each document that is being cleaned

	mu       sync.Mutex
	inHand   int // requests
	bytes    int // that they may take
	stopping bool
}

// NewDesk returns a desk.
func NewDesk(options Options) *Desk {
	if options.Queue <= 0 {
		options.Queue = DefaultQueue
	}
	if options.Observer == nil {
		options.Observer = NoopObserver{}
	}
	options.Pipeline.Observer = options.Observer
	options.Pipeline = options.Pipeline.WithDefaults()
	return &Desk{
		options: options, single: pipeline.NewSingle[made](options.Pipeline), slots: make(chan struct{}, options.Pipeline.Workers),
	}
}

// AtOnce returns how many documents the desk cleans at once.
func (d *Desk) AtOnce() int { return cap(d.slots) }

// Enter takes a place for a request that may take so many bytes, and returns how
// to leave it. It never waits: where there is no place it returns a refusal. A
// request larger than all the bytes is let in alone.
func (d *Desk) Enter(bytes int) (leave func(), refusal *Refusal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.stopping:
		refusal = Refuse(ReasonStopping, "this process is stopping")
	case d.inHand >= cap(d.slots)+d.options.Queue:
		refusal = Refuse(ReasonBusy, "%d documents are in hand, which is the limit: ask again", d.inHand)
	case d.inHand > 0 && d.bytes+bytes > d.options.Pipeline.InFlightBytes:
		refusal = Refuse(ReasonBusy, "documents of %d MB are in hand, and another of %d is too much: ask again", d.bytes>>20, bytes>>20)
	}
	if refusal != nil {
		d.options.Observer.Asked(d.options.Via, refusal.Outcome(), 0)
		return nil, refusal
	}
	d.inHand++
	d.bytes += bytes
	return sync.OnceFunc(func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.inHand--
		d.bytes -= bytes
	}), nil
}

// Stopping has Enter refuse from now on.
func (d *Desk) Stopping() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stopping = true
}

// Stuck is closed when more cleanings hang than are made at once: only a new
// process gets rid of them (pipeline.ErrStuck).
func (d *Desk) Stuck() <-chan struct{} { return d.single.Stuck() }

// HeaderMemory is on every answer: whether what is known of the document's site was
// asked, MemorySite, or not, MemoryNone.
const (
	HeaderMemory = "Winnow-Memory"
	MemorySite   = "site"
	MemoryNone   = "none"
)

// Memory returns the value of HeaderMemory.
func (a Answer) Memory() string {
	if a.Remembered {
		return MemorySite
	}
	return MemoryNone
}

// Answer is a clean document.
type Answer struct {
	ID         string // also of a document that was refused, where that much is known
	Doc        *document.Clean
	Body       []byte
	Remembered bool // what is known of the site was asked, though it may be nothing
}

// Clean waits for its turn, at most until ctx is done, then opens and cleans one
// document and writes it in a form. Whoever calls it has a place.
func (d *Desk) Clean(ctx context.Context, open func() (document.Raw, error), form Form) (answer Answer, refusal *Refusal) {
	began := time.Now()
	defer func() { d.options.Observer.Asked(d.options.Via, refusal.Outcome(), time.Since(began)) }()
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	case <-ctx.Done():
		return Answer{}, Refuse(ReasonGone, "%v", context.Cause(ctx))
	}
	if ctx.Err() != nil { // both were so
		return Answer{}, Refuse(ReasonGone, "%v", context.Cause(ctx))
	}
	if d.options.Enter != nil {
		leave, ok := d.options.Enter()
		if !ok {
			return Answer{}, Refuse(ReasonBusy, "a document is being cleaned alone: ask again")
		}
		defer leave()
	}
	o := d.single.Clean(open, func(raw document.Raw) (*document.Clean, made, error) { return d.make(raw, form) })
	if o.Failure != nil {
		return Answer{ID: o.Item.Raw.ID}, d.refused(o.Failure, o.Item.Raw)
	}
	return Answer{ID: o.Clean.ID, Doc: o.Clean, Body: o.Product.body, Remembered: o.Product.remembered}, nil
}

// made is what comes out beside the clean document. A cleaning that is given up
// goes on by itself, so all that it finds is in there.
type made struct {
	body       []byte
	remembered bool
}

func (d *Desk) make(raw document.Raw, form Form) (doc *document.Clean, m made, err error) {
	var recall document.Recall
	if d.options.Recall != nil {
		recall, m.remembered = d.options.Recall(raw)
	}
	doc, err = form.Engine.CleanRecalling(raw, recall)
	if err != nil || doc == nil {
		return nil, made{}, err
	}
	m.body, err = form.Write(doc)
	return doc, m, err
}

// refused returns a failure as a refusal, and logs what is our own fault.
func (d *Desk) refused(f *pipeline.Failure, raw document.Raw) *Refusal {
	r := refusalOf(f)
	if r.Status >= http.StatusInternalServerError && d.options.Log != nil {
		d.options.Log.Error("a document could not be cleaned", "via", d.options.Via, "id", raw.ID, "url", raw.URL, "error", f, "stack", string(f.Stack))
	}
	return r
}
