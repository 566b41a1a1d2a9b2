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
	return EachOf(ctx, js, bucket, []string{prefix + "*"}, func(key string, msg *jetstream.RawStreamMsg) { give(key[len(prefix):], msg) })
}

// EachOf calls give with the last message of each of some keys that is there. A
// key may have wildcards. A server answers for at most 1,024 keys.
func EachOf(ctx context.Context, js jetstream.JetStream, bucket string, keys []string, give func(key string, msg *jetstream.RawStreamMsg)) error {
	prefix := "$KV." + bucket + "."
	subjects := make([]string, len(keys))
	for i, key := range keys {
		subjects[i] = prefix + key
	}
	last, err := jetstreamext.GetLastMsgsFor(ctx, js, "KV_"+bucket, subjects)
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
