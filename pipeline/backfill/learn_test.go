package backfill

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// reader is an engine that takes every line for a block, and takes out what
// memory speaks against.
type reader struct {
	slow time.Duration
	read func() // called for every document, in both passes; may be nil
}

func (r reader) Segment(raw document.Raw) (*document.Document, error) {
	if r.read != nil {
		r.read()
	}
	if strings.HasPrefix(string(raw.Content), "%PDF") {
		return nil, errors.New("this is a PDF")
	}
	doc := &document.Document{ID: raw.ID, URL: raw.URL, Text: string(raw.Content), Source: string(raw.Content)}
	at := 0
	for line := range strings.Lines(doc.Text) {
		n := len(strings.TrimSuffix(line, "\n"))
		doc.Blocks = append(doc.Blocks, document.Block{
			Span:  document.Span{Start: at, End: at + n},
			Shape: document.Shape{Words: int32(len(strings.Fields(line))), Letters: int32(n), Digits: 1},
		})
		at += len(line)
	}
	return doc, nil
}

func (r reader) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	time.Sleep(r.slow)
	doc, err := r.Segment(raw)
	if err != nil {
		return nil, err
	}
	out := make(map[int]document.Verdict)
	if recall != nil {
		for _, v := range recall(doc) {
			out[v.Block] = v
		}
	}
	clean := &document.Clean{ID: raw.ID, URL: raw.URL}
	for i, b := range doc.Blocks {
		switch v, said := out[i]; {
		case said && v.Score > 0.5:
			clean.Removed = append(clean.Removed, document.Removal{Text: doc.Of(i), Kind: v.Kind, Rule: v.Rule, Score: v.Score, Note: v.Value})
		default:
			clean.Paragraphs = append(clean.Paragraphs, document.Paragraph{Text: doc.Of(i), Start: b.Span.Start, End: b.Span.End})
		}
	}
	return clean, nil
}

const furniture = "The paper comes to your door before breakfast, rain or shine."

// yearOf returns lines of two sites over a year, the newest first. One of the
// sites has furniture, in its first half of the year only.
func yearOf(n int) string {
	var b strings.Builder
	for i := range n {
		day := time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -i*365/n)
		var text strings.Builder
		fmt.Fprintf(&text, "Headline number %d of the year\\n%s\\n", i, day.Format("2 January 2006"))
		for j := range 9 {
			fmt.Fprintf(&text, "Paragraph number %d of story number %d, which no other story has.\\n", j, i)
		}
		if i%2 == 0 && day.Month() <= time.June {
			text.WriteString(furniture + "\\n")
		}
		if i%50 == 7 {
			text.Reset()
			text.WriteString("%PDF")
		}
		fmt.Fprintf(&b, `{"id": "d%d", "url": "https://site%d.example/%d", "content": "%s"}`+"\n", i, i%2, i, text.String())
	}
	return b.String()
}

func siteOf(url string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(url, "https://"), "/")
	return strings.ReplaceAll(host, ".", "-")
}

func recalling(f folder, how memory.Recurring) Options {
	return Options{
		In: inputsAt(f.t, f.path("a.jsonl"), f.path("b.jsonl")), Out: f.path("out.jsonl"),
		Recurring: how, Site: siteOf, CheckpointEvery: time.Nanosecond, Pipeline: pipeline.Options{BatchSize: 16, InFlight: 32},
	}
}

// archiveFolder has the archive in two files.
func archiveFolder(t *testing.T, n int) folder {
	all := yearOf(n)
	half := strings.Index(all[len(all)/2:], "\n") + len(all)/2 + 1
	return newFolder(t, map[string]string{"a.jsonl": all[:half], "b.jsonl": all[half:]})
}

func TestTheFirstDocumentIsCleanedWithWhatTheLastShows(t *testing.T) {
	for _, c := range []struct {
		how  memory.Recurring
		left bool
	}{{memory.RecurringOn, false}, {memory.RecurringShadow, true}, {memory.RecurringOff, true}} {
		f := archiveFolder(t, 600)
		result, err := Run(t.Context(), reader{}, recalling(f, c.how))
		if err != nil || result.Cleaned != 588 || result.Rejected != 12 {
			t.Fatalf("%v: %+v, %v", c.how, result, err)
		}
		out := f.read("out.jsonl")
		if !strings.Contains(out, furniture) {
			t.Fatal("the furniture is nowhere, not even among what was removed")
		}
		if left := strings.Count(out, furniture+`","paragraphs"`); left > 0 != c.left {
			t.Errorf("%v: the furniture is left in %d documents", c.how, left)
		}
		if lost := strings.Count(out, `"kind":"recurring"`) - strings.Count(out, `"text":"`+furniture+`","kind":"recurring"`); lost != 0 {
			t.Errorf("%v: %d other paragraphs were taken for furniture", c.how, lost)
		}
	}
}

// TestABackfillThatWasStoppedGoesOn stops it in either pass, again and again.
func TestABackfillThatWasStoppedGoesOn(t *testing.T) {
	f := archiveFolder(t, 600)
	if _, err := Run(t.Context(), reader{}, recalling(f, memory.RecurringOn)); err != nil {
		t.Fatal(err)
	}
	want, wantDead := f.read("out.jsonl"), f.read("out.rejects.jsonl")
	f = archiveFolder(t, 600)
	stops := 0
	for {
		ctx, cancel := context.WithCancel(t.Context())
		var read atomic.Int64
		result, err := Run(ctx, reader{read: func() {
			if read.Add(1) == 100 {
				cancel()
			}
		}}, recalling(f, memory.RecurringOn))
		cancel()
		if err == nil {
			if result.Cleaned != 588 || result.Rejected != 12 || result.Rejects == "" {
				t.Errorf("in the end: %+v", result)
			}
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if stops++; stops > 50 {
			t.Fatal("it comes to no end")
		}
	}
	if stops < 6 {
		t.Fatalf("it was stopped %d times: nothing to see", stops)
	}
	if diff := cmp.Diff(want, f.read("out.jsonl")); diff != "" {
		t.Errorf("output (-undisturbed +stopped):\n%.1000s", diff)
	}
	dead := strings.ReplaceAll(f.read("out.rejects.jsonl"), f.dir, "")
	if got, want := strings.Count(dead, "\n"), strings.Count(wantDead, "\n"); got != want {
		t.Errorf("%d dead letters, want %d", got, want)
	}
}

// envChild tells the test binary that it is a backfill that will be killed.
const envChild = "WINNOW_BACKFILL_TEST_DIR"

func TestABackfillThatWasKilledGoesOn(t *testing.T) {
	if dir := os.Getenv(envChild); dir != "" {
		if _, err := Run(t.Context(), reader{slow: time.Millisecond}, recalling(folder{t, dir}, memory.RecurringOn)); err != nil {
			t.Fatal(err)
		}
		return
	}
	f := archiveFolder(t, 1500)
	for i := range 6 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestABackfillThatWasKilledGoesOn$")
		cmd.Env = append(os.Environ(), envChild+"="+f.dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(200+70*i) * time.Millisecond)
		_ = cmd.Process.Kill() // when it has ended already there is nothing to kill
		_ = cmd.Wait()
	}
	if _, err := Run(t.Context(), reader{}, recalling(f, memory.RecurringOn)); err != nil {
		t.Fatal(err)
	}
	undisturbed := archiveFolder(t, 1500)
	if _, err := Run(t.Context(), reader{}, recalling(undisturbed, memory.RecurringOn)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(undisturbed.read("out.jsonl"), f.read("out.jsonl")); diff != "" {
		t.Errorf("output (-undisturbed +killed):\n%.1000s", diff)
	}
}

func TestWorkThatIsDoneIsNotDoneAgain(t *testing.T) {
	f := archiveFolder(t, 200)
	first := recalling(f, memory.RecurringOn)
	done, err := Run(t.Context(), reader{}, first)
	if err != nil || done.Before {
		t.Fatalf("%+v, %v", done, err)
	}
	want := f.read("out.jsonl")
	again, err := Run(t.Context(), reader{read: func() { t.Error("a document was read again") }}, first)
	if err != nil || !again.Before {
		t.Errorf("the same once more: %+v, %v", again, err)
	}
	again.Before = false
	if diff := cmp.Diff(done, again); diff != "" {
		t.Errorf("result (-first +again):\n%s", diff)
	}
	if err := os.Remove(f.path("out.jsonl")); err != nil {
		t.Fatal(err)
	}
	if anew, err := Run(t.Context(), reader{}, first); err != nil || anew.Before {
		t.Errorf("the output was taken away: %+v, %v", anew, err)
	}
	if diff := cmp.Diff(want, f.read("out.jsonl")); diff != "" {
		t.Errorf("output (-first +anew):\n%.1000s", diff)
	}
}

func TestAnotherInputIsRefusedUntilItMayReplace(t *testing.T) {
	f := archiveFolder(t, 200)
	if _, err := Run(t.Context(), reader{}, recalling(f, memory.RecurringOn)); err != nil {
		t.Fatal(err)
	}
	before := f.read("out.jsonl")
	if err := os.WriteFile(f.path("b.jsonl"), []byte(`{"id": "new", "url": "https://site0.example/new", "content": "Something new here"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	changed := recalling(f, memory.RecurringOn)
	if _, err := Run(t.Context(), reader{}, changed); !errors.Is(err, ErrOtherConditions) || !strings.Contains(err.Error(), "inputs were 2 files") {
		t.Errorf("Run = %v, want other inputs refused", err)
	}
	if diff := cmp.Diff(before, f.read("out.jsonl")); diff != "" {
		t.Errorf("the refused backfill wrote (-before +after):\n%.500s", diff)
	}
	changed.Overwrite = true
	result, err := Run(t.Context(), reader{}, changed)
	if err != nil || result.Cleaned >= 196 || !strings.Contains(f.read("out.jsonl"), "Something new here") {
		t.Errorf("with leave to replace: %+v, %v", result, err)
	}
}

func TestTwoBackfillsDoNotWriteOneOutput(t *testing.T) {
	f := archiveFolder(t, 20)
	options := recalling(f, memory.RecurringOn)
	check, err := openCheckpoint(CheckpointName(options.Out), options.Out)
	if err != nil {
		t.Fatal(err)
	}
	defer check.close()
	if _, err := Run(t.Context(), reader{}, options); err == nil || !strings.Contains(err.Error(), "another backfill is writing") {
		t.Errorf("Run = %v, want that another backfill has the output", err)
	}
}
