package broker_test

import (
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestTwoServersOnOneDirectoryAreRefused(t *testing.T) {
	dir := t.TempDir()
	first, err := broker.StartEmbedded(broker.EmbeddedOptions{Dir: dir}, streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	second, err := broker.StartEmbedded(broker.EmbeddedOptions{Dir: dir}, streamtest.Log(t))
	if err == nil {
		second.Close()
		t.Fatal("a second server started on the same directory")
	}
	for _, want := range []string{dir, "in use by another winnow", "--data"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	third, err := broker.StartEmbedded(broker.EmbeddedOptions{Dir: dir}, streamtest.Log(t))
	if err != nil {
		t.Fatalf("after the first was closed: %v", err)
	}
	if err := third.Close(); err != nil {
		t.Error(err)
	}
}

func TestEmbeddedRefusesWhatItCannotDo(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	cases := []struct {
		options broker.EmbeddedOptions
		want    string
	}{
		{broker.EmbeddedOptions{}, "needs a data directory"},
		{broker.EmbeddedOptions{Dir: t.TempDir(), Listen: "4222"}, "listen address"},
		{broker.EmbeddedOptions{Dir: t.TempDir(), Listen: "127.0.0.1:nats"}, `port "nats"`},
		{broker.EmbeddedOptions{Dir: t.TempDir(), Listen: taken.Addr().String()}, "address already in use"},
		{broker.EmbeddedOptions{Dir: "/dev/null/data"}, "data directory"},
	}
	for _, c := range cases {
		server, err := broker.StartEmbedded(c.options, slog.New(slog.DiscardHandler))
		if err == nil {
			server.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want it to say %q", c.options, err, c.want)
		}
	}
}

func TestEmbeddedListensWhereItIsTold(t *testing.T) {
	server, err := broker.StartEmbedded(broker.EmbeddedOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"}, streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	conn, err := broker.Connect(server.URL(), streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if conn.MaxPayload() != broker.MaxPayload {
		t.Errorf("the largest payload is %d bytes, want %d", conn.MaxPayload(), broker.MaxPayload)
	}
	silent, err := broker.StartEmbedded(broker.EmbeddedOptions{Dir: t.TempDir()}, streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	if silent.URL() != "" {
		t.Errorf("a server without a listener has the URL %s", silent.URL())
	}
}

func TestAnUnreachableServerIsNamedWithoutItsPassword(t *testing.T) {
	_, err := broker.Connect("nats://bob:hunter2@127.0.0.1:1", streamtest.Log(t))
	if err == nil || !strings.Contains(err.Error(), "127.0.0.1:1") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("Connect = %v, want an error that names the address and no password", err)
	}
}

func TestRedact(t *testing.T) {
	for address, want := range map[string]string{
		"nats://a:4222":                   "nats://a:4222",
		"nats://bob:hunter2@a:4222":       "nats://…@a:4222",
		"nats://tok3n@a,tls://x:y@b:4222": "nats://…@a,tls://…@b:4222",
		"nats://bob:hun ter%@a:4222":      "(an address that is no URL)",
	} {
		if got := broker.Redact(address); got != want {
			t.Errorf("Redact(%q) = %q, want %q", address, got, want)
		}
	}
}
