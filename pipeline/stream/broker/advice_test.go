package broker_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// onServer returns a bench without streams on a server of some kind.
func onServer(t *testing.T, options *server.Options) *streamtest.Bench {
	t.Helper()
	conn, err := broker.Connect(streamtest.Running(t, options).ClientURL(), streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := broker.JetStream(conn)
	if err != nil {
		t.Fatal(err)
	}
	return &streamtest.Bench{Conn: conn, JS: js, Topology: streamtest.QuickTopology()}
}

// TestAStockServerIsAdvisedOn asks a server as it comes, with a max_payload of
// 1 MB: what it lacks is said before and after the streams are made, and is no
// misfit.
func TestAStockServerIsAdvisedOn(t *testing.T) {
	b := onServer(t, &server.Options{})
	line := fmt.Sprintf("max_payload: %dMB", broker.AdvisedPayload>>20)
	for _, made := range []bool{false, true} {
		step := b.Plan(t)["WINNOW_RAW"]
		if step.Missing == made || len(step.Advice) != 1 || step.Fits() != made {
			t.Fatalf("step %+v", step)
		}
		for _, want := range []string{"1 MB", "over 1008 KB are refused", line} {
			if !strings.Contains(step.Advice[0], want) {
				t.Errorf("advice %q does not say %q", step.Advice[0], want)
			}
		}
		var log streamtest.Said
		b.Topology.Advise(t.Context(), b.JS, slog.New(slog.NewTextHandler(&log, nil)))
		if made && (log.Count("\n") != 1 || log.Count("level=WARN") != 1 || log.Count(line) != 1) {
			t.Errorf("the log says:\n%s", log.All())
		}
		if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
			t.Fatal(err)
		}
	}
	config, err := os.ReadFile(filepath.Join("..", "..", "..", "deploy", "nats.conf"))
	if err != nil || !strings.Contains(string(config), line) {
		t.Errorf("deploy/nats.conf lacks the line that is advised, %q (%v)", line, err)
	}
}

func TestAdviceOnARawStream(t *testing.T) {
	b := onServer(t, &server.Options{MaxPayload: broker.AdvisedPayload})
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	if got := b.Plan(t)["WINNOW_RAW"].Advice; len(got) > 0 {
		t.Errorf("of what winnow made itself: %q", got)
	}
	config := b.Config(t, "WINNOW_RAW")
	if config.MaxAge != broker.DefaultRawAge || config.MaxBytes != -1 {
		t.Errorf("made with a max_age of %s and %d bytes", config.MaxAge, config.MaxBytes)
	}
	config.MaxAge, config.MaxMsgSize = 0, 1<<20
	if _, err := b.JS.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	step := b.Plan(t)["WINNOW_RAW"]
	want := []string{
		"it takes documents of 1 MB at most (max_msg_size), of which the server would take 8176 KB: nats stream edit WINNOW_RAW --max-msg-size 8372224",
		"it has no limit, and grows until the server has no room: winnow streams apply --raw-max-age 30d",
	}
	if !step.Fits() || fmt.Sprint(step.Advice) != fmt.Sprint(want) {
		t.Errorf("advice %q, want %q", step.Advice, want)
	}
}

// TestLimitsOfTheRawStreamChangeWhenAskedFor is for those who want other limits
// than a stream was made with.
func TestLimitsOfTheRawStreamChangeWhenAskedFor(t *testing.T) {
	b := streamtest.New(t)
	other := b.Topology
	other.RawAge, other.RawBytes = 5*time.Minute, 64<<20 // less than the window for message ids
	b.Topology = other
	if step := b.Plan(t)["WINNOW_RAW"]; !step.Fits() || len(step.Changes) > 0 {
		t.Errorf("limits that nobody asked for: %+v", step)
	}
	b.Topology.SetRawAge, b.Topology.SetRawBytes = true, true
	step := b.Plan(t)["WINNOW_RAW"]
	want := "[its max_age is 30d, asked for is 5m0s its max_bytes is none, asked for is 64 MB] [set max_age to 5m0s set max_bytes to 64 MB] []"
	if got := fmt.Sprint(step.Troubles, step.Changes, step.Stuck); step.Fits() || got != want {
		t.Fatalf("step\n%s\nwant\n%s", got, want)
	}
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil { // as `winnow run` does
		t.Fatal(err)
	}
	if have := b.Config(t, "WINNOW_RAW"); have.MaxAge != broker.DefaultRawAge {
		t.Errorf("Apply changed a stream: %s", have.MaxAge)
	}
	if err := step.Take(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	have := b.Config(t, "WINNOW_RAW")
	if have.MaxAge != 5*time.Minute || have.MaxBytes != 64<<20 || have.Discard != jetstream.DiscardNew {
		t.Errorf("the stream has %+v", have)
	}
	b.Topology.RawAge, b.Topology.RawBytes = 0, 0
	if err := b.Plan(t)["WINNOW_RAW"].Take(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	if have = b.Config(t, "WINNOW_RAW"); have.MaxAge != 0 || have.MaxBytes > 0 {
		t.Errorf("without limits the stream has %+v", have)
	}
}

// A raw stream that somebody else made may drop old documents when it is full. With a
// limit of bytes it would drop what nobody has cleaned.
func TestALimitInBytesRefusesNewDocuments(t *testing.T) {
	b := streamtest.New(t)
	config := b.Config(t, "WINNOW_RAW")
	config.Discard = jetstream.DiscardOld
	if _, err := b.JS.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	b.Topology.RawBytes, b.Topology.SetRawBytes = 64<<20, true
	step := b.Plan(t)["WINNOW_RAW"]
	if got := fmt.Sprint(step.Changes); got != "[set max_bytes to 64 MB set discard to DiscardNew]" {
		t.Errorf("changes %s", got)
	}
	if err := step.Take(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	if have := b.Config(t, "WINNOW_RAW"); have.MaxBytes != 64<<20 || have.Discard != jetstream.DiscardNew {
		t.Errorf("the stream has %+v", have)
	}
}
