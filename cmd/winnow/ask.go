package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	asking "github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream"
	"github.com/winnow-news/winnow/pipeline/stream/service"
)

// askFlag says where a worker answers requests.
type askFlag struct {
	Ask string `default:"winnow.ask" help:"Subject on which requests for one document are answered, or none (${default})." group:"Names" placeholder:"SUBJECT|none"`
}

// checkAsk returns an error for a subject on which requests can't be answered.
func (f askFlag) checkAsk(names *brokerFlags) error {
	if f.Ask == listenNone {
		return nil
	}
	if f.Ask == "" || strings.ContainsAny(f.Ask, " \t\r\n*>") || slices.Contains(strings.Split(f.Ask, "."), "") {
		return usagef("--ask=%s: want one subject, or none", f.Ask)
	}
	t := names.topology()
	taken := slices.Contains([]string{t.StoryState, t.StorySnapshots(), t.DriftState, t.DriftSnapshots()}, f.Ask)
	for _, prefix := range []string{t.RawPrefix, t.CleanPrefix, t.DeadPrefix, t.StatePrefix, t.StoryPrefix, t.DriftPrefix} {
		taken = taken || strings.HasPrefix(f.Ask, prefix+".")
	}
	if taken {
		return usagef("--ask=%s: a stream takes what is published there: want another subject, or none", f.Ask)
	}
	return nil
}

// The share of a worker that answers requests: for every two documents of the stream
// that are cleaned at once, one that was asked for, and a quarter of the bytes. The
// memory of cleaning is one for both.
const (
	askWorkersShare = 2
	askBytesShare   = 4
)

// askGrace is how long requests that wait for their turn may take when the worker was
// told to stop: as long as its commits may.
const askGrace = 20 * time.Second

// answering is a worker's service for requests; nil for none.
type answering struct {
	service *service.Service
	desk    *asking.Desk
}

// answer begins to answer requests beside the worker. From then on options have what
// both share.
func (f askFlag) answer(conn *nats.Conn, engine pipeline.Engine, rules *rulesets.Follower, options *stream.WorkOptions, seen asking.Observer) (*answering, error) {
	if f.Ask == listenNone || options.Once {
		return nil, nil
	}
	options.Beside = new(stream.Beside)
	limits := options.Pipeline.WithDefaults()
	options.Pipeline.Memory = limits.Memory
	limits.Workers = max(1, cmp.Or(options.Pipeline.Workers, runtime.GOMAXPROCS(0))/askWorkersShare)
	limits.InFlightBytes /= askBytesShare
	desk := asking.NewDesk(asking.Options{
		Pipeline: limits, Via: "nats", Observer: seen, Log: options.Log, Enter: options.Beside.Enter,
		Recall: func(raw document.Raw) (document.Recall, bool) {
			return options.Beside.Recall(cleaners.Site(raw.URL), raw.FetchedAt)
		},
	})
	started, err := service.Start(conn, service.Options{
		Subject: f.Ask, Build: options.Build, Desk: desk, Form: asking.JSON(engine, options.Build), Log: options.Log,
		SiteRules: func() string { state, _ := rules.State(); return state.Digest },
	})
	if err != nil {
		return nil, err
	}
	options.Log.Info("answering requests", "subject", f.Ask)
	return &answering{started, desk}, nil
}

// during does the work of a worker, and ends it when cleanings for requests hang. It
// returns when the requests in hand are answered too.
func (a *answering) during(ctx context.Context, log *slog.Logger, work func(context.Context) error) error {
	if a == nil {
		return work(ctx)
	}
	working, stop := context.WithCancel(ctx)
	defer stop()
	var stuck, closed error
	var watching sync.WaitGroup
	watching.Go(func() {
		select {
		case <-a.desk.Stuck():
			stuck = pipeline.ErrStuck
			stop()
		case <-working.Done():
		}
		closed = a.close(working)
	})
	err := work(working)
	stop()
	watching.Wait()
	if closed != nil {
		log.Warn("not all requests were answered", "error", closed)
	}
	return errors.Join(err, stuck)
}

// close answers what is in hand.
func (a *answering) close(ctx context.Context) error {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), askGrace)
	defer cancel()
	return a.service.Close(late)
}
