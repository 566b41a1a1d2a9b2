package stream

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

// ReasonTooLarge is the reason of a dead letter whose clean document is larger
// than the server takes.
const ReasonTooLarge = "too-large"

// headerRoom is what the headers of a clean document take at most, in bytes,
// those that make it part of a batch among them.
const headerRoom = 2 << 10

// sink commits clean documents, dead letters and state records.
type sink struct {
	topology  Topology
	build     record.Build
	largest   int // bytes of a clean document that the clean stream takes
	committer *committer
	committed func([]pipeline.Outcome)
	observer  pipeline.Observer
}

// Prepare encodes the clean document into the message that will carry it.
func (s *sink) Prepare(o *pipeline.Outcome) {
	s.committer.faults.reach(PointCleaned)
	if o.Failure != nil {
		return
	}
	body, err := record.NewClean(o.Clean, s.build).Marshal()
	if err != nil {
		o.Fail(pipeline.NewFailure(pipeline.StagePublish, err))
		return
	}
	if len(body) > s.largest {
		o.Fail(&pipeline.Failure{Stage: pipeline.StagePublish, Reason: ReasonTooLarge,
			Err: fmt.Errorf("the clean document has %d bytes; the stream takes %d", len(body), s.largest)})
		return
	}
	d := origin(o)
	message := &nats.Msg{
		Subject: s.topology.CleanPrefix + "." + s.topology.site(d.msg.Subject()),
		Data:    body,
		Header: nats.Header{
			record.HeaderContentType: {record.EnvelopeType},
			record.HeaderSequence:    {strconv.FormatUint(d.sequence, 10)},
			record.HeaderRevision:    {record.Revision(o.Item.Raw)},
		},
	}
	if emission := record.Header(d.msg.Headers(), record.HeaderEmission); emission != "" {
		message.Header.Set(record.HeaderEmission, emission)
		message.Header.Set(record.HeaderRevision, message.Header.Get(record.HeaderRevision)+"-"+emission)
	}
	if o.Item.Trace != nil {
		o.Item.Trace.Hand(message.Header)
	}
	o.Prepared = message
}

// The bounds of one atomic batch. The server takes 1,000 messages; state
// records come on top of the documents.
const (
	batchMessages = 999
	batchBytes    = 16 << 20 // one document may always pass
)

// Commit stores the batch. It gives an error only when ctx is done before all
// is stored; what is not stored then is read again by whoever has the
// partition next.
func (s *sink) Commit(ctx context.Context, batch []pipeline.Outcome) error {
	var ours []pipeline.Outcome
	for rest := batch; len(rest) > 0; {
		n := fits(rest, s.largest/deltaShare)
		began := time.Now()
		s.observer.Storing(true, nil)
		stored, err := s.committer.commit(ctx, rest[:n])
		s.observer.Storing(false, nil)
		if err != nil {
			return err
		}
		s.settle(rest[:n], stored, time.Since(began))
		ours = append(ours, stored...)
		rest = rest[n:]
	}
	if s.committed != nil && len(ours) > 0 {
		s.committed(ours)
	}
	return nil
}

// settle tells of outcomes that are done with.
func (s *sink) settle(all, stored []pipeline.Outcome, took time.Duration) {
	bytes := 0
	for i := range all {
		origin(&all[i]).partition.inHand.Add(-1)
		if all[i].Item.Trace != nil {
			all[i].Item.Trace.End(all[i].Failure)
		}
		if message, ok := all[i].Prepared.(*nats.Msg); ok {
			bytes += len(message.Data)
		}
	}
	if len(stored) > 0 {
		s.observer.Committed(stored, bytes, took)
	}
	if passed := len(all) - len(stored); passed > 0 {
		s.observer.PassedOver(passed)
	}
}

// fits gives how many of the outcomes make one atomic batch.
func fits(outcomes []pipeline.Outcome, largestDelta int) int {
	deltas := make(map[*partition]int) // their bytes
	messages, bytes := 0, 0
	for i := range outcomes {
		o := &outcomes[i]
		p := origin(o).partition
		if _, known := deltas[p]; !known {
			messages++
		}
		if deltas[p] += origin(o).taughtBytes(); i > 0 && deltas[p] > largestDelta {
			return i
		}
		if message, ok := o.Prepared.(*nats.Msg); ok && o.Failure == nil {
			messages++
			bytes += len(message.Data)
		}
		if i > 0 && (messages > batchMessages || bytes > batchBytes) {
			return i
		}
	}
	return len(outcomes)
}

func origin(o *pipeline.Outcome) *delivery { return o.Item.Origin.(*delivery) }
