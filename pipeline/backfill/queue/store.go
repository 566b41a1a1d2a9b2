package queue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// The names on the server.
const (
	Stream  = "WINNOW_BACKFILL"
	Bucket  = "WINNOW_BACKFILL"
	subject = "winnow.backfill"
)

// Options say how a machine takes part.
type Options struct {
	Name     string        // of the run, one token; a joiner without one takes the run that is there
	Replicas int           // of a stream and bucket that are made; default 1
	AckWait  time.Duration // how long a machine that says nothing has a unit; default 30 s. The leader's counts
	Lease    time.Duration // how long a leader that says nothing leads; default 10 s
	Log      *slog.Logger
	Show     func(*backfill.Progress) // of a joiner: told how far all machines are; default: nobody is
}

const (
	defaultAckWait = 30 * time.Second
	defaultLease   = 10 * time.Second
)

func (o Options) withDefaults() Options {
	o.Replicas = cmp.Or(o.Replicas, 1)
	o.AckWait = cmp.Or(o.AckWait, defaultAckWait)
	o.Lease = cmp.Or(o.Lease, defaultLease)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// CheckName returns an error for a name that is not one token of a subject.
func CheckName(name string) error {
	for _, r := range name {
		if !strings.ContainsRune("-_", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return fmt.Errorf("%q: the name of a run has letters, digits, - and _", name)
		}
	}
	return nil
}

// description is what the bucket says of a run.
type description struct {
	Shared   *backfill.Shared `json:"shared"`
	Settings json.RawMessage  `json:"settings,omitempty"` // of which the leader's engine was made
	AckWait  time.Duration    `json:"ack_wait"`
	Stopped  string           `json:"stopped,omitempty"` // why nobody is to go on
}

// store is a run as it is on the server.
type store struct {
	Options
	js      jetstream.JetStream
	kv      jetstream.KeyValue
	trouble *broker.Outage
}

func newStore(js jetstream.JetStream, o Options) *store {
	return &store{Options: o, js: js, trouble: broker.NewOutage(o.Log, "the queue can't be asked", js.Conn())}
}

// create makes the stream and the bucket where they are not there.
func (s *store) create(ctx context.Context) (err error) {
	_, err = s.js.Stream(ctx, Stream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = s.js.CreateStream(ctx, jetstream.StreamConfig{
			Name: Stream, Description: "Units of backfills that several machines share", Subjects: []string{subject + ".*.*.*"},
			Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage, Replicas: s.Replicas,
		})
	}
	if err != nil {
		return fmt.Errorf("stream %s: %w", Stream, err)
	}
	s.kv, err = s.js.KeyValue(ctx, Bucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		s.kv, err = s.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
			Bucket: Bucket, Description: "What became of the units of backfills", History: 1, Storage: jetstream.FileStorage, Replicas: s.Replicas,
		})
	}
	if err != nil {
		return fmt.Errorf("bucket %s: %w", Bucket, err)
	}
	return nil
}

// key returns a key of the run.
func (s *store) key(parts ...string) string { return s.Name + "." + strings.Join(parts, ".") }

// recordKey is where it is said what became of a unit.
func (s *store) recordKey(id string, pass backfill.Pass, unit int) string {
	return s.key(string(pass), id, fmt.Sprintf("%07d", unit))
}

// tryKey is where it is said who works on a unit.
func (s *store) tryKey(id string, pass backfill.Pass, unit int) string {
	return s.key("try", string(pass), id, fmt.Sprintf("%07d", unit))
}

// get reads the value of a key; revision is 0 when there is none.
func (s *store) get(ctx context.Context, key string, into any) (revision uint64, err error) {
	entry, err := s.kv.Get(ctx, key)
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound): // or deleted
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("bucket %s: %s: %w", Bucket, key, err)
	}
	if err := json.Unmarshal(entry.Value(), into); err != nil {
		return 0, fmt.Errorf("bucket %s: %s: %w", Bucket, key, err)
	}
	return entry.Revision(), nil
}

func (s *store) put(ctx context.Context, key string, value any) error {
	encoded, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if _, err = s.kv.Put(ctx, key, encoded); err != nil {
		return fmt.Errorf("bucket %s: %s: %w", Bucket, key, err)
	}
	return nil
}

// replace puts the value of a key whose revision must be the one that is given;
// 0: there must be none. It reports whether that was so.
func (s *store) replace(ctx context.Context, key string, value any, revision uint64) (now uint64, was bool, err error) {
	encoded, err := json.Marshal(value)
	if err != nil {
		return 0, false, err
	}
	if revision == 0 {
		now, err = s.kv.Create(ctx, key, encoded)
	} else {
		now, err = s.kv.Update(ctx, key, encoded, revision)
	}
	switch {
	case err == nil:
		return now, true, nil
	case errors.Is(err, jetstream.ErrKeyExists), broker.Conflict(err):
		return 0, false, nil
	}
	return 0, false, fmt.Errorf("bucket %s: %s: %w", Bucket, key, err)
}

// until tries something until it comes to pass. It returns ctx's error when that
// is done before, and at once an error that no waiting mends.
func (s *store) until(ctx context.Context, try func(context.Context) error) error {
	var retry broker.Backoff
	for {
		err := s.ask(ctx, try)
		switch {
		case err == nil:
			s.trouble.Over()
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case lost(err):
			return err
		}
		s.trouble.Report(err)
		s.trouble.Wait(ctx, &retry)
	}
}

// askTimeout is how long one answer is waited for.
const askTimeout = 10 * time.Second

func (s *store) ask(ctx context.Context, try func(context.Context) error) error {
	if err := broker.Connected(s.js); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	return try(ctx)
}

// lost reports whether an error says what no waiting mends: what we ask for is not
// on the server any more, or never fits on it, or is not told exactly enough.
func lost(err error) bool {
	return errors.Is(err, jetstream.ErrStreamNotFound) || errors.Is(err, jetstream.ErrConsumerNotFound) ||
		errors.Is(err, jetstream.ErrBucketNotFound) || errors.Is(err, ErrSeveral) || broker.NeverFits(err)
}
