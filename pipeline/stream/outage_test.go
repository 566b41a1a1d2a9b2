package stream

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestAnOutageIsWaitedFor stops the server under a worker and starts it again
// on the same port and directory.
func TestAnOutageIsWaitedFor(t *testing.T) {
	dir := t.TempDir()
	var server *broker.Embedded
	var address string
	streamtest.Eventually(t, func() (err error) { // on a port that systems give to nobody who connects: it must be free again
		address = fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000))
		server, err = broker.StartEmbedded(broker.EmbeddedOptions{Dir: dir, Listen: address}, streamtest.Log(t))
		return err
	})
	conn, err := broker.Connect(server.URL(), streamtest.Log(t), nats.ReconnectWait(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	b := &bench{&streamtest.Bench{Topology: streamtest.QuickTopology(), Conn: conn}}
	b.Topology.Duplicates = 100 * time.Millisecond // the outage is longer than any memory of message ids
	if b.JS, err = broker.JetStream(conn); err != nil {
		t.Fatal(err)
	}
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	raws := streamtest.Articles(300)
	b.Publish(t, raws[:200]...)

	ctx, cancel := context.WithCancel(t.Context())
	var begin sync.Once
	begun := make(chan struct{})
	options := WorkOptions{
		Build: streamtest.Build, Log: streamtest.Log(t), Pipeline: pipeline.Options{BatchSize: 10, InFlight: 20},
		Committed: func([]pipeline.Stored) { begin.Do(func() { close(begun) }) },
	}
	var worker sync.WaitGroup
	worker.Go(func() {
		if err := Work(ctx, b.JS, b.Topology, streamtest.Fake{}, options); err != nil {
			t.Error(err)
		}
	})
	<-begun
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	if server, err = broker.StartEmbedded(broker.EmbeddedOptions{Dir: dir, Listen: address}, streamtest.Log(t)); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	b.AwaitConnected(t)
	b.Publish(t, raws[200:]...)
	b.AwaitClean(t, len(raws))
	cancel()
	worker.Wait()
	if diff := streamtest.WrongCounts(streamtest.WantOnce(t, raws), b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
}
