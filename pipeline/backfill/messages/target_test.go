package messages

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// How a process of the test binary is told that it is a backfill.
const (
	envBackfill = "WINNOW_TEST_BACKFILL" // where its server is
	envIn       = "WINNOW_TEST_IN"
	envState    = "WINNOW_TEST_STATE"
)

// backfillMain is a backfill as a process of its own.
func backfillMain(address string) int {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	err := func() error {
		conn, err := broker.Connect(address, log)
		if err != nil {
			return err
		}
		defer conn.Close()
		js, err := broker.JetStream(conn)
		if err != nil {
			return err
		}
		options, err := toStream(context.Background(), js, os.Getenv(envIn), os.Getenv(envState), log)
		if err != nil {
			return err
		}
		_, err = backfill.Run(context.Background(), slow(500*time.Microsecond), options)
		return err
	}()
	if err != nil {
		log.Error("backfill", "error", err)
		return 1
	}
	return 0
}

// TestAKilledBackfillWritesEachDocumentOnce kills the process at several moments,
// and lets the last one come to the end.
func TestAKilledBackfillWritesEachDocumentOnce(t *testing.T) {
	const documents = 1500
	b := newBench(t)
	in, state := b.archive(t, documents), b.path("run")
	start := func() *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), envBackfill+"="+b.Server.URL(), envIn+"="+in, envState+"="+state)
		cmd.Stderr = t.Output()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	for _, n := range []int{1, 100, 101, 700, 1400} { // 101: before it stores any checkpoint of its own, as a rule
		cmd := start()
		b.AwaitClean(t, n)
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait() // it was killed
	}
	if err := start().Wait(); err != nil {
		t.Fatalf("the last process: %v", err)
	}
	b.wantOnce(t, documents, true)
	for _, msg := range b.Stored(t, b.Topology.CleanStream) {
		if msg.Subject != "winnow.clean.courier-example" && msg.Subject != "winnow.clean.unknown" {
			t.Fatalf("a document is on %s", msg.Subject)
		}
		header := map[string][]string(msg.Header)
		if record.Header(header, record.HeaderRevision) == "" || record.Header(header, record.HeaderMeasures) == "" || record.Header(header, record.HeaderContentType) != record.EnvelopeType {
			t.Fatalf("the headers are %v", header)
		}
	}
}

// TestWhatIsInTheWayIsWaitedFor lets the stream be full, and then its server away,
// in the middle of a run.
func TestWhatIsInTheWayIsWaitedFor(t *testing.T) {
	const documents = 600
	b, restart := newRestartable(t)
	limit := func(messages int64) {
		clean, err := b.JS.Stream(t.Context(), b.Topology.CleanStream)
		if err != nil {
			t.Fatal(err)
		}
		config := clean.CachedInfo().Config
		config.MaxMsgs = messages
		if _, err := b.JS.UpdateStream(t.Context(), config); err != nil {
			t.Fatal(err)
		}
	}
	limit(100)
	var log streamtest.Said
	options, err := toStream(t.Context(), b.JS, b.archive(t, documents), b.path("run"), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		if result, err := backfill.Run(t.Context(), slow(time.Millisecond), options); err != nil || result.Cleaned != documents {
			t.Errorf("%+v, %v", result, err)
		}
	})
	log.Await(t, "the stream WINNOW_CLEAN is at a limit of its own")
	limit(-1)
	b.AwaitClean(t, 200)
	restart()
	running.Wait()
	b.wantOnce(t, documents, false)
}

// TestAStopDoesNotWaitForABrokerThatIsAway ends a run whose server is gone.
func TestAStopDoesNotWaitForABrokerThatIsAway(t *testing.T) {
	dir := t.TempDir()
	server, err := broker.StartEmbedded(broker.EmbeddedOptions{Dir: dir, Listen: "127.0.0.1:0"}, streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := broker.Connect(server.URL(), streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	b := &bench{&streamtest.Bench{Topology: streamtest.QuickTopology(), Conn: conn}, t.TempDir()}
	if b.JS, err = broker.JetStream(conn); err != nil {
		t.Fatal(err)
	}
	b.apply(t)
	options, err := toStream(t.Context(), b.JS, b.archive(t, 5000), b.path("run"), streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	options.Pipeline.Grace = 200 * time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error)
	go func() {
		_, err := backfill.Run(ctx, slow(time.Millisecond), options)
		ended <- err
	}()
	b.AwaitClean(t, 50)
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	stop()
	select {
	case err := <-ended:
		if err == nil || !strings.Contains(err.Error(), "did not reach stream WINNOW_CLEAN") {
			t.Errorf("it ends with %v", err)
		}
	case <-time.After(streamtest.Patience):
		t.Fatal("it does not end")
	}
}

func TestPatternsTakeSubjects(t *testing.T) {
	for _, c := range []struct {
		pattern, subject string
		want             bool
	}{
		{"winnow.clean.*", "winnow.clean.a", true},
		{"winnow.>", "winnow.clean.a", true},
		{">", "winnow.clean.a", true},
		{"winnow.*", "winnow.clean.a", false},
		{"winnow.clean.a.>", "winnow.clean.a", false},
		{"winnow.state.*", "winnow.clean.a", false},
		{"winnow.clean.*.*", "winnow.clean.a", false},
	} {
		if got := takes([]string{c.pattern}, c.subject); got != c.want {
			t.Errorf("%s takes %s: %t, want %t", c.pattern, c.subject, got, c.want)
		}
	}
}

// The account of a backfill may do what it does, and no more.
func TestTheAccountOfABackfillIsEnough(t *testing.T) {
	s := streamtest.Accounts(t)
	operator, err := broker.JetStream(streamtest.As(t, s, "operator"))
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{&streamtest.Bench{Topology: streamtest.QuickTopology(), JS: operator}, t.TempDir()}
	b.apply(t)
	b.Publish(t, streamtest.Articles(5)...)
	js, err := broker.JetStream(streamtest.As(t, s, "backfill"))
	if err != nil {
		t.Fatal(err)
	}
	b.JS = js
	if result, err := b.fromStream(t, t.Context(), Query{Since: time.Now().Add(-time.Hour)}, "out.jsonl", streamtest.Fake{}); err != nil || result.Cleaned != 5 {
		t.Errorf("from the stream: %+v, %v", result, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	in := b.archive(t, 300)
	for range 2 { // stopped, and resumed
		options, err := toStream(t.Context(), js, in, b.path("run"), streamtest.Log(t))
		if err != nil {
			t.Fatal(err)
		}
		options.Seen = func(backfill.Seen) { stop() }
		if _, err := backfill.Run(ctx, slow(time.Millisecond), options); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
		ctx = t.Context()
	}
	b.JS = operator
	b.wantOnce(t, 300, true)
	if _, err := js.PublishAsync("winnow.raw.a", nil); err != nil {
		t.Error(err)
	}
	deleting, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := js.DeleteStream(deleting, b.Topology.CleanStream); err == nil {
		t.Error("it can delete a stream")
	}
	if info, err := operator.Stream(t.Context(), b.Topology.RawStream); err != nil || info.CachedInfo().State.Msgs != 5 {
		t.Errorf("the raw stream has %d messages, %v; want the 5 of the operator", info.CachedInfo().State.Msgs, err)
	}
}
