package memory

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// undated is the time of an article that states none: after all others, and
// inside every window.
const undated = math.MaxInt64

// undatedDay is the day of those.
const undatedDay = math.MaxInt32

const daySeconds = 24 * 60 * 60

// leastOfDay is how many articles must be of a day or later before time has
// come that far. One that claims to be of the year 2099 must not make all others
// old.
const leastOfDay = 16

// PublishedAt returns the time of an article: when it says that it was
// published, RFC 3339 or a day; else when it was fetched; else when it was
// stored; zero when all are unknown. A day alone counts as its end, so that the
// copy which states its hour goes first. A time after it was stored counts as
// when it was stored.
func PublishedAt(published, fetched string, stored time.Time) time.Time {
	for _, stated := range []string{published, fetched} {
		at, err := time.Parse(time.RFC3339, stated)
		if err != nil {
			if at, err = time.Parse(time.DateOnly, stated); err != nil {
				continue
			}
			at = at.Add(daySeconds*time.Second - time.Second)
		}
		if stored.IsZero() || at.Before(stored) {
			return at.UTC()
		}
		return stored.UTC()
	}
	return stored.UTC()
}

// seconds returns the Unix seconds of a time, or undated.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return undated
	}
	return t.Unix()
}

// storyDay returns the day of a time in seconds.
func storyDay(published int64) int32 {
	if published == undated {
		return undatedDay
	}
	day := published / daySeconds
	if published%daySeconds < 0 {
		day--
	}
	return int32(min(max(day, math.MinInt32), undatedDay-1))
}

// days keeps the articles by day, and says which days are over. Time is what
// articles say it is, not the clock's.
type days struct {
	window  int32 // in days, rounded up
	archive bool  // time does not pass
	slots   map[int32][]slot
	now     int32 // the latest day that enough articles have reached
	known   bool  // there is one
}

func newDays(window time.Duration, archive bool) days {
	const day = 24 * time.Hour
	return days{archive: archive, window: int32((window + day - 1) / day), slots: make(map[int32][]slot)}
}

// admits reports whether an article of that time may still change a story. Those
// that can be its near-duplicates, a window earlier, are all remembered: days
// are dropped after two windows.
func (d *days) admits(published int64) bool {
	return !d.known || storyDay(published) >= d.now-d.window
}

// add enters an article with a day.
func (d *days) add(day int32, n slot) {
	d.slots[day] = append(d.slots[day], n)
	if !d.archive && day != undatedDay && (!d.known || day > d.now) {
		d.advance()
	}
}

// advance finds the latest day that enough articles have reached.
func (d *days) advance() {
	reached := 0
	for _, day := range d.backwards() {
		if day == undatedDay {
			continue
		}
		if d.known && day <= d.now {
			return
		}
		if reached += len(d.slots[day]); reached >= leastOfDay {
			d.now, d.known = day, true
			return
		}
	}
}

// backwards returns the days, the latest first.
func (d *days) backwards() []int32 {
	all := make([]int32, 0, len(d.slots))
	for day := range d.slots {
		all = append(all, day)
	}
	slices.SortFunc(all, func(a, b int32) int { return cmp.Compare(b, a) })
	return all
}

// remove takes one article out of a day.
func (d *days) remove(day int32, n slot) {
	of := d.slots[day]
	if at := slices.Index(of, n); at >= 0 {
		of[at] = of[len(of)-1]
		d.slots[day] = of[:len(of)-1]
	}
}

// expired returns a day that is over, or, when there are too many articles, the
// earliest of several.
func (d *days) expired(tooMany bool) (int32, bool) {
	if len(d.slots) < 2 || !tooMany && !d.known {
		return 0, false
	}
	earliest := int32(undatedDay)
	for day := range d.slots {
		earliest = min(earliest, day)
	}
	return earliest, tooMany || earliest < d.now-2*d.window
}

// drop removes a whole day, and returns its articles.
func (d *days) drop(day int32) []slot {
	of := d.slots[day]
	delete(d.slots, day)
	return of
}
