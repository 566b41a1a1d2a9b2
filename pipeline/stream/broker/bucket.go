package broker

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
)

// EachKey calls give with the last message of every key of a bucket that is
// prefix and one token; key is without the prefix. Purged and expired keys are
// among them: see Gone.
func EachKey(ctx context.Context, js jetstream.JetStream, bucket, prefix string, give func(key string, msg *jetstream.RawStreamMsg)) error {
	prefix = "$KV." + bucket + "." + prefix
	last, err := jetstreamext.GetLastMsgsFor(ctx, js, "KV_"+bucket, []string{prefix + "*"})
	if err != nil {
		return fmt.Errorf("bucket %s: %w", bucket, err)
	}
	for msg, err := range last {
		if errors.Is(err, jetstreamext.ErrNoMessages) {
			break
		}
		if err != nil {
			return fmt.Errorf("bucket %s: %w", bucket, err)
		}
		give(msg.Subject[len(prefix):], msg)
	}
	return nil
}

// Gone reports whether a message of a bucket says that its key is no more: it
// was deleted, or it expired.
func Gone(msg *jetstream.RawStreamMsg) bool {
	return msg.Header.Get("KV-Operation") != "" || msg.Header.Get(jetstream.MarkerReasonHeader) != ""
}
