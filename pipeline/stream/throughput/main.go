// Command throughput measures what the stream worker costs beside two others
// on the same kind of broker: a relay with the same commit and no cleaning,
// which is as fast as the design can be, and the usual design of a connector,
// which fetches one document, publishes it and waits, while it does the same
// cleaning. Last it measures how old a document is when it comes out, at half
// of what the worker can do.
//
//   - main.go: the flags and the table
//   - runs.go: the three designs, and the latency
//   - documents.go: what is cleaned
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
	flag.StringVar(&r.profile, "cpuprofile", "", "write a CPU profile of the worker's run to this file, the broker's share in it")
	latency := flag.Duration("latency", 10*time.Second, "how long to measure latency; 0 for not at all")
	flag.Parse()
	r.log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := compare(ctx, r, *latency); err != nil {
		fmt.Fprintln(os.Stderr, "throughput:", err)
		os.Exit(1)
	}
}

// compare makes the runs one after the other and prints a line for each.
func compare(ctx context.Context, r rig, latency time.Duration) error {
	engine := cleaners.Must(cleaners.New())
	relay, err := r.worker(ctx, copier{}, memory.RecurringOff)
	if err != nil {
		return fmt.Errorf("relay: %w", err)
	}
	fmt.Printf("relay, same commit, no cleaning   %8.0f documents/s\n", relay)
	worker, err := r.profiled(func() (float64, error) { return r.worker(ctx, engine, memory.RecurringOff) })
	if err != nil {
		return fmt.Errorf("worker: %w", err)
	}
	fmt.Printf("worker                            %8.0f documents/s, %3.0f%% of the relay\n", worker, 100*worker/relay)
	share, err := r.remembering(ctx, engine)
	if err != nil {
		return fmt.Errorf("worker that remembers: %w", err)
	}
	fmt.Printf("worker that remembers sites       %7.0f%% of the worker that does not, in the middle one of %d pairs of runs\n", 100*share, pairs)
	single, err := r.fetchOne(ctx, engine)
	if err != nil {
		return fmt.Errorf("one at a time: %w", err)
	}
	fmt.Printf("fetch one, publish, acknowledge   %8.0f documents/s; the worker does %.1f times that\n", single, worker/single)
	if latency <= 0 {
		return nil
	}
	p50, p99, err := r.latency(ctx, engine, worker/2, latency)
	if err != nil {
		return fmt.Errorf("latency: %w", err)
	}
	fmt.Printf("raw to clean at %.0f documents/s    p50 %s, p99 %s\n", worker/2, p50.Round(time.Millisecond), p99.Round(time.Millisecond))
	return nil
}
