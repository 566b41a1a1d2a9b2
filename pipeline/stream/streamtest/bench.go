package streamtest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/members"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// Bench is a server with the streams on it.
type Bench struct {
	Server   *broker.Embedded
	Conn     *nats.Conn
	JS       jetstream.JetStream
	Topology broker.Topology
}

// Log is a logger that writes to the test's output.
func Log(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// QuickTopology is the default with a lease that a test can wait for.
func QuickTopology() broker.Topology {
	topology := broker.DefaultTopology()
	topology.Partitions = broker.EmbeddedPartitions
	topology.Lease = 600 * time.Millisecond
	return topology
}

// New starts an embedded server with the streams on it, until the test ends.
func New(t testing.TB) *Bench {
	t.Helper()
	return NewOf(t, broker.EmbeddedOptions{Dir: t.TempDir()})
}

// LongLease is one that no test outlives: what a worker does not hand over,
// nobody gets.
const LongLease = time.Hour

// NewLongLease has workers with a long lease.
func NewLongLease(t testing.TB, options broker.EmbeddedOptions) *Bench {
	t.Helper()
	b := NewBareOf(t, options)
	b.Topology.Lease = LongLease
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	return b
}

// NewOf returns a server of some kind, with the streams on it.
func NewOf(t testing.TB, options broker.EmbeddedOptions) *Bench {
	t.Helper()
	b := NewBareOf(t, options)
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	return b
}

// NewBare returns a server without streams.
func NewBare(t testing.TB) *Bench {
	t.Helper()
	return NewBareOf(t, broker.EmbeddedOptions{Dir: t.TempDir()})
}

// NewBareOf returns a server of some kind, without streams.
func NewBareOf(t testing.TB, options broker.EmbeddedOptions) *Bench {
	t.Helper()
	server, err := broker.StartEmbedded(options, Log(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &Bench{Server: server, Topology: QuickTopology()}
	b.Conn, b.JS = b.Connect(t)
	return b
}

// Connect returns another connection, until the test ends.
func (b *Bench) Connect(t testing.TB) (*nats.Conn, jetstream.JetStream) {
	t.Helper()
	conn, err := b.Server.Connect(Log(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := broker.JetStream(conn)
	if err != nil {
		t.Fatal(err)
	}
	return conn, js
}

// Publish feeds documents to the raw stream.
func (b *Bench) Publish(t testing.TB, raws ...document.Raw) {
	t.Helper()
	for _, raw := range raws {
		if err := operate.Feed(t.Context(), b.JS, b.Topology, SiteOf(raw), raw); err != nil {
			t.Fatal(err)
		}
	}
}

// SiteOf spreads the articles of this test over sites, and so over partitions.
func SiteOf(raw document.Raw) string {
	host, ok := strings.CutPrefix(raw.URL, "https://")
	if !ok {
		return "example-org"
	}
	host, _, _ = strings.Cut(host, "/")
	return strings.ReplaceAll(host, ".", "-")
}

// Stored returns all messages of a stream but state records, by direct reading.
func (b *Bench) Stored(t testing.TB, name string) []*jetstream.RawStreamMsg {
	t.Helper()
	s, err := b.JS.Stream(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	var all []*jetstream.RawStreamMsg
	ctx, cancel := context.WithTimeout(t.Context(), Patience) // some messages are of megabytes
	defer cancel()
	for seq := uint64(1); ; seq++ {
		msg, err := s.GetMsg(ctx, seq, jetstream.WithGetMsgSubject(">"))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		seq = msg.Sequence
		if !strings.HasPrefix(msg.Subject, b.Topology.StatePrefix) {
			all = append(all, msg)
		}
	}
}

// Bodies counts the messages of a stream by their body.
func (b *Bench) Bodies(t testing.TB, name string) map[string]int {
	t.Helper()
	count := make(map[string]int)
	for _, msg := range b.Stored(t, name) {
		count[string(msg.Data)]++
	}
	return count
}

// NewOpen returns a server that other processes reach too.
func NewOpen(t testing.TB) *Bench {
	t.Helper()
	return NewOf(t, broker.EmbeddedOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
}

// AwaitConnected waits until the connection is back.
func (b *Bench) AwaitConnected(t testing.TB) {
	t.Helper()
	Eventually(t, func() error {
		if !b.Conn.IsConnected() {
			return errors.New("the connection did not come back")
		}
		return nil
	})
}

// AwaitClean waits until the clean stream holds n documents.
func (b *Bench) AwaitClean(t testing.TB, n int) {
	t.Helper()
	Eventually(t, func() error {
		got, err := b.CleanCount(t)
		if err == nil && got < n {
			err = fmt.Errorf("the clean stream has %d documents, want %d", got, n)
		}
		return err
	})
}

// CleanCount returns how many documents the clean stream holds.
func (b *Bench) CleanCount(t testing.TB) (n int, err error) {
	s, err := b.JS.Stream(t.Context(), b.Topology.CleanStream)
	if err != nil {
		return 0, err
	}
	info, err := s.Info(t.Context(), jetstream.WithSubjectFilter(b.Topology.CleanSubjects()))
	if err != nil {
		return 0, err
	}
	for _, of := range info.State.Subjects {
		n += int(of)
	}
	return n, nil
}

// CountOn returns how many messages a subject of a stream has.
func (b *Bench) CountOn(t testing.TB, s jetstream.Stream, subject string) uint64 {
	t.Helper()
	info, err := s.Info(t.Context(), jetstream.WithSubjectFilter(subject))
	if err != nil {
		t.Fatal(err)
	}
	return info.State.Subjects[subject]
}

// Plan returns what is to be done about the streams, by name.
func (b *Bench) Plan(t testing.TB) map[string]broker.Step {
	t.Helper()
	steps, err := b.Topology.Plan(t.Context(), b.JS)
	if err != nil {
		t.Fatal(err)
	}
	byName := make(map[string]broker.Step)
	for _, s := range steps {
		byName[s.Stream] = s
	}
	return byName
}

// Config returns how a stream is set.
func (b *Bench) Config(t testing.TB, stream string) jetstream.StreamConfig {
	t.Helper()
	s, err := b.JS.Stream(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	return s.CachedInfo().Config
}

// Member returns a worker of this name, as the others see it.
func (b *Bench) Member(t testing.TB, name string) *members.Group {
	t.Helper()
	bucket, err := b.Topology.Bucket(t.Context(), b.JS)
	if err != nil {
		t.Fatal(err)
	}
	return members.New(b.JS, bucket, members.Options{Name: name, Lease: b.Topology.Lease})
}
