package review

import (
	"strings"
	"testing"
)

func TestIndexFold(t *testing.T) {
	for _, c := range []struct {
		text, find string
		at, length int
	}{
		{"The Ferry", "ferry", 4, 5}, {"ÉCOLE", "école", 0, 6}, {"\u212aelvin", "kelvin", 0, 8}, {"ferry", "ferryman", -1, 0}, {"", "a", -1, 0}, {"aab", "ab", 1, 2},
		{"ΣΊΣΥΦΟΣ", "σίσυφος", 0, 14}, {"a\xffb", "b", 2, 1},
	} {
		if at, n := indexFold(c.text, c.find); at != c.at || n != c.length {
			t.Errorf("%q in %q: at %d, %d bytes, want %d, %d", c.find, c.text, at, n, c.at, c.length)
		}
	}
}

// BenchmarkHighlight looks for a text in a block of 2 MB that begins like it everywhere.
func BenchmarkHighlight(b *testing.B) {
	text := strings.Repeat("the ferry of the harbour ", 80_000)
	find := strings.Repeat("the ferry of the harbour ", 10) + "is late"
	for b.Loop() {
		highlighted(runs(text), find)
	}
}
