package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/fixtures/month"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// TestTheStreamLearnsFromAnArchive cleans a month of one paper as an archive, and
// gives what that taught to a stream that has seen nothing of it.
func TestTheStreamLearnsFromAnArchive(t *testing.T) {
	server := startedServer(t)
	js, topology := plainClient(t, server.URL()), broker.DefaultTopology()
	if err := topology.Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	m := month.New(1)
	paper := m.Papers[2]
	var lines bytes.Buffer
	var last *month.Page
	for i := range m.Pages {
		if m.Pages[i].Site != paper.Site {
			continue
		}
		if last != nil {
			line, err := record.Wrap(last.Raw).Marshal()
			if err != nil {
				t.Fatal(err)
			}
			lines.Write(append(line, '\n'))
		}
		last = &m.Pages[i]
	}
	if err := os.WriteFile("in.jsonl", lines.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	winnow := func(wantCode int, args ...string) string {
		t.Helper()
		var said bytes.Buffer
		if code := run(args, console{in: strings.NewReader(""), out: &said, err: &said}); code != wantCode {
			t.Fatalf("winnow %v: exit code %d, want %d\n%s", args, code, wantCode, said.String())
		}
		return said.String()
	}
	winnow(0, "backfill", "in.jsonl", "--out", "out.jsonl", "--memory", "sites.memory")
	if said := winnow(0, "recall", "--load", "sites.memory", "--nats", server.URL()); !strings.Contains(said, "1 sites were loaded") {
		t.Errorf("it says %q", said)
	}
	if said := winnow(0, "recall", paper.Site, "--nats", server.URL()); !strings.Contains(said, "furniture") {
		t.Errorf("recall lists\n%s", said)
	}
	if err := operate.Feed(t.Context(), js, topology, paper.Site, last.Raw); err != nil {
		t.Fatal(err)
	}
	winnow(0, "run", "--once", "--http", "none", "--nats", server.URL())
	all := published(t, js)
	if len(all) != 1 || !strings.Contains(all[0], `"rule":"recurring/`) {
		t.Errorf("the first document of the stream loses nothing that its site repeats: %.2000s", all)
	}
	winnow(1, "recall", "--load", "none.memory", "--nats", server.URL())
	winnow(1, "recall", "--load", "in.jsonl", "--nats", server.URL())
	winnow(2, "recall", "--nats", server.URL())
	winnow(2, "recall", "--load", "sites.memory", "--all", "--nats", server.URL())
}
