package stream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
)

// The times and sizes of a pull.
const (
	pullWait      = 10 * time.Second // an idle pull is renewed after this
	largeWait     = 4 * time.Second  // for one message that is known to be there
	pullHeartbeat = 2 * time.Second  // a pull that the server forgot is noticed after twice this
	createTimeout = 2 * time.Second  // a server that goes down leaves requests without an answer
	forgetReader  = time.Minute      // the server drops a consumer that nobody pulls from
	pullBytes     = 1 << 20          // of one pull; every partition has one under way
)

// delivery is one raw message in hand.
type delivery struct {
	msg       jetstream.Msg
	partition *partition
	sequence  uint64    // in the raw stream
	behind    uint64    // documents of the partition that waited behind it when the server sent it
	stored    time.Time // there
	received  time.Time
	trace     pipeline.Trace // the source's and the sink's
}

// reader reads some subjects of a stream in order, such as a partition's of the
// raw stream, through a consumer
// that the server keeps in memory only and that acknowledges nothing: what was
// read counts when it is committed, and a reader that loses its consumer makes
// another that begins where this one ended.
type reader struct {
	js       jetstream.JetStream
	what     string // for the log
	stream   string
	subjects string
	size     int           // documents of a pull
	last     uint64        // the last sequence that was handed on
	large    chan struct{} // has room for one: who pulls a message larger than a pull's bytes
	trouble  *outage
}

// run hands on every message after r.last, in order and without gaps, until
// ctx is done.
func (r *reader) run(ctx context.Context, hand func(jetstream.Msg, *jetstream.MsgMetadata) bool) {
	var retry growing
	for ctx.Err() == nil {
		before := r.last
		err := r.follow(ctx, hand)
		if ctx.Err() != nil {
			return
		}
		if r.last > before {
			retry = growing{}
		}
		r.trouble.goesOn(err)
		r.trouble.rest(ctx, &retry)
	}
}

// follow reads through one consumer until that fails.
func (r *reader) follow(ctx context.Context, hand func(jetstream.Msg, *jetstream.MsgMetadata) bool) error {
	if err := connected(r.js); err != nil {
		return fmt.Errorf("reading %s: %w", r.what, err)
	}
	creating, cancel := context.WithTimeout(ctx, createTimeout)
	defer cancel()
	consumer, err := r.js.CreateConsumer(creating, r.stream, jetstream.ConsumerConfig{
		Description:   "winnow: " + r.what,
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: r.last + 1,
		FilterSubject: r.subjects,
		AckPolicy:     jetstream.AckNonePolicy, MaxDeliver: 1, MemoryStorage: true, Replicas: 1,
		InactiveThreshold: forgetReader,
	})
	if err != nil {
		return fmt.Errorf("reading %s: %w", r.what, err)
	}
	defer r.drop(ctx, consumer.CachedInfo().Name)
	for next := uint64(1); ; {
		n, err := r.pull(ctx, consumer, next, hand)
		if err != nil {
			return fmt.Errorf("reading %s: %w", r.what, err)
		}
		next += n
		r.trouble.over()
		if ctx.Err() != nil {
			return nil
		}
	}
}

// drop removes the consumer; when that fails, the server does it in a minute.
func (r *reader) drop(ctx context.Context, name string) {
	if connected(r.js) != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = r.js.DeleteConsumer(ctx, r.stream, name)
}

// errGap says that the connection lost deliveries: nobody will send them to
// this consumer again.
var errGap = errors.New("deliveries were lost on the way")

// pull asks once and hands on what comes. next is the consumer's own number of
// the next delivery, by which a gap shows.
func (r *reader) pull(ctx context.Context, consumer jetstream.Consumer, next uint64, hand func(jetstream.Msg, *jetstream.MsgMetadata) bool) (n uint64, err error) {
	pulling, cancel := context.WithTimeout(ctx, pullWait)
	defer cancel()
	began := time.Now()
	n, err = r.fetch(consumer, next, hand, r.size, jetstream.FetchMaxBytes(pullBytes), jetstream.FetchHeartbeat(pullHeartbeat), jetstream.FetchContext(pulling))
	if n > 0 || err != nil || ctx.Err() != nil || time.Since(began) > pullWait/2 {
		return n, err
	}
	// A pull that ends early with nothing has met a message larger than its
	// bytes. Those come one at a time for the whole worker, so that its memory
	// does not grow with the number of partitions.
	select {
	case r.large <- struct{}{}:
		defer func() { <-r.large }()
	case <-ctx.Done():
		return 0, nil
	}
	single, cancel := context.WithTimeout(ctx, largeWait)
	defer cancel()
	return r.fetch(consumer, next, hand, 1, jetstream.FetchHeartbeat(largeWait/4), jetstream.FetchContext(single))
}

// fetch is one request of a pull.
func (r *reader) fetch(consumer jetstream.Consumer, next uint64, hand func(jetstream.Msg, *jetstream.MsgMetadata) bool, size int, options ...jetstream.FetchOpt) (n uint64, err error) {
	batch, err := consumer.Fetch(size, options...)
	if err != nil {
		return 0, err
	}
	for msg := range batch.Messages() {
		meta, err := msg.Metadata()
		if err != nil {
			return n, fmt.Errorf("a delivery on %s without metadata: %w", msg.Subject(), err)
		}
		if meta.Sequence.Consumer != next+n || meta.Sequence.Stream <= r.last {
			return n, fmt.Errorf("%w: delivery %d in place of %d", errGap, meta.Sequence.Consumer, next+n)
		}
		if !hand(msg, meta) {
			return n, nil
		}
		r.last = meta.Sequence.Stream
		r.trouble.over()
		n++
	}
	return n, pullError(batch.Error())
}

// pullError drops the error of a pull that merely ran out of time.
func pullError(err error) error {
	if err == context.DeadlineExceeded || err == context.Canceled {
		return nil
	}
	return err
}

// How long the answer to a question for one message is waited for: first as
// long as most take, since a cluster that is choosing a leader drops questions;
// then as long as one may take that is of megabytes, on a machine that has
// other things to do.
var readTimeouts = [...]time.Duration{5 * time.Second, readTimeout}

// read asks for one message. All that read one by one go through it.
func read(ctx context.Context, ask func(context.Context) (*jetstream.RawStreamMsg, error)) (msg *jetstream.RawStreamMsg, err error) {
	for _, limit := range readTimeouts {
		asking, cancel := context.WithTimeout(ctx, limit)
		msg, err = ask(asking)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			break
		}
	}
	return msg, err
}

// getMessage gives a message of a stream.
func getMessage(ctx context.Context, s jetstream.Stream, sequence uint64, options ...jetstream.GetMsgOpt) (*jetstream.RawStreamMsg, error) {
	return read(ctx, func(ctx context.Context) (*jetstream.RawStreamMsg, error) { return s.GetMsg(ctx, sequence, options...) })
}

// lastMessage gives the last message on a subject of a stream.
func lastMessage(ctx context.Context, s jetstream.Stream, subject string) (*jetstream.RawStreamMsg, error) {
	return read(ctx, func(ctx context.Context) (*jetstream.RawStreamMsg, error) {
		return s.GetLastMsgForSubject(ctx, subject)
	})
}

// pause waits for d or until ctx is done.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
