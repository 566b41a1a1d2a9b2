//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// plan is one run.
type plan struct {
	Documents   int
	Duration    time.Duration
	Workers     int
	Nodes       int
	WorkerKills int
	BrokerKills int
	Zombies     int
	Freezes     int
	Cuts        int
	Rolls       int
	StepDowns   int
	EveryPoint  bool // go on until a worker has died at every point, and send documents meanwhile
	DiskMB      int  // of the servers; 0: the machine's own
	Pages       bool // of HTML, and the engine to clean them
	Lean        bool
	Compress    record.Compression
	CleanKB     int // of a message of the clean stream at most: larger documents are in parts; 0: as much as the server takes
	Sync        bool
	Unfenced    bool
	Seed        int64
}

// patience bounds the wait for whatever must come when all is right: servers
// that get ready, a disk that gets full, healthy workers that finish the rest.
// It is far above what the slowest machine takes.
const patience = 3 * time.Minute

// topology is what the workers of a run use: a lease that many zombies outlive
// in little time, and few enough partitions that each has something in hand.
func (p plan) topology() broker.Topology {
	t := broker.DefaultTopology()
	t.Partitions, t.Lease, t.Replicas = 12, time.Second, p.Nodes
	return t
}

// begin starts the servers and makes the streams. A cluster that does not find
// together on a busy machine gets a second chance.
func (p plan) begin(ctx context.Context, dir string, log *slog.Logger) (*brokers, *feed, error) {
	for try := 1; ; try++ {
		home := filepath.Join(dir, strconv.Itoa(try))
		if err := os.Mkdir(home, 0o700); err != nil {
			return nil, nil, err
		}
		b, err := startBrokers(ctx, home, p, log)
		if err != nil {
			return nil, nil, err
		}
		f, err := newFeed(ctx, b.urls(), p, log)
		if err == nil {
			return b, f, nil
		}
		b.stop()
		if try == 2 || ctx.Err() != nil {
			return nil, nil, err
		}
		log.Warn("once more", "error", err)
	}
}

// run does what the plan says, and ends every process that it started.
func (p plan) run(ctx context.Context, log *slog.Logger) (result, error) {
	if p.Nodes != 1 && p.Nodes != 3 {
		return result{}, fmt.Errorf("%d nodes: want 1 or 3", p.Nodes)
	}
	dir, err := os.MkdirTemp("", "winnow-chaos-")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	log.Info("chaos", "seed", p.Seed, "plan", fmt.Sprintf("%+v", p))
	brokers, feed, err := p.begin(ctx, dir, log)
	if err != nil {
		return result{}, err
	}
	defer brokers.stop()
	defer feed.close()
	random := rand.New(rand.NewPCG(uint64(p.Seed), 0))
	crew := newCrew(p, brokers.urls(), random, log)
	defer crew.stop()

	var feeding sync.WaitGroup
	var fed error
	ended := make(chan struct{})
	feeding.Go(func() { fed = feed.send(ctx, p.Documents, p.Duration, ended) })
	crew.start(p.Workers)
	torment{plan: p, crew: crew, brokers: brokers, feed: feed, random: random, log: log}.run(ctx)
	close(ended)
	brokers.heal()
	crew.heal()
	feeding.Wait()
	if fed != nil {
		return result{}, fmt.Errorf("feeding: %w", fed)
	}
	if err := feed.awaitDrained(ctx, patience); err != nil && !p.Unfenced {
		return result{}, errors.Join(err, ctx.Err())
	}
	crew.stop()
	got, err := feed.verify(ctx, p)
	got.WorkerKills, got.Suicides, got.Failures = crew.kills(), crew.suicides(), crew.failures()
	got.Zombies, got.BrokerKills, got.FullDisk = crew.zombies(), brokers.kills(), brokers.sawFullDisk()
	return got, err
}
