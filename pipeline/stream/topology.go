package stream

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Topology names the streams, their subjects and the shared consumer.
type Topology struct {
	RawStream   string // WINNOW_RAW
	CleanStream string // WINNOW_CLEAN
	DeadStream  string // WINNOW_DEAD
	RawPrefix   string // winnow.raw: subjects are the prefix, a dot, and the site in one token
	CleanPrefix string // winnow.clean
	DeadPrefix  string // winnow.dead
	Consumer    string // the durable consumer that all workers share

	Replicas   int           // of streams that Apply creates
	Duplicates time.Duration // the clean stream's window for Nats-Msg-Id
	AckWait    time.Duration // after which the server delivers an unacknowledged document again
}

// DefaultTopology gives the names that winnow uses unless told otherwise.
func DefaultTopology() Topology {
	return Topology{
		RawStream: "WINNOW_RAW", CleanStream: "WINNOW_CLEAN", DeadStream: "WINNOW_DEAD",
		RawPrefix: "winnow.raw", CleanPrefix: "winnow.clean", DeadPrefix: "winnow.dead",
		Consumer: "winnow",
		Replicas: 1,
		// Twenty times AckWait: a document whose worker died is delivered
		// again well inside the window. The ids of the window are in the
		// server's memory, about 100 bytes each.
		Duplicates: 10 * time.Minute,
		// The worker tells the server every third of this that it is still at
		// it, so it bounds only how long a dead worker's documents wait.
		AckWait: 30 * time.Second,
	}
}

// maxAckPending bounds what all workers together hold. It is the deliveries of
// eight full workers; more of them share it.
const maxAckPending = 8 * maxHeld

// deadHeadroom is how much smaller than the server's limit a raw message must
// be, in bytes, so that it still fits with a dead letter's headers around it.
const deadHeadroom = 16 << 10

func (t Topology) rawSubjects() string   { return t.RawPrefix + ".*" }
func (t Topology) cleanSubjects() string { return t.CleanPrefix + ".*" }
func (t Topology) deadSubjects() string  { return t.DeadPrefix + ".*" }

// RawSubject is where a document of a site is published.
func (t Topology) RawSubject(site string) string { return t.RawPrefix + "." + site }

// site gives the token of a raw subject, which the clean and dead subjects
// repeat.
func (t Topology) site(subject string) string {
	return strings.TrimPrefix(subject, t.RawPrefix+".")
}

// streams gives the three stream configurations. Raw and clean documents are
// kept until an operator sets a limit: a raw document must survive until it is
// cleaned, and work-queue retention would forget the ids of duplicates when
// the server restarts.
func (t Topology) streams(maxPayload int64) []jetstream.StreamConfig {
	config := func(name, subjects, doc string) jetstream.StreamConfig {
		return jetstream.StreamConfig{
			Name: name, Subjects: []string{subjects}, Description: doc,
			Retention: jetstream.LimitsPolicy, Storage: jetstream.FileStorage, Discard: jetstream.DiscardNew,
			Replicas: t.Replicas, Duplicates: t.Duplicates,
		}
	}
	raw := config(t.RawStream, t.rawSubjects(), "winnow: documents as they were scraped")
	if maxPayload > 2*deadHeadroom {
		raw.MaxMsgSize = int32(maxPayload - deadHeadroom)
	}
	return []jetstream.StreamConfig{
		raw,
		config(t.CleanStream, t.cleanSubjects(), "winnow: clean documents"),
		config(t.DeadStream, t.deadSubjects(), "winnow: documents that could not be cleaned"),
	}
}

func (t Topology) consumer() jetstream.ConsumerConfig {
	return jetstream.ConsumerConfig{
		Durable: t.Consumer, Description: "winnow: workers",
		DeliverPolicy: jetstream.DeliverAllPolicy, AckPolicy: jetstream.AckExplicitPolicy,
		AckWait:       t.AckWait,
		MaxDeliver:    -1, // what fails for the moment is tried for ever; what is poison is settled at once
		FilterSubject: t.rawSubjects(),
		MaxAckPending: maxAckPending,
	}
}

// Apply creates the streams and the consumer, or checks those that are there.
// It never changes one that exists. An error names what does not fit, and how.
func (t Topology) Apply(ctx context.Context, js jetstream.JetStream) error {
	for _, want := range t.streams(js.Conn().MaxPayload()) {
		if err := applyStream(ctx, js, want); err != nil {
			return err
		}
	}
	_, err := t.applyConsumer(ctx, js)
	return err
}

func applyStream(ctx context.Context, js jetstream.JetStream, want jetstream.StreamConfig) error {
	found, err := js.Stream(ctx, want.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		found, err = js.CreateStream(ctx, want)
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // another worker was quicker, with other options
			found, err = js.Stream(ctx, want.Name)
		}
	}
	if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount) {
		return fmt.Errorf("the NATS server at %s has no JetStream: %w", address(js.Conn()), err)
	}
	if err != nil {
		return fmt.Errorf("stream %s (%s): %w", want.Name, strings.Join(want.Subjects, ", "), err)
	}
	return misfit("stream "+want.Name, streamMisfits(found.CachedInfo().Config, want))
}

func (t Topology) applyConsumer(ctx context.Context, js jetstream.JetStream) (jetstream.Consumer, error) {
	want := t.consumer()
	what := fmt.Sprintf("consumer %s of stream %s", t.Consumer, t.RawStream)
	found, err := js.Consumer(ctx, t.RawStream, t.Consumer)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		found, err = js.CreateConsumer(ctx, t.RawStream, want)
		if errors.Is(err, jetstream.ErrConsumerExists) {
			found, err = js.Consumer(ctx, t.RawStream, t.Consumer)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return found, misfit(what, consumerMisfits(found.CachedInfo().Config, want))
}
