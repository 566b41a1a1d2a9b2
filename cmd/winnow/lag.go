package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"text/tabwriter"
	"time"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/telemetry"
)

// lagCmd says how many documents wait, whether workers are there or not: for
// people once, for an autoscaler as long as it runs.
type lagCmd struct {
	brokerFlags
	Format string        `enum:"text,json" env:"WINNOW_LAG_FORMAT" default:"text" help:"Form of the answer: text or json (${default})."`
	HTTP   string        `name:"http" env:"WINNOW_HTTP" help:"Do not end, but answer /lag (JSON, for KEDA's metrics-api scaler) and /metrics at this address." group:"Observing" placeholder:"ADDR"`
	Every  time.Duration `default:"10s" help:"How often --http measures (${default})." group:"Observing" placeholder:"TIME"`
}

// measureTime is how long one measurement may take.
const measureTime = time.Minute

// staleAfter is how many measurements may fail until the last good one is not
// shown any more.
const staleAfter = 6

// Run prints the lag, or shows it until it is told to stop.
func (c *lagCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	if c.Every <= 0 {
		return usagef("--every=%s: want a time above zero", c.Every)
	}
	if c.HTTP != "" {
		return c.serve(ctx, log)
	}
	b, err := c.ask(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	lag, err := measure(ctx, operate.NewGauge(b.js, c.topology()))
	if err != nil {
		return err
	}
	return c.print(at.out, lag)
}

func measure(ctx context.Context, gauge *operate.Gauge) (operate.Lag, error) {
	ctx, cancel := context.WithTimeout(ctx, measureTime)
	defer cancel()
	return gauge.Measure(ctx)
}

// serve shows the lag until ctx ends. It waits for its broker as a worker does, and
// answers from the first moment on, so that whoever asks hears why there is nothing
// to hear.
func (c *lagCmd) serve(ctx context.Context, log *slog.Logger) (err error) {
	shown := telemetry.NewLag(staleAfter * c.Every)
	server, err := shown.Serve(c.HTTP)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	log.Info("lag, metrics and health", "url", "http://"+server.Address()+"/lag")
	wait := c.waiting(broker.Forever, log)
	wait.Also = shown.Failed // it waits, and so it is alive
	b, err := c.askWaiting(ctx, wait, log)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil
	case err != nil:
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	c.measureAll(ctx, operate.NewGauge(b.js, c.topology()), shown, log)
	return nil
}

// measureAll measures until ctx ends.
func (c *lagCmd) measureAll(ctx context.Context, gauge *operate.Gauge, shown *telemetry.Lag, log *slog.Logger) {
	trouble := broker.NewOutage(log, "cannot measure the lag", nil)
	for ctx.Err() == nil {
		lag, err := measure(ctx, gauge)
		if err == nil {
			err = shown.Measured(lag.Documents, lag)
		}
		switch {
		case ctx.Err() != nil:
		case err != nil:
			trouble.Report(err)
			shown.Failed(err)
		default:
			trouble.Over()
		}
		broker.Pause(ctx, c.Every)
	}
}

func (c *lagCmd) print(out io.Writer, lag operate.Lag) error {
	if c.Format == "json" {
		return json.NewEncoder(out).Encode(lag)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(lag.Partitions) > 0 {
		fmt.Fprintln(table, "PARTITION\tDOCUMENTS\tLAST")
		for _, p := range lag.Partitions {
			fmt.Fprintf(table, "%d\t%d\t%d\n", p.Partition, p.Documents, p.Last)
		}
	}
	fmt.Fprintf(table, "all\t%d\n", lag.Documents)
	return table.Flush()
}
