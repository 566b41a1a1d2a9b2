package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestABackfillDoesNotReadWhatItWrites names the folder that all is written to.
func TestABackfillDoesNotReadWhatItWrites(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"a.txt", "out.jsonl", "sites.memory", "report.html", "report.diff.html", "winnow-backfill-CLEAN.state", "winnow-backfill-CLEAN.rejects.jsonl", "out-20260101.jsonl"} {
		if err := os.WriteFile(name, []byte("A text."), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := &backfillCmd{In: []string{"."}, Out: "out.jsonl", Memory: "sites.memory"}
	c.Report, c.Diff, c.OutStream = "report.html", "old.jsonl", "CLEAN"
	in, err := c.inputs(t.Context(), console{})
	if err != nil || len(in) != 2 || in[0].Name != "a.txt" || in[1].Name != "out-20260101.jsonl" {
		t.Errorf("%+v, %v", in, err)
	}
	sample := &backfillCmd{In: []string{"."}, Sample: 1}
	if in, err := sample.inputs(t.Context(), console{}); err != nil || len(in) == 0 || filepath.Base(in[0].Name) != "a.txt" {
		t.Errorf("a sample: %+v, %v", in, err)
	}
}
