package backfill

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/record"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// upper is an engine whose result can be told from a copy.
type upper struct{}

func (upper) CleanRecalling(raw document.Raw, _ document.Recall) (*document.Clean, error) {
	if bytes.HasPrefix(raw.Content, []byte("%PDF")) {
		return nil, errors.New("this is a PDF")
	}
	text := strings.ToUpper(string(raw.Content))
	return &document.Clean{ID: raw.ID, Paragraphs: []document.Paragraph{{Text: text, End: len(text)}}}, nil
}

// folder is a directory with the files of a test.
type folder struct {
	t   *testing.T
	dir string
}

func newFolder(t *testing.T, files map[string]string) folder {
	f := folder{t, t.TempDir()}
	for name, text := range files {
		if err := os.WriteFile(f.path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// inputsAt returns the inputs that names mean.
func inputsAt(t *testing.T, names ...string) archive.Inputs {
	t.Helper()
	in, err := archive.Find(t.Context(), names, nil)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func (f folder) path(name string) string { return filepath.Join(f.dir, name) }

func (f folder) read(name string) string {
	f.t.Helper()
	text, err := os.ReadFile(f.path(name))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(text)
}

// ids returns the ids of clean documents, and the texts.
func ids(t *testing.T, jsonl string) (all []string) {
	t.Helper()
	for line := range strings.Lines(jsonl) {
		var c record.Clean
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("output line %q: %v", line, err)
		}
		all = append(all, c.ID+" "+c.Text)
	}
	return all
}

func TestOutputIsTheSameOnAnyNumberOfWorkers(t *testing.T) {
	var in strings.Builder
	for i := range 500 {
		fmt.Fprintf(&in, `{"id": "d%d", "content": "text %d"}`+"\n", i, i)
	}
	f := newFolder(t, map[string]string{"in.jsonl": in.String()})
	var first string
	for _, workers := range []int{1, 2, 8} {
		result, err := Run(t.Context(), upper{}, Options{
			In: inputsAt(t, f.path("in.jsonl")), Out: f.path("out.jsonl"), Overwrite: true,
			Pipeline: pipeline.Options{Workers: workers},
		})
		if err != nil || result.Cleaned != 500 || result.Rejected != 0 {
			t.Fatalf("%d workers: %+v, %v", workers, result, err)
		}
		got := f.read("out.jsonl")
		if first == "" {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("%d workers give another file (-1 worker +%d):\n%s", workers, workers, diff)
		}
	}
	if got := ids(t, first); got[0] != "d0 TEXT 0" || got[499] != "d499 TEXT 499" {
		t.Errorf("order: %s … %s", got[0], got[499])
	}
}

func TestBadLinesCostOnlyThemselves(t *testing.T) {
	f := newFolder(t, map[string]string{
		"a.jsonl": `{"id": "a1", "content": "one"}` + "\n\n" + `{"content": "cut` + "\n" + `{"id": "a4", "content": "four"}`,
		"b.jsonl": "\r\n" + `{"id": "b2", "content": "%PDF-"}` + "\r\n" + `{"id": "b3", "content": "three"}` + "\r\n" + "caf\xe9\n",
	})
	var log bytes.Buffer
	result, err := Run(t.Context(), upper{}, Options{
		In: inputsAt(t, f.path("a.jsonl"), f.path("b.jsonl")), Out: f.path("out.jsonl"), Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Result{Cleaned: 3, Rejected: 3, Reasons: map[string]int{"broken-envelope": 2, "failed": 1}, Rejects: f.path("out.rejects.jsonl")}, result, cmpopts.IgnoreFields(Result{}, "Files")); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a1 ONE", "a4 FOUR", "b3 THREE"}, ids(t, f.read("out.jsonl"))); diff != "" {
		t.Errorf("clean documents (-want +got):\n%s", diff)
	}
	want := []record.Reject{
		{File: f.path("a.jsonl"), Record: 3, Offset: 32, Stage: "envelope", Reason: "broken-envelope", Form: "jsonl", Original: `{"content": "cut`},
		{File: f.path("b.jsonl"), Record: 2, Offset: 2, Stage: "clean", Reason: "failed", Form: "jsonl", Original: `{"id": "b2", "content": "%PDF-"}` + "\r"},
		{File: f.path("b.jsonl"), Record: 4, Offset: 70, Stage: "envelope", Reason: "broken-envelope", Form: "jsonl", OriginalB64: "Y2Fm6Q=="},
	}
	if diff := cmp.Diff(want, rejectsOf(t, f.read("out.rejects.jsonl"))); diff != "" {
		t.Errorf("rejects, but for their errors (-want +got):\n%s", diff)
	}
	for _, line := range []string{
		"reason=broken-envelope records=2 first=\"" + f.path("a.jsonl") + ":3: broken JSON at byte 16", "reason=failed records=1 first=\"" + f.path("b.jsonl") + ":2: this is a PDF",
	} {
		if strings.Count(log.String(), line) != 1 {
			t.Errorf("the log does not say %q once:\n%s", line, log.String())
		}
	}
}

func rejectsOf(t *testing.T, jsonl string) (all []record.Reject) {
	t.Helper()
	for line := range strings.Lines(jsonl) {
		var d record.Reject
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatal(err)
		}
		if d.Error == "" {
			t.Errorf("a reject without an error: %s", line)
		}
		d.Error, d.Schema = "", ""
		all = append(all, d)
	}
	return all
}

func TestStdinToStdout(t *testing.T) {
	var out bytes.Buffer
	result, err := Run(t.Context(), upper{}, Options{
		In: inputsAt(t, "-"), Out: "-", Stdin: strings.NewReader(`{"id": "s", "content": "x"}` + "\nnonsense\n"), Stdout: &out,
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil || result.Cleaned != 1 || result.Rejected != 1 {
		t.Fatalf("%+v, %v", result, err)
	}
	if diff := cmp.Diff([]string{"s X"}, ids(t, out.String())); diff != "" {
		t.Errorf("stdout (-want +got):\n%s", diff)
	}
}

func TestAStopLeavesWholeLinesAndIsAnError(t *testing.T) {
	f := newFolder(t, nil)
	reader, writer := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		for i := 0; ; i++ {
			if i == 100 {
				cancel()
			}
			if _, err := fmt.Fprintf(writer, `{"id": "d%d", "content": "x"}`+"\n", i); err != nil {
				return
			}
		}
	}()
	_, err := Run(ctx, upper{}, Options{In: inputsAt(t, "-"), Out: f.path("out.jsonl"), Stdin: reader})
	reader.Close()
	<-fed
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want that it was stopped", err)
	}
	for i, id := range ids(t, f.read("out.jsonl.partial")) {
		if want := fmt.Sprintf("d%d X", i); id != want {
			t.Fatalf("line %d is %s, want %s", i+1, id, want)
		}
	}
}
