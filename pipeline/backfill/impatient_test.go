package backfill

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestAStopDoesNotWaitForASilentPipe stops a backfill whose input says nothing
// more, in the middle of a line.
func TestAStopDoesNotWaitForASilentPipe(t *testing.T) {
	f := newFolder(t, nil)
	reader, writer := io.Pipe()
	defer writer.Close()
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(300*time.Millisecond, stop)
	go func() {
		_, _ = io.WriteString(writer, `{"id": "whole", "content": "x"}`+"\n"+`{"id": "half", "con`) // fails when the test does
	}()
	began := time.Now()
	_, err := Run(ctx, upper{}, Options{In: []string{"-"}, Out: f.path("out.jsonl"), Stdin: reader, Log: slog.New(slog.DiscardHandler)})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want that it was stopped", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s to stop", took)
	}
	if diff := cmp.Diff([]string{"whole X"}, ids(t, f.read("out.jsonl"))); diff != "" {
		t.Errorf("clean documents (-want +got):\n%s", diff)
	}
}

func TestAnImpatientReaderReadsAsOthersDo(t *testing.T) {
	text := strings.Repeat("0123456789", 20_000)
	for name, from := range map[string]io.Reader{
		"at once": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text)),
		"data and error together": iotest.DataErrReader(strings.NewReader(text)),
	} {
		if err := iotest.TestReader(newImpatient(from), []byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
