package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// winnowSays runs a command line and returns its exit code and what it said.
func winnowSays(args ...string) (code int, said string) {
	var out, err bytes.Buffer
	code = run(args, console{in: strings.NewReader(""), out: &out, err: &err})
	return code, err.String()
}

// sortedLines returns the lines of all files that a pattern means.
func sortedLines(t *testing.T, pattern string) (all []string) {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no %s: %v", pattern, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = slices.AppendSeq(all, strings.Lines(string(text)))
	}
	slices.Sort(all)
	return all
}

// TestMachinesShareABackfill runs a leader and a joiner, who has no flags of
// what is to be done, and one whose policy is another.
func TestMachinesShareABackfill(t *testing.T) {
	server := streamtest.NewBareOf(t, broker.EmbeddedOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"}).Server
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	var lines strings.Builder
	for i := range 200 {
		fmt.Fprintf(&lines, `{"id": "d%04d", "url": "https://a.example/%d", "content": "Harbour %d opens again\n\nThe harbour number %d was opened on Tuesday after %d days of work, its master said.\n\nPhoto: A. Person / Agency\n\nShips are expected there by the evening, most of them with grain and fruit on board."}`+"\n", i, i, i, i, i+3)
	}
	if err := os.WriteFile(at("in.jsonl"), []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	rules := rulesDir(t, map[string]string{"a.rules": "site a.example\nremove promo: line begins \"Ships are expected\"\n"})
	policy := []string{"--keep", "caption", "--threshold", "tags=0.7", "--stories", "--rules", rules}
	if code, said := winnowSays(append([]string{"backfill", at("in.jsonl"), "--out", at("alone.jsonl")}, policy...)...); code != 0 {
		t.Fatal(said)
	}
	var all sync.WaitGroup
	join := func(code int, want string, flags ...string) {
		all.Go(func() {
			got, said := winnowSays(append([]string{"backfill", "--join", server.URL(), "--progress=off"}, flags...)...)
			if got != code || !strings.Contains(said, want) {
				t.Errorf("joiner %v ends with code %d, want %d and %q:\n%s", flags, got, code, want, said)
			}
		})
	}
	join(0, "the run is over")
	join(1, "policy", "--precision")
	code, said := winnowSays(append([]string{"backfill", at("in.jsonl"), "--out", at("out.jsonl"), "--queue", server.URL(), "--unit-size", "3KB"}, policy...)...)
	if code != 0 {
		t.Error(said)
	}
	all.Wait()
	if n := strings.Count(strings.Join(sortedLines(t, at("out.jsonl")), ""), `"rule":"site/promo"`); n != 200 {
		t.Errorf("%d documents show the rule for their site", n)
	}
	if diff := cmp.Diff(sortedLines(t, at("alone.jsonl")), sortedLines(t, at("out.jsonl"))); diff != "" {
		t.Errorf("documents (-alone +shared):\n%.2000s", diff)
	}
}
