//go:build unix

package main

import (
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

func TestMain(m *testing.M) {
	if workerWanted() {
		os.Exit(workerMain())
	}
	os.Exit(m.Run())
}

func torture(t *testing.T, p plan) result {
	t.Helper()
	if testing.Short() {
		t.Skip("starts and kills processes for half a minute")
	}
	got, err := p.run(t.Context(), slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(got)
	return got
}

// wantRight wants so many documents at least, each out once, and those that
// can't be cleaned among the dead.
func wantRight(t *testing.T, got result, documents int) {
	t.Helper()
	if !got.right() {
		t.Errorf("lost %v\ndoubled %v\nwrong %v\nmisremembered %v\nmistold %v\nbehind %v", got.Lost, got.Doubled, got.Wrong, got.Misremembered, got.Mistold, got.Behind)
	}
	if got.Raw < documents || got.Dead != got.Raw/poisonEvery {
		t.Errorf("%d raw documents and %d dead letters, want %d at least, and %d", got.Raw, got.Dead, documents, got.Raw/poisonEvery)
	}
}

func TestNothingIsLostAndNothingDoubled(t *testing.T) {
	got := torture(t, plan{
		Documents: 5000, Duration: 16 * time.Second, Workers: 3, Nodes: 1,
		WorkerKills: 10, BrokerKills: 5, Zombies: 6, EveryPoint: true, Seed: 1,
	})
	wantRight(t, got, 5000)
	for _, point := range faults.Points() {
		if got.Suicides[point] == 0 {
			t.Errorf("no worker died at the point %q", point)
		}
	}
	if got.WorkerKills < 10 || got.BrokerKills < 5 {
		t.Errorf("the run was too quiet to prove anything:\n%s", got)
	}
}

func TestPagesGoThroughTheEngineOnceAsWell(t *testing.T) {
	got := torture(t, plan{
		Documents: 500, Duration: 10 * time.Second, Workers: 3, Nodes: 1,
		WorkerKills: 4, BrokerKills: 2, Zombies: 2, Pages: true, Sync: true, Seed: 5,
		CleanKB: 384, // which the largest do not fit into
	})
	wantRight(t, got, 500)
	if got.Parts == 0 {
		t.Error("no document had parts, so the run proves nothing of those")
	}
}

func TestAClusterOfThreeLosesAndDoublesNothing(t *testing.T) {
	got := torture(t, plan{
		Documents: 2500, Duration: 16 * time.Second, Workers: 3, Nodes: 3,
		WorkerKills: 4, BrokerKills: 2, Cuts: 1, Rolls: 1, StepDowns: 4, Zombies: 2, Seed: 3,
	})
	wantRight(t, got, 2500)
}

func TestAFullDiskIsWaitedFor(t *testing.T) {
	probe, err := newDisk(t.TempDir(), 1)
	if err != nil {
		t.Skip(err)
	}
	probe.stop()
	got := torture(t, plan{Documents: 2500, Duration: 6 * time.Second, Workers: 2, Nodes: 1, DiskMB: 1, Seed: 4})
	if !got.FullDisk {
		t.Error("the disk did not get full")
	}
	wantRight(t, got, 2500)
}

// TestWithoutTheFenceTheHarnessFindsDoubles may need some runs: whether a
// worker sleeps with something in hand is chance.
func TestWithoutTheFenceTheHarnessFindsDoubles(t *testing.T) {
	for seed := range int64(5) {
		got := torture(t, plan{
			Documents: 3000, Duration: 8 * time.Second, Workers: 3, Nodes: 1,
			WorkerKills: 2, Zombies: 8, Unfenced: true, Seed: 2 + seed,
		})
		if len(got.Doubled) > 0 {
			return
		}
	}
	t.Error("no document is there twice: the harness would not notice if the fence were broken")
}
