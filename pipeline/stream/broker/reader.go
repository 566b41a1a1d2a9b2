package broker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
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

// Reader reads some subjects of a stream in order, such as a partition's of the
// raw stream. Its consumer is in the server's memory only and acknowledges
// nothing: what was read counts when it is committed, and a reader that loses
// its consumer makes another that begins where this one ended.
type Reader struct {
	JS       jetstream.JetStream
	What     string // for the log
	Stream   string
	Subjects string
	Size     int           // documents of a pull
	Last     uint64        // the last sequence that was handed on
	Large    chan struct{} // has room for one: who pulls a message larger than a pull's bytes
	Trouble  *Outage

	HeadersOnly bool // messages come without their bodies
}

// Run hands on every message after r.last, in order and without gaps, until
// ctx is done.
func (r *Reader) Run(ctx context.Context, hand func(jetstream.Msg, *jetstream.MsgMetadata) bool) {
	var retry Backoff
	for ctx.Err() == nil {
		before := r.Last
		err := r.follow(ctx, hand)
		if ctx.Err() != nil {
			return
		}
		if r.Last > before {
			retry = Backoff{}
		}
		r.Trouble.Report(err)
		r.Trouble.Wait(ctx, &retry)
	}
}

// follow reads through one consumer until that fails.
func (r *Reader) follow(ctx context.Context, hand func(jetstream.Msg, *jetstream.MsgMetadata) bool) error {
	if err := Connected(r.JS); err != nil {
		return fmt.Errorf("reading %s: %w", r.What, err)
	}
	creating, cancel := context.WithTimeout(ctx, createTimeout)
	defer cancel()
	consumer, err := r.JS.CreateConsumer(creating, r.Stream, jetstream.ConsumerConfig{
		Description:   "winnow: " + r.What,
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: r.Last + 1,
		FilterSubject: r.Subjects,
		AckPolicy:     jetstream.AckNonePolicy, MaxDeliver: 1, MemoryStorage: true, Replicas: 1,
		InactiveThreshold: forgetReader, HeadersOnly: r.HeadersOnly,
	})
	if err != nil {
		return fmt.Errorf("reading %s: %w", r.What, err)
	}
	defer r.drop(ctx, consumer.CachedInfo().Name)
	for next := uint64(1); ; {
		n, err := r.pull(ctx, consumer, next, hand)
		if err != nil {
			return fmt.Errorf("reading %s: %w", r.What, err)
		}
		next += n
		r.Trouble.Over()
		if ctx.Err() != nil {
			return nil
		}
	}
}

// drop removes the consumer; when that fails, the server does it in a minute.
func (r *Reader) drop(ctx context.Context, name string) {
	if Connected(r.JS) != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = r.JS.DeleteConsumer(ctx, r.Stream, name)
}

// errGap says that the connection lost deliveries: nobody will send them to
// this consumer again.
var errGap = errors.New("deliveries were lost on the way")

// pull asks once and hands on what comes. next is the consumer's own number of
// the next delivery, by which a gap shows.
func (r *Reader) pull(ctx context.Context, consumer jetstream.Consumer, next uint64, hand func(jetstream.Msg, *jetstream.MsgMetadata) bool) (n uint64, err error) {
	pulling, cancel := context.WithTimeout(ctx, pullWait)
	defer cancel()
	began := time.Now()
	n, err = r.fetch(consumer, next, hand, r.Size, jetstream.FetchMaxBytes(pullBytes), jetstream.FetchHeartbeat(pullHeartbeat), jetstream.FetchContext(pulling))
	if n > 0 || err != nil || ctx.Err() != nil || time.Since(began) > pullWait/2 {
		return n, err
	}
	// A pull that ends early with nothing has met a message larger than its
	// bytes. Those come one at a time for the whole worker, so that its memory
	// does not grow with the number of partitions.
	select {
	case r.Large <- struct{}{}:
		defer func() { <-r.Large }()
	case <-ctx.Done():
		return 0, nil
	}
	single, cancel := context.WithTimeout(ctx, largeWait)
	defer cancel()
	return r.fetch(consumer, next, hand, 1, jetstream.FetchHeartbeat(largeWait/4), jetstream.FetchContext(single))
}

// fetch is one request of a pull.
func (r *Reader) fetch(consumer jetstream.Consumer, next uint64, hand func(jetstream.Msg, *jetstream.MsgMetadata) bool, size int, options ...jetstream.FetchOpt) (n uint64, err error) {
	batch, err := consumer.Fetch(size, options...)
	if err != nil {
		return 0, err
	}
	for msg := range batch.Messages() {
		meta, err := msg.Metadata()
		if err != nil {
			return n, fmt.Errorf("a delivery on %s without metadata: %w", msg.Subject(), err)
		}
		if meta.Sequence.Consumer != next+n || meta.Sequence.Stream <= r.Last {
			return n, fmt.Errorf("%w: delivery %d in place of %d", errGap, meta.Sequence.Consumer, next+n)
		}
		if !hand(msg, meta) {
			return n, nil
		}
		r.Last = meta.Sequence.Stream
		r.Trouble.Over()
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
