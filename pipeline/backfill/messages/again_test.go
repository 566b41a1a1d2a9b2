package messages

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestADocumentThatWasSentRoundAgainCameBefore has emissions, of which one's document was
// dropped meanwhile, and a scraper that writes the header of them.
func TestADocumentThatWasSentRoundAgainCameBefore(t *testing.T) {
	b := newBench(t)
	publish := func(text string, header ...string) {
		t.Helper()
		m := &nats.Msg{Subject: b.Topology.RawSubject("courier-example"), Data: []byte(text), Header: nats.Header{}}
		for i := 0; i < len(header); i += 2 {
			m.Header.Set(header[i], header[i+1])
		}
		if _, err := b.JS.PublishMsg(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	publish("dropped")
	publish("first")
	publish("of a scraper", record.HeaderEmission, "7")
	publish("dropped, again", record.HeaderEmission, "1", jetstream.MsgIDHeader, record.EmissionID(1, 1))
	publish("first, again", record.HeaderEmission, "1", jetstream.MsgIDHeader, record.EmissionID(2, 1))
	publish("dropped, once more", record.HeaderEmission, "2", jetstream.MsgIDHeader, record.EmissionID(4, 2))
	raw, err := b.JS.Stream(t.Context(), b.Topology.RawStream)
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Purge(t.Context(), jetstream.WithPurgeSequence(2)); err != nil {
		t.Fatal(err)
	}
	from := Stream{JS: b.JS, Name: b.Topology.RawStream, Log: streamtest.Log(t)}
	span, err := from.Find(t.Context(), Query{}, "")
	if err != nil {
		t.Fatal(err)
	}
	in, err := from.Input(t.Context(), span)
	if err != nil {
		t.Fatal(err)
	}
	read, err := archive.Open(archive.Inputs{in}, archive.Mark{}, strings.NewReader(""), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	again := make(map[string]bool)
	for {
		r, err := read.Next(t.Context())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		doc, err := r.Open()
		if err != nil {
			t.Fatal(err)
		}
		again[string(doc.Content)] = r.Again
	}
	want := map[string]bool{"first": false, "of a scraper": false, "dropped, again": false, "first, again": true, "dropped, once more": true}
	if diff := cmp.Diff(want, again); diff != "" {
		t.Errorf("again (-want +got):\n%s", diff)
	}
}
