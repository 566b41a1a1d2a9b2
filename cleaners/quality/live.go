package quality

import "fmt"

// How sure a live blog is: by what its page or its title says of it, or by the
// rhythm of its times alone. It is surer than any rule for listings, which take its
// headlines for those of other pages.
const (
	statedLive  = 0.99
	namedLive   = 0.97
	unnamedLive = 0.96
)

// liveEntries tells a live blog by its entries, most of whose text was kept.
func liveEntries(s *survey) (float64, string) {
	live := s.layout.Live()
	if !live.Is() || !live.Sure || s.kept < fewestWords {
		return 0, ""
	}
	score := unnamedLive
	switch {
	case live.Stated:
		score = statedLive
	case live.Named:
		score = namedLive
	}
	return score, fmt.Sprintf("%d entries of a live blog", len(live.Entries))
}
