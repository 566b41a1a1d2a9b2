package stream

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestPoisonGoesToTheDeadAndTheRestGoesOn(t *testing.T) {
	b := newBench(t)
	poison := []struct {
		body, stage, reason string
	}{
		{`{"content": "no end`, "envelope", "broken-envelope"},
		{`{"id": "x"}`, "envelope", "no-content"},
		{`{"content": "a", "schema": "winnow.raw.v9"}`, "envelope", "unknown-schema"},
		{"%PDF-1.7 \x00\xff", "clean", "failed"},
		{"panic now", "clean", "panic"},
	}
	raws := streamtest.Articles(40)
	for i, p := range poison {
		b.Publish(t, raws[i*8:i*8+8]...)
		msg := &nats.Msg{Subject: "winnow.raw.example-org", Data: []byte(p.body), Header: nats.Header{
			"X-Scraper": {"s1"}, "Nats-Msg-Id": {p.body}, "Nats-Expected-Stream": {"WINNOW_RAW"},
		}}
		if _, err := b.JS.PublishMsg(t.Context(), msg); err != nil {
			t.Fatal(err)
		}
	}
	b.work(t)
	if diff := streamtest.WrongCounts(streamtest.WantOnce(t, raws), b.Bodies(t, b.Topology.CleanStream)); diff != "" {
		t.Errorf("clean stream (-want +got):\n%s", diff)
	}
	dead := b.deadLetters(t, operate.DeadFilter{})
	if len(dead) != len(poison) {
		t.Fatalf("%d dead letters, want %d: %+v", len(dead), len(poison), dead)
	}
	for i, d := range dead {
		want := poison[i]
		if string(d.Body) != want.body || d.Stage != want.stage || d.Reason != want.reason {
			t.Errorf("dead letter %d: %s/%s %q, want %s/%s %q", i, d.Stage, d.Reason, d.Body, want.stage, want.reason, want.body)
		}
		if d.Subject != "winnow.dead.example-org" || d.DeadLetter.Subject != "winnow.raw.example-org" || d.Attempts != 1 || d.Error == "" {
			t.Errorf("dead letter %d does not say where it was from or what was wrong: %+v", i, d)
		}
		if got := d.Header["X-Scraper"]; len(got) != 1 || got[0] != "s1" {
			t.Errorf("dead letter %d lost the scraper's own header: %v", i, d.Header)
		}
	}
	if stack := dead[4].Stack; !strings.Contains(stack, "Fake.Clean") {
		t.Errorf("the panic's stack does not show where: %q", stack)
	}
}

func (b *bench) deadLetters(t *testing.T, filter operate.DeadFilter) (all []operate.Dead) {
	t.Helper()
	for d, err := range operate.DeadLetters(t.Context(), b.JS, b.Topology, filter) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
	return all
}

func TestTwoHundredPoisonDocumentsAmongTenThousand(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	b := newBench(t)
	var futures []jetstream.PubAckFuture
	for i := range 10_000 {
		body := fmt.Appendf(nil, "Story %d", i)
		switch i % 100 {
		case 13:
			body = fmt.Appendf(nil, "%%PDF %d", i)
		case 57:
			body = fmt.Appendf(nil, "panic %d", i)
		}
		future, err := b.JS.PublishAsync(fmt.Sprintf("winnow.raw.site-%d", i%30), body)
		if err != nil {
			t.Fatal(err)
		}
		futures = append(futures, future)
		if len(futures) == broker.MaxPending/2 { // more would stall on a busy machine
			streamtest.AwaitAll(t, futures)
			futures = futures[:0]
		}
	}
	streamtest.AwaitAll(t, futures)
	b.work(t)
	clean, err := b.CleanCount(t)
	if err != nil {
		t.Fatal(err)
	}
	dead := make(map[uint64]int)
	for _, d := range b.deadLetters(t, operate.DeadFilter{}) {
		dead[d.DeadLetter.Sequence]++
	}
	if clean != 9800 || len(dead) != 200 {
		t.Errorf("%d clean documents and %d dead letters, want 9800 and 200", clean, len(dead))
	}
	for sequence, n := range dead {
		if n != 1 {
			t.Errorf("input %d has %d dead letters", sequence, n)
		}
	}
}

func TestTooLargeACleanDocumentBecomesADeadLetter(t *testing.T) {
	b := newBench(t)
	b.limitClean(t, 32<<10)
	large := document.Raw{ID: "large", Content: []byte(strings.Repeat("A line of a text that is larger than a message.\n", 1<<10))}
	b.Publish(t, large, document.Raw{ID: "small", Content: []byte("Small.")})
	b.work(t)
	dead := b.deadLetters(t, operate.DeadFilter{Reason: record.ReasonTooLarge})
	if len(dead) != 1 || !strings.Contains(dead[0].Error, "--compress large") || dead[0].Stage != "publish" || !strings.Contains(string(dead[0].Body), "larger than a message") {
		t.Fatalf("got %d dead letters for a clean document over the limit", len(dead))
	}
	if got := len(b.Stored(t, b.Topology.CleanStream)); got != 1 {
		t.Errorf("%d clean documents, want the small one", got)
	}
}

func TestALargestRawDocumentStillFitsAsDeadLetter(t *testing.T) {
	b := newBench(t)
	body := []byte("panic" + strings.Repeat("!", broker.MaxPayload-broker.DeadHeadroom-5-100))
	if _, err := b.JS.Publish(t.Context(), "winnow.raw.example-org", body); err != nil {
		t.Fatal(err)
	}
	b.work(t)
	dead := b.deadLetters(t, operate.DeadFilter{})
	if len(dead) != 1 || string(dead[0].Body) != string(body) || dead[0].Whole != 0 {
		t.Fatalf("the largest raw document is not whole in its dead letter (%d letters)", len(dead))
	}
}
