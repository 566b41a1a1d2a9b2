package stream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(envWorker); address != "" {
		if point := os.Getenv(envTeller); point != "" {
			os.Exit(tellerMain(address, faults.Point(point)))
		}
		os.Exit(workerMain(address))
	}
	goleak.VerifyTestMain(m)
}

// fake is an engine that keeps every line but those that begin with "AD", and
// fails the ways that the real one fails.
type fake struct{}

func (fake) Clean(raw document.Raw) (*document.Clean, error) {
	text := string(raw.Content)
	switch {
	case strings.HasPrefix(text, "%PDF"):
		return nil, errors.New("this is a PDF")
	case strings.HasPrefix(text, "panic"):
		panic("a cleaner fell over")
	}
	clean := &document.Clean{ID: raw.ID, URL: raw.URL, Title: raw.Title, Charset: "utf-8", Source: text}
	at := 0
	for line := range strings.Lines(text) {
		end := at + len(strings.TrimSuffix(line, "\n"))
		if strings.HasPrefix(line, "AD") {
			clean.Removed = append(clean.Removed, document.Removal{Text: text[at:end], Kind: document.Advertisement, Rule: "fake/ad", Score: .9, Start: at, End: end})
		} else {
			clean.Paragraphs = append(clean.Paragraphs, document.Paragraph{Text: text[at:end], Start: at, End: end})
		}
		at += len(line)
	}
	return clean, nil
}

func (f fake) CleanRecalling(raw document.Raw, _ document.Recall) (*document.Clean, error) {
	return f.Clean(raw)
}

var testBuild = record.Build{Version: "test", Rules: "fake"}

// direct gives the JSON that the document must have on every road.
func direct(t testing.TB, raw document.Raw) string {
	t.Helper()
	clean, err := fake{}.Clean(record.Identify(raw))
	if err != nil {
		t.Fatal(err)
	}
	body, err := record.NewClean(clean, testBuild).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// bench is a server with the streams on it.
type bench struct {
	server   *Embedded
	conn     *nats.Conn
	js       jetstream.JetStream
	topology Topology
}

func testLog(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// quickTopology is the default with a lease that a test can wait for.
func quickTopology() Topology {
	topology := DefaultTopology()
	topology.Partitions = EmbeddedPartitions
	topology.Lease = 600 * time.Millisecond
	return topology
}

// patience is how long a test waits for what must come: far above what the
// slowest machine takes, so that nothing but a defect comes to its end.
const patience = 4 * time.Minute

// eventually asks until there is no error any more, which says what is still
// missing.
func eventually(t testing.TB, missing func() error) {
	t.Helper()
	var took time.Duration
	for end := time.Now().Add(patience); ; time.Sleep(max(20*time.Millisecond, took)) {
		began := time.Now()
		err := missing()
		if err == nil {
			return
		}
		took = time.Since(began)
		if time.Now().After(end) {
			t.Fatalf("after %s: %v", patience, err)
		}
	}
}

func newBench(t testing.TB) *bench {
	t.Helper()
	return newBenchOf(t, EmbeddedOptions{Dir: t.TempDir()})
}

// longLease is one that no test outlives: what a worker does not hand over,
// nobody gets.
const longLease = time.Hour

// newLongLeaseBench has workers with a long lease.
func newLongLeaseBench(t testing.TB, options EmbeddedOptions) *bench {
	t.Helper()
	b := newBareBenchOf(t, options)
	b.topology.Lease = longLease
	if err := b.topology.Apply(t.Context(), b.js); err != nil {
		t.Fatal(err)
	}
	return b
}

// newBenchOf gives a server of some kind, with the streams on it.
func newBenchOf(t testing.TB, options EmbeddedOptions) *bench {
	t.Helper()
	b := newBareBenchOf(t, options)
	if err := b.topology.Apply(t.Context(), b.js); err != nil {
		t.Fatal(err)
	}
	return b
}

// newBareBench gives a server without streams.
func newBareBench(t testing.TB) *bench {
	t.Helper()
	return newBareBenchOf(t, EmbeddedOptions{Dir: t.TempDir()})
}

func newBareBenchOf(t testing.TB, options EmbeddedOptions) *bench {
	t.Helper()
	server, err := StartEmbedded(options, testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &bench{server: server, topology: quickTopology()}
	b.conn, b.js = b.connect(t)
	return b
}

func (b *bench) connect(t testing.TB) (*nats.Conn, jetstream.JetStream) {
	t.Helper()
	conn, err := b.server.Connect(testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := JetStream(conn)
	if err != nil {
		t.Fatal(err)
	}
	return conn, js
}

func (b *bench) publish(t testing.TB, raws ...document.Raw) {
	t.Helper()
	for _, raw := range raws {
		if err := Feed(t.Context(), b.js, b.topology, siteOf(raw), raw); err != nil {
			t.Fatal(err)
		}
	}
}

// siteOf spreads the articles of this test over sites, and so over partitions.
func siteOf(raw document.Raw) string {
	host, ok := strings.CutPrefix(raw.URL, "https://")
	if !ok {
		return "example-org"
	}
	host, _, _ = strings.Cut(host, "/")
	return strings.ReplaceAll(host, ".", "-")
}

// work runs one worker until the stream is drained.
func (b *bench) work(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := b.workUntil(t, ctx, fake{}, WorkOptions{Once: true}); err != nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatal("the stream was not drained in time")
	}
}

func (b *bench) workUntil(t testing.TB, ctx context.Context, engine pipeline.Engine, options WorkOptions) error {
	t.Helper()
	_, js := b.connect(t)
	options.Build, options.Log = testBuild, testLog(t)
	return Work(ctx, js, b.topology, engine, options)
}

// stored gives all messages of a stream but state records, by direct reading.
func (b *bench) stored(t testing.TB, name string) []*jetstream.RawStreamMsg {
	t.Helper()
	s, err := b.js.Stream(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	var all []*jetstream.RawStreamMsg
	ctx, cancel := context.WithTimeout(t.Context(), patience) // some messages are of megabytes
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
		if !strings.HasPrefix(msg.Subject, b.topology.StatePrefix) {
			all = append(all, msg)
		}
	}
}

// bodies counts the messages of a stream by their body.
func (b *bench) bodies(t testing.TB, name string) map[string]int {
	t.Helper()
	count := make(map[string]int)
	for _, msg := range b.stored(t, name) {
		count[string(msg.Data)]++
	}
	return count
}

// articles makes n documents.
func articles(n int) []document.Raw {
	raws := make([]document.Raw, n)
	for i := range raws {
		raws[i] = document.Raw{
			URL:     fmt.Sprintf("https://site%d.example.org/%d", i%11, i),
			Content: fmt.Appendf(nil, "Story %d begins <here> & now.\nAD buy %d\nStory %d ends.", i, i, i),
		}
	}
	return raws
}

// wantOnce gives what the clean stream must hold after these documents.
func wantOnce(t testing.TB, raws []document.Raw) map[string]int {
	want := make(map[string]int, len(raws))
	for _, raw := range raws {
		want[direct(t, raw)] = 1
	}
	return want
}

// wrongCounts gives a diff of the bodies that are not there as often as wanted.
func wrongCounts(want, got map[string]int) string {
	missing, extra := make(map[string]int), make(map[string]int)
	for body, n := range want {
		if got[body] != n {
			missing[body], extra[body] = n, got[body]
		}
	}
	for body, n := range got {
		if want[body] != n {
			missing[body], extra[body] = want[body], n
		}
	}
	diff := cmp.Diff(missing, extra)
	if len(diff) > maxDiff {
		diff = fmt.Sprintf("%d bodies are wrong, among them\n%s…", len(missing), diff[:maxDiff])
	}
	return diff
}

const maxDiff = 2000
