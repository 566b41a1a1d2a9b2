package stream

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// fillEvery is how often the streams are asked what they hold. Prometheus
// usually asks us as often.
const fillEvery = 15 * time.Second

// watcher tells an observer of the broker, beside the work: whether there is a
// connection, and how full the streams are.
type watcher struct {
	js       jetstream.JetStream
	topology broker.Topology
	observer Observer
	log      *slog.Logger
	every    time.Duration
}

// run watches until ctx is done.
func (w *watcher) run(ctx context.Context) {
	var tasks sync.WaitGroup
	tasks.Go(func() { broker.Watch(ctx, w.js.Conn(), w.observer.Connected) })
	for ctx.Err() == nil {
		for _, name := range w.streams() {
			w.fill(ctx, name)
		}
		broker.Pause(ctx, w.every)
	}
	tasks.Wait()
}

func (w *watcher) streams() []string {
	all := []string{w.topology.RawStream, w.topology.CleanStream, w.topology.DeadStream, w.topology.StoryStream, w.topology.DriftStream}
	return slices.DeleteFunc(all, func(name string) bool { return name == "" }) // of stages that do not run
}

// fill tells what a stream holds. What can't be asked now is told the next time:
// a broker that is away is told of by others.
func (w *watcher) fill(ctx context.Context, name string) {
	if broker.Connected(w.js) != nil {
		return
	}
	asking, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	found, err := w.js.Stream(asking, name)
	if err != nil {
		w.log.Debug("a stream does not say what it holds", "stream", name, "error", err)
		return
	}
	info := found.CachedInfo()
	w.observer.Filled(name, info.State.Msgs, info.State.Bytes, uint64(max(0, info.Config.MaxBytes)))
}
