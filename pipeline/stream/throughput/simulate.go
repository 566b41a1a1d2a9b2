package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
)

const secondsOfDay = 24 * 60 * 60

// scenario is one simulation: what comes in, and who cleans it.
type scenario struct {
	name         string
	seed         uint64
	perDay       float64 // documents
	seconds      int     // how long documents come in
	burst        float64 // a burst's rate, in means
	bursts       int
	burstSeconds int
	noisy        bool
	sites        int
	zipf         float64 // the exponent of the sites' sizes
	partitions   int
	rate         float64 // documents a second of one worker
	workers      int     // at the beginning
	scaler       scaler
	start        int // seconds until a worker that is wanted works
	handover     int // seconds that a partition waits when it moves
}

// inHand is how long a document is in a worker's hands, in seconds: so much of
// what is being cleaned counts as lag as well. The p99 of a worker at half its
// load is of this size (RESULTS.md).
const inHand = 0.05

// result is what came of a scenario.
type result struct {
	ages        ages
	arrived     float64
	left        float64 // that wait at the end
	workers     []int   // that were wanted, by second
	hottest     float64 // the largest partition's share
	workerHours float64
}

// simulate goes through a scenario second by second.
func simulate(s scenario) result {
	l := newLoad(s)
	f := newFleet(s.partitions, s.rate, s.start, s.handover)
	f.resize(-s.start, s.workers)
	partitions, into := make([]queue, s.partitions), make([]float64, s.partitions)
	var r result
	lag, done, workers := 0.0, 0.0, s.workers
	for _, share := range l.shares {
		r.hottest = max(r.hottest, share)
	}
	for now := range s.seconds {
		workers = s.scaler.want(now, workers, lag+done*inHand, done)
		f.resize(now, workers)
		f.share(now)
		l.arrivals(now, into)
		for p, amount := range into {
			partitions[p].put(now, amount)
			r.arrived += amount
		}
		done = f.work(now, partitions, &r.ages)
		lag = 0
		for p := range partitions {
			lag += partitions[p].length
		}
		r.workers = append(r.workers, workers)
		r.workerHours += float64(workers) / 3600
	}
	r.left = lag
	return r
}

// What deploy/kubernetes/components/keda has: documents that may wait for each
// worker, the most workers, and the seconds in which one may be taken away.
const (
	deployedTarget = 1000
	deployedMost   = 16
	deployedShrink = 60
)

// scenarios are the settings that are compared, over one load: fleets of a
// fixed size for the mean and for the bursts, and fleets that follow the lag.
func scenarios(s scenario) []scenario {
	mean := s.perDay / secondsOfDay / s.rate
	fixed := func(name string, workers float64) scenario {
		s := s
		s.name, s.workers, s.scaler.target = name, min(s.partitions, int(math.Ceil(workers))), 0
		return s
	}
	follow := func(name string, targetSeconds, busy float64, start int) scenario {
		s := s
		s.name, s.scaler.target, s.scaler.busy, s.start = name, targetSeconds*s.rate, busy*s.rate, start
		return s
	}
	deployed := follow("as deploy/kubernetes", deployedTarget/s.rate, 0, s.start)
	deployed.scaler.shrink, deployed.scaler.most = deployedShrink, min(deployedMost, s.scaler.most)
	busy := deployed
	busy.name, busy.scaler.busy = "the same, 70% busy", .7*s.rate
	return []scenario{
		fixed("fixed, twice the mean", 2*mean),
		fixed("fixed, for the bursts", mean*s.burst),
		fixed("fixed, and half more", 1.5*mean*s.burst),
		follow("lag of 10 s", 10, 0, s.start),
		follow("lag of 2 s, 70% busy", 2, .7, s.start),
		follow("lag of 10 s, 70% busy", 10, .7, s.start),
		follow("lag of 60 s, 70% busy", 60, .7, s.start),
		follow("the same, starts in 2 min", 60, .7, 120),
		deployed,
		busy,
	}
}

// report simulates the settings and prints a line for each, and how many workers
// there were over time.
func report(out io.Writer, s scenario) error {
	hottest := 0.0
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "setting\tp50\tp99\toldest\tstill waiting\tworkers, mean\tmost\t")
	var over strings.Builder
	for _, s := range scenarios(s) {
		r := simulate(s)
		hottest = r.hottest
		most := 0
		for _, n := range r.workers {
			most = max(most, n)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%.0f\t%.1f\t%d\t\n", s.name, age(r.ages.quantile(.5)), age(r.ages.quantile(.99)), age(r.ages.oldest()),
			r.left, r.workerHours/(float64(s.seconds)/3600), most)
		if s.scaler.target > 0 {
			fmt.Fprintf(&over, "%26s  %s\n", s.name, spans(r.workers))
		}
	}
	fmt.Fprintf(out, "%.0f documents a day, %.0f/s, %d bursts of %.0f times that for %d s; %d partitions of %d sites; %.0f/s a worker; seed %d\n",
		s.perDay, s.perDay/secondsOfDay, s.bursts, s.burst, s.burstSeconds, s.partitions, s.sites, s.rate, s.seed)
	fmt.Fprintf(out, "the largest partition has %.1f%%: %.0f/s of the mean, %.0f/s in a burst, and one worker\n\n",
		100*hottest, hottest*s.perDay/secondsOfDay, hottest*s.burst*s.perDay/secondsOfDay)
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\nmost workers in each of %d parts of the time:\n%s", parts, over.String())
	return err
}

// age writes seconds; documents of the second in which they came have no age.
func age(seconds int) string {
	if seconds == 0 {
		return "<1 s"
	}
	return fmt.Sprintf("%d s", seconds)
}

// parts of the time, of each of which the most workers are printed.
const parts = 24

func spans(workers []int) string {
	var all []string
	for i := range parts {
		most := 0
		for _, n := range workers[i*len(workers)/parts : (i+1)*len(workers)/parts] {
			most = max(most, n)
		}
		all = append(all, fmt.Sprint(most))
	}
	return strings.Join(all, " ")
}
