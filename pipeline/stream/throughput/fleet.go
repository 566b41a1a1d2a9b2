package main

import (
	"cmp"
	"slices"
)

// fleet is the workers, and which partitions each has.
type fleet struct {
	rate     float64 // documents a second of one worker
	handover int     // seconds that a partition waits when it goes to another
	start    int     // seconds from wanting a worker to its work

	ready  []int // when each worker is ready; they come and go at the end
	owner  []int // of each partition; -1 for nobody
	paused []int // until when each partition waits
}

func newFleet(partitions int, rate float64, start, handover int) *fleet {
	return &fleet{rate: rate, start: start, handover: handover, owner: slices.Repeat([]int{-1}, partitions), paused: make([]int, partitions)}
}

// resize has so many workers from now on; new ones are ready later.
func (f *fleet) resize(now, workers int) {
	for len(f.ready) < workers {
		f.ready = append(f.ready, now+f.start)
	}
	f.ready = f.ready[:workers]
}

// alive returns how many workers are ready. Those that began first are.
func (f *fleet) alive(now int) int {
	n := 0
	for n < len(f.ready) && f.ready[n] <= now {
		n++
	}
	return n
}

// share gives every partition a worker, each as many as the others, and moves
// no more partitions than it must: members.Share does so too.
func (f *fleet) share(now int) {
	alive := f.alive(now)
	if alive == 0 {
		for p := range f.owner {
			f.owner[p] = -1
		}
		return
	}
	most := (len(f.owner) + alive - 1) / alive
	full := len(f.owner) - alive*(most-1) // workers that may have that many
	load := make([]int, alive)
	var homeless []int
	for p, w := range f.owner {
		fits := w >= 0 && w < alive && (load[w] < most-1 || load[w] == most-1 && full > 0)
		if !fits {
			homeless = append(homeless, p)
			continue
		}
		if load[w]++; load[w] == most {
			full--
		}
	}
	for _, p := range homeless {
		w := slices.Index(load, slices.Min(load))
		if f.owner[p] >= 0 {
			f.paused[p] = now + f.handover
		}
		f.owner[p] = w
		load[w]++
	}
}

// work has every worker clean for a second. Its partitions take turns; what one
// does not need the others get.
func (f *fleet) work(now int, partitions []queue, ages *ages) (done float64) {
	of := make([][]int, f.alive(now))
	for p, w := range f.owner {
		if w >= 0 && f.paused[p] <= now && partitions[p].length > 0 {
			of[w] = append(of[w], p)
		}
	}
	for _, mine := range of {
		slices.SortFunc(mine, func(a, b int) int { return cmp.Compare(partitions[a].length, partitions[b].length) })
		left := f.rate
		for i, p := range mine {
			part := min(partitions[p].length, left/float64(len(mine)-i))
			partitions[p].take(now, part, ages)
			left -= part
			done += part
		}
	}
	return done
}
