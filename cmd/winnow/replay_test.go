package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/fixtures/month"
	"github.com/winnow-news/winnow/pipeline/replay"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// TestReplayOfAStream replays the month of two papers, of whose furniture the memory
// knows by then.
func TestReplayOfAStream(t *testing.T) {
	server := startedServer(t)
	js := plainClient(t, server.URL())
	topology := broker.DefaultTopology()
	if err := topology.Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	m := month.New(1)
	fed := map[string]int{}
	for _, page := range m.Pages {
		if page.Site == m.Papers[2].Site || page.Site == m.Papers[3].Site {
			fed[page.Site]++
			if err := operate.Feed(t.Context(), js, topology, page.Site, page.Raw); err != nil {
				t.Fatal(err)
			}
		}
	}
	site, all := m.Papers[2].Site, fed[m.Papers[2].Site]+fed[m.Papers[3].Site]
	winnow := func(wantCode int, args ...string) (string, string) {
		t.Helper()
		var out, said bytes.Buffer
		if code := run(append(args, "--nats", server.URL()), console{out: &out, err: &said}); code != wantCode {
			t.Fatalf("winnow %v: exit code %d, want %d\n%s", args, code, wantCode, said.String())
		}
		return out.String(), said.String()
	}
	replayed := func(wantCode int, args ...string) (r replay.Report) {
		t.Helper()
		out, _ := winnow(wantCode, append([]string{"replay", "--format", "json"}, args...)...)
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	winnow(0, "run", "--once", "--http", "none")
	before := len(published(t, js))

	r := replayed(0, "--keep", "recurring", "--max-lost", "0")
	if r.Documents.All != all || r.Kinds["recurring"] == nil || r.Kinds["recurring"].Gained.Letters == 0 || r.Letters.Lost != 0 {
		t.Errorf("of %d documents %+v are compared, kinds %v: want what is remembered to be kept", all, r.Documents, r.Kinds)
	}
	if r := replayed(0, "--keep", "recurring", "--site", site, "--since", "1h"); r.Documents.All != fed[site] || len(r.Sites) != 1 {
		t.Errorf("of the site %d documents are compared, want %d; sites %v", r.Documents.All, fed[site], r.Sites)
	}
	if r := replayed(0, "--keep", "recurring", "--until", "1h"); r.Documents.All != 0 {
		t.Errorf("%d documents were stored an hour ago", r.Documents.All)
	}
	rules := t.TempDir()
	if err := os.WriteFile(filepath.Join(rules, "all.rules"), []byte("everywhere\nremove promo: line begins \"The\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r = replayed(1, "--rules", rules, "--max-lost", "0.01%")
	if r.Letters.Lost == 0 || r.Old.Rules == r.New.Rules || len(r.Losses) == 0 || r.Losses[0].Note != "all.rules:2" {
		t.Errorf("the rules lose %+v: %+v", r.Letters, r.Losses)
	}

	// Once workers have these rules, they are today's, and documents can be cleaned again.
	if out, _ := winnow(0, "reclean", "--all", "--dry-run"); !strings.Contains(out, "sent     0 ") || !strings.Contains(out, "current  1") {
		t.Errorf("before the rules are in force reclean says\n%s", out)
	}
	winnow(0, "rules", "push", rules)
	if r := replayed(0, "--rules", rules, "--max-lost", "0"); !r.Empty() || r.Documents.All != all || r.Old != r.New {
		t.Errorf("with the rules in force they change %+v", r.Documents)
	}
	if out, _ := winnow(0, "reclean", "--site", site, "--dry-run"); !strings.HasPrefix(out, "sent  1") || strings.Contains(out, "current") {
		t.Errorf("with the rules in force reclean says\n%s", out)
	}
	if after := len(published(t, js)); after != before {
		t.Errorf("%d clean documents are there, before the replays it were %d", after, before)
	}
}
