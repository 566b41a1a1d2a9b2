package stream

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// TestHeadersAreAsTheirSchemasSay holds the headers of what comes out against
// their schemas, and the schemas against headers that are broken.
func TestHeadersAreAsTheirSchemasSay(t *testing.T) {
	b := newBench(t)
	for _, body := range []string{"Story.", "%PDF no story", "panic in the cleaner", `{"content": "no end`} {
		msg := &nats.Msg{Subject: "winnow.raw.example-org", Data: []byte(body), Header: nats.Header{
			"traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}, "Nats-Msg-Id": {body}, "X-Scraper": {"s1"},
		}}
		if _, err := b.JS.PublishMsg(t.Context(), msg); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.workUntil(t, t.Context(), streamtest.Fake{}, WorkOptions{Once: true, Observer: &recorder{}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		stream string
		schema []byte
		want   int
		breaks map[string]string // a header, and a value that it must not have
	}{
		{b.Topology.CleanStream, record.CleanHeadersJSONSchema, 1, map[string]string{
			"Winnow-Raw-Sequence": "first", "Winnow-Revision": "", "Content-Type": "text/plain", "Winnow-Unheard-Of": "x",
		}},
		{b.Topology.DeadStream, record.DeadHeadersJSONSchema, 3, map[string]string{
			"Winnow-Dead-Stage": "somewhere", "Winnow-Dead-Reason": "Two Words", "Winnow-Dead-Attempts": "few", "Winnow-Dead-Error": "",
		}},
	} {
		schema, stored := compiled(t, c.schema), b.Stored(t, c.stream)
		if len(stored) != c.want {
			t.Fatalf("%s has %d messages, want %d", c.stream, len(stored), c.want)
		}
		valid := func(header nats.Header) error {
			line, err := json.Marshal(header)
			if err != nil {
				t.Fatal(err)
			}
			return validates(schema, line)
		}
		for _, msg := range stored {
			if err := valid(msg.Header); err != nil {
				t.Errorf("%s: %v\n%v", c.stream, err, msg.Header)
			}
			for name, value := range c.breaks {
				broken := maps.Clone(msg.Header)
				broken[name] = []string{value}
				if valid(broken) == nil {
					t.Errorf("%s: the schema allows %s: %q", c.stream, name, value)
				}
			}
		}
	}
}
