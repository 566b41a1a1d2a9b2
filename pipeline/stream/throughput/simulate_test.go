package main

import (
	"bytes"
	"flag"
	"math"
	"slices"
	"testing"
)

// plain is a load without chance: one site, no bursts, one worker that stays.
func plain(perSecond, rate float64, seconds int) scenario {
	return scenario{
		seed: 1, perDay: perSecond * secondsOfDay, seconds: seconds, sites: 1, zipf: 1, partitions: 1, rate: rate, workers: 1,
		scaler: scaler{poll: 15, cooldown: 300, most: 1},
	}
}

// defaultScenario is that of the flags when none is given.
func defaultScenario() *scenario {
	return scenarioFlags(flag.NewFlagSet("", flag.ContinueOnError))
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s: %g, want %g", what, got, want)
	}
}

func TestAWorkerThatIsFastEnoughLetsNothingWait(t *testing.T) {
	r := simulate(plain(80, 100, 1000))
	if r.left != 0 || r.ages.oldest() != 0 || r.ages.total != 80_000 {
		t.Errorf("%g wait, the oldest is %d s old, %g came out", r.left, r.ages.oldest(), r.ages.total)
	}
}

// TestAWorkerThatIsTooSlow: of what comes in during T, (in-rate)T waits at the
// end, and the last that came out was T(1-rate/in) old.
func TestAWorkerThatIsTooSlow(t *testing.T) {
	r := simulate(plain(200, 150, 1000))
	near(t, "left", r.left, 50_000, 1)
	near(t, "oldest", float64(r.ages.oldest()), 250, 1)
	near(t, "p50", float64(r.ages.quantile(.5)), 125, 1) // ages grow evenly
}

// TestABurst: the last document of a burst of D seconds waits for (burst-rate)D
// documents, and those are done with after (burst-rate)D/(rate-in) seconds more.
func TestABurst(t *testing.T) {
	s := plain(100, 200, 10_000)
	s.burst, s.bursts, s.burstSeconds = 10, 1, 100
	l := newLoad(s)
	between := 100 * (1 - .01*10) / (1 - .01)
	near(t, "rate in the burst", l.rate(l.bursts[0][0]), 1000, 0)
	near(t, "rate outside of it", l.rate(l.bursts[0][1]), between, 1e-9)
	r := simulate(s)
	near(t, "arrived", r.arrived, 100*10_000, 1)
	near(t, "oldest", float64(r.ages.oldest()), (1000-200)*100/200, 2)
	late := 1000*100 + between*(1000-200)*100/(200-between) // what comes in the burst, and until it is done with
	sum := 0.0
	for seconds, amount := range r.ages.by {
		if seconds > 0 {
			sum += amount
		}
	}
	near(t, "documents that waited", sum/late, 1, .02)
}

// TestAPartitionHasOneWorker: a site as fast as a worker gets no faster with more
// of them.
func TestAPartitionHasOneWorker(t *testing.T) {
	s := plain(200, 150, 1000)
	s.partitions, s.workers = 64, 64
	near(t, "left", simulate(s).left, 50_000, 1)
	s.sites, s.zipf = 100_000, 0 // the same documents of many sites
	if r := simulate(s); r.left > 0 {
		t.Errorf("%g wait with 64 workers for 64 partitions", r.left)
	}
}

func TestPartitionsAreSharedEvenlyAndMoveSeldom(t *testing.T) {
	f := newFleet(10, 1, 0, 1)
	for _, n := range []int{1, 4, 3, 10, 2, 0, 5} {
		before := slices.Clone(f.owner)
		f.resize(0, n)
		f.share(0)
		load, moved := make([]int, max(1, n)), 0
		for p, w := range f.owner {
			if n > 0 {
				load[w]++
			}
			if before[p] != w && before[p] >= 0 && before[p] < n {
				moved++
			}
		}
		if n > 0 && slices.Max(load)-slices.Min(load) > 1 {
			t.Errorf("%d workers have %d partitions", n, load)
		}
		if most := 10 - 10/max(1, n); n > 0 && moved > most {
			t.Errorf("for %d workers %d partitions left one that stays", n, moved)
		}
	}
}

func TestAWorkerThatIsWantedWorksLater(t *testing.T) {
	f := newFleet(4, 1, 20, 1)
	f.resize(0, 1)
	if f.alive(19) != 0 || f.alive(20) != 1 {
		t.Errorf("alive: %d after 19 s, %d after 20 s", f.alive(19), f.alive(20))
	}
	f.resize(30, 2)
	f.share(50)
	f.resize(60, 3)
	f.share(80)
	paused := 0
	for _, until := range f.paused {
		if until == 81 {
			paused++
		}
	}
	if paused != 1 { // 2, 1 and 1 of four partitions
		t.Errorf("%d partitions wait for their handover, want 1", paused)
	}
}

func TestTheScalerStepsAsItsSourcesDo(t *testing.T) {
	s := scaler{target: 100, most: 30, poll: 15, cooldown: 60}
	workers := 0
	for i, step := range []struct {
		lag  float64
		want int
	}{
		{0, 0}, {1, 1}, {900, 5}, {900, 9}, {3000, 18}, {9900, 30}, // from zero; by four or by twice; and at most
		{250, 30}, {250, 30}, {250, 30}, {250, 3}, // once four polls have said so
		{0, 3}, {0, 3}, {0, 3}, {0, 0}, // the highest of the last four; then nothing for a minute
	} {
		if workers = s.want(i*15, workers, step.lag, 0); workers != step.want {
			t.Fatalf("poll %d, lag %g: %d workers, want %d", i, step.lag, workers, step.want)
		}
		if s.want(i*15+7, workers, 1e9, 1e9) != workers {
			t.Fatal("it looked between two polls")
		}
	}
}

func TestTheScalerTakesOneAwayAtATime(t *testing.T) {
	s := scaler{target: 100, most: 30, least: 1, poll: 15, cooldown: 30, shrink: 60}
	workers, got := 5, []int(nil)
	for second := 0; second <= 240; second += 15 {
		if before := workers; s.want(second, workers, 100, 0) != before {
			workers--
			got = append(got, second)
		}
	}
	if want := []int{60, 120, 180, 240}; !slices.Equal(got, want) {
		t.Errorf("workers were taken away after %d s, want %d", got, want)
	}
}

// TestAConstantLoadSettlesWhereWorkersAreBusy: with in/(busy) workers, and
// nothing waits. By the lag alone there are too many and too few in turn.
func TestAConstantLoadSettlesWhereWorkersAreBusy(t *testing.T) {
	s := plain(950, 100, 7200)
	s.partitions, s.sites, s.zipf, s.workers = 200, 100_000, 0, 0
	s.scaler = scaler{target: 1000, most: 200, poll: 15, cooldown: 300}
	secondHour := func(r result) (least, most int) { return slices.Min(r.workers[3600:]), slices.Max(r.workers[3600:]) }
	if least, most := secondHour(simulate(s)); least >= 9 || most <= 10 {
		t.Errorf("by the lag alone between %d and %d workers: it settles", least, most)
	}
	s.scaler.busy = 70
	r := simulate(s)
	if least, most := secondHour(r); least != 14 || most != 14 { // 950/70
		t.Errorf("between %d and %d workers, want 14", least, most)
	}
	if r.left > 0 {
		t.Errorf("%g documents wait", r.left)
	}
}

func TestTheSameSeedIsTheSameDay(t *testing.T) {
	s := *defaultScenario()
	s.seconds, s.bursts = 3600, 1
	printed := func(seed uint64) string {
		s.seed = seed
		var out bytes.Buffer
		if err := report(&out, s); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if a, b := printed(3), printed(3); a != b {
		t.Errorf("twice the same seed:\n%s\n%s", a, b)
	}
	if printed(3) == printed(4) {
		t.Error("the seed changes nothing")
	}
}

func TestNothingIsLostInASimulation(t *testing.T) {
	for _, s := range scenarios(*defaultScenario()) {
		s.seconds, s.bursts = 3600, 2
		if r := simulate(s); math.Abs(r.ages.total+r.left-r.arrived) > 1e-6*r.arrived {
			t.Errorf("%s: %g came out and %g wait, of %g", s.name, r.ages.total, r.left, r.arrived)
		}
	}
}

func TestPoissonHasItsMeanAndVariance(t *testing.T) {
	l := newLoad(*defaultScenario())
	for _, mean := range []float64{.5, 8, 200} {
		const draws = 20_000
		sum, squares := 0.0, 0.0
		for range draws {
			x := l.poisson(mean)
			sum, squares = sum+x, squares+x*x
		}
		got := sum / draws
		near(t, "mean", got/mean, 1, .05)
		near(t, "variance", (squares/draws-got*got)/mean, 1, .1)
	}
}
