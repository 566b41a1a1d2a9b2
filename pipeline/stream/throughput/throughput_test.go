package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners"
)

// TestEveryRunComesToItsEnd makes small runs: the figures of a shared machine
// are no test.
func TestEveryRunComesToItsEnd(t *testing.T) {
	r := rig{documents: 200, size: 1024, log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	if err := compare(t.Context(), r, 0); err != nil {
		t.Fatal(err)
	}
	p50, p99, err := r.latency(t.Context(), cleaners.Must(cleaners.New()), 100, time.Second)
	if err != nil || p50 <= 0 || p99 < p50 {
		t.Errorf("latency p50 %s, p99 %s, %v", p50, p99, err)
	}
}

func TestTurnsCompareEveryDesign(t *testing.T) {
	r := rig{documents: 60, size: 1024, log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	m, err := r.turns(t.Context(), 2, "")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := m.write(&out, true); err != nil {
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
	if _, err := r.turns(t.Context(), 1, "a faster one"); err == nil {
		t.Error("a design that there is not was measured")
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
