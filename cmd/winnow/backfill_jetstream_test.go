package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// TestBackfillReadsAndWritesStreams cleans an old stream into a file, a file into
// a stream, and the stream into the stream.
func TestBackfillReadsAndWritesStreams(t *testing.T) {
	server := startedServer(t)
	js, topology := plainClient(t, server.URL()), broker.DefaultTopology()
	if err := topology.Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		raw := document.Raw{ID: fmt.Sprint("d", i), URL: fmt.Sprintf("https://www.courier.example/%d", i), Content: fmt.Appendf(nil, "Ferry %d sails\n\nThe ferry left the harbour on Tuesday with %d passengers, the port said.", i, i)}
		if err := operate.Feed(t.Context(), js, topology, []string{"courier-example", "gazette-example"}[i%2], raw); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(t.TempDir())
	if err := os.Mkdir("states", 0o755); err != nil {
		t.Fatal(err)
	}
	winnow := func(wantCode int, args ...string) string {
		t.Helper()
		var said bytes.Buffer
		if code := run(append([]string{"backfill", "--recurring", "off"}, args...), console{in: strings.NewReader(""), out: &said, err: &said}); code != wantCode {
			t.Fatalf("winnow backfill %v: exit code %d, want %d\n%s", args, code, wantCode, said.String())
		}
		return said.String()
	}
	url := server.URL()
	winnow(0, url, "--subject", "winnow.raw.gazette-example", "--to-seq", "5", "--out", "out.jsonl.zst")
	winnow(0, "out.jsonl.zst", "--field", "content=text", "--out", url)
	if said := winnow(0, "out.jsonl.zst", "--field", "content=text", "--out", url); !strings.Contains(said, "nothing to do") {
		t.Errorf("a run that is done says\n%s", said)
	}
	wantSubjects(t, js, "d1 courier-example", "d3 courier-example")
	winnow(0, url, "--out", url, "--state", filepath.Join("states", "again.state"), "--overwrite")
	all := wantSubjects(t, js, "d1 courier-example", "d3 courier-example", "d0 courier-example", "d1 gazette-example", "d2 courier-example", "d3 gazette-example", "d4 courier-example", "d5 gazette-example")
	for i, msg := range all {
		raw, run := msg.Header.Get(record.HeaderSequence), msg.Header.Get(record.HeaderBackfill)
		if run == "" || i < 2 && raw != "" || i >= 2 && raw != fmt.Sprint(i-1) {
			t.Errorf("message %d has the headers %v", i, msg.Header)
		}
	}
	for _, name := range []string{"winnow-backfill-WINNOW_CLEAN.state", filepath.Join("states", "again.state"), "out.jsonl.zst"} {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
	if left, _ := filepath.Glob("*.ids"); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
	for _, args := range [][]string{
		{url, url, "--out", "x.jsonl"}, {"out.jsonl.zst", "--since", "2026-01-01", "--out", "x.jsonl"}, {url, "--since", "yesterday", "--out", "x.jsonl"},
		{"out.jsonl.zst", "--out", url, "--to", "text"}, {"out.jsonl.zst", "--out", url, "--rotate-docs", "2"}, {"out.jsonl.zst", "--out", url, "--stories"},
		{"out.jsonl.zst", "--out", "x.jsonl", "--state", "x"},
	} {
		winnow(2, args...)
	}
	if said := winnow(1, url, "--stream", "GONE", "--out", "x.jsonl"); !strings.Contains(said, "stream GONE") {
		t.Errorf("a stream that is not there: %s", said)
	}
	if said := winnow(1, "out.jsonl.zst", "--out", url, "--subject-prefix", "other", "--state", "other"); !strings.Contains(said, "nothing on other.*") {
		t.Errorf("a stream without the subjects: %s", said)
	}
}

// TestABackfillOfAStreamTakesTheRulesInForce republishes documents that leaked a line.
func TestABackfillOfAStreamTakesTheRulesInForce(t *testing.T) {
	server := startedServer(t)
	js, topology := plainClient(t, server.URL()), broker.DefaultTopology()
	if err := topology.Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	raw := document.Raw{ID: "a", URL: "https://www.brackwater.example/a", Content: []byte("The council of Brackwater met on Monday, and voted for a bridge over the river.\n\n" + tideLine + "\n\nThe mayor said that work on it would begin in spring, and that it would take two years in all.\n")}
	if err := operate.Feed(t.Context(), js, topology, "brackwater-example", raw); err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	backfill := func(wantCode int, out string, args ...string) (said, wrote string) {
		t.Helper()
		var log bytes.Buffer
		if code := run(append([]string{"backfill", "--recurring", "off", server.URL(), "--out", out}, args...), console{in: strings.NewReader(""), out: &log, err: &log}); code != wantCode {
			t.Fatalf("exit code %d, want %d\n%s", code, wantCode, &log)
		}
		body, _ := os.ReadFile(out)
		return log.String(), string(body)
	}
	removed := `"rule":"site/promo"`
	if said, wrote := backfill(0, "none.jsonl"); strings.Contains(wrote, removed) || !strings.Contains(said, "no rules for sites are in force") {
		t.Errorf("there are no rules yet:\n%s%s", said, wrote)
	}
	rulesCommand(t, server.URL(), 0, "push", rulesDir(t, map[string]string{"brackwater.rules": tideRule}))
	if said, wrote := backfill(0, "ruled.jsonl"); !strings.Contains(wrote, removed) || !strings.Contains(said, "rules for sites, for the whole run") {
		t.Errorf("the rules in force are not used:\n%s%s", said, wrote)
	}
	if _, wrote := backfill(0, "free.jsonl", "--rules", "none"); strings.Contains(wrote, removed) {
		t.Errorf("--rules none has rules:\n%s", wrote)
	}
	backfill(0, server.URL())
	if all := published(t, js); len(all) != 1 || !strings.Contains(all[0], removed) {
		t.Errorf("published were %v", all)
	}
	if said, _ := backfill(1, "none.jsonl"); !strings.Contains(said, "begun under other conditions: site rules was") {
		t.Errorf("a run goes on under other rules:\n%s", said)
	}
}

// wantSubjects wants these ids and sites in the clean stream, in this order, and
// returns the messages.
func wantSubjects(t *testing.T, js jetstream.JetStream, want ...string) (all []*jetstream.RawStreamMsg) {
	t.Helper()
	s, err := js.Stream(t.Context(), "WINNOW_CLEAN")
	if err != nil {
		t.Fatal(err)
	}
	if n := s.CachedInfo().State.Msgs; n != uint64(len(want)) {
		t.Fatalf("%d messages are in the stream, want %d", n, len(want))
	}
	for i, what := range want {
		msg, err := s.GetMsg(t.Context(), uint64(i+1))
		if err != nil {
			t.Fatal(err)
		}
		id, site, _ := strings.Cut(what, " ")
		if msg.Subject != "winnow.clean."+site || !bytes.Contains(msg.Data, []byte(`"id":"`+id+`"`)) {
			t.Errorf("message %d is on %s: %.90s; want %s", i+1, msg.Subject, msg.Data, what)
		}
		all = append(all, msg)
	}
	return all
}
