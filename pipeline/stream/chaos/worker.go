//go:build unix

package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/stories"
)

// How the harness tells a process of its own binary that it is a worker.
const (
	envWorker   = "WINNOW_CHAOS_WORKER"   // addresses of the servers
	envReplicas = "WINNOW_CHAOS_REPLICAS" // of the streams
	envDie      = "WINNOW_CHAOS_DIE"      // point:n, to die when it reaches the point for the nth time
	envUnfenced = "WINNOW_CHAOS_UNFENCED"
	envPages    = "WINNOW_CHAOS_PAGES"
	envLean     = "WINNOW_CHAOS_LEAN"
	envCompress = "WINNOW_CHAOS_COMPRESS" // which documents
)

func workerWanted() bool { return os.Getenv(envWorker) != "" }

// workerMain is a worker process: as `winnow run` is, with a way to die.
func workerMain() int {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := work(ctx, log); err != nil {
		log.Error("worker", "error", err)
		return 1
	}
	return 0
}

func work(ctx context.Context, log *slog.Logger) error {
	nodes, err := strconv.Atoi(os.Getenv(envReplicas))
	if err != nil {
		return fmt.Errorf("%s: %w", envReplicas, err)
	}
	conn, err := broker.Connect(os.Getenv(envWorker), log, nats.ReconnectWait(50*time.Millisecond), nats.PingInterval(2*time.Second))
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := broker.JetStream(conn)
	if err != nil {
		return err
	}
	hooks := &faults.Hooks{Unfenced: os.Getenv(envUnfenced) != ""}
	if die := os.Getenv(envDie); die != "" {
		if hooks.Reached, err = dieAt(die); err != nil {
			return err
		}
	}
	working, stop := context.WithCancel(ctx)
	var telling sync.WaitGroup
	defer telling.Wait()
	defer stop()
	topology := plan{Nodes: nodes}.topology()
	telling.Go(func() { // it dies whenever the worker does
		if err := stories.Run(working, js, topology, stories.Options{Log: log, SnapshotEvery: snapshotEvery}); err != nil {
			log.Error("stories", "error", err)
			stop()
		}
	})
	of := matter{pages: os.Getenv(envPages) != ""}
	return stream.Work(working, js, topology, of.engine(cleaningTime), stream.WorkOptions{
		Build: record.Build{Version: "chaos"}, Log: log, Faults: hooks,
		Lean: os.Getenv(envLean) != "", Compress: record.Compression(os.Getenv(envCompress)),
		Recurring: of.recurring(), SnapshotEvery: snapshotEvery,
		Pipeline: pipeline.Options{Workers: 4, BatchSize: 64, BatchDelay: 30 * time.Millisecond},
	})
}

// dieAt returns a function that ends this process as kill -9 does.
func dieAt(spec string) (func(faults.Point), error) {
	name, count, _ := strings.Cut(spec, ":")
	n, err := strconv.ParseInt(count, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%s=%s: %w", envDie, spec, err)
	}
	var reached atomic.Int64
	return func(p faults.Point) {
		if string(p) == name && reached.Add(1) == n {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // until it arrives
		}
	}, nil
}

// snapshotEvery is how many deltas make a snapshot due: few enough that some
// workers die of one.
const snapshotEvery = 8

// cleaningTime keeps some documents in hand at any time, so that every kill
// hits something.
const cleaningTime = time.Millisecond
