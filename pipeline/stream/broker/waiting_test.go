package broker_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// waiting returns one that waits without end, what it says, and the tries that
// it said failed.
func waiting() (w broker.Waiting, said *streamtest.Said, failed *atomic.Int64) {
	said, failed = &streamtest.Said{}, &atomic.Int64{}
	return broker.Waiting{For: broker.Forever, Log: slog.New(slog.NewTextHandler(said, nil)), Also: func(error) { failed.Add(1) }}, said, failed
}

// port returns one that systems give to nobody who connects.
func port() int { return 20_000 + rand.IntN(10_000) }

func TestAServerThatStartsLaterIsWaitedFor(t *testing.T) {
	w, said, failed := waiting()
	at := port()
	connected := make(chan error)
	go func() {
		conn, err := w.Connect(t.Context(), fmt.Sprintf("nats://127.0.0.1:%d", at))
		if err == nil {
			conn.Close()
		}
		connected <- err
	}()
	said.Await(t, "no NATS server: waiting")
	streamtest.Eventually(t, func() error {
		if failed.Load() < 3 {
			return errors.New("it does not try again")
		}
		return nil
	})
	streamtest.Started(t, &server.Options{}, at)
	if err := <-connected; err != nil {
		t.Fatal(err)
	}
	if said.Count("\n") != 2 || said.Count("no NATS server: over") != 1 {
		t.Errorf("said:\n%s\nwant a line when it begins and one when it is over", said.All())
	}
}

// TestWhatWaitingCannotMendFailsAtOnce has somebody who would wait without end.
func TestWhatWaitingCannotMendFailsAtOnce(t *testing.T) {
	locked := streamtest.Started(t, &server.Options{Username: "ada", Password: "word"}, server.RANDOM_PORT)
	mutual, a, stranger := mutualTLS(t)
	for name, try := range map[string]struct {
		address string
		who     broker.Credentials
	}{
		"a wrong password":              {locked.ClientURL(), broker.Credentials{User: "ada", Password: "guess"}},
		"no password":                   {locked.ClientURL(), broker.Credentials{}},
		"no URL":                        {"nats://127.0.0.1:4222:%zz", broker.Credentials{}},
		"no port":                       {"nats://127.0.0.1:99999", broker.Credentials{}},
		"no file":                       {locked.ClientURL(), broker.Credentials{CAFile: "/no/such/file"}},
		"no certificate":                {mutual.ClientURL(), broker.Credentials{CAFile: a.file("ca.pem")}},
		"a stranger's certificate":      {mutual.ClientURL(), broker.Credentials{CAFile: a.file("ca.pem"), CertFile: stranger.file("worker.pem"), KeyFile: stranger.file("worker-key.pem")}},
		"a server of another's":         {mutual.ClientURL(), broker.Credentials{CAFile: stranger.file("ca.pem")}},
		"TLS where the server has none": {"tls://" + locked.Addr().String(), broker.Credentials{}},
	} {
		options, err := try.who.Options()
		if err != nil {
			t.Fatal(err)
		}
		w, said, _ := waiting()
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		if conn, err := w.Connect(ctx, try.address, options...); err == nil {
			conn.Close()
			t.Errorf("%s is taken", name)
		} else if said.Count("waiting") > 0 {
			t.Errorf("%s is waited for: %s", name, said.All())
		}
		stop()
	}
}

func wantSays(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want it to say %q", err, want)
	}
}

func TestWaitingEnds(t *testing.T) {
	nobody := fmt.Sprintf("nats://127.0.0.1:%d", port())
	w, said, _ := waiting()
	w.For = 0
	if _, err := w.Connect(t.Context(), nobody); err == nil || said.All() != "" {
		t.Errorf("without waiting: %v; said %q", err, said.All())
	}
	w.For = 300 * time.Millisecond
	if _, err := w.Connect(t.Context(), nobody); !errors.Is(err, nats.ErrNoServers) || said.Count("waiting") != 1 {
		t.Errorf("after its time: %v; said %q", err, said.All())
	}
	w.For = broker.Forever
	ctx, stop := context.WithCancel(t.Context())
	w.Also = func(error) { stop() }
	if _, err := w.Connect(ctx, nobody); err == nil {
		t.Error("one that is told to stop is connected")
	}
}

// TestAClusterThatStartsIsWaitedFor has one server of three, then two, and asks
// for streams with three replicas.
func TestAClusterThatStartsIsWaitedFor(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for elections")
	}
	first := port()
	var routes []*url.URL
	for i := range 3 {
		routes = append(routes, &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", first+i)})
	}
	begin := func(i int) *server.Server {
		return streamtest.Running(t, &server.Options{
			ServerName: fmt.Sprint("s", i), Routes: routes, Cluster: server.ClusterOpts{Name: "c", Host: "127.0.0.1", Port: first + i},
		})
	}
	w, said, failed := waiting()
	conn, err := broker.Connect(begin(0).ClientURL(), streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := broker.JetStream(conn)
	if err != nil {
		t.Fatal(err)
	}
	topology := streamtest.QuickTopology()
	topology.Replicas = 3
	applied := make(chan error)
	go func() {
		applied <- w.Ready(t.Context(), js, func() error { return topology.Apply(t.Context(), js) })
	}()
	said.Await(t, "JetStream is not ready: waiting")
	begin(1)
	begin(2)
	if err := <-applied; err != nil {
		t.Fatalf("after %d tries: %v", failed.Load(), err)
	}
	said.Await(t, "JetStream is not ready: over")
}

func TestAServerWithoutJetStreamIsNotWaitedFor(t *testing.T) {
	s := streamtest.Started(t, &server.Options{}, server.RANDOM_PORT)
	conn, err := broker.Connect(s.ClientURL(), streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := broker.JetStream(conn)
	if err != nil {
		t.Fatal(err)
	}
	w, said, _ := waiting()
	err = w.Ready(t.Context(), js, func() error { return streamtest.QuickTopology().Apply(t.Context(), js) })
	wantSays(t, err, "has no JetStream")
	if said.All() != "" {
		t.Errorf("said %q", said.All())
	}
}

// TestWhoMayNotMakeStreamsIsTold has a worker come before its operator.
func TestWhoMayNotMakeStreamsIsTold(t *testing.T) {
	js, err := broker.JetStream(streamtest.As(t, streamtest.Accounts(t), "worker"), jetstream.WithDefaultTimeout(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	w, said, _ := waiting()
	err = w.Ready(t.Context(), js, func() error { return streamtest.QuickTopology().Apply(t.Context(), js) })
	wantSays(t, err, "permissions violation")
	if said.Count("not ready") > 0 {
		t.Errorf("said %q", said.All())
	}
}
