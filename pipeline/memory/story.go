package memory

import (
	"cmp"
	heaps "container/heap"
	"math"
	"slices"
	"strings"
	"time"
)

// Stories knows which articles are one story: wire copy that many outlets ran,
// cut and lightly edited, or an article and an excerpt from it.
//
// What a cluster is must not depend on the order in which documents come, or
// workers that saw them in another order would disagree, and one that starts
// again would find other clusters. And it must not chain: of A like B like C,
// A and C may have nothing in common. So:
//
//   - Two articles are alike when they share a fingerprint and one is a copy of
//     the other (copies), and were published within the window.
//   - Articles have an order: published first, then by id.
//   - An article is a representative when no earlier representative is like it.
//     Every other belongs to the earlier representative that it has most in
//     common with, the earliest of equals.
//
// Taken in their order, that decides every article from the earlier ones alone:
// the representatives are the lexicographically first maximal independent set
// of the graph of likeness, which is a function of the set of articles. Put
// keeps it up as articles come in any order: an article that comes late and is
// early may take the place of a representative, and then those later than it
// are looked at again, each once, in their order. Every member is held against
// its own representative.
//
// Its memory is bounded by a window of days and by a number of articles to a
// fingerprint. Below those bounds the clusters are a function of the set of
// articles. A Stories is for one goroutine.
type Stories struct {
	options StoryOptions
	room    room
	grams   gramIndex
	days    days

	candidates []slot // of one search
	queue      slotQueue
	evicted    int
}

// StoryOptions bound what Stories remembers. A zero field takes its default.
type StoryOptions struct {
	Window  time.Duration // how far apart two copies of a story are published at most; default 7 days
	PerGram int           // articles that one fingerprint leads to, the earliest; default 64
	Archive bool          // articles come in no order of time: none is too old, and only Most bounds them
	Most    int           // articles in all; the oldest leave first; default 1 million, which take 400 MB
}

const (
	defaultWindow  = 7 * 24 * time.Hour
	defaultPerGram = 64
	defaultMost    = 1_000_000
)

func (o StoryOptions) withDefaults() StoryOptions {
	if o.Window <= 0 {
		o.Window = defaultWindow
	}
	if o.PerGram <= 0 {
		o.PerGram = defaultPerGram
	}
	if o.Most <= 0 {
		o.Most = defaultMost
	}
	o.Most = min(o.Most, mostSlots-1)
	return o
}

// Article is one document, as Stories needs it.
type Article struct {
	ID        string
	Published time.Time // when it was published, else fetched, else stored; zero: nobody knows. Seconds count.
	Signature
}

// Standing is what is known of one article among the others.
type Standing struct {
	ID             string
	Of             string // the earliest article with the very same words; empty when that is this one
	Representative string // the article that stands for the story: the id itself when that is this one
	Containment           // Here: how much of it the representative has; There: how much of that is here
	Dateline       string // the agency that both name in their datelines
	Shared         bool   // there are other articles of the story
}

// Change is what an article's coming did to one article's standing.
type Change struct {
	Standing
	Event Event
	Was   string // its representative before, for EventRepresentative
}

// Event says what happened to an article.
type Event string

// The events.
const (
	EventNew            Event = "new"            // it begins a story
	EventJoined         Event = "joined"         // it belongs to one that was there
	EventRepresentative Event = "representative" // it was there, and something else stands for its story now
)

// NewStories gives an empty memory.
func NewStories(options StoryOptions) *Stories {
	options = options.withDefaults()
	return &Stories{options: options, room: newRoom(), days: newDays(options.Window, options.Archive)}
}

// Len is how many articles are remembered.
func (s *Stories) Len() int { return s.room.live }

// Clusters is how many of them stand for a story.
func (s *Stories) Clusters() int { return s.room.heads }

// Postings is the size of the index that leads from fingerprints to articles.
func (s *Stories) Postings() int { return s.grams.postings() }

// TakeEvicted gives how many articles had to leave before their time, for want
// of room, since it was asked last.
func (s *Stories) TakeEvicted() int {
	taken := s.evicted
	s.evicted = 0
	return taken
}

// Put remembers an article, or that it changed, and gives its standing as the
// first change and after it, in the order of articles, what it did to others.
// Putting it again changes nothing and gives its standing; when the same words
// come with another time, the earlier one counts. An article that is
// older than the window of what is remembered, or too short for a signature, is
// not remembered: it stands for itself.
func (s *Stories) Put(a Article) []Change {
	at := seconds(a.Published)
	known, found := s.room.find(a.ID)
	if found && s.room.at(known).published <= at && s.room.holds(known, &a.Signature) {
		return []Change{{Standing: s.standing(known), Event: s.eventOf(known)}}
	}
	var touched touched
	if found {
		s.take(known, &touched)
	}
	if a.Words == 0 || !s.days.admits(at) || s.room.live >= s.options.Most {
		s.settle(noSlot, &touched)
		return append([]Change{{Standing: alone(a), Event: EventNew}}, s.changes(&touched)...)
	}
	n := s.room.add(a.ID, at, &a.Signature)
	s.keepUnder(storyDay(at), n)
	s.post(n)
	heaps.Push(s.in(), n)
	s.settle(n, &touched)
	first := Change{Standing: s.standing(n), Event: s.eventOf(n)}
	changes := append([]Change{first}, s.changes(&touched)...)
	s.forgetOld()
	return changes
}

// Standing gives what is known of an article.
func (s *Stories) Standing(id string) (Standing, bool) {
	n, found := s.room.find(id)
	if !found {
		return Standing{}, false
	}
	return s.standing(n), true
}

func seconds(t time.Time) int64 {
	if t.IsZero() {
		return undated
	}
	return t.Unix()
}

func (s *Stories) keepUnder(day int32, n slot) {
	s.room.at(n).day = day
	s.days.add(day, n)
}

func alone(a Article) Standing { return Standing{ID: a.ID, Representative: a.ID} }

func (s *Stories) eventOf(n slot) Event {
	if s.room.at(n).head == n {
		return EventNew
	}
	return EventJoined
}

// standing compares an article with its representative.
func (s *Stories) standing(n slot) Standing {
	e := s.room.at(n)
	st := Standing{ID: e.id, Representative: e.id, Shared: e.head == n && e.next != noSlot}
	if e.head != n && e.head != noSlot {
		st.Shared = true
		r := s.room.at(e.head)
		st.Representative = r.id
		st.Containment, _ = s.compare(n, e.head)
		if e.dateline == r.dateline {
			st.Dateline = agency(e.dateline)
		}
	}
	first := n
	for _, m := range s.like(n) {
		if s.room.at(m).body == e.body && s.earlier(m, first) {
			first = m
		}
	}
	if first != n {
		st.Of = s.room.at(first).id
	}
	return st
}

// earlier is the order of articles.
func (s *Stories) earlier(a, b slot) bool { return s.order(a, b) < 0 }

func (s *Stories) order(a, b slot) int {
	x, y := s.room.at(a), s.room.at(b)
	return cmp.Or(cmp.Compare(x.published, y.published), strings.Compare(x.id, y.id))
}

// like gives the articles that are like n, in no order. The slice is good
// until the next call.
func (s *Stories) like(n slot) []slot {
	e := s.room.at(n)
	s.candidates = s.candidates[:0]
	for k := range e.grams() {
		s.candidates = s.grams.find(&s.room, e.gram[k], s.candidates)
	}
	slices.Sort(s.candidates)
	s.candidates = slices.Compact(s.candidates)
	found := s.candidates[:0]
	for _, m := range s.candidates {
		o := s.room.at(m)
		if m == n || !s.near(e.published, o.published) {
			continue
		}
		if _, ok := s.compare(n, m); ok {
			found = append(found, m)
		}
	}
	return found
}

// near reports whether two times are within the window. Nobody knows how far
// an undated article is from another.
func (s *Stories) near(a, b int64) bool {
	if a == undated || b == undated {
		return true
	}
	window := int64(s.options.Window / time.Second)
	return a-b <= window && b-a <= window
}

// take forgets an article that is about to change, and puts those that depend
// on it into the queue.
func (s *Stories) take(n slot, touched *touched) {
	if s.room.at(n).head == n {
		for _, m := range s.like(n) {
			if s.earlier(n, m) {
				heaps.Push(s.in(), m)
			}
		}
		s.release(n, touched)
	}
	s.forget(n)
}

// forget drops an article.
func (s *Stories) forget(n slot) {
	e := s.room.at(n)
	s.days.remove(e.day, n)
	for k := range e.grams() {
		s.grams.remove(&s.room, n, k)
	}
	for _, m := range s.members(n) {
		s.room.move(m, noSlot)
	}
	s.room.free(n)
}

// post makes an article findable. A fingerprint that leads to enough articles
// keeps the earliest.
func (s *Stories) post(n slot) {
	e := s.room.at(n)
	for k := range e.grams() {
		s.candidates = s.grams.find(&s.room, e.gram[k], s.candidates[:0])
		if len(s.candidates) >= s.options.PerGram {
			last := slices.MaxFunc(s.candidates, s.order)
			if s.earlier(last, n) {
				continue
			}
			at, _ := slices.BinarySearch(s.room.at(last).grams(), e.gram[k])
			s.grams.remove(&s.room, last, at)
		}
		s.grams.add(&s.room, n, k)
	}
}

// forgetOld drops the days that no article to come can be compared with. A
// representative stays as long as the last of its members, so that their
// standing does not change.
func (s *Stories) forgetOld() {
	for {
		tooMany := s.room.live >= s.options.Most
		day, ok := s.days.expired(tooMany)
		if !ok {
			return
		}
		for _, n := range s.days.drop(day) {
			if last := s.lastDay(n); last > day && !tooMany {
				s.keepUnder(last, n)
				continue
			}
			if tooMany {
				s.evicted++
			}
			s.forget(n)
		}
	}
}

// lastDay gives the latest day of an article's members.
func (s *Stories) lastDay(n slot) int32 {
	last := int32(math.MinInt32)
	for _, m := range s.members(n) {
		last = max(last, s.room.at(m).day)
	}
	return last
}
