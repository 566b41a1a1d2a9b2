package report

import "time"

// maxTicks is how many intervals of wall time are kept: when a run takes longer, two
// become one.
const maxTicks = 240

// firstInterval is the shortest interval of wall time.
const firstInterval = time.Second

// ticks is how much was done over wall time. Its intervals are firstInterval times
// a power of two.
type ticks struct {
	interval time.Duration // 0: nothing yet
	done     []tick
	last     time.Duration // of the last Tick
}

type tick struct {
	documents, bytes uint64
}

// Tick counts what was done since the last Tick: docs documents with bytes bytes. Elapsed
// is the run's wall time now; it goes on where a resumed run stopped.
func (t *Tally) Tick(elapsed time.Duration, docs int, bytes int64) {
	k := &t.ticks
	from := min(max(k.last, 0), max(elapsed, 0))
	k.last = max(elapsed, 0)
	if k.interval == 0 {
		k.interval = firstInterval
	}
	for k.last >= k.interval*maxTicks {
		k.widen()
	}
	k.spread(from, k.last, uint64(max(docs, 0)), uint64(max(bytes, 0)))
}

// Elapsed returns the wall time of the last Tick: where the next run begins that resumes
// from this tally.
func (t *Tally) Elapsed() time.Duration { return t.ticks.last }

// spread shares what was done among the intervals in which it was done, by their time.
// What was done at the end of one, exactly, is that one's.
func (k *ticks) spread(from, to time.Duration, docs, bytes uint64) {
	first := int(from / k.interval)
	last := max(int((to-1)/k.interval), first)
	for len(k.done) <= last {
		k.done = append(k.done, tick{})
	}
	var spent tick
	for i := first; i < last; i++ {
		share := float64(k.interval*time.Duration(i+1)-from) / float64(to-from)
		until := tick{uint64(float64(docs) * share), uint64(float64(bytes) * share)}
		k.done[i].add(until.documents-spent.documents, until.bytes-spent.bytes)
		spent = until
	}
	k.done[last].add(docs-spent.documents, bytes-spent.bytes)
}

func (d *tick) add(documents, bytes uint64) {
	d.documents += documents
	d.bytes += bytes
}

func (k *ticks) widen() {
	half := (len(k.done) + 1) / 2
	for i := range half {
		d := k.done[2*i]
		if 2*i+1 < len(k.done) {
			d.add(k.done[2*i+1].documents, k.done[2*i+1].bytes)
		}
		k.done[i] = d
	}
	k.done = k.done[:half]
	k.interval *= 2
}

// merge adds what other machines did in the same intervals, each since it began.
func (k *ticks) merge(o *ticks) {
	if o.interval == 0 {
		return
	}
	if k.interval == 0 {
		k.interval = o.interval
	}
	other := ticks{interval: o.interval, done: append([]tick(nil), o.done...)}
	for k.interval < other.interval {
		k.widen()
	}
	for other.interval < k.interval {
		other.widen()
	}
	for len(k.done) < len(other.done) {
		k.done = append(k.done, tick{})
	}
	for i, d := range other.done {
		k.done[i].add(d.documents, d.bytes)
	}
	k.last = max(k.last, o.last)
}
