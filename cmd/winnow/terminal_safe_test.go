package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestATerminalIsToldNothingThatItObeys(t *testing.T) {
	const text = "Ä\tred: \x1b[31m\r\n\u009b31m\u00a0\x7f日本\x00"
	const want = "Ä\tred: ·[31m·\n·31m\u00a0·日本·"
	for _, size := range []int{1, 2, 3, len(text)} { // also cut inside of a character
		var out strings.Builder
		o := &obeyed{to: &out}
		for rest := text; rest != ""; rest = rest[min(size, len(rest)):] {
			if _, err := o.Write([]byte(rest[:min(size, len(rest))])); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Errorf("in pieces of %d bytes (-want +got):\n%s", size, diff)
		}
	}
}
