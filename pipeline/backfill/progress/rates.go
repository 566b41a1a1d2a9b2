package progress

import "time"

// recently is the time over which the recent rate is taken, and apart how far apart the
// states are that are kept for it.
const (
	recently = 30 * time.Second
	apart    = time.Second
)

// rates keeps the states that rates are taken from.
type rates struct {
	first  State   // of this pass: what an earlier process did is not of this one's speed
	recent []State // of about the last recently, the oldest first
}

// reading is what a state says with those before it.
type reading struct {
	share    float64 // done, 0..1; -1: unknown
	overall  rate
	recent   rate
	left     time.Duration // -1: unknown
	firstNow bool          // it is the first state of its pass
}

// rate is work in a second.
type rate struct{ documents, bytes float64 }

func (r *rates) read(s *State) (now reading) {
	if s.Pass != r.first.Pass || len(r.recent) == 0 || s.Elapsed < r.first.Elapsed || s.Documents < r.first.Documents {
		r.first, r.recent = *s, nil
		now.firstNow = true
	}
	if n := len(r.recent); n == 0 || s.Elapsed-r.recent[n-1].Elapsed >= apart {
		r.recent = append(r.recent, *s)
	}
	for len(r.recent) > 2 && s.Elapsed-r.recent[1].Elapsed >= recently {
		r.recent = r.recent[1:]
	}
	now.overall = rateOf(&r.first, s)
	now.recent = rateOf(&r.recent[0], s)
	now.share = shareDone(s)
	now.left = r.timeLeft(s, &now)
	return now
}

func rateOf(from, to *State) rate {
	seconds := (to.Elapsed - from.Elapsed).Seconds()
	if seconds <= 0 {
		return rate{}
	}
	return rate{max(float64(to.Documents-from.Documents)/seconds, 0), max(float64(to.Bytes-from.Bytes)/seconds, 0)}
}

// shareDone is of bytes where their total is known, else of documents, else of units.
func shareDone(s *State) float64 {
	switch {
	case s.Total > 0:
		return min(max(float64(s.Bytes)/float64(s.Total), 0), 1)
	case s.All > 0:
		return min(max(float64(s.Documents)/float64(s.All), 0), 1)
	case s.Units > 0:
		return min(max(float64(s.UnitsDone)/float64(s.Units), 0), 1)
	}
	return -1
}

// maxLeft is the longest time left that is told: more is a run that stands.
const maxLeft = 1000 * time.Hour

// timeLeft goes by the recent rate of bytes where their total is known, else by that of
// documents, and by the units done in this pass otherwise.
func (r *rates) timeLeft(s *State, now *reading) time.Duration {
	seconds := -1.0
	switch {
	case s.Total > 0 && now.recent.bytes > 0:
		seconds = float64(max(s.Total-s.Bytes, 0)) / now.recent.bytes
	case s.Total <= 0 && s.All > 0 && now.recent.documents > 0:
		seconds = float64(max(s.All-s.Documents, 0)) / now.recent.documents
	case s.Total <= 0 && s.All <= 0 && s.Units > 0 && s.UnitsDone > r.first.UnitsDone:
		each := (s.Elapsed - r.first.Elapsed).Seconds() / float64(s.UnitsDone-r.first.UnitsDone)
		seconds = each * float64(s.Units-s.UnitsDone)
	}
	if seconds < 0 || seconds > maxLeft.Seconds() {
		return -1
	}
	return time.Duration(seconds * float64(time.Second))
}
