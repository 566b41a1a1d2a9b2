package main

import (
	"math"
	"slices"
)

// scaler decides how many workers there are to be, as KEDA and the horizontal
// autoscaler of Kubernetes together do for a metric of type AverageValue:
// as many as the lag has targets, looked at every poll; at most twice as many,
// or four more, a poll; fewer only when every poll of the cooldown said so; and
// none when nothing waited for the whole cooldown. Lag alone does not settle: a
// fleet that is large enough has none, and is taken away. So it may go by how
// busy the workers are as well; of two triggers the larger number counts.
type scaler struct {
	target   float64 // documents that may wait for each worker; 0: the number of workers stays
	busy     float64 // documents a second that each worker is to have, as winnow_documents_total shows them; 0: that does not count
	least    int     // workers, 0 or more
	most     int
	poll     int // seconds
	cooldown int // seconds
	shrink   int // seconds in which one worker may be taken away; 0: as many as there are too many

	said   []int // the polls of the last cooldown, the last one last
	active int   // when something waited last
	shrunk int   // when a worker was taken away last
}

// The steps by which Kubernetes adds pods by default: the larger of both.
const (
	growthFactor = 2
	growthPods   = 4
)

// want returns how many workers there are to be, given how many there are and
// what waits, and how many documents came out in the last second.
func (s *scaler) want(second, workers int, lag, done float64) int {
	if s.target <= 0 || second%s.poll != 0 {
		return workers
	}
	if lag > 0 {
		s.active = second
	}
	if workers == 0 {
		if lag > 0 {
			return min(1, s.most)
		}
		return max(s.least, 0)
	}
	desired := max(s.least, 1, int(math.Ceil(lag/s.target)))
	if s.busy > 0 {
		desired = max(desired, int(math.Ceil(done/s.busy)))
	}
	desired = min(desired, s.most)
	s.said = append(s.said, desired)
	if keep := max(1, s.cooldown/s.poll); len(s.said) > keep {
		s.said = s.said[len(s.said)-keep:]
	}
	switch stable := slices.Max(s.said); {
	case s.least == 0 && second-s.active >= s.cooldown:
		s.said = nil
		return 0
	case desired > workers:
		return min(desired, max(growthFactor*workers, workers+growthPods))
	case stable < workers && s.shrink == 0:
		return stable
	case stable < workers && second-s.shrunk >= s.shrink:
		s.shrunk = second
		return workers - 1
	}
	return workers
}
