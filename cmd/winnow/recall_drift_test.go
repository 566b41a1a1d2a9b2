package main

import (
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/pipeline/drift"
)

func TestARangeThatIsNotKnownSaysWhatItTakes(t *testing.T) {
	var out strings.Builder
	at := drift.Standing{Documents: 5, Since: time.Date(2026, time.November, 30, 0, 0, 0, 0, time.UTC)}
	if err := printRange(&out, &at); err != nil {
		t.Fatal(err)
	}
	const want = "its range is not known yet: that takes 32 documents at least, the first of them over 10 days; of those from 2026-11-30 on there are 5 (its first week does not count)\n"
	if out.String() != want {
		t.Errorf("it says %q, want %q", out.String(), want)
	}
}
