package checkpoints

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestARawStreamMadeAnewIsCountedFromItsBeginning has records of a raw stream that
// is gone: their sequences are dropped, and their owners counted on.
func TestARawStreamMadeAnewIsCountedFromItsBeginning(t *testing.T) {
	made := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	store := &Store{Made: made}
	store.Topology.RawStream = "RAW"
	read := Checkpoint{Schema: Schema, Partition: 4, Raw: "RAW", Made: made, Sequence: 17, Epoch: 3, Worker: "w"}
	old := read
	old.Made = made.Add(-time.Hour)
	for _, c := range []struct {
		name string
		read *Checkpoint
		want Checkpoint
	}{
		{"none yet", nil, Checkpoint{Schema: Schema, Partition: 4, Raw: "RAW", Made: made}},
		{"of this stream", &read, read},
		{"of one that is gone", &old, Checkpoint{Schema: Schema, Partition: 4, Raw: "RAW", Made: made, Epoch: 3}},
	} {
		got, err := store.adopt(4, c.read)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if _, err := store.adopt(5, &read); err == nil {
		t.Error("a record of another partition is taken")
	}
}
