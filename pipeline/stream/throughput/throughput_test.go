package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners"
)

// TestDocumentsComeThroughInTime makes a small run: the figures of a shared machine
// are no test.
func TestDocumentsComeThroughInTime(t *testing.T) {
	r := rig{size: 1024, log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	d, err := r.latency(t.Context(), cleaners.Must(cleaners.New()), 100, time.Second)
	if err != nil || d.rate != 100 || d.p50 <= 0 || d.p99 < d.p50 {
		t.Errorf("latency %+v, %v", d, err)
	}
}

func TestTurnsCompareEveryDesign(t *testing.T) {
	r := rig{documents: 60, size: 1024, log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	var out bytes.Buffer
	if err := r.compare(t.Context(), &out, comparison{turns: 2, asJSON: true}); err != nil {
		t.Fatal(err)
	}
	var got map[string][]float64
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"relay", "fetch-one", "memory", "relay-processor"} {
		if all := got[key]; len(all) != 2 || slices.Min(all) <= 0 {
			t.Errorf("%s: %v, want a ratio of each turn", key, all)
		}
	}
	for _, wrong := range []comparison{{turns: 1, only: "a faster one"}, {}, {turns: 1, only: nameRelay, latency: time.Second}} {
		if err := r.compare(t.Context(), io.Discard, wrong); err == nil {
			t.Errorf("%+v was measured", wrong)
		}
	}
}

func TestASpreadHasItsMiddle(t *testing.T) {
	if got := spreadOf([]float64{5, 1, 3}); got != (spread{median: 3, low: 1, high: 5}) {
		t.Errorf("got %+v", got)
	}
}

func TestDocumentsAreOfTheirSizeAndNoTwoAlike(t *testing.T) {
	seen := make(map[string]bool)
	for _, d := range documents(500, 4096) {
		if seen[string(d.Content)] || len(d.Content) < 4096 || len(d.Content) > 3*4096 {
			t.Fatalf("document %s of %d bytes is like another, or not of its size", d.ID, len(d.Content))
		}
		seen[string(d.Content)] = true
	}
}
