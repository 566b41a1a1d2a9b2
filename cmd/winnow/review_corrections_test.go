package main

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// TestReviewMakesItsStream opens the corrections of a server that has no stream for them,
// and then of one where it can't be made.
func TestReviewMakesItsStream(t *testing.T) {
	server := startedServer(t)
	js := plainClient(t, server.URL())
	topology := broker.DefaultTopology()
	if err := topology.Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	topology.ReviewStream = broker.DefaultReviewStream
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	c := &reviewShowCmd{}
	c.NATS = "nats://reader:secret@nats.example:4222"
	taken, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "OTHER", Subjects: []string{topology.ReviewPrefix + ".>"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.openCorrections(t.Context(), &session{js: js}, topology, log)
	if err == nil || !strings.Contains(err.Error(), "winnow streams apply --reviews --nats nats://") || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
	if err := js.DeleteStream(t.Context(), taken.CachedInfo().Config.Name); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := c.openCorrections(t.Context(), &session{js: js}, topology, log); err != nil {
			t.Fatal(err)
		}
	}
}
