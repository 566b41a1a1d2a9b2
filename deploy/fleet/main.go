//go:build unix

// Command fleet starts the topology of deploy/compose.yaml as plain processes on
// this machine, without Docker: three NATS servers with replicated streams,
// accounts and TLS, workers, and Prometheus with the alerts.
//
//	go run ./deploy/fleet
//
// Everything listens on the loopback interface. A process that ends is started
// again, so any one can be killed to see what happens. Ctrl-C ends all; on Linux
// they end with this process however that ends.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	dir := flag.String("dir", defaultDir(), "`folder` of programs, credentials, streams and logs; what is there is used again")
	workers := flag.Int("workers", 3, "processes of winnow run")
	duration := flag.Duration("duration", 0, "end after this `time` (0: on Ctrl-C)")
	samples := flag.Bool("samples", true, "clean the sample documents once all is up")
	flag.Parse()
	if *workers < 1 || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "fleet: want one worker at least, and no arguments")
		os.Exit(2)
	}
	endWithGo()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second signal ends us at once
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	o := options{dir: *dir, workers: *workers, scrape: scrapeInterval, log: log}
	if err := run(ctx, o, *samples, *duration, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fleet:", err)
		os.Exit(1)
	}
}

// defaultDir is a place of its own in the user's cache.
func defaultDir() string {
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	return filepath.Join(base, "winnow-fleet")
}

// run keeps a fleet until ctx ends, or for some time.
func run(ctx context.Context, o options, samples bool, duration time.Duration, out io.Writer) error {
	began := time.Now()
	f, err := startFleet(ctx, o)
	if err != nil {
		return err
	}
	defer f.stop()
	if samples {
		n, err := f.trySamples(ctx)
		if ctx.Err() != nil {
			return stoppedWhile("cleaning samples")
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "\n%d sample documents were published as scraper, cleaned, and read as reader.\n", n)
	}
	if err := f.describe(out, time.Since(began)); err != nil {
		return err
	}
	if duration > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, duration)
		defer cancel()
	}
	<-ctx.Done()
	fmt.Fprintln(out, "\nstopping: workers first, then Prometheus and the servers")
	return nil
}

// describe prints what runs where, and what to try.
func (f *fleet) describe(out io.Writer, took time.Duration) error {
	env := make(map[string]string)
	for _, user := range []string{"scraper", "reader", "operator"} {
		var err error
		if env[user], err = f.writeSettings(user); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "\nThe fleet is up after %s. Ctrl-C ends it.\n\n", took.Round(time.Second))
	for _, s := range f.servers {
		fmt.Fprintf(out, "  %-12s process %-8d tls://%s\n", s.name, s.id(), s.clients)
	}
	for _, w := range f.workers {
		fmt.Fprintf(out, "  %-12s process %-8d http://%s/metrics\n", w.name, w.id(), w.http)
	}
	fmt.Fprintf(out, "  %-12s process %-8d http://%s/lag\n", f.lag.name, f.lag.id(), f.lag.http)
	if f.prometheus != nil {
		fmt.Fprintf(out, "  %-12s process %-8d %s\n", f.prometheus.name, f.prometheus.id(), f.prometheusURL)
	}
	fmt.Fprintf(out, "  %-12s %s\n  %-12s %s\n", "credentials", f.path("credentials"), "logs", f.path("logs"))
	fmt.Fprintf(out, tryNext, env["scraper"], env["reader"], env["operator"], f.winnow(), f.source("grafana", "winnow.json"))
	return nil
}

const tryNext = `
What to try, each in a shell of its own:

  # The nats command, if you have none:
  go install github.com/nats-io/natscli/nats@latest

  # Publish a document as the scraper, who may do nothing else.
  . %s
  nats pub winnow.raw.courier-example 'A text of your own' --jetstream --inbox-prefix _INBOX_scraper

  # Listen to clean documents as the reader; then kill -9 any process above.
  . %s
  nats sub 'winnow.clean.*' --inbox-prefix _INBOX_reader

  # Look after streams and dead letters as the operator.
  . %s
  %s streams plan

  # Load the dashboard into a Grafana of yours: %s
`
