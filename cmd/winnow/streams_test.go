package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"
)

// TestThePlanSaysEachThingOnce has streams that can't be changed so that they
// fit, of which plan and apply say so once each, and fail.
func TestThePlanSaysEachThingOnce(t *testing.T) {
	server := startedServer(t)
	js := plainClient(t, server.URL())
	if _, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "WINNOW_DEAD", Subjects: []string{"winnow.dead.*"}, Storage: jetstream.MemoryStorage}); err != nil {
		t.Fatal(err)
	}
	once := []string{"its storage is Memory, want File", "WINNOW_DEAD: does not fit"}
	for _, c := range []struct {
		command string
		fails   string // what it says at the end
	}{
		{"plan", "missing or not fit: WINNOW_RAW, WINNOW_CLEAN, WINNOW_DEAD, WINNOW_STORIES, KV_WINNOW_WORKERS"},
		{"apply", "can't be changed so that it fits: WINNOW_DEAD"},
		{"plan", "missing or not fit: WINNOW_DEAD"}, // the others are made
	} {
		var out, said bytes.Buffer
		code := run([]string{"streams", c.command, "--nats", server.URL()}, console{out: &out, err: &said})
		if code != exitFailed || !strings.HasSuffix(strings.TrimSpace(said.String()), c.fails) {
			t.Errorf("%s: exit code %d; it says %s, want %q", c.command, code, &said, c.fails)
		}
		for _, line := range once {
			if n := strings.Count(out.String()+said.String(), line); n != 1 {
				t.Errorf("%s says %q %d times:\n%s%s", c.command, line, n, &out, &said)
			}
		}
	}
}

// TestTheStreamOfReviewsIsMadeWhereItIsAskedFor holds that whoever does not review is
// not told of its stream.
func TestTheStreamOfReviewsIsMadeWhereItIsAskedFor(t *testing.T) {
	server := startedServer(t)
	js := plainClient(t, server.URL())
	streams := func(want int, args ...string) string {
		var out, said bytes.Buffer
		if code := run(append([]string{"streams"}, append(args, "--nats", server.URL())...), console{out: &out, err: &said}); code != want {
			t.Errorf("%q: exit code %d, want %d: %s", args, code, want, &said)
		}
		return out.String() + said.String()
	}
	streams(0, "apply")
	if said := streams(0, "plan"); strings.Contains(said, "REVIEWS") {
		t.Errorf("the plan says %s", said)
	}
	if said := streams(exitFailed, "plan", "--reviews"); !strings.Contains(said, "WINNOW_REVIEWS: create") {
		t.Errorf("the plan says %s", said)
	}
	streams(0, "apply", "--reviews")
	streams(0, "plan", "--reviews")
	if _, err := js.Stream(t.Context(), "WINNOW_REVIEWS"); err != nil {
		t.Error(err)
	}
}
