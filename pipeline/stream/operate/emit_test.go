package operate_test

import (
	"errors"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// A document that a backfill wrote is listed as others are, and has no raw
// document to be sent round again.
func TestDocumentsOfArchivesAreListed(t *testing.T) {
	b := streamtest.New(t)
	_, err := b.JS.PublishMsg(t.Context(), &nats.Msg{
		Subject: "winnow.clean.courier-example", Data: []byte(`{"schema":"winnow.clean.v1","id":"a"}`),
		Header: nats.Header{record.HeaderBackfill: {"run.0.1"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for e, err := range operate.EmittedBy(t.Context(), b.JS, b.Topology, "courier-example") {
		if err != nil || e.ID != "a" || e.Raw != 0 {
			t.Fatalf("%+v, %v", e, err)
		}
		if err := operate.EmitAgain(t.Context(), b.JS, b.Topology, "courier-example", e, 0); !errors.Is(err, operate.ErrNoRaw) {
			t.Errorf("it is sent round again: %v", err)
		}
		found++
	}
	if found != 1 {
		t.Errorf("%d documents are listed, want 1", found)
	}
}
