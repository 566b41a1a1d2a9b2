package main

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// usualPlaces are where a worker is seen that was started without a flag.
var usualPlaces = places{nats: "nats://127.0.0.1:4222", metrics: "127.0.0.1:9464", flags: " --nats nats://127.0.0.1:4222"}

// cleanedSamples returns the samples as a worker stores them.
func cleanedSamples(t *testing.T) (all []pipeline.Stored) {
	t.Helper()
	engine := cleaners.Must(cleaners.New())
	for _, raw := range fixtures.Samples() {
		clean, err := engine.Clean(raw)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, pipeline.Stored{Raw: raw, Clean: clean})
	}
	return all
}

// usualTour returns what a newcomer sees.
func usualTour(t *testing.T) string {
	var out strings.Builder
	shown := newTour(&out, slog.New(slog.DiscardHandler), whereNext(broker.DefaultTopology(), usualPlaces, false), false)
	all := cleanedSamples(t)
	slices.Reverse(all) // sites come in any order
	for batch := range slices.Chunk(all, 4) {
		shown.committed(batch)
	}
	shown.end()
	return out.String()
}

// mostTourLines is what a terminal shows at once, with the lines of the log above.
const mostTourLines = 40

func TestTheTourFitsOnAScreen(t *testing.T) {
	got := usualTour(t)
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	if len(lines) > mostTourLines {
		t.Errorf("%d lines, want at most %d", len(lines), mostTourLines)
	}
	for _, line := range lines {
		if n := len([]rune(line)); n > tourWidth {
			t.Errorf("%d characters, want at most %d: %s", n, tourWidth, line)
		}
	}
	if last := lines[len(lines)-1]; last != "Ctrl-C to stop." {
		t.Errorf("the last line is %q", last)
	}
	for _, want := range []string{"A text: ", "A page: ", "Another script: ", "newsletter/aside", "winnow.clean.>", "winnow dlq ls", "http://127.0.0.1:9464/metrics", "  README.md"} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%q is there %d times, want once:\n%s", want, strings.Count(got, want), got)
		}
	}
}

// TestTheTourDoesWithWhatCame has other workers clean some of the samples, and makes a
// dead letter of one.
func TestTheTourDoesWithWhatCame(t *testing.T) {
	var out strings.Builder
	shown := newTour(&out, slog.New(slog.DiscardHandler), nil, true)
	all := cleanedSamples(t)
	all[0].Clean, all[0].Failure = nil, &pipeline.Failure{Reason: "empty"}
	shown.committed(all[:2])
	shown.committed(all[:2]) // delivered again
	if out.Len() > 0 {
		t.Errorf("told before all had come: %s", out.String())
	}
	shown.end()
	shown.end()
	for _, want := range []string{"All 1 samples: ", "cleaned by other workers: 23", "dead letters: 1"} {
		if strings.Count(out.String(), want) != 1 {
			t.Errorf("want %q once in:\n%s", want, out.String())
		}
	}
}

func TestATourOfNothingSaysSoOnce(t *testing.T) {
	var out strings.Builder
	tour := newTour(&out, slog.New(slog.DiscardHandler), []string{"where to look"}, true)
	tour.end()
	tour.end()
	if got := out.String(); strings.Count(got, "None of the 25 samples came") != 1 || !strings.Contains(got, "where to look") {
		t.Errorf("told: %s", got)
	}
}
