//go:build unix

package main

import (
	"log/slog"
	"os"
	"testing"
	"time"
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

func TestNothingIsLostAndNothingDoubled(t *testing.T) {
	got := torture(t, plan{
		Documents: 6000, Duration: 22 * time.Second, Workers: 3, Nodes: 1,
		WorkerKills: 14, BrokerKills: 6, Zombies: 8, Seed: 1,
	})
	if !got.right() {
		t.Errorf("lost %v\ndoubled %v\nwrong %v\nmisremembered %v\nbehind %v", got.Lost, got.Doubled, got.Wrong, got.Misremembered, got.Behind)
	}
	if got.Raw != 6000 || got.Dead != 6000/poisonEvery {
		t.Errorf("%d raw documents and %d dead letters, want 6000 and %d", got.Raw, got.Dead, 6000/poisonEvery)
	}
	if got.WorkerKills < 10 || got.BrokerKills < 5 || len(got.Suicides) < 6 {
		t.Errorf("the run was too quiet to prove anything:\n%s", got)
	}
}

func TestAClusterOfThreeLosesAndDoublesNothing(t *testing.T) {
	got := torture(t, plan{
		Documents: 3000, Duration: 20 * time.Second, Workers: 3, Nodes: 3,
		WorkerKills: 5, BrokerKills: 3, Freezes: 1, StepDowns: 6, Zombies: 3, Seed: 3,
	})
	if !got.right() || got.Raw != 3000 {
		t.Errorf("%d raw documents, want 3000\nlost %v\ndoubled %v\nwrong %v\nmisremembered %v\nbehind %v", got.Raw, got.Lost, got.Doubled, got.Wrong, got.Misremembered, got.Behind)
	}
}

func TestAFullDiskIsWaitedFor(t *testing.T) {
	probe, err := newDisk(t.TempDir(), 1)
	if err != nil {
		t.Skip(err)
	}
	probe.stop()
	got := torture(t, plan{Documents: 4000, Duration: 10 * time.Second, Workers: 2, Nodes: 1, DiskMB: 1, Seed: 4})
	if !got.FullDisk {
		t.Error("the disk did not get full")
	}
	if !got.right() || got.Raw != 4000 {
		t.Errorf("%d raw documents, want 4000\nlost %v\ndoubled %v\nwrong %v\nbehind %v", got.Raw, got.Lost, got.Doubled, got.Wrong, got.Behind)
	}
}

func TestWithoutTheFenceTheHarnessFindsDoubles(t *testing.T) {
	got := torture(t, plan{
		Documents: 4000, Duration: 10 * time.Second, Workers: 3, Nodes: 1,
		WorkerKills: 2, Zombies: 10, Unfenced: true, Seed: 2,
	})
	if len(got.Doubled) == 0 {
		t.Error("no document is there twice: the harness would not notice if the fence were broken")
	}
}
