//go:build unix

// Command chaos holds winnow's stream worker to its guarantee: every raw
// document yields its clean document, or its dead letter, once, whatever is
// killed when, and what the workers remember in the end is what those documents
// teach, each once.
//
// It builds nats-server from the module, starts one node or a cluster of
// three, and several workers as processes of their own. While documents come
// in it kills workers and nodes with SIGKILL, stops workers until the others
// take them for dead and wakes them again, and has workers kill themselves at
// named points around every step. Then it lets the rest drain and counts.
//
//   - main.go: the flags
//   - run.go: one run from start to verdict
//   - torment.go: what is done to processes, and when
//   - broker.go, node.go, worker.go: the processes
//   - disk.go, link.go: a disk that gets full, a network that falls apart
//   - matter.go: what the documents are made of, and who cleans them
//   - feed.go, verify.go: what goes in, and what must have come out
//
// With -unfenced the workers leave out the fence; then the same harness must
// find doubles, or it would prove nothing.
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

	"github.com/winnow-news/winnow/pipeline/record"
)

func main() {
	if workerWanted() {
		os.Exit(workerMain())
	}
	p := plan{}
	flag.IntVar(&p.Documents, "documents", 60_000, "documents to send in")
	flag.DurationVar(&p.Duration, "duration", 5*time.Minute, "how long to torment")
	flag.IntVar(&p.Workers, "workers", 3, "worker processes")
	flag.IntVar(&p.Nodes, "nodes", 1, "NATS servers: 1, or 3 for a cluster with three replicas")
	flag.IntVar(&p.WorkerKills, "worker-kills", 60, "workers killed from outside; about as many kill themselves at named points")
	flag.IntVar(&p.BrokerKills, "broker-kills", 24, "servers killed")
	flag.IntVar(&p.Zombies, "zombies", 20, "workers stopped for longer than their lease, and woken")
	flag.IntVar(&p.Freezes, "freezes", 0, "servers stopped for some seconds, and woken")
	flag.IntVar(&p.Cuts, "cuts", 0, "servers of a cluster that are kept from the others for some seconds, while clients reach them")
	flag.IntVar(&p.Rolls, "rolls", 0, "restarts of all servers, one after the other")
	flag.IntVar(&p.StepDowns, "step-downs", 0, "streams of a cluster made to choose another leader")
	flag.IntVar(&p.DiskMB, "disk-mb", 0, "servers get a disk of so many megabytes, which grows once in the run (Linux)")
	flag.BoolVar(&p.EveryPoint, "every-point", false, "go on until a worker has died at every point, for some minutes at most")
	flag.BoolVar(&p.Pages, "pages", false, "send pages of 2 to 300 kB, cleaned by winnow's engine, and not lines of text that are left as they are")
	flag.BoolVar(&p.Lean, "lean", false, "workers write lean documents")
	flag.TextVar(&p.Compress, "compress", record.CompressOff, "documents that workers compress: off, large or all")
	flag.IntVar(&p.CleanKB, "clean-kb", 0, "the clean stream takes messages of so many kilobytes: larger documents are in parts")
	flag.BoolVar(&p.Sync, "sync", false, "servers sync every write (sync_interval: always)")
	flag.BoolVar(&p.Unfenced, "unfenced", false, "workers leave out the fence: doubles are to be found")
	flag.Int64Var(&p.Seed, "seed", time.Now().UnixNano(), "of the random choices")
	verbose := flag.Bool("v", false, "log what is done, and what the workers say")
	flag.Parse()
	level := slog.LevelInfo
	if *verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	got, err := p.run(ctx, log)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
	fmt.Println(got)
	if got.right() == p.Unfenced {
		os.Exit(1)
	}
}
