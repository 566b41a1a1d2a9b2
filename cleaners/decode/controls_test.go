package decode

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestControlWeightCountsEveryByteWhereverItStands(t *testing.T) {
	for b := range 256 {
		for at := range 8 * wordBytes {
			text := []byte(strings.Repeat("é,", 8*wordBytes))[:8*wordBytes+1]
			text[at] = byte(b)
			if got, want := controlWeight(string(text)), int(controlWeights[b]); got != want {
				t.Errorf("byte %#x at %d counts %d, want %d", b, at, got, want)
			}
		}
	}
}

func TestControlWeightIsThatOfItsBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		if got, want := controlWeight(text), weightOf(text); got != want {
			t.Errorf("%q counts %d, want %d", text, got, want)
		}
	})
}
