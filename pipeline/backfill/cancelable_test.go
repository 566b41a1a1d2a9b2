package backfill

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

// TestAStopDoesNotWaitForASilentPipe stops a backfill whose input says nothing
// more, in the middle of a line.
func TestAStopDoesNotWaitForASilentPipe(t *testing.T) {
	f := newFolder(t, nil)
	reader, writer := io.Pipe()
	defer writer.Close()
	ctx, stop := context.WithCancel(t.Context())
	cleaned := make(chan struct{})
	go func() {
		_, _ = io.WriteString(writer, `{"id": "whole", "content": "x"}`+"\n"+`{"id": "half", "con`) // fails when the test does
		<-cleaned
		stop()
	}()
	ended := make(chan error)
	go func() {
		_, err := Run(ctx, signal{cleaned}, Options{In: inputsAt(t, "-"), Out: f.path("out.jsonl"), Stdin: reader, Log: slog.New(slog.DiscardHandler)})
		ended <- err
	}()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Run = %v, want that it was stopped", err)
		}
	case <-time.After(4 * time.Minute): // on however slow a machine
		t.Fatal("it does not stop")
	}
	if diff := cmp.Diff([]string{"whole X"}, ids(t, f.read("out.jsonl.partial"))); diff != "" {
		t.Errorf("clean documents (-want +got):\n%s", diff)
	}
}

// signal is upper that says when it has its first document.
type signal struct{ cleaned chan struct{} }

func (s signal) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	close(s.cleaned)
	return upper{}.CleanRecalling(raw, recall)
}
