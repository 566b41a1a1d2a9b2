package stories

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/pipeline/stream/journal"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestTheFormOfProgress holds what is in streams: other versions read it.
func TestTheFormOfProgress(t *testing.T) {
	b := streamtest.New(t)
	c := newReady(t, b, Options{})
	c.name = "w"
	next := c.journal.Next()
	next.Head.Sequence = 17
	next.Snapshot = &journal.Snapshot{Name: "w-5", At: 5, First: 6, Last: 8, Pieces: 2, Bytes: 40}
	next.Add([]byte("taught"))
	message, err := c.journal.Message(next)
	if err != nil {
		t.Fatal(err)
	}
	made := c.clean.CachedInfo().Created.Format(time.RFC3339Nano)
	want := strings.ReplaceAll(`{"schema":"winnow.stories-state.v1","clean":"WINNOW_CLEAN","made":"MADE","sequence":17,"worker":"w",`+
		`"snapshot":{"name":"w-5","at":5,"first":6,"last":8,"pieces":2,"bytes":40},"deltas":1,"delta_bytes":6,"delta":"dGF1Z2h0"}`, "MADE", made)
	if diff := cmp.Diff(want, string(message.Data)); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	if message.Subject != "winnow.stories.state" {
		t.Errorf("it is on %s", message.Subject)
	}
}
