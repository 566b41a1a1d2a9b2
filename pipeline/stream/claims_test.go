package stream

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestAClaimTellsWhoDiedOfWhat(t *testing.T) {
	made := time.Unix(1, 0).UTC()
	base := claim{Worker: "one", Made: made, Sequence: 7}
	with := func(change func(*claim)) claim {
		c := base
		change(&c)
		return c
	}
	mine := claim{Worker: "two", Made: made, Sequence: 7}
	for _, c := range []struct {
		name  string
		found claim
		at    uint64
		want  claim
	}{
		{"nobody was there", claim{}, 7, mine},
		{"one died", base, 7, claim{"two", made, 7, 1, 0, false, 0}},
		{"and another", with(func(c *claim) { c.Deaths = 1 }), 7, claim{"two", made, 7, 2, 0, false, 0}},
		{"one died after it got on", with(func(c *claim) { c.Deaths = 4 }), 9, claim{"two", made, 9, 1, 0, false, 0}},
		{"one died with a document alone", with(func(c *claim) { c.Suspect, c.Alone, c.Kills = 12, true, 1 }), 9, claim{"two", made, 9, 1, 12, false, 2}},
		{"one died after that", with(func(c *claim) { c.Suspect, c.Kills = 12, 1 }), 9, claim{"two", made, 9, 1, 12, false, 1}},
		{"the document is done with", with(func(c *claim) { c.Suspect, c.Kills = 12, 1 }), 12, claim{"two", made, 12, 1, 0, false, 0}},
		{"of another raw stream", with(func(c *claim) { c.Made, c.Deaths = made.Add(1), 4 }), 7, mine},
		{"our own", with(func(c *claim) { c.Worker, c.Deaths = "two", 1 }), 7, claim{"two", made, 7, 1, 0, false, 0}},
	} {
		if diff := cmp.Diff(c.want, c.found.inherit("two", made, c.at)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestAWorkerThatEndsInPeaceLeavesNoClaim(t *testing.T) {
	b := newBench(t)
	b.publish(t, articles(30)...)
	b.work(t)
	if left := b.claims(t); len(left) != 0 {
		t.Errorf("claims are left: %+v", left)
	}
}

func (b *bench) claims(t *testing.T) map[int]claim {
	t.Helper()
	all, err := (&claims{js: b.js, bucket: b.topology.Workers}).read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestADocumentThatKillsItsProcessBecomesADeadLetter keeps a worker process
// running, as whoever deploys it does, over a stream with two documents that
// no recover saves anybody from.
func TestADocumentThatKillsItsProcessBecomesADeadLetter(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts a dozen processes")
	}
	b := newOpenBench(t)
	raws := articles(60)
	b.publish(t, raws[:20]...)
	b.publish(t, document.Raw{ID: "deep", Content: []byte("overflow the stack")})
	b.publish(t, raws[20:40]...)
	b.publish(t, document.Raw{ID: "wide", URL: "https://site3.example.org/wide", Content: []byte("memory runs out")})
	b.publish(t, raws[40:]...)

	var deaths atomic.Int64
	stop := b.keepRunning(t, &deaths)
	b.awaitDrained(t)
	stop()

	if diff := wrongCounts(wantOnce(t, raws), b.bodies(t, b.topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
	got := make(map[string]uint64)
	for _, d := range b.deadLetters(t, DeadFilter{Reason: ReasonKilledWorker, Stage: "clean"}) {
		got[string(d.Body[len(`{"id":"`):][:4])] = d.Attempts
	}
	if diff := cmp.Diff(map[string]uint64{"deep": killsBeforeDead, "wide": killsBeforeDead}, got); diff != "" {
		t.Errorf("dead letters and their attempts (-want +got):\n%s", diff)
	}
	// A death after which the partition had got on counts anew, and what stands
	// before the two documents may be committed in as many pieces as it has.
	if most := int64(2*(deathsBeforeCare+killsBeforeDead) + len(raws)/2); deaths.Load() > most {
		t.Errorf("%d workers died of two documents, want at most %d", deaths.Load(), most)
	}
}

// awaitDrained waits until the records have passed every raw document.
func (b *bench) awaitDrained(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		behind, err := Behind(t.Context(), b.js, b.topology)
		if err == nil && len(behind) == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the stream is not drained: %v %v", behind, err)
		}
	}
}
