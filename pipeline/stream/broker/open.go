package broker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// headerRoom is what the headers of a clean document take at most, in bytes,
// those that make it part of a batch among them.
const headerRoom = 2 << 10

// startRetry is how long a worker tries to find its streams, which may be
// without a leader for a moment.
const startRetry = 30 * time.Second

// Open returns a stream of the topology. An error says that it is not there, or
// how it does not fit.
func (t Topology) Open(ctx context.Context, js jetstream.JetStream, name string) (jetstream.Stream, error) {
	found, err := js.Stream(ctx, name)
	for end := time.Now().Add(startRetry); leaderless(err) && ctx.Err() == nil && time.Now().Before(end); {
		Pause(ctx, firstDelay)
		found, err = js.Stream(ctx, name)
	}
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", name, err)
	}
	for _, want := range t.streams(js.Conn().MaxPayload()) {
		if want.Name != name {
			continue
		}
		if err := misfit("stream "+name, t.streamMisfits(found.CachedInfo(), want)); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// leaderless reports whether a request went unanswered because a cluster, or
// one of its streams, is choosing a leader.
func leaderless(err error) bool {
	var api *jetstream.APIError
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, nats.ErrNoResponders) ||
		errors.As(err, &api) && api.ErrorCode == codeClusterNotReady
}

const codeClusterNotReady jetstream.ErrorCode = 10008

// OpenRaw returns the raw stream, which fits, and the topology with the number of
// partitions that the stream has.
func (t Topology) OpenRaw(ctx context.Context, js jetstream.JetStream) (jetstream.Stream, Topology, error) {
	raw, err := t.Open(ctx, js, t.RawStream)
	if err == nil {
		t.Partitions, _ = t.partitionsOf(raw.CachedInfo().Config.SubjectTransform) // it fits: it has some
	}
	return raw, t, err
}

// LargestMessage returns the bytes of the largest clean document that the stream takes.
func LargestMessage(js jetstream.JetStream, clean jetstream.Stream) int {
	most := int(js.Conn().MaxPayload())
	if limit := int(clean.CachedInfo().Config.MaxMsgSize); limit > 0 {
		most = min(most, limit)
	}
	return most - headerRoom
}
