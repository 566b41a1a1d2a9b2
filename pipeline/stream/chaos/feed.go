//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/stories"
)

// feed is the scraper of a run, and its auditor.
type feed struct {
	conn     *nats.Conn
	js       jetstream.JetStream
	topology broker.Topology
	of       matter
}

// newFeed waits until the servers are ready, and makes the streams; a cluster
// elects leaders first.
func newFeed(ctx context.Context, urls string, p plan, log *slog.Logger) (*feed, error) {
	var err error
	for end := time.Now().Add(patience / 2); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(500 * time.Millisecond) {
		// A new connection each time: one that was made before a cluster's
		// routes stood may hear no answers through them.
		f := &feed{topology: p.topology(), of: matter{p.Pages}}
		if f.conn, err = broker.Connect(urls, log, nats.ReconnectWait(50*time.Millisecond)); err != nil {
			continue
		}
		if f.js, err = broker.JetStream(f.conn); err == nil {
			err = f.topology.Apply(ctx, f.js)
		}
		if err == nil && p.CleanKB > 0 {
			err = f.limitClean(ctx, int32(p.CleanKB)<<10)
		}
		if err == nil {
			return f, nil
		}
		f.close()
	}
	return nil, errors.Join(errors.New("the servers do not get ready"), err, ctx.Err())
}

// limitClean makes the clean stream take messages of so many bytes.
func (f *feed) limitClean(ctx context.Context, size int32) error {
	clean, err := f.js.Stream(ctx, f.topology.CleanStream)
	if err != nil {
		return err
	}
	config := clean.CachedInfo().Config
	config.MaxMsgSize = size
	_, err = f.js.UpdateStream(ctx, config)
	return err
}

func (f *feed) close() { f.conn.Close() }

func (f *feed) streams() []string {
	return []string{f.topology.RawStream, f.topology.CleanStream, f.topology.DeadStream, f.topology.StoryStream}
}

// stepDown makes the leader of a stream give way to another. When there is
// none at the moment, so much the worse for the workers already.
func (f *feed) stepDown(i int) {
	_, _ = f.conn.Request("$JS.API.STREAM.LEADER.STEPDOWN."+f.streams()[i], nil, 2*time.Second)
}

// send sends n documents in, evenly over a time, and goes on until ended is
// closed. It tries each until the server has it, under an id, so that the raw
// stream holds it once.
func (f *feed) send(ctx context.Context, n int, over time.Duration, ended <-chan struct{}) error {
	began := time.Now()
	for i := 0; i < n || !closed(ended); i++ {
		if ahead := time.Until(began.Add(over * time.Duration(i) / time.Duration(n))); ahead > 2*time.Millisecond {
			time.Sleep(ahead)
		}
		contentType, body := f.of.document(i)
		msg := &nats.Msg{
			Subject: f.topology.RawSubject(fmt.Sprintf("site-%d", i%sites)),
			Header:  nats.Header{jetstream.MsgIDHeader: {fmt.Sprint("doc-", i)}, "Content-Type": {contentType}, "Winnow-Id": {fmt.Sprint(i)}},
			Data:    body,
		}
		for {
			trying, cancel := context.WithTimeout(ctx, 2*time.Second)
			_, err := f.js.PublishMsg(trying, msg)
			cancel()
			if err == nil {
				break
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	return nil
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// awaitDrained waits until the state records have passed every raw document,
// and every clean one is told of.
func (f *feed) awaitDrained(ctx context.Context, wait time.Duration) error {
	var behind map[int]uint64
	var untold uint64
	var err error
	for end := time.Now().Add(wait); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
		if behind, err = operate.Behind(ctx, f.js, f.topology); err != nil || len(behind) > 0 {
			continue
		}
		if untold, err = stories.Behind(ctx, f.js, f.topology); err == nil && untold == 0 {
			return nil
		}
	}
	return fmt.Errorf("not drained after %s: partitions and what they wait for: %v, stories: %d %w", wait, behind, untold, err)
}
