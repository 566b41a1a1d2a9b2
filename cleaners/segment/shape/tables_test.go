package shape

import "testing"

// TestTablesAreAsDescribed: what is filled by ranges is what a search says of each
// character.
func TestTablesAreAsDescribed(t *testing.T) {
	for _, span := range [][2]rune{{0, lowEnd}, {eastFrom, eastEnd}, {wideFrom, wideEnd}, {'é', 'я'}} {
		for i, got := range charsOf(span[0], span[1]) {
			r := span[0] + rune(i)
			if want := describe(r); got != want {
				t.Errorf("%U %q is %+v, want %+v", r, r, got, want)
			}
		}
	}
}
