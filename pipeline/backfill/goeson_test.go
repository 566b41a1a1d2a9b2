package backfill

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
)

// TestAMemoryFileThatFailedIsWrittenLater learns, and then can't write the memory
// file: its folder is not there.
func TestAMemoryFileThatFailedIsWrittenLater(t *testing.T) {
	f := archiveFolder(t, 60)
	o := recalling(f, memory.RecurringOn)
	o.MemoryFile = f.path("later/memory")
	if _, err := Run(t.Context(), reader{}, o); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("Run = %v, want that the folder is not there", err)
	}
	if err := os.Mkdir(f.path("later"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), reader{}, o); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadMemory(o.MemoryFile); err != nil {
		t.Error(err)
	}
}

// keeper counts what it is told.
type keeper struct{ docs int }

func (k *keeper) saw(Seen)               { k.docs++ }
func (k *keeper) Store() ([]byte, error) { return fmt.Appendf(nil, "%d", k.docs), nil }
func (k *keeper) Restore(stored []byte) error {
	_, err := fmt.Sscan(string(stored), &k.docs)
	return err
}

// TestAStopInTheThirdPassForgetsNoTally stops while documents are marked.
func TestAStopInTheThirdPassForgetsNoTally(t *testing.T) {
	f := newFolder(t, map[string]string{"in.jsonl": `{"id":"a","content":"x"}` + "\n" + `{"id":"b","content":"y"}`})
	before := keeper{}
	o := Options{In: inputsAt(t, f.path("in.jsonl")), Out: f.path("out.jsonl"), Stories: &StoryOptions{}, Keep: &before, Seen: before.saw}
	ctx, cancel := context.WithCancel(t.Context())
	o.Seen = func(s Seen) {
		if before.saw(s); before.docs == 2 {
			if err := os.Mkdir(f.path("out.jsonl.partial"), 0o700); err != nil { // the third pass fails
				t.Error(err)
			}
		}
	}
	defer cancel()
	if _, err := Run(ctx, upper{}, o); err == nil {
		t.Fatal("the third pass did not fail")
	}
	if err := os.Remove(f.path("out.jsonl.partial")); err != nil {
		t.Fatal(err)
	}
	after := keeper{}
	o.Keep, o.Seen = &after, after.saw
	if _, err := Run(t.Context(), upper{}, o); err != nil || after.docs != 2 {
		t.Errorf("%d documents are told of, want 2; %v", after.docs, err)
	}
}

// failing is a target that fails at one document, and then syncs as if nothing
// had been: a full disk that has room again.
type failing struct {
	output.Nowhere
	at    int
	wrote *[]string
}

func (f *failing) Encode(doc *output.Document) ([]byte, error) { return []byte(doc.Wire.ID), nil }
func (f *failing) Write(_ context.Context, doc *output.Document, _ []byte) error {
	if len(*f.wrote) == f.at {
		f.at = -1
		return errors.New("no space")
	}
	*f.wrote = append(*f.wrote, doc.Wire.ID+doc.Place)
	return nil
}

// TestADocumentThatWasNotWrittenIsNoDuplicate fails at a document, and goes on.
func TestADocumentThatWasNotWrittenIsNoDuplicate(t *testing.T) {
	f := newFolder(t, map[string]string{"in.jsonl": `{"id":"a","content":"x"}` + "\n" + `{"id":"b","content":"y"}` + "\n" + `{"id":"c","content":"z"}`})
	var wrote []string
	to := &failing{at: 1, wrote: &wrote}
	o := Options{
		In: inputsAt(t, f.path("in.jsonl")), Out: "stream", State: f.path("stream"), Pipeline: pipeline.Options{BatchSize: 1},
		Target: func(context.Context, output.State) (output.Target, error) { return to, nil },
	}
	if _, err := Run(t.Context(), upper{}, o); err == nil {
		t.Fatal("the target did not fail")
	}
	result, err := Run(t.Context(), upper{}, o)
	if err != nil || result.Cleaned != 3 || result.Duplicates != 0 || strings.Join(wrote, " ") != "a b c" {
		t.Errorf("%+v, %v: %s was written", result, err, wrote)
	}
}

// TestARejectThatWasNotWrittenIsNotCounted writes to a disk that is full.
func TestARejectThatWasNotWrittenIsNotCounted(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	r := rejects{name: full.Name(), file: full, reasons: make(map[string]int), first: make(map[string]string)}
	if err := r.write(&record.Reject{Reason: "failed"}, "in.jsonl:1"); err == nil {
		t.Fatal("the disk is not full")
	}
	if r.count != 0 || r.bytes != 0 || r.reasons["failed"] != 0 {
		t.Errorf("%+v", r)
	}
}

// TestTooManyRejectsStayTooMany calls a run again that stopped at its last record.
func TestTooManyRejectsStayTooMany(t *testing.T) {
	f := newFolder(t, map[string]string{"in.jsonl": "nonsense\nnonsense\n"})
	o := Options{In: inputsAt(t, f.path("in.jsonl")), Out: f.path("out.jsonl"), MaxRejects: Limit{Count: 1}, CheckpointEvery: time.Nanosecond}
	for range 2 {
		if _, err := Run(t.Context(), upper{}, o); !errors.Is(err, ErrTooManyRejects) {
			t.Errorf("Run = %v, want %v", err, ErrTooManyRejects)
		}
	}
	o.MaxRejects.Count = 2
	if result, err := Run(t.Context(), upper{}, o); err != nil || result.Rejected != 2 {
		t.Errorf("%+v, %v", result, err)
	}
}

// TestRejectsOfAnEarlierRunAreKept writes to a stream twice, from standard input.
func TestRejectsOfAnEarlierRunAreKept(t *testing.T) {
	f := newFolder(t, map[string]string{"stream.rejects.jsonl": "theirs"})
	o := Options{
		In: inputsAt(t, "-"), Out: "stream", State: f.path("stream"), Stdin: strings.NewReader("nonsense\n"),
		Target: func(context.Context, output.State) (output.Target, error) { return output.Nowhere{}, nil },
	}
	if _, err := Run(t.Context(), upper{}, o); !errors.Is(err, output.ErrThere) {
		t.Errorf("Run = %v, want %v", err, output.ErrThere)
	}
	if got := f.read("stream.rejects.jsonl"); got != "theirs" {
		t.Errorf("the rejects are %q now", got)
	}
}

// TestWhatIsGoneIsCleanedAgain removes what a run wrote, and calls it again.
func TestWhatIsGoneIsCleanedAgain(t *testing.T) {
	for _, form := range []string{"jsonl", "text"} {
		f := newFolder(t, map[string]string{"in.jsonl": `{"id":"a","content":"x"}`})
		to, err := output.FormNamed(form)
		if err != nil {
			t.Fatal(err)
		}
		o := Options{In: inputsAt(t, f.path("in.jsonl")), Out: f.path("out"), Form: to}
		for range 2 {
			if result, err := Run(t.Context(), upper{}, o); err != nil || result.Before {
				t.Errorf("%s: %+v, %v", form, result, err)
			}
			if err := os.RemoveAll(f.path("out")); err != nil {
				t.Fatal(err)
			}
		}
	}
}
