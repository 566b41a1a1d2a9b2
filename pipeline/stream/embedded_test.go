package stream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline"
)

func TestTwoServersOnOneDirectoryAreRefused(t *testing.T) {
	dir := t.TempDir()
	first, err := StartEmbedded(EmbeddedOptions{Dir: dir}, testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	second, err := StartEmbedded(EmbeddedOptions{Dir: dir}, testLog(t))
	if err == nil {
		second.Close()
		t.Fatal("a second server started on the same directory")
	}
	for _, want := range []string{dir, "in use by another winnow", "--data"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	third, err := StartEmbedded(EmbeddedOptions{Dir: dir}, testLog(t))
	if err != nil {
		t.Fatalf("after the first was closed: %v", err)
	}
	if err := third.Close(); err != nil {
		t.Error(err)
	}
}

func TestEmbeddedRefusesWhatItCannotDo(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	cases := []struct {
		options EmbeddedOptions
		want    string
	}{
		{EmbeddedOptions{}, "needs a data directory"},
		{EmbeddedOptions{Dir: t.TempDir(), Listen: "4222"}, "listen address"},
		{EmbeddedOptions{Dir: t.TempDir(), Listen: "127.0.0.1:nats"}, `port "nats"`},
		{EmbeddedOptions{Dir: t.TempDir(), Listen: taken.Addr().String()}, "address already in use"},
		{EmbeddedOptions{Dir: "/dev/null/data"}, "data directory"},
	}
	for _, c := range cases {
		server, err := StartEmbedded(c.options, slog.New(slog.DiscardHandler))
		if err == nil {
			server.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want it to say %q", c.options, err, c.want)
		}
	}
}

func TestEmbeddedListensWhereItIsTold(t *testing.T) {
	server, err := StartEmbedded(EmbeddedOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"}, testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	conn, err := Connect(server.URL(), testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if conn.MaxPayload() != MaxPayload {
		t.Errorf("the largest payload is %d bytes, want %d", conn.MaxPayload(), MaxPayload)
	}
	silent, err := StartEmbedded(EmbeddedOptions{Dir: t.TempDir()}, testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	if silent.URL() != "" {
		t.Errorf("a server without a listener has the URL %s", silent.URL())
	}
}

func TestAnUnreachableServerIsNamedWithoutItsPassword(t *testing.T) {
	_, err := Connect("nats://bob:hunter2@127.0.0.1:1", testLog(t))
	if err == nil || !strings.Contains(err.Error(), "127.0.0.1:1") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("Connect = %v, want an error that names the address and no password", err)
	}
}

func TestRedact(t *testing.T) {
	for address, want := range map[string]string{
		"nats://a:4222":                   "nats://a:4222",
		"nats://bob:hunter2@a:4222":       "nats://…@a:4222",
		"nats://tok3n@a,tls://x:y@b:4222": "nats://…@a,tls://…@b:4222",
		"nats://bob:hun ter%@a:4222":      "(an address that is no URL)",
	} {
		if got := Redact(address); got != want {
			t.Errorf("Redact(%q) = %q, want %q", address, got, want)
		}
	}
}

// TestAnOutageIsWaitedFor stops the server under a worker and starts it again
// on the same port and directory.
func TestAnOutageIsWaitedFor(t *testing.T) {
	dir := t.TempDir()
	var server *Embedded
	var address string
	eventually(t, func() (err error) { // on a port that systems give to nobody who connects: it must be free again
		address = fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000))
		server, err = StartEmbedded(EmbeddedOptions{Dir: dir, Listen: address}, testLog(t))
		return err
	})
	conn, err := Connect(server.URL(), testLog(t), nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	b := &bench{topology: quickTopology(), conn: conn}
	b.topology.Duplicates = 100 * time.Millisecond // the outage is longer than any memory of message ids
	if b.js, err = JetStream(conn); err != nil {
		t.Fatal(err)
	}
	if err := b.topology.Apply(t.Context(), b.js); err != nil {
		t.Fatal(err)
	}
	raws := articles(300)
	b.publish(t, raws[:200]...)

	ctx, cancel := context.WithCancel(t.Context())
	var begin sync.Once
	begun := make(chan struct{})
	options := WorkOptions{
		Build: testBuild, Log: testLog(t), Pipeline: pipeline.Options{BatchSize: 10, InFlight: 20},
		Committed: func([]pipeline.Stored) { begin.Do(func() { close(begun) }) },
	}
	var worker sync.WaitGroup
	worker.Go(func() {
		if err := Work(ctx, b.js, b.topology, fake{}, options); err != nil {
			t.Error(err)
		}
	})
	<-begun
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	if server, err = StartEmbedded(EmbeddedOptions{Dir: dir, Listen: address}, testLog(t)); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	b.awaitConnected(t)
	b.publish(t, raws[200:]...)
	b.awaitClean(t, len(raws))
	cancel()
	worker.Wait()
	if diff := wrongCounts(wantOnce(t, raws), b.bodies(t, b.topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
}

func (b *bench) awaitConnected(t *testing.T) {
	t.Helper()
	eventually(t, func() error {
		if !b.conn.IsConnected() {
			return errors.New("the connection did not come back")
		}
		return nil
	})
}

// awaitClean waits until the clean stream holds n documents.
func (b *bench) awaitClean(t *testing.T, n int) {
	t.Helper()
	eventually(t, func() error {
		got, err := b.cleanCount(t)
		if err == nil && got < n {
			err = fmt.Errorf("the clean stream has %d documents, want %d", got, n)
		}
		return err
	})
}

func (b *bench) cleanCount(t *testing.T) (n int, err error) {
	s, err := b.js.Stream(t.Context(), b.topology.CleanStream)
	if err != nil {
		return 0, err
	}
	info, err := s.Info(t.Context(), jetstream.WithSubjectFilter(b.topology.cleanSubjects()))
	if err != nil {
		return 0, err
	}
	for _, of := range info.State.Subjects {
		n += int(of)
	}
	return n, nil
}

func TestTroubleIsToldOnceAMinute(t *testing.T) {
	var log said
	trouble := newOutage(slog.New(slog.NewTextHandler(&log, nil)), "no NATS server", nil)
	for range 100 {
		trouble.goesOn(nats.ErrDisconnected)
	}
	trouble.mu.Lock()
	trouble.spoke = trouble.spoke.Add(-outageLogEvery)
	trouble.mu.Unlock()
	trouble.goesOn(nats.ErrDisconnected)
	trouble.over()
	trouble.over()
	if log.count("\n") != 3 {
		t.Errorf("said:\n%s\nwant one line at once, one after a minute, one at the end", log.all())
	}
}
