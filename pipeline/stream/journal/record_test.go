package journal

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

type position struct {
	Schema   string `json:"schema"`
	Sequence uint64 `json:"sequence"`
}

// TestTheFormOfARecord holds what is in streams: the fields of the head, then
// those of the trail, and nothing that is not set.
func TestTheFormOfARecord(t *testing.T) {
	at := position{"v1", 7}
	for _, c := range []struct {
		record Record[position]
		want   string
	}{
		{Record[position]{Head: at}, `{"schema":"v1","sequence":7}`},
		{
			Record[position]{at, Trail{Deltas: 1, DeltaBytes: 2, Delta: []byte("ab")}},
			`{"schema":"v1","sequence":7,"deltas":1,"delta_bytes":2,"delta":"YWI="}`,
		},
		{
			Record[position]{at, Trail{Snapshot: &Snapshot{Messages: 2, Bytes: 30}}}, // in the record that names it
			`{"schema":"v1","sequence":7,"snapshot":{"messages":2,"bytes":30}}`,
		},
		{
			Record[position]{at, Trail{Snapshot: &Snapshot{At: 9, Messages: 2, Bytes: 30}}},
			`{"schema":"v1","sequence":7,"snapshot":{"at":9,"messages":2,"bytes":30}}`,
		},
		{
			Record[position]{at, Trail{Snapshot: &Snapshot{Name: "w-5", At: 5, First: 6, Last: 8, Pieces: 2, Bytes: 30}}},
			`{"schema":"v1","sequence":7,"snapshot":{"name":"w-5","at":5,"first":6,"last":8,"pieces":2,"bytes":30}}`,
		},
	} {
		body, err := c.record.encode()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, string(body)); diff != "" {
			t.Errorf("record (-want +got):\n%s", diff)
		}
		var back Record[position]
		if err := back.decode(body); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.record, back); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
	}
}
