package stream

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// addressed cleans as the real engine does as far as the site goes, which it takes from
// the address alone.
func addressed(raw document.Raw) (*document.Clean, error) {
	clean, err := streamtest.Fake{}.Clean(raw)
	if err == nil && raw.URL == "" {
		clean.Site = ""
	}
	return clean, err
}

func TestADocumentWithoutAnAddressIsOfItsSubjectsSite(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct{ subject, url string }{
		{"my-site-com", ""}, {"unknown", ""}, {"wire-example", "https://example.org/1"},
	} {
		msg := &nats.Msg{Subject: "winnow.raw." + c.subject, Data: []byte("Story of " + c.subject + "."), Header: nats.Header{}}
		if c.url != "" {
			msg.Header.Set(record.HeaderURL, c.url)
		}
		if _, err := b.JS.PublishMsg(t.Context(), msg); err != nil {
			t.Fatal(err)
		}
	}
	b.workUntilDrained(t, streamtest.EngineFunc(addressed), WorkOptions{})
	want := map[string]string{"Story of my-site-com.": "my-site-com", "Story of unknown.": "", "Story of wire-example.": "example-org"}
	for body := range b.Bodies(t, b.Topology.CleanStream) {
		var doc record.Clean
		if err := json.Unmarshal([]byte(body), &doc); err != nil {
			t.Fatal(err)
		}
		if site, known := want[doc.Text]; !known || doc.Site != site {
			t.Errorf("%q is of site %q, want %q", doc.Text, doc.Site, site)
		}
		delete(want, doc.Text)
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
}

// TestABrokenTimeIsToldOnceInAThousand has a scraper that writes "yesterday" into
// every document.
func TestABrokenTimeIsToldOnceInAThousand(t *testing.T) {
	var said bytes.Buffer
	u := unreadTimes{log: slog.New(slog.NewTextHandler(&said, nil))}
	raw := document.Raw{ID: "a", FetchedAt: "yesterday " + strings.Repeat("x", 200)}
	u.look(document.Raw{}, &document.Clean{}, "")
	u.look(raw, &document.Clean{FetchedAt: "2026-03-12"}, "")
	if said.Len() > 0 {
		t.Errorf("told of what is right: %s", said.String())
	}
	for range 2500 {
		u.look(raw, &document.Clean{}, "winnow.raw.a")
	}
	lines := strings.Split(strings.TrimSpace(said.String()), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], "documents=1") || !strings.Contains(lines[2], "documents=2001") {
		t.Errorf("got\n%s", said.String())
	}
	if !strings.Contains(lines[0], "level=WARN") || !strings.Contains(lines[0], "id=a subject=winnow.raw.a") || len(lines[0]) > 300 {
		t.Errorf("got %s", lines[0])
	}
}
