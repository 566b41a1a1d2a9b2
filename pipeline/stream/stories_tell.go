package stream

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

// teller says which documents are one story. One goroutine uses it, but for
// what says otherwise.
type teller struct {
	js       jetstream.JetStream
	topology broker.Topology
	options  StoryOptions
	clean    jetstream.Stream
	stories  jetstream.Stream
	name     string
	trouble  *broker.Outage

	memory  *memory.Stories
	fence   storyFence
	forgot  bool // part of memory is gone from the stream: what is left is to be written whole
	holdOff int  // commits before a snapshot is tried again
	piece   int  // bytes of one message of a snapshot, about
}

// The bounds of one batch of stories. The server takes 1,000 messages.
const (
	storyBatchDocuments = 256 // each takes some 350 bytes of the state record
	storyBatchMessages  = 900
	storyBatchDelay     = 50 * time.Millisecond // how long a batch waits to fill
	storyPull           = 256
)

// reader gives a reader of some subjects of a stream.
func (t *teller) reader(what, stream, subjects string, last uint64) *broker.Reader {
	return &broker.Reader{
		JS: t.js, What: what, Stream: stream, Subjects: subjects, Last: last, Size: storyPull,
		Large: make(chan struct{}, 1), Trouble: t.trouble,
	}
}

// tell takes up memory and tells of every document after it. It ends with an
// error, that of ctx or what must be met by taking up memory again.
func (t *teller) tell(ctx context.Context) error {
	if err := t.recall(ctx); err != nil {
		return err
	}
	t.options.Log.Info("telling stories", "articles", t.memory.Len(), "from", t.topology.CleanStream, "after", t.fence.Sequence)
	reading, stop := context.WithCancel(ctx)
	documents := make(chan *article, storyBatchDocuments)
	var tasks sync.WaitGroup
	defer tasks.Wait()
	defer stop()
	r := t.reader("clean documents", t.topology.CleanStream, t.topology.CleanSubjects(), t.fence.Sequence)
	tasks.Go(func() {
		r.Run(reading, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
			select {
			case documents <- t.read(msg, meta):
				return true
			case <-reading.Done():
				return false
			}
		})
	})
	for {
		batch, err := gather(ctx, documents)
		if err != nil {
			return err
		}
		behind := int(batch[len(batch)-1].behind)
		t.options.Observer.Untold(behind + len(batch))
		if err := t.tellOf(ctx, batch); err != nil {
			return err
		}
		t.options.Observer.Untold(behind)
		t.options.Observer.Knows(t.memory.Len(), t.memory.Clusters(), t.memory.Postings(), t.memory.TakeEvicted())
	}
}

// article is a clean document as far as stories go.
type article struct {
	memory.Article
	url, site, revision string
	sequence            uint64
	behind              uint64 // clean documents that waited behind it when the server sent it
	broken              error  // why it is no clean document; then nothing else is set but sequence
}

// read reads a clean document and signs its text. Whoever reads the stream
// calls it, so that it goes on while a batch is stored.
func (t *teller) read(msg jetstream.Msg, meta *jetstream.MsgMetadata) *article {
	a := &article{sequence: meta.Sequence.Stream, behind: meta.NumPending, revision: msg.Headers().Get(record.HeaderRevision)}
	var doc struct {
		Schema    string `json:"schema"`
		ID        string `json:"id"`
		URL       string `json:"url"`
		Site      string `json:"site"`
		Published string `json:"published"`
		Text      string `json:"text"`
	}
	if err := json.Unmarshal(msg.Data(), &doc); err != nil {
		a.broken = err
		return a
	}
	if doc.Schema != record.CleanSchema || doc.ID == "" {
		a.broken = fmt.Errorf("it is a %q with the id %q", doc.Schema, doc.ID)
		return a
	}
	a.url, a.site = doc.URL, doc.Site
	a.Article = memory.Article{
		ID: doc.ID, Published: memory.PublishedAt(doc.Published, "", meta.Timestamp), Signature: memory.Sign(doc.Text),
	}
	return a
}

// gather waits for a document and takes what else comes soon.
func gather(ctx context.Context, documents <-chan *article) (batch []*article, err error) {
	select {
	case a := <-documents:
		batch = append(batch, a)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	full := time.NewTimer(storyBatchDelay)
	defer full.Stop()
	for len(batch) < storyBatchDocuments {
		select {
		case a := <-documents:
			batch = append(batch, a)
		case <-full.C:
			return batch, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return batch, nil
}

// storyBatch is what is to be stored at once.
type storyBatch struct {
	documents int
	records   []record.Story
	subject   []string // of each
	next      storyState
}

// tellOf puts a batch of documents into memory and stores what that gives.
func (t *teller) tellOf(ctx context.Context, batch []*article) error {
	now := t.begin()
	for _, a := range batch {
		if a.broken != nil {
			t.options.Log.Warn("a message that is no clean document is passed over", "stream", t.topology.CleanStream, "sequence", a.sequence, "error", a.broken)
			now.next.Sequence = a.sequence
			continue
		}
		changes := t.memory.Put(a.Article)
		t.options.Faults.Reach(faults.StoryPut)
		records, subjects := t.records(a, changes)
		if len(now.records)+len(records) > storyBatchMessages {
			if err := t.store(ctx, now); err != nil {
				return err
			}
			now = t.begin()
		}
		// One that moves more articles than a batch holds: those before the
		// last batch are told without going on, so that nothing is left out
		// when we die on the way. They may be told twice.
		for len(records) > storyBatchMessages {
			first := t.begin()
			first.records, first.subject = records[:storyBatchMessages], subjects[:storyBatchMessages]
			if err := t.store(ctx, first); err != nil {
				return err
			}
			records, subjects = records[storyBatchMessages:], subjects[storyBatchMessages:]
			now = t.begin()
		}
		now.records, now.subject = append(now.records, records...), append(now.subject, subjects...)
		now.documents++
		now.next.Sequence = a.sequence
		now.next.add(a.Article)
	}
	return t.store(ctx, now)
}

// begin gives what comes after the fence, with nothing told yet.
func (t *teller) begin() *storyBatch {
	next := t.fence.storyState
	next.Worker, next.Delta = t.name, nil
	return &storyBatch{next: next}
}

// records gives what is to be said of a document and of those that it moved,
// each with its subject. A representative that is one no longer is also told of
// where its story was, for whoever follows that.
func (t *teller) records(a *article, changes []memory.Change) (all []record.Story, subjects []string) {
	for i, c := range changes {
		r := storyOf(c)
		if i == 0 {
			r.URL, r.Site, r.Revision, r.Sequence = a.url, a.site, a.revision, a.sequence
		}
		all, subjects = append(all, r), append(subjects, t.subject(r.Duplicates.Cluster))
		if c.Was == c.ID {
			all, subjects = append(all, r), append(subjects, t.subject(r.Was))
		}
	}
	return all, subjects
}

func (t *teller) subject(cluster string) string { return t.topology.StoryPrefix + "." + cluster }

// storyOf gives the record of a change.
func storyOf(c memory.Change) record.Story {
	r := record.Story{Schema: record.StorySchema, ID: c.ID, Event: string(c.Event), Duplicates: Duplicates(c.Membership)}
	if c.Was != "" {
		r.Was = record.ClusterOf(c.Was)
	}
	return r
}

// Duplicates gives the wire form of a standing.
func Duplicates(s memory.Membership) record.Duplicates {
	return record.Duplicates{
		Of: s.Of, Cluster: record.ClusterOf(s.Representative), Representative: s.Representative,
		Within: record.RoundShare(s.Here), Holds: record.RoundShare(s.There), Dateline: s.Dateline,
	}
}

// store stores what is told with the state record that goes with it. When the
// server's answer is lost it looks whether the record is there. An error means
// that memory must be taken up again: it may know what is not stored.
func (t *teller) store(ctx context.Context, now *storyBatch) error {
	if now.next.Sequence == t.fence.Sequence && len(now.records) == 0 {
		return nil
	}
	now.next.count()
	messages, err := t.messages(now)
	if err != nil {
		return err
	}
	began := time.Now()
	at, err := publishBatch(ctx, t.js, t.options.Faults, messages)
	if err != nil && !broker.Conflict(err) {
		at, err = t.lost(ctx, now, err)
	}
	if err != nil {
		return err
	}
	t.fence = storyFence{storyState: now.next, at: at}
	t.options.Faults.Reach(faults.Committed)
	t.options.Observer.Told(now.documents, now.events(), time.Since(began))
	if t.options.Told != nil {
		for _, r := range now.records {
			t.options.Told(r)
		}
	}
	return t.tidy(ctx)
}

// events counts what is told.
func (b *storyBatch) events() map[string]int {
	counts := make(map[string]int)
	for _, r := range b.records {
		counts[r.Event]++
	}
	return counts
}

// lost gives where the record is that we don't know to be stored, or the error
// that kept us from knowing when it is not.
func (t *teller) lost(ctx context.Context, now *storyBatch, cause error) (uint64, error) {
	reading, cancel := context.WithTimeout(ctx, broker.ReadTimeout)
	defer cancel()
	f, err := t.load(reading)
	if err != nil || f.at == t.fence.at || f.Worker != t.name || f.Sequence != now.next.Sequence {
		return 0, cause
	}
	return f.at, nil
}

func (t *teller) messages(now *storyBatch) (all []*nats.Msg, err error) {
	for i, r := range now.records {
		body, err := r.Marshal()
		if err != nil {
			return nil, fmt.Errorf("story of %s: %w", r.ID, err)
		}
		all = append(all, &nats.Msg{Subject: now.subject[i], Data: body, Header: nats.Header{record.HeaderContentType: {record.EnvelopeType}}})
	}
	state, err := t.stateMessage(&now.next)
	if err != nil {
		return nil, err
	}
	return append(all, state), nil
}
