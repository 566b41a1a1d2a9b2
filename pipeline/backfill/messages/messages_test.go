package messages

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(envBackfill); address != "" {
		os.Exit(backfillMain(address))
	}
	goleak.VerifyTestMain(m)
}

// bench is a server with the streams on it, and a folder.
type bench struct {
	*streamtest.Bench
	folder string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{streamtest.NewBareOf(t, broker.EmbeddedOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"}), t.TempDir()}
	b.apply(t)
	return b
}

// newRestartable returns a bench whose server restart stops for a moment.
func newRestartable(t *testing.T) (b *bench, restart func()) {
	t.Helper()
	dir := t.TempDir()
	var server *broker.Embedded
	var address string
	streamtest.Eventually(t, func() (err error) { // on a port that systems give to nobody who connects: it must be free again
		address = fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000))
		server, err = broker.StartEmbedded(broker.EmbeddedOptions{Dir: dir, Listen: address}, streamtest.Log(t))
		return err
	})
	t.Cleanup(func() { server.Close() })
	conn, err := broker.Connect(server.URL(), streamtest.Log(t), nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	b = &bench{&streamtest.Bench{Topology: streamtest.QuickTopology(), Conn: conn}, t.TempDir()}
	if b.JS, err = broker.JetStream(conn); err != nil {
		t.Fatal(err)
	}
	b.apply(t)
	return b, func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		time.Sleep(300 * time.Millisecond)
		if server, err = broker.StartEmbedded(broker.EmbeddedOptions{Dir: dir, Listen: address}, streamtest.Log(t)); err != nil {
			t.Error(err)
		}
	}
}

// apply makes the streams. They forget message ids at once, so that nothing rests
// on them.
func (b *bench) apply(t *testing.T) {
	t.Helper()
	b.Topology.Duplicates = 100 * time.Millisecond
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) raw(t *testing.T) Stream {
	return Stream{b.JS, b.Topology.RawStream, streamtest.Log(t)}
}

func (b *bench) path(name string) string { return filepath.Join(b.folder, name) }

// archive writes n documents of one site into a file, one a line.
func (b *bench) archive(t *testing.T, n int) string {
	t.Helper()
	var lines strings.Builder
	for i := range n {
		fmt.Fprintf(&lines, `{"id": "d%d", "url": "https://courier.example/%d", "content": "text %d"}`+"\n", i, i, i)
	}
	if err := os.WriteFile(b.path("in.jsonl"), []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return b.path("in.jsonl")
}

// slow is an engine that takes its time.
type slow time.Duration

func (s slow) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	time.Sleep(time.Duration(s))
	return streamtest.Fake{}.CleanRecalling(raw, recall)
}

// fromStream cleans what a query means into a file, and returns the ids that came
// out. Before is what an earlier run began with.
func (b *bench) fromStream(t *testing.T, ctx context.Context, q Query, out string, engine pipeline.Engine) (backfill.Result, error) {
	t.Helper()
	begun, err := backfill.Begun(b.path(out))
	if err != nil {
		t.Fatal(err)
	}
	span, err := b.raw(t).Find(t.Context(), q, begun["span"])
	if err != nil {
		t.Fatal(err)
	}
	in, err := b.raw(t).Input(t.Context(), span)
	if err != nil {
		t.Fatal(err)
	}
	return backfill.Run(ctx, engine, backfill.Options{
		In: archive.Inputs{in}, Out: b.path(out), Build: streamtest.Build, Log: streamtest.Log(t), CheckpointEvery: time.Millisecond,
		Conditions: map[string]string{"span": span.String()}, Pipeline: pipeline.Options{BatchSize: 8, InFlight: 16},
	})
}

// idsIn returns the ids of the documents in a file.
func (b *bench) idsIn(t *testing.T, name string) (ids []string) {
	t.Helper()
	text, err := os.ReadFile(b.path(name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var c record.Clean
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	return ids
}

// toStream is what a run with an archive and a stream is told.
func toStream(ctx context.Context, js jetstream.JetStream, in, state string, log *slog.Logger) (o backfill.Options, err error) {
	to := Stream{js, broker.DefaultTopology().CleanStream, log}
	begun, err := backfill.Begun(state)
	if err != nil {
		return o, err
	}
	run, err := to.Begin(ctx, "winnow.clean", begun["run"])
	if err != nil {
		return o, err
	}
	files, err := archive.Find(ctx, []string{in}, nil)
	return backfill.Options{
		In: files, Out: "nats:" + to.Name, State: state, Build: streamtest.Build, Log: log, CheckpointEvery: 50 * time.Millisecond,
		Conditions: map[string]string{"run": run.String()}, Pipeline: pipeline.Options{BatchSize: 16},
		Target: func(ctx context.Context, at output.State) (output.Target, error) {
			return to.Open(ctx, TargetOptions{Prefix: "winnow.clean", Run: run}, at)
		},
	}, err
}

// wantOnce wants the documents of archive to be in the clean stream once each, and
// in their order unless that was disturbed.
func (b *bench) wantOnce(t *testing.T, n int, ordered bool) {
	t.Helper()
	want, got, order := map[string]int{}, map[string]int{}, 0
	for i := range n {
		want[fmt.Sprintf("d%d", i)] = 1
	}
	for _, msg := range b.Stored(t, b.Topology.CleanStream) {
		var c record.Clean
		if err := json.Unmarshal(msg.Data, &c); err != nil {
			t.Fatal(err)
		}
		if got[c.ID]++; ordered && c.ID != fmt.Sprintf("d%d", order) {
			t.Errorf("message %d is document %s, want d%d", msg.Sequence, c.ID, order)
			ordered = false
		}
		order++
	}
	if diff := streamtest.WrongCounts(want, got); diff != "" {
		t.Errorf("documents in the stream (-want +got):\n%s", diff)
	}
}

func TestAStreamIsCleanedUpToItsEndAsItWas(t *testing.T) {
	b := newBench(t)
	b.Publish(t, streamtest.Articles(60)...)
	b.Publish(t, document.Raw{ID: "bad", Content: []byte("%PDF")})
	raw, err := b.JS.Stream(t.Context(), b.Topology.RawStream)
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []uint64{1, 7, 8, 9, 60} {
		if err := raw.DeleteMsg(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	var cleaned atomic.Int64
	engine := streamtest.EngineFunc(func(raw document.Raw) (*document.Clean, error) {
		if cleaned.Add(1) == 20 {
			b.Publish(t, document.Raw{ID: "late", Content: []byte("too late for this run")})
			stop()
		}
		return streamtest.Fake{}.Clean(raw)
	})
	_, err = b.fromStream(t, ctx, Query{}, "out.jsonl", engine)
	if half := len(b.idsIn(t, "out.jsonl.partial")); !errors.Is(err, context.Canceled) || half < 16 || half > 50 {
		t.Fatalf("the first run ends with %v behind %d documents, want that it was stopped in the middle", err, half)
	}
	result, err := b.fromStream(t, t.Context(), Query{}, "out.jsonl", streamtest.Fake{})
	if err != nil || result.Cleaned != 55 || result.Rejected != 1 {
		t.Fatalf("%+v, %v; want 55 documents and a reject", result, err)
	}
	seen := map[string]int{}
	for _, id := range b.idsIn(t, "out.jsonl") {
		seen[id]++
	}
	if len(seen) != 55 || seen["late"] != 0 {
		t.Errorf("%d documents came out, and %d that were late", len(seen), seen["late"])
	}
	again, err := b.fromStream(t, t.Context(), Query{}, "out.jsonl", streamtest.Fake{})
	if err != nil || !again.Before {
		t.Errorf("a third run does something: %+v, %v", again, err)
	}

	// What was rejected is the whole message, and can be read again.
	files, err := archive.Find(t.Context(), []string{b.path("out.rejects.jsonl")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	from, err := archive.Open(files, archive.Mark{}, nil, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	r, err := from.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if doc, err := r.Open(); err != nil || doc.ID != "bad" || string(doc.Content) != "%PDF" {
		t.Errorf("the reject is read again as %+v, %v", doc, err)
	}
}

func TestAStreamIsReadOnWhenItsServerIsBack(t *testing.T) {
	const documents = 300
	b, restart := newRestartable(t)
	b.Publish(t, streamtest.Articles(documents)...)
	var cleaned atomic.Int64
	engine := streamtest.EngineFunc(func(raw document.Raw) (*document.Clean, error) {
		if cleaned.Add(1) == 100 {
			restart()
		}
		return streamtest.Fake{}.Clean(raw)
	})
	if result, err := b.fromStream(t, t.Context(), Query{}, "out.jsonl", engine); err != nil || result.Cleaned != documents {
		t.Fatalf("%+v, %v", result, err)
	}
	seen := map[string]bool{}
	for _, id := range b.idsIn(t, "out.jsonl") {
		seen[id] = true
	}
	if len(seen) != documents {
		t.Errorf("%d documents came out, want %d", len(seen), documents)
	}
}

func TestQueriesFindTheirMessages(t *testing.T) {
	b := newBench(t)
	articles := streamtest.Articles(33) // of eleven sites, in turn
	b.Publish(t, articles[:11]...)
	time.Sleep(5 * time.Millisecond)
	middle := time.Now()
	time.Sleep(5 * time.Millisecond)
	b.Publish(t, articles[11:]...)
	ids := func(numbers ...int) (all []string) {
		for _, n := range numbers {
			all = append(all, record.Identify(articles[n]).ID)
		}
		return all
	}
	for name, c := range map[string]struct {
		query Query
		want  []string
	}{
		"sequences":          {Query{From: 3, To: 5}, ids(2, 3, 4)},
		"a subject":          {Query{Subject: "winnow.raw.site4-example-org"}, ids(4, 15, 26)},
		"a subject and time": {Query{Subject: "winnow.raw.site4-example-org", Since: middle}, ids(15, 26)},
		"before a time":      {Query{From: 10, Until: middle}, ids(9, 10)},
		"since a time":       {Query{To: 13, Since: middle}, ids(11, 12)},
		"nobody's subject":   {Query{Subject: "winnow.raw.nobody-example"}, nil},
		"beyond the end":     {Query{From: 1000}, nil},
		"after all":          {Query{Since: time.Now().Add(time.Hour)}, nil},
	} {
		if _, err := b.fromStream(t, t.Context(), c.query, name+".jsonl", streamtest.Fake{}); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(c.want, b.idsIn(t, name+".jsonl")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestACompressedMessageCountsWithWhatItComesTo is about the bytes in hand: a few
// kilobytes may come to many megabytes.
func TestACompressedMessageCountsWithWhatItComesTo(t *testing.T) {
	b := newBench(t)
	const size = 8 << 20
	var body bytes.Buffer
	w := gzip.NewWriter(&body)
	if _, err := w.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	w.Close()
	msg := &nats.Msg{Subject: b.Topology.RawSubject("courier-example"), Data: body.Bytes(), Header: nats.Header{record.HeaderEncoding: {record.EncodingGzip}}}
	if _, err := b.JS.PublishMsg(t.Context(), msg); err != nil {
		t.Fatal(err)
	}
	span, err := b.raw(t).Find(t.Context(), Query{}, "")
	if err != nil {
		t.Fatal(err)
	}
	in, err := b.raw(t).Input(t.Context(), span)
	if err != nil {
		t.Fatal(err)
	}
	records, err := in.Source.Open(t.Context(), archive.Mark{})
	if err != nil {
		t.Fatal(err)
	}
	defer records.Close()
	if r, err := records.Next(t.Context()); err != nil || r.Size < size {
		t.Errorf("it counts with %+v, %v", r, err)
	}
}

func TestWhatIsDeletedMeanwhileIsNotWaitedFor(t *testing.T) {
	b := newBench(t)
	b.Publish(t, streamtest.Articles(20)...)
	raw, err := b.JS.Stream(t.Context(), b.Topology.RawStream)
	if err != nil {
		t.Fatal(err)
	}
	r := b.raw(t).read(t.Context(), raw, ">", 1, 30)
	defer r.Close()
	if _, err := r.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := raw.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 30 {
		if _, err := r.Next(t.Context()); err != nil {
			return
		}
	}
	t.Error("it does not end")
}

func TestSubjectsAreFoundWhereTheyAreStored(t *testing.T) {
	raw := &jetstream.SubjectTransformConfig{Source: "winnow.raw.*", Destination: "winnow.raw.{{partition(64,1)}}.{{wildcard(1)}}"}
	for _, c := range []struct {
		subject   string
		transform *jetstream.SubjectTransformConfig
		want      string
	}{
		{"", raw, ">"},
		{"winnow.raw.a", raw, "winnow.raw.*.a"},
		{"winnow.raw.*", raw, "winnow.raw.*.*"},
		{"winnow.raw.>", raw, "winnow.raw.>"},
		{"winnow.raw.7.a", raw, "winnow.raw.7.a"},
		{"winnow.raw.a", nil, "winnow.raw.a"},
		{"other.a", raw, "other.a"},
	} {
		if got := stored(c.subject, c.transform); got != c.want {
			t.Errorf("%s is stored as %s, want %s", c.subject, got, c.want)
		}
	}
}

func TestStreamsThatDoNotFitAreRefused(t *testing.T) {
	b := newBench(t)
	clean := Stream{b.JS, b.Topology.CleanStream, streamtest.Log(t)}
	if _, err := clean.Begin(t.Context(), "other.clean", ""); err == nil || !strings.Contains(err.Error(), "nothing on other.clean.*") {
		t.Errorf("a stream that takes no such subject: %v", err)
	}
	run, err := clean.Begin(t.Context(), "winnow.clean", "")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := clean.Begin(t.Context(), "winnow.clean", run.String()); err != nil || again.ID != run.ID {
		t.Errorf("a run that is resumed is %+v, %v; want %+v", again, err, run)
	}
	if err := b.JS.DeleteStream(t.Context(), clean.Name); err != nil {
		t.Fatal(err)
	}
	if _, err := clean.Begin(t.Context(), "winnow.clean", run.String()); !errors.Is(err, jetstream.ErrStreamNotFound) {
		t.Errorf("a stream that is gone: %v", err)
	}
	b.apply(t)
	if _, err := clean.Begin(t.Context(), "winnow.clean", run.String()); err == nil || !strings.Contains(err.Error(), "made anew") {
		t.Errorf("a stream that was made anew: %v", err)
	}
}
