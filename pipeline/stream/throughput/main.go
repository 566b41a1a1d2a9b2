// Command throughput measures what the stream worker costs beside others on the
// same kind of broker: a relay with the same commit and no cleaning, which is as
// fast as the design can be; the usual design of a connector, which fetches one
// document, publishes it and waits, while it does the same cleaning; the worker
// with site memory; and cleaning alone. They take turns, and what is printed is
// their ratios with the spread. With -latency it also measures how old a document
// is when it comes out, at half of what the worker can do.
//
// With -simulate it measures nothing: it simulates a day of a fleet, with bursts
// and an autoscaler, second by second. With -sizes it measures what documents
// take on the broker.
//
//   - main.go: the flags and the table
//   - runs.go: the designs
//   - latency.go: how old a document is when it comes out
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
	"strings"
	"syscall"
)

func main() {
	var r rig
	flag.IntVar(&r.documents, "documents", 20_000, "documents of each run; a quarter of them for the design that fetches one at a time")
	flag.IntVar(&r.size, "size", 4096, "bytes of a document, about")
	flag.BoolVar(&r.sync, "sync", false, "the broker syncs every write")
	flag.StringVar(&r.profile, "cpuprofile", "", "write a CPU profile of each run to this file, the broker's share in it, the last in place of the others: see -only")
	turns := flag.Int("turns", 3, "how often each design runs, in turns with the others")
	asJSON := flag.Bool("json", false, "print the ratios of all turns as a JSON object")
	only := flag.String("only", "", "one design and no other: "+strings.Join(names(), ", "))
	latency := flag.Duration("latency", 0, "after that, how long to measure latency at half of the worker's speed; 0: not at all")
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
	default:
		err = r.compare(ctx, os.Stdout, comparison{turns: *turns, only: *only, latency: *latency, asJSON: *asJSON})
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
