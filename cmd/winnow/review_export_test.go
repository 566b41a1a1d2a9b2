package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/corrections"
	"github.com/winnow-news/winnow/pipeline/stream/reviews"
)

// leakedText is a text of which a line is no article.
const leakedText = `Harbour bridge closes for repairs

The old harbour bridge will close to lorries on Monday, the council said, after inspectors found cracks in two of its main bearings during a routine check.

In our dossier: Ferries of the north

Engineers expect the work to take six weeks, and ferries will carry freight across the inlet in the meantime, according to a statement.
`

// correct keeps what somebody says of the leakedText line.
func correct(t *testing.T, store corrections.Store) {
	t.Helper()
	raw := document.Raw{ID: "bridge", URL: "https://www.courier.example/bridge", Content: []byte(leakedText)}
	clean, err := cleaners.Must(cleaners.New()).Clean(raw)
	if err != nil {
		t.Fatal(err)
	}
	const line = "In our dossier: Ferries of the north"
	at := strings.Index(clean.Source, line)
	err = store.Add(t.Context(), &corrections.Correction{
		By: "ada", Document: raw.ID, URL: raw.URL, Site: cleaners.Site(raw.URL), Source: corrections.SourceDigest(clean.Source),
		Start: at, End: at + len(line), Text: line, Want: document.Related,
	}, &raw)
	if err != nil {
		t.Fatal(err)
	}
}

// TestReviewExport exports a correction in every form, from a file and from a stream, and
// has winnow read what comes out.
func TestReviewExport(t *testing.T) {
	file := filepath.Join(t.TempDir(), "corrections.jsonl")
	store, err := corrections.OpenFile(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	correct(t, store)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	server := startedServer(t)
	winnow := func(want int, args ...string) (out, said string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		if code := run(args, console{out: &stdout, err: &stderr}); code != want {
			t.Errorf("%q: exit code %d, want %d: %s", args, code, want, &stderr)
		}
		return stdout.String(), stderr.String()
	}
	winnow(0, "streams", "apply", "--reviews", "--nats", server.URL())
	names := reviewNames{ReviewStream: "WINNOW_REVIEWS", ReviewPrefix: "winnow.review"}
	flags := brokerFlags{NATS: server.URL()}
	stream, err := reviews.OpenStore(t.Context(), plainClient(t, server.URL()), names.with(flags.topology()), nil)
	if err != nil {
		t.Fatal(err)
	}
	correct(t, stream)

	known := filepath.Join(t.TempDir(), "known.txt")
	if err := os.WriteFile(known, []byte(strings.ReplaceAll(leakedText, "Ferries", "Tunnels")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, from := range [][]string{{"--corrections", file}, {"--nats", server.URL()}} {
		export := func(args ...string) string {
			out, _ := winnow(0, append(append([]string{"review", "export"}, from...), args...)...)
			return out
		}
		if got := export("--form", "jsonl"); strings.Count(got, "\n") != 1 || !strings.Contains(got, `"want":"related"`) {
			t.Errorf("jsonl: %s", got)
		}
		if got := export("--form", "rules"); !strings.Contains(got, "site courier.example\nremove related: line begins \"In our dossier:\"\ntest ") {
			t.Errorf("rules: %s", got)
		}
		dir := t.TempDir()
		corpus := filepath.Join(dir, "own.jsonl")
		export("--form", "corpus", "-o", corpus)
		if got, _ := winnow(0, "eval", corpus); !strings.Contains(got, "own") {
			t.Errorf("eval says %s", got)
		}
		cases := filepath.Join(dir, "cases")
		name := strings.TrimSpace(export("--form", "cases", "-o", cases))
		winnow(0, "fixture", "update", "--dir", cases)
		text, err := os.ReadFile(name)
		if err != nil || !strings.Contains(string(text), "related | In our dossier: Ferries of the north\n") || !strings.Contains(string(text), "-- golden --") {
			t.Errorf("%s, %v", text, err)
		}
		winnow(1, append(append([]string{"review", "export"}, from...), "--form", "cases", "-o", cases)...) // the case is there
	}
	if _, said := winnow(1, "review", "export", "--form", "jsonl", "--corrections", filepath.Join(t.TempDir(), "none")); !strings.Contains(said, "no such file") {
		t.Errorf("without a file: %s", said)
	}
}
