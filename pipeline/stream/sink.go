package stream

import (
	"context"
	"fmt"
	"strconv"

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
	o.Prepared = &nats.Msg{
		Subject: s.topology.CleanPrefix + "." + s.topology.site(d.msg.Subject()),
		Data:    body,
		Header: nats.Header{
			record.HeaderContentType: {record.EnvelopeType},
			record.HeaderSequence:    {strconv.FormatUint(d.sequence, 10)},
		},
	}
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
		n := fits(rest)
		stored, err := s.committer.commit(ctx, rest[:n])
		if err != nil {
			return err
		}
		for i := range rest[:n] {
			origin(&rest[i]).partition.inHand.Add(-1)
		}
		ours = append(ours, stored...)
		rest = rest[n:]
	}
	if s.committed != nil && len(ours) > 0 {
		s.committed(ours)
	}
	return nil
}

// fits gives how many of the outcomes make one atomic batch.
func fits(outcomes []pipeline.Outcome) int {
	partitions := make(map[*partition]bool)
	messages, bytes := 0, 0
	for i := range outcomes {
		o := &outcomes[i]
		if !partitions[origin(o).partition] {
			partitions[origin(o).partition] = true
			messages++
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
