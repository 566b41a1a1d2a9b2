package stream

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/stream/checkpoints"
	"github.com/winnow-news/winnow/pipeline/stream/members"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestAClaimTellsWhatKilledWhom(t *testing.T) {
	made := time.Unix(1, 0).UTC()
	base := claim{Worker: "one", Made: made, Sequence: 7}
	with := func(change func(*claim)) claim {
		c := base
		change(&c)
		return c
	}
	mine := claim{Worker: "two", Made: made, Sequence: 7}
	old, before := []victim{{"zero", 3}}, []victim{{"zero", 3}, {"one", 8}}
	said := map[string]uint64{"zero": 3, "one": 8, "asleep": 9}
	for _, c := range []struct {
		name  string
		found claim
		at    uint64
		want  claim
	}{
		{"nobody was there", claim{}, 7, mine},
		{"one died", base, 7, claim{"two", made, 7, 1, 0, false, nil}},
		{"and another", with(func(c *claim) { c.Deaths = 1 }), 7, claim{"two", made, 7, 2, 0, false, nil}},
		{"one died after it got on", with(func(c *claim) { c.Deaths = 4 }), 9, claim{"two", made, 9, 1, 0, false, nil}},
		{"one died with a document alone", with(func(c *claim) { c.Suspect, c.Alone, c.Killed = 12, true, old }), 9, claim{"two", made, 9, 1, 12, false, before}},
		{"of those who died with it one was only asleep", with(func(c *claim) { c.Suspect, c.Alone, c.Killed = 12, true, []victim{{"asleep", 4}} }), 9, claim{"two", made, 9, 1, 12, false, before[1:]}},
		{"one died after that", with(func(c *claim) { c.Suspect, c.Killed = 12, old }), 9, claim{"two", made, 9, 1, 12, false, old}},
		{"the document is done with", with(func(c *claim) { c.Suspect, c.Killed = 12, old }), 12, claim{"two", made, 12, 1, 0, false, nil}},
		{"of another raw stream", with(func(c *claim) { c.Made, c.Deaths = made.Add(1), 4 }), 7, mine},
		{"our own", with(func(c *claim) { c.Worker, c.Deaths = "two", 1 }), 7, claim{"two", made, 7, 1, 0, false, nil}},
	} {
		if diff := cmp.Diff(c.want, c.found.inherit("two", made, c.at, said)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestAWorkerThatWasOnlyAsleepIsNoVictim hands a partition from worker to worker,
// each of which was cleaning the same document alone when the next took it for
// dead: once they stay silent, and once they wake up and speak.
func TestAWorkerThatWasOnlyAsleepIsNoVictim(t *testing.T) {
	for _, c := range []struct {
		name  string
		wakes bool
		kills int
	}{{"they stay silent", false, 3}, {"they wake up", true, 1}} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			bucket, err := b.Topology.Bucket(t.Context(), b.JS)
			if err != nil {
				t.Fatal(err)
			}
			d := &delivery{sequence: 7, partition: &partition{number: 1, journal: &checkpoints.Owner{}}}
			var sleeper *members.Group
			for _, name := range []string{"one", "two", "three", "four"} {
				group := b.Member(t, name)
				claims, err := newClaims(t.Context(), b.JS, bucket, name, time.Unix(1, 0), WorkOptions{Log: streamtest.Log(t)})
				if err == nil {
					err = group.Announce(t.Context(), nil)
				}
				if err == nil {
					err = claims.make(t.Context(), []*partition{d.partition})
				}
				if err == nil && c.wakes && sleeper != nil {
					err = sleeper.Announce(t.Context(), nil)
				}
				if err != nil {
					t.Fatal(err)
				}
				claims.acquire(t.Context(), d, true) // and it never comes to its end
				sleeper = group
			}
			if _, kills := d.partition.claimed.alone(7, 0); kills != c.kills {
				t.Errorf("%d workers are thought to have been killed by the document, want %d", kills, c.kills)
			}
		})
	}
}

func TestAWorkerThatIsDoneLeavesNoClaim(t *testing.T) {
	b := newBench(t)
	b.Publish(t, streamtest.Articles(30)...)
	b.work(t)
	if left := b.claims(t); len(left) != 0 {
		t.Errorf("claims are left: %+v", left)
	}
}

func (b *bench) claims(t *testing.T) map[int]claim {
	t.Helper()
	all, err := (&claims{js: b.JS, bucket: b.Topology.Workers}).read(t.Context())
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
	raws := streamtest.Articles(60)
	b.Publish(t, raws[:20]...)
	b.Publish(t, document.Raw{ID: "deep", Content: []byte("overflow the stack")})
	b.Publish(t, raws[20:40]...)
	b.Publish(t, document.Raw{ID: "wide", URL: "https://site3.example.org/wide", Content: []byte("memory runs out")})
	b.Publish(t, raws[40:]...)

	var deaths atomic.Int64
	stop := b.keepRunning(t, &deaths)
	b.awaitDrained(t)
	stop()

	if diff := streamtest.WrongCounts(streamtest.WantOnce(t, raws), b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
	got := make(map[string]uint64)
	for _, d := range b.deadLetters(t, operate.DeadFilter{Reason: ReasonKilledWorker, Stage: "clean"}) {
		got[string(d.Body[len(`{"id":"`):][:4])] = d.Attempts
	}
	if diff := cmp.Diff(map[string]uint64{"deep": killsBeforeDead, "wide": killsBeforeDead}, got); diff != "" {
		t.Errorf("dead letters and their attempts (-want +got):\n%s", diff)
	}
	// A death after which the partition had got on counts anew, and what stands
	// before the two documents may be committed in as many pieces as it has.
	if most := int64(2*(deathsBeforeCare+killsBeforeDead) + deathsBeforeCare*len(raws)); deaths.Load() > most {
		t.Errorf("%d workers were killed by two documents, want at most %d", deaths.Load(), most)
	}
}

// awaitDrained waits until the records have passed every raw document.
func (b *bench) awaitDrained(t *testing.T) {
	t.Helper()
	streamtest.Eventually(t, func() error {
		behind, err := operate.Behind(t.Context(), b.JS, b.Topology)
		if err == nil && len(behind) > 0 {
			err = fmt.Errorf("the stream is not drained: %v", behind)
		}
		return err
	})
}
