// Command throughput measures what the stream worker costs beside two others
// on the same kind of broker: a relay with the same commit and no cleaning,
// which is as fast as the design can be, and the usual design of a connector,
// which fetches one document, publishes it and waits, while it does the same
// cleaning. Last it measures how old a document is when it comes out, at half
// of what the worker can do.
//
// With -simulate it measures nothing: it simulates a day of a fleet, with bursts
// and an autoscaler, second by second. With -sizes it measures what documents
// take on the broker.
//
//   - main.go: the flags and the table
//   - runs.go: the three designs, and the latency
//   - turns.go: the designs in turns, and their ratios
//   - meter.go: what a run costs, by the clock and by processor time
//   - documents.go: what is cleaned
//   - sizes.go: bytes on the broker
//   - simulate.go: the settings that are simulated, and what comes of them
//   - load.go, queue.go, fleet.go, scaler.go: what comes in, what waits, who
//     cleans, and how many are wanted
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/pipeline/memory"
)

func main() {
	var r rig
	flag.IntVar(&r.documents, "documents", 20_000, "documents of each run; a quarter of them for the design that fetches one at a time")
	flag.IntVar(&r.size, "size", 4096, "bytes of a document, about")
	flag.BoolVar(&r.sync, "sync", false, "the broker syncs every write")
	flag.StringVar(&r.profile, "cpuprofile", "", "write a CPU profile of each run to this file, the broker's share in it, the last in place of the others: see -only")
	turns := flag.Int("turns", 0, "compare the designs in so many turns, and print nothing but ratios with their spread; 0: one run of each")
	asJSON := flag.Bool("json", false, "with -turns: print the ratios of all turns as a JSON object")
	only := flag.String("only", "", "with -turns: one design and no other: relay, worker, remembering or fetch-one")
	latency := flag.Duration("latency", 10*time.Second, "how long to measure latency; 0 for not at all")
	sizes := flag.Bool("sizes", false, "measure the bytes that documents take on the broker, and nothing else")
	corpus := flag.String("corpus", "", "with -sizes: an annotated corpus of pages, in place of the samples' texts")
	simulating := flag.Bool("simulate", false, "simulate a day of a fleet, and measure nothing")
	s := scenarioFlags(flag.CommandLine)
	flag.Parse()
	r.log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	switch {
	case *simulating:
		err = report(os.Stdout, *s)
	case *sizes:
		err = r.sizes(ctx, os.Stdout, *corpus)
	case *turns > 0 || *only != "":
		var m measured
		if m, err = r.turns(ctx, max(1, *turns), *only); err == nil {
			err = m.write(os.Stdout, *asJSON)
		}
	default:
		err = compare(ctx, r, *latency)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "throughput:", err)
		os.Exit(1)
	}
}

// scenarioFlags are those of -simulate.
func scenarioFlags(flags *flag.FlagSet) *scenario {
	s := &scenario{noisy: true, handover: 1}
	flags.Float64Var(&s.perDay, "per-day", 100_000_000, "simulation: documents a day")
	flags.Float64Var(&s.burst, "burst", 10, "simulation: the rate in a burst, in means")
	flags.IntVar(&s.bursts, "bursts", 4, "simulation: bursts")
	flags.IntVar(&s.burstSeconds, "burst-seconds", 600, "simulation: how long a burst is")
	flags.IntVar(&s.seconds, "seconds", secondsOfDay, "simulation: how long documents come in")
	flags.IntVar(&s.sites, "sites", 30_000, "simulation: sites")
	flags.Float64Var(&s.zipf, "zipf", 1, "simulation: exponent of the sites' sizes")
	flags.IntVar(&s.partitions, "partitions", 64, "simulation: partitions, and so the most workers")
	flags.Float64Var(&s.rate, "rate", 3000, "simulation: documents a second of one worker, as this program measures it without -simulate")
	flags.IntVar(&s.start, "start-seconds", 20, "simulation: from wanting a worker to its work")
	flags.IntVar(&s.scaler.poll, "poll-seconds", 15, "simulation: how often the autoscaler looks")
	flags.IntVar(&s.scaler.cooldown, "cooldown-seconds", 300, "simulation: how long the autoscaler waits before it takes workers away")
	flags.IntVar(&s.scaler.least, "least", 0, "simulation: fewest workers of a fleet that follows the lag")
	flags.IntVar(&s.scaler.most, "most", 64, "simulation: most workers of a fleet that follows the lag")
	flags.Uint64Var(&s.seed, "seed", 1, "simulation: of bursts, sites and numbers")
	return s
}

// compare makes the runs one after the other and prints a line for each.
func compare(ctx context.Context, r rig, latency time.Duration) error {
	engine := cleaners.Must(cleaners.New())
	relay, err := r.worker(ctx, copier{}, memory.RecurringOff)
	if err != nil {
		return fmt.Errorf("relay: %w", err)
	}
	fmt.Printf("relay, same commit, no cleaning   %8.0f documents/s\n", relay.rate())
	worker, err := r.worker(ctx, engine, memory.RecurringOff)
	if err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	fmt.Printf("worker                            %8.0f documents/s, %3.0f%% of the relay\n", worker.rate(), 100*worker.rate()/relay.rate())
	share, err := r.remembering(ctx, engine)
	if err != nil {
		return fmt.Errorf("worker that remembers: %w", err)
	}
	fmt.Printf("worker that remembers sites       %7.0f%% of the worker that does not, in the middle one of %d pairs of runs\n", 100*share, pairs)
	single, err := r.fetchOne(ctx, engine)
	if err != nil {
		return fmt.Errorf("one at a time: %w", err)
	}
	fmt.Printf("fetch one, publish, acknowledge   %8.0f documents/s; the worker does %.1f times that\n", single.rate(), worker.rate()/single.rate())
	if latency <= 0 {
		return nil
	}
	p50, p99, err := r.latency(ctx, engine, worker.rate()/2, latency)
	if err != nil {
		return fmt.Errorf("latency: %w", err)
	}
	fmt.Printf("raw to clean at %.0f documents/s    p50 %s, p99 %s\n", worker.rate()/2, p50.Round(time.Millisecond), p99.Round(time.Millisecond))
	return nil
}
