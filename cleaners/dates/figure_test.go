package dates

import (
	"testing"

	"pgregory.net/rapid"
)

// TestNextFigureMissesNoDigit holds it to a walk over the characters: where it stops, each
// character before is no digit, and it begins one that may be.
func TestNextFigureMissesNoDigit(t *testing.T) {
	text := rapid.StringOfN(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("ab 0189:/é–я٢۵५４日"))), 0, 40, -1)
	rapid.Check(t, func(t *rapid.T) {
		line := text.Draw(t, "line")
		at := nextFigure(line, 0)
		for i, r := range line {
			switch {
			case i < at && digitOf(r) >= 0:
				t.Fatalf("nextFigure(%q, 0) = %d, behind the digit at %d", line, at, i)
			case i == at && r < 0x600 && digitOf(r) < 0:
				t.Fatalf("nextFigure(%q, 0) = %d, where no digit can begin", line, at)
			}
		}
	})
}
