package record

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func letter() DeadLetter {
	return DeadLetter{
		Stage: "clean", Reason: "panic", Error: "panic: index\nout of range", Attempts: 3,
		Stack: "goroutine 1\n\tmain.go:3", Stream: "WINNOW_RAW", Subject: "winnow.raw.example-org", Sequence: 42,
		Failed: time.Date(2026, 5, 3, 4, 5, 6, 7, time.UTC),
		Header: map[string][]string{"X-Scraper": {"a", "b"}, "Nats-Msg-Id": {"m"}, "nats-rollup": {"all"}, "traceparent": {"00-1"}},
		Body:   []byte("%PDF\x00\xff"),
	}
}

func TestDeadLettersGoRoundTrip(t *testing.T) {
	sent := letter()
	header := sent.Headers()
	for name := range header {
		if hasPrefixFold(name, natsPrefix) {
			t.Errorf("%s would act on the server again", name)
		}
	}
	want := letter()
	want.Error = "panic: index out of range" // headers are single lines
	want.Stack = "goroutine 1\n main.go:3"
	if diff := cmp.Diff(want, ParseDeadLetter(header, sent.Body)); diff != "" {
		t.Errorf("dead letter (-want +got):\n%s", diff)
	}
	back := ParseDeadLetter(header, sent.Body)
	if diff := cmp.Diff(map[string][]string{"X-Scraper": {"a", "b"}, "traceparent": {"00-1"}}, back.Redriven()); diff != "" {
		t.Errorf("headers of the redriven document (-want +got):\n%s", diff)
	}
}

func TestDeadLetterHeadersFitJetStream(t *testing.T) {
	d := letter()
	d.Error = strings.Repeat("é", 1<<16)
	d.Stack = strings.Repeat("a line of the stack\n", 1<<14)
	d.Header["X-Large"] = []string{strings.Repeat("x", 59<<10)}
	header, size := d.Headers(), 0
	for name, values := range header {
		for _, v := range values {
			size += len(name) + len(v) + 4
			if strings.ContainsAny(v, "\r\n") {
				t.Errorf("%s holds a line end", name)
			}
		}
	}
	if size > maxHeaders {
		t.Errorf("the headers have %d bytes, want at most %d", size, maxHeaders)
	}
	got := ParseDeadLetter(header, nil)
	if got.Reason != "panic" || got.Sequence != 42 || !strings.HasPrefix(got.Error, "éé") {
		t.Errorf("what happened was shed: %+v", got)
	}
	if diff := cmp.Diff([]string{"X-Large"}, header[headerDropped]); diff != "" {
		t.Errorf("names of shed headers (-want +got):\n%s", diff)
	}
}
