package members

import (
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// TestAClockSetBackDoesNotKeepTheDeadAlive sets our clock, and then the
// server's, back by an hour.
func TestAClockSetBackDoesNotKeepTheDeadAlive(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	m := New(nil, nil, Options{Name: "us", Lease: 3 * time.Second, Now: func() time.Time { return now }})
	m.note("them", &jetstream.RawStreamMsg{Sequence: 1, Data: []byte(`{"holds":[4]}`)}, now)
	m.age("them", -time.Hour) // first seen while the server's clock went back
	now = now.Add(-time.Hour)
	if alive, _ := m.judge(now); len(alive) != 2 {
		t.Errorf("alive: %v, want both: a jump is no silence", alive)
	}
	now = now.Add(4 * time.Second)
	if alive, held := m.judge(now); len(alive) != 1 || len(held) != 0 {
		t.Errorf("alive: %v, holding %v; want us alone, four seconds after they fell silent", alive, held)
	}
}
