package stream

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

// ReasonTooLarge is the reason of a dead letter whose clean document is larger
// than the server takes.
const ReasonTooLarge = "too-large"

// sink publishes clean documents and dead letters, then acknowledges.
type sink struct {
	topology  Topology
	build     record.Build
	publisher *publisher
	held      *held
	committed func([]pipeline.Outcome)
}

// Prepare encodes the clean document into the message that will carry it.
func (s *sink) Prepare(o *pipeline.Outcome) {
	if o.Failure != nil {
		return
	}
	body, err := record.NewClean(o.Clean, s.build).Marshal()
	if err != nil {
		o.Fail(pipeline.NewFailure(pipeline.StagePublish, err))
		return
	}
	o.Prepared = &nats.Msg{
		Subject: s.topology.CleanPrefix + "." + s.topology.site(origin(o).msg.Subject()),
		Data:    body,
		Header: nats.Header{
			jetstream.MsgIDHeader:    {record.Revision(o.Item.Raw)},
			record.HeaderContentType: {record.EnvelopeType},
		},
	}
}

// Commit stores the batch, then acknowledges its inputs. It gives an error
// only when ctx is done before all is stored; then no input of the batch is
// acknowledged, and each will be delivered again.
func (s *sink) Commit(ctx context.Context, batch []pipeline.Outcome) error {
	messages := make([]*nats.Msg, len(batch))
	for i := range batch {
		messages[i] = s.message(&batch[i])
	}
	smaller := make(map[int]int) // how often a message was refused
	refused := func(i int, err error) *nats.Msg {
		if batch[i].Failure == nil {
			batch[i].Fail(&pipeline.Failure{Stage: pipeline.StagePublish, Reason: ReasonTooLarge,
				Err: fmt.Errorf("the clean document has %d bytes: %w", len(messages[i].Data), err)})
			return s.message(&batch[i])
		}
		smaller[i]++
		return s.smallerDeadLetter(&batch[i], smaller[i])
	}
	if err := s.publisher.storeAll(ctx, messages, refused); err != nil {
		return err
	}
	for i := range batch {
		d := origin(&batch[i])
		_ = d.msg.Ack() // when it is lost, the document comes again and is a duplicate
		s.held.settled(d)
	}
	if s.committed != nil {
		s.committed(batch)
	}
	return nil
}

func origin(o *pipeline.Outcome) *delivery { return o.Item.Origin.(*delivery) }

func (s *sink) message(o *pipeline.Outcome) *nats.Msg {
	if o.Failure != nil {
		return s.deadMessage(o, newDeadLetter(o))
	}
	return o.Prepared.(*nats.Msg)
}

func newDeadLetter(o *pipeline.Outcome) record.DeadLetter {
	d := origin(o)
	return record.DeadLetter{
		Stage: string(o.Failure.Stage), Reason: o.Failure.Reason, Error: o.Failure.Err.Error(), Stack: string(o.Failure.Stack),
		Attempts: d.meta.NumDelivered, Stream: d.meta.Stream, Subject: d.msg.Subject(), Sequence: d.meta.Sequence.Stream,
		Failed: time.Now(), Header: d.msg.Headers(), Body: d.msg.Data(),
	}
}

// deadMessage carries a dead letter. Its id is the place of the input in the
// raw stream, and the time at which it was stored there, in case that the
// stream was made anew: one dead letter for one input.
func (s *sink) deadMessage(o *pipeline.Outcome, dead record.DeadLetter) *nats.Msg {
	d := origin(o)
	header := nats.Header(dead.Headers())
	header.Set(jetstream.MsgIDHeader, fmt.Sprintf("%s.%d.%d", dead.Stream, dead.Sequence, d.meta.Timestamp.UnixNano()))
	return &nats.Msg{Subject: s.topology.DeadPrefix + "." + s.topology.site(dead.Subject), Header: header, Data: dead.Body}
}

// smallerDeadLetter gives a dead letter without the stack, then one with ever
// less of the body: it must get through, and the whole is still in the raw
// stream at the sequence that it names. (Apply keeps room for the headers in
// streams that it creates.)
func (s *sink) smallerDeadLetter(o *pipeline.Outcome, refusals int) *nats.Msg {
	dead := newDeadLetter(o)
	dead.Stack = ""
	if refusals > 1 {
		dead.Whole = len(dead.Body)
		dead.Body = dead.Body[:len(dead.Body)>>min(refusals-1, 30)]
		dead.Header = nil
	}
	return s.deadMessage(o, dead)
}
