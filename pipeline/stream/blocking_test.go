package stream

import (
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// What scrapers may write into headers that clean documents repeat does not keep
// their batch from being stored.
func TestHeadersOfARawDocumentDoNotBlockItsPartition(t *testing.T) {
	b := newBench(t)
	msg := &nats.Msg{Subject: b.Topology.RawSubject("example-org"), Data: []byte("One.\n"), Header: nats.Header{
		"Winnow-Id": {"a"}, record.HeaderEmission: {strings.Repeat("9", 40<<10)},
	}}
	if _, err := b.JS.PublishMsg(t.Context(), msg); err != nil {
		t.Fatal(err)
	}
	b.workHere(t, WorkOptions{})
	b.wantWhole(t, document.Raw{ID: "a", Content: msg.Data})
}

// A subject that a scraper can just write to is too long for others with a longer
// prefix: the server would close the worker's connection each time that it tries.
func TestASubjectThatIsTooLongDoesNotBlockItsPartition(t *testing.T) {
	b := newBench(t)
	site := strings.Repeat("x", 4096-len("PUB winnow.raw.  5\r\n"))
	for _, text := range []string{"One.\n", "%PDF"} {
		if err := b.Conn.Publish(b.Topology.RawSubject(site), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Conn.Flush(); err != nil {
		t.Fatal(err)
	}
	b.workHere(t, WorkOptions{})
	short := b.Topology.SiteOf(site)
	for _, stream := range []string{b.Topology.CleanStream, b.Topology.DeadStream} {
		stored := b.Stored(t, stream)
		if len(stored) != 1 || !strings.HasSuffix(stored[0].Subject, "."+short) {
			t.Errorf("%s has %d messages, want one of the site %s", stream, len(stored), short)
		}
	}
}
