package spelling

import "testing"

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"keep", "keep", 0},
		{"", "keep", 4},
		{"keep", "", 4},
		{"kepe", "keep", 2},
		{"capton", "caption", 1},
		{"capption", "caption", 1},
		{"coption", "caption", 1},
		{"tags", "share", 4},
	} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := Distance(c.b, c.a); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.b, c.a, got, c.want)
		}
	}
}
