package checkpoints_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestTheFormOfACheckpoint holds what is in streams: workers of other versions
// read it.
func TestTheFormOfACheckpoint(t *testing.T) {
	b := streamtest.New(t)
	clean, err := b.JS.Stream(t.Context(), b.Topology.CleanStream)
	if err != nil {
		t.Fatal(err)
	}
	store := &checkpoints.Store{Topology: b.Topology, Clean: clean, Made: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Logger: slog.New(slog.DiscardHandler)}
	owner := journal.NewOwner(b.JS, store.Log(0), journal.OwnerOptions[checkpoints.Checkpoint]{
		Sign: func(next *checkpoints.Checkpoint) { next.Worker, next.Epoch, next.Sequence = "w", 3, 17 },
	})
	if err := owner.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := owner.Next()
	next.Snapshot = &journal.Snapshot{At: 5, Messages: 1, Bytes: 40}
	next.Add([]byte("taught"))
	message, err := owner.Message(next)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"schema":"winnow.state.v1","partition":0,"raw":"WINNOW_RAW","made":"2026-03-01T12:00:00Z","sequence":17,"epoch":3,"worker":"w",` +
		`"snapshot":{"at":5,"messages":1,"bytes":40},"deltas":1,"delta_bytes":6,"delta":"dGF1Z2h0"}`
	if diff := cmp.Diff(want, string(message.Data)); diff != "" {
		t.Errorf("checkpoint (-want +got):\n%s", diff)
	}
	if message.Subject != "winnow.state.0" || message.Header.Get("Nats-Expected-Last-Subject-Sequence") != "0" {
		t.Errorf("it is on %s with the headers %v", message.Subject, message.Header)
	}
}
