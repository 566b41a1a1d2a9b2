package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// rig is what all runs have in common. Each has a broker of its own, in this
// process, reached over a socket of the loopback interface.
type rig struct {
	documents, size int
	sync            bool
	profile         string // a file, or empty for none
	log             *slog.Logger
}

// bench is one run's broker.
type bench struct {
	server   *broker.Embedded
	conn     *nats.Conn
	js       jetstream.JetStream
	topology broker.Topology
	dir      string
}

func (r rig) bench(ctx context.Context) (b *bench, err error) {
	b = &bench{topology: broker.DefaultTopology()}
	if b.dir, err = os.MkdirTemp("", "winnow-throughput-"); err != nil {
		return nil, err
	}
	b.server, err = broker.StartEmbedded(broker.EmbeddedOptions{Dir: b.dir, Listen: "127.0.0.1:0", Sync: r.sync}, r.log)
	if err == nil {
		b.conn, err = broker.Connect(b.server.URL(), r.log)
	}
	if err == nil {
		b.js, err = broker.JetStream(b.conn)
	}
	if err == nil {
		err = b.topology.Apply(ctx, b.js)
	}
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *bench) close() error {
	if b.conn != nil {
		b.conn.Close()
	}
	var err error
	if b.server != nil {
		err = b.server.Close()
	}
	return errors.Join(err, os.RemoveAll(b.dir))
}

// feed puts documents into the raw stream.
func (b *bench) feed(ctx context.Context, raws []document.Raw) error {
	for len(raws) > 0 {
		n := min(len(raws), 500)
		for _, raw := range raws[:n] {
			if _, err := b.js.PublishMsgAsync(b.message(raw)); err != nil {
				return err
			}
		}
		select {
		case <-b.js.PublishAsyncComplete():
		case <-ctx.Done():
			return ctx.Err()
		}
		raws = raws[n:]
	}
	return nil
}

func (b *bench) message(raw document.Raw) *nats.Msg {
	number, _ := strconv.Atoi(raw.ID)
	return &nats.Msg{Subject: b.topology.RawSubject(fmt.Sprintf("site%d-example", number%sites)), Data: raw.Content, Header: nats.Header{
		record.HeaderContentType: {raw.ContentType}, record.HeaderID: {raw.ID}, record.HeaderURL: {raw.URL},
	}}
}

// worker measures the worker with some engine.
func (r rig) worker(ctx context.Context, engine pipeline.Engine, how memory.Recurring) (c cost, err error) {
	b, err := r.bench(ctx)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := b.feed(ctx, documents(r.documents, r.size)); err != nil {
		return c, err
	}
	working, stop := context.WithCancel(ctx)
	defer stop()
	left := r.documents
	var m meter
	options := stream.WorkOptions{Log: r.log, Recurring: how, Committed: func(stored []pipeline.Stored) {
		if left -= len(stored); left == 0 {
			c = m.end(r.documents)
			stop()
		}
	}}
	if m, err = r.meter(); err != nil {
		return c, err
	}
	if err := stream.Work(working, b.js, b.topology, engine, options); err != nil {
		return c, errors.Join(err, m.close())
	}
	if left > 0 {
		return c, errors.Join(fmt.Errorf("%d documents are left", left), ctx.Err(), m.close())
	}
	return c, m.close()
}

// youngShare of the documents, divided, are those of a run whose sites are to be young.
const youngShare = 5

// briefly returns the rig for runs of a part of the documents.
func (r rig) briefly() rig {
	r.documents = max(1, r.documents/youngShare)
	return r
}

// fetchOne measures one that fetches a document, cleans it, publishes it, waits for
// the answer and acknowledges.
func (r rig) fetchOne(ctx context.Context, engine pipeline.Engine) (c cost, err error) {
	b, err := r.bench(ctx)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	n := max(1, r.documents/4)
	if err := b.feed(ctx, documents(n, r.size)); err != nil {
		return c, err
	}
	consumer, err := b.js.CreateConsumer(ctx, b.topology.RawStream, jetstream.ConsumerConfig{Durable: "one", AckPolicy: jetstream.AckExplicitPolicy})
	if err != nil {
		return c, err
	}
	m, err := r.meter()
	if err != nil {
		return c, err
	}
	for range n {
		if err := b.handleOne(ctx, consumer, engine); err != nil {
			return c, errors.Join(err, m.close())
		}
	}
	return m.end(n), m.close()
}

// cleaning measures the engine alone, on as many goroutines as the worker has.
func (r rig) cleaning(engine pipeline.Engine) (c cost, err error) {
	all := documents(r.documents, r.size)
	m, err := r.meter()
	if err != nil {
		return c, err
	}
	var group sync.WaitGroup
	var next atomic.Int64
	errs := make([]error, runtime.GOMAXPROCS(0))
	for g := range errs {
		group.Go(func() {
			for errs[g] == nil {
				i := int(next.Add(1)) - 1
				if i >= len(all) {
					return
				}
				_, errs[g] = engine.CleanRecalling(all[i], nil)
			}
		})
	}
	group.Wait()
	c = m.end(len(all))
	return c, errors.Join(append(errs, m.close())...)
}

func (b *bench) handleOne(ctx context.Context, consumer jetstream.Consumer, engine pipeline.Engine) error {
	msg, err := consumer.Next()
	if err != nil {
		return err
	}
	raw, err := record.Parse(msg.Headers(), msg.Data())
	if err != nil {
		return err
	}
	clean, err := engine.CleanRecalling(raw, nil)
	if err != nil {
		return err
	}
	body, err := record.NewClean(clean, record.Build{}).Marshal()
	if err != nil {
		return err
	}
	if _, err := b.js.Publish(ctx, b.topology.CleanPrefix+".site", body); err != nil {
		return err
	}
	return msg.Ack()
}
