package main

import (
	"log/slog"
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
	if len(m.Designs) != len(designs()) || len(m.Ratios) != len(ratios) {
		t.Errorf("%d designs and %d ratios, want all: %+v", len(m.Designs), len(m.Ratios), m)
	}
	for _, r := range m.Ratios {
		if r.Clock.Low <= 0 || r.Clock.Low > r.Clock.Median || r.Clock.Median > r.Clock.High {
			t.Errorf("%s: %+v", r.Name, r.Clock)
		}
	}
	if _, err := r.turns(t.Context(), 1, "a faster one"); err == nil {
		t.Error("a design that there is not was measured")
	}
}

func TestASpreadHasItsMiddle(t *testing.T) {
	if got := spreadOf([]float64{5, 1, 3}); got != (spread{Median: 3, Low: 1, High: 5}) {
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
