package stream

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/drift"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

// product is what a worker makes of one document besides its clean form.
type product struct {
	sighting *memory.Sighting // what the document shows of its site; nil when nothing is to be remembered
	messages []*nats.Msg      // that carry the clean document: its parts, and itself; Prepare makes them
	room     *room            // that the document's own is in; nil for none
}

// room is memory for a clean document's message, which the next one takes when this one is
// committed: the client copies what it sends.
type room struct{ bytes []byte }

// mostRoom is the bytes of a room that is kept, beyond what nearly all texts take.
const mostRoom = 64 << 10

// bytes returns how many the messages have.
func (p *product) bytes() (n int) {
	for _, m := range p.messages {
		n += len(m.Data)
	}
	return n
}

// outcome is what became of one delivery.
type outcome = pipeline.Outcome[*delivery, product]

// sink commits clean documents, dead letters and checkpoints.
type sink struct {
	topology  broker.Topology
	build     record.Build
	form      record.Form // of clean documents
	committer *committer
	committed func([]pipeline.Stored)
	observer  Observer
	deadLog   *deadLog
	rooms     sync.Pool // of *room
}

// mostParts is how many messages a document may have beside its own. The batch of
// one document has room for them.
const mostParts = batchMessages - 1

// Prepare encodes the clean document into the messages that will carry it.
func (s *sink) Prepare(o *outcome) {
	s.committer.faults.Reach(faults.Cleaned)
	if o.Failure != nil {
		return
	}
	into, ok := s.rooms.Get().(*room)
	if !ok {
		into = new(room)
	}
	written, err := s.form.WriteArticle(o.Clean, s.build, into.bytes)
	if err != nil {
		o.Fail(pipeline.NewFailure(pipeline.StagePublish, err))
		return
	}
	d := o.Item.Origin
	site := s.topology.SiteOf(d.msg.Subject())
	messages := make([]*nats.Msg, 0, len(written.Parts)+1)
	for _, part := range written.Parts {
		messages = append(messages, s.message(d, s.topology.PartSubject(site), part, written.Encoding))
	}
	message := s.message(d, s.topology.CleanPrefix+"."+site, written.Body, written.Encoding)
	s.describe(o, message.Header, len(written.Parts))
	o.Product.messages = append(messages, message)
	if written.Encoding == "" {
		into.bytes = written.Body
	}
	o.Product.room = into
}

// leave makes the room of a document that is done with free for another.
func (s *sink) leave(p *product) {
	if p.room != nil && cap(p.room.bytes) <= mostRoom {
		s.rooms.Put(p.room)
	}
	p.messages, p.room = nil, nil
}

// describe puts what is said of a clean document into its headers.
func (s *sink) describe(o *outcome, header nats.Header, parts int) {
	d := o.Item.Origin
	revision := record.Revision(o.Item.Raw)
	if parts > 0 {
		header[record.HeaderParts] = []string{strconv.Itoa(parts)}
	}
	if emission := d.emission(); emission != "" {
		header[record.HeaderEmission] = []string{emission}
		revision += "-" + emission
	}
	values := [...]string{revision, measures(o)}
	header[record.HeaderRevision], header[record.HeaderMeasures] = values[:1:1], values[1:]
	if d.trace != nil {
		d.trace.Inject(header)
	}
}

// measures returns what is measured of a clean document, for whoever watches its site:
// then nobody has to read the document again.
func measures(o *outcome) string {
	at := memory.PublishedAt(o.Clean.Published, o.Item.Raw.FetchedAt, o.Item.Origin.stored)
	d := drift.NewDocument(o.Clean.ID, at, drift.Of(o.Clean))
	return d.Header()
}

// emission returns what HeaderEmission says of a raw document, empty where it is no
// number. Scrapers can write anything there, and the headers of a clean document have
// a limit: a batch with longer ones would never be stored.
func (d *delivery) emission() string {
	n, err := strconv.ParseUint(record.Header(d.msg.Headers(), record.HeaderEmission), 10, 32)
	if err != nil || n == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

// message returns a message that a document has in the clean stream.
func (s *sink) message(d *delivery, subject string, body []byte, encoding string) *nats.Msg {
	header := make(nats.Header)
	values := [...]string{record.EnvelopeType, strconv.FormatUint(d.sequence, 10), encoding}
	header[record.HeaderContentType], header[record.HeaderSequence] = values[:1:1], values[1:2:2]
	if encoding != "" {
		header[record.HeaderEncoding] = values[2:]
	}
	return &nats.Msg{Subject: subject, Data: body, Header: header}
}

// The bounds of one atomic batch. The server takes 1,000 messages;
// checkpoints come on top of the documents.
const (
	batchMessages = 999
	batchBytes    = 16 << 20 // one document may always pass
)

// Commit stores the batch. It returns an error only when ctx is done before all
// is stored; what is not stored then is read again by whoever has the
// partition next.
func (s *sink) Commit(ctx context.Context, batch []outcome) error {
	var ours []pipeline.Stored
	for rest := batch; len(rest) > 0; {
		n := fits(rest, s.form.Largest/deltaShare)
		began := time.Now()
		s.observer.Storing(true, nil)
		stored, err := s.committer.commit(ctx, rest[:n])
		s.observer.Storing(false, nil)
		if err != nil {
			return err
		}
		s.deadLog.tell(time.Now(), stored)
		ours = append(ours, s.conclude(rest[:n], stored, time.Since(began))...)
		rest = rest[n:]
	}
	if s.committed != nil && len(ours) > 0 {
		s.committed(ours)
	}
	return nil
}

// conclude tells the observer of outcomes that are done with, and returns those
// that this worker stored.
func (s *sink) conclude(all, stored []outcome, took time.Duration) []pipeline.Stored {
	bytes := 0
	for i := range all {
		d := all[i].Item.Origin
		d.partition.inHand.Add(-1)
		if d.trace != nil {
			d.trace.End(all[i].Failure)
		}
		bytes += all[i].Product.bytes()
		s.leave(&all[i].Product)
	}
	ours := make([]pipeline.Stored, len(stored))
	for i := range stored {
		ours[i] = stored[i].Stored()
	}
	if len(ours) > 0 {
		s.observer.Committed(ours, bytes, took)
	}
	if passed := len(all) - len(stored); passed > 0 {
		s.observer.PassedOver(passed)
	}
	return ours
}

// fits returns how many of the outcomes make one atomic batch.
func fits(outcomes []outcome, largestDelta int) int {
	deltas := make(map[*partition]int) // their bytes
	messages, bytes := 0, 0
	for i := range outcomes {
		o := &outcomes[i]
		p := o.Item.Origin.partition
		if _, known := deltas[p]; !known {
			messages++
		}
		if deltas[p] += o.Product.taughtBytes(); i > 0 && deltas[p] > largestDelta {
			return i
		}
		messages += len(o.Product.messages)
		bytes += o.Product.bytes()
		if i > 0 && (messages > batchMessages || bytes > batchBytes) {
			return i
		}
	}
	return len(outcomes)
}
