package broker

import "testing"

func TestCovers(t *testing.T) {
	cases := []struct {
		pattern, want string
		yes           bool
	}{
		{"winnow.raw.*", "winnow.raw.*", true}, {"winnow.>", "winnow.raw.*", true}, {">", "winnow.raw.*", true},
		{"*.raw.*", "winnow.raw.*", true}, {"winnow.raw.a", "winnow.raw.*", false}, {"winnow.raw", "winnow.raw.*", false},
		{"winnow.raw.*.*", "winnow.raw.*", false}, {"winnow.raw.*", "winnow.raw.>", false}, {"winnow.raw.>", "winnow.raw.>", true},
		{"winnow.raw.>", "winnow.raw", false},
	}
	for _, c := range cases {
		if got := covers(c.pattern, c.want); got != c.yes {
			t.Errorf("covers(%q, %q) = %v", c.pattern, c.want, got)
		}
	}
}
