package drifts

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/drift"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
	"github.com/winnow-news/winnow/pipeline/stream/members"
)

// watcher says which sites have left their range. One goroutine uses it, but for what
// says otherwise.
type watcher struct {
	js       jetstream.JetStream
	topology broker.Topology
	options  Options
	clean    jetstream.Stream
	largest  int    // bytes of a message of the stream of drift
	name     string // of this process
	trouble  *broker.Outage
	journal  *journal.Owner[progress, drift.Sites]
}

// The bounds of one batch. The server takes 1,000 messages, of which events are few. A
// change is days in coming, so that a second more does no harm, and makes one commit of
// many documents.
const (
	batchDocuments = 512 // each takes some 75 bytes of the state record
	batchDelay     = time.Second
	pullSize       = 512
)

// What a batch taught is in one message, in base64, of which a server may allow small
// ones only.
const (
	documentBytes  = 100 // of a document, and of an event at it, beside the two names of the site
	deltaOfMessage = 2   // of the largest message is the delta, before base64
)

func newWatcher(ctx context.Context, js jetstream.JetStream, topology broker.Topology, options Options) (*watcher, error) {
	if topology.DriftStream == "" {
		return nil, errors.New("there is no stream for sites that have changed")
	}
	if options.Observer == nil {
		options.Observer = noopObserver{}
	}
	clean, err := topology.Open(ctx, js, topology.CleanStream)
	if err != nil {
		return nil, err
	}
	ranges, err := topology.Open(ctx, js, topology.DriftStream)
	if err != nil {
		return nil, err
	}
	w := &watcher{
		js: js, topology: topology, options: options, clean: clean, name: members.NewName(), largest: broker.LargestMessage(js, ranges),
		trouble: broker.NewOutage(options.Log, "cannot watch sites", js.Conn()),
	}
	w.trouble.Stream = topology.DriftStream
	of := newLog(topology, clean, ranges, options.Log)
	of.Reader = func(after uint64) *broker.Reader {
		return w.reader("the ranges of sites", topology.DriftStream, topology.DriftState, after)
	}
	w.journal = journal.NewOwner(js, of, journal.OwnerOptions[progress]{
		Writer: w.name, Hooks: options.Faults,
		Sign: func(next *progress) { next.Worker = w.name },
		Tidy: tidying(options, w.largest),
	})
	return w, nil
}

// reader returns a reader of some subjects of a stream.
func (w *watcher) reader(what, stream, subjects string, last uint64) *broker.Reader {
	return &broker.Reader{
		JS: w.js, What: what, Stream: stream, Subjects: subjects, Last: last, Size: pullSize,
		Large: make(chan struct{}, 1), Trouble: w.trouble,
	}
}

// watch takes up what is stored and goes on with every document after it. It ends with
// an error, that of ctx or one after which what is stored must be taken up again.
func (w *watcher) watch(ctx context.Context) error {
	if err := w.takeUp(ctx); err != nil {
		return err
	}
	known, after := w.journal.Memory(), w.journal.Fence().Head.Sequence
	w.options.Log.Info("watching sites", "known", known.Len(), "from", w.topology.CleanStream, "after", after)
	reading, stop := context.WithCancel(ctx)
	documents := make(chan *document, batchDocuments)
	var tasks sync.WaitGroup
	defer tasks.Wait()
	defer stop()
	r := w.reader("what is measured", w.topology.CleanStream, w.topology.CleanSubjects(), after)
	r.HeadersOnly = true
	tasks.Go(func() {
		r.Run(reading, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
			select {
			case documents <- w.read(msg, meta):
				return true
			case <-reading.Done():
				return false
			}
		})
	})
	for {
		batch, err := w.gather(ctx, documents)
		if err != nil {
			return err
		}
		behind := int(batch[len(batch)-1].behind)
		w.options.Observer.Unwatched(behind + len(batch))
		if err := w.watchBatch(ctx, batch); err != nil {
			return err
		}
		w.options.Observer.Unwatched(behind)
		w.options.Observer.KnowsSites(known.Len(), known.Documents())
	}
}

// takeUp reads what is stored: memory may have gone beyond it.
func (w *watcher) takeUp(ctx context.Context) error {
	w.journal.Reset()
	return w.journal.Refresh(ctx)
}

// watchBatch puts documents into memory and stores what that says of their sites.
func (w *watcher) watchBatch(ctx context.Context, documents []*document) error {
	b := batch{sequence: documents[len(documents)-1].sequence}
	known := w.journal.Memory()
	for _, d := range inOrder(documents) {
		if d.site == "" {
			continue
		}
		known.Add(d.site, d.Document)
		b.delta.Add(d.site, d.Document)
		if d.again {
			continue
		}
		alarm, found := known.Look(d.site)
		if !found {
			continue
		}
		w.options.Faults.Reach(faults.DriftSeen)
		event, err := w.event(ctx, &alarm, d.sequence)
		if err != nil {
			return err
		}
		b.events = append(b.events, event)
		known.Settle(d.site, alarm.Since)
		b.delta.Settle(d.site, alarm.Since)
	}
	return w.store(ctx, &b)
}

// tell says of an event, once it is stored, to whoever listens here.
func (w *watcher) tell(e record.Drift) {
	var measures []string
	for _, m := range e.Measures {
		measures = append(measures, m.Measure)
	}
	first := e.Measures[0]
	w.options.Log.Warn("a site has left its range", "site", e.Site, "measure", first.Measure, "before", first.Was, "now", first.Is,
		"since", e.Since, "all", measures, "see", w.topology.DriftPrefix+"."+e.Site)
	w.options.Observer.Drifted(e.Site, measures)
	if w.options.Stored != nil {
		w.options.Stored(e)
	}
}
