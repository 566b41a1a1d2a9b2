package record

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestRejectsKeepBytes writes and reads rejects of any bytes, and holds the schema
// true.
func TestRejectsKeepBytes(outer *testing.T) {
	rapid.Check(outer, func(t *rapid.T) {
		original := rapid.SliceOf(rapid.Byte()).Draw(t, "original")
		reject := Reject{File: "in.jsonl", Record: 3, Offset: 7, Stage: "clean", Reason: "failed", Error: "no", Form: "jsonl", Whole: rapid.IntRange(0, 9).Draw(t, "whole")}
		reject.SetOriginal(original)
		line, err := reject.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if err := conforms(outer, RejectJSONSchema, line); err != nil {
			t.Fatal(err)
		}
		back, err := ParseReject(line)
		if err != nil {
			t.Fatal(err)
		}
		got, err := back.Bytes()
		if err != nil || !bytes.Equal(got, original) {
			t.Fatalf("%q came back as %q, %v", original, got, err)
		}
	})
}
