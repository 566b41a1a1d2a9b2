package memory

import "time"

// Stories groups near-duplicate articles: wire copy that many outlets ran, cut
// and lightly edited, or an article and an excerpt from it. Such a group is a
// story, and one article represents it.
//
// What belongs to a story must not depend on the order in which documents come,
// or workers that saw them in another order would disagree, and one that starts
// again would find other stories. And it must not chain: of A near B near C, A
// and C may have nothing in common. So:
//
//   - Two articles are near-duplicates when they have a fingerprint in common,
//     one is a copy of the other (see copies), and they were published within
//     the window.
//   - Articles have an order: by time of publication, then by id.
//   - An article is a representative when no earlier representative is its
//     near-duplicate. Every other belongs to the earlier representative that it
//     has most in common with, the earliest of equals.
//
// Taken in their order, that decides every article from the earlier ones alone:
// the representatives are the lexicographically first maximal independent set
// of the graph of near-duplicates, which is a function of the set of articles.
// Put maintains it as articles come in any order: an article that comes late
// and is early may replace a representative, and then the later articles that
// depend on it are assigned again, each once, in their order. Every member is
// compared with its own representative.
//
// Memory is bounded by a window of days and by a number of articles to a
// fingerprint. Below those bounds the stories are a function of the set of
// articles.
//
// A Stories is for one goroutine.
type Stories struct {
	options  StoryOptions
	articles articleTable
	grams    gramIndex
	days     days

	found   []slot // scratch of one search
	queue   slotQueue
	evicted int
}

// StoryOptions bound what Stories remembers. A zero field takes its default.
type StoryOptions struct {
	Window  time.Duration // how far apart two near-duplicates are published at most; default 7 days
	PerGram int           // articles that one fingerprint leads to, the earliest; default 64
	Archive bool          // articles come in no order of time: none is too old, and only Most bounds them
	Most    int           // articles in all; the oldest are forgotten first; default 1 million
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
	Published time.Time // see PublishedAt; to the second; zero: unknown
	Signature
}

// Membership is the story that an article belongs to.
type Membership struct {
	ID             string
	Of             string // the earliest article with the very same words; empty when that is this one
	Representative string // the article that represents the story: the id itself when that is this one
	Containment           // Here: how much of it the representative has; There: how much of that is here
	Dateline       string // the agency that both name in their datelines
	Shared         bool   // the story has other articles
}

// Change is what an article did to the story of one article, its own or
// another.
type Change struct {
	Membership
	Event Event
	Was   string // its representative before, for EventRepresentative
}

// Event is what happened to an article.
type Event string

// The events.
const (
	EventNew            Event = "new"            // it begins a story
	EventJoined         Event = "joined"         // it belongs to a story that was there
	EventRepresentative Event = "representative" // it was there, and another article represents its story now
)

// NewStories returns an empty memory.
func NewStories(options StoryOptions) *Stories {
	options = options.withDefaults()
	return &Stories{options: options, articles: newArticleTable(), days: newDays(options.Window, options.Archive)}
}

// Len returns how many articles are remembered.
func (s *Stories) Len() int { return s.articles.live }

// Clusters returns how many stories they belong to.
func (s *Stories) Clusters() int { return s.articles.representatives }

// Postings returns the number of entries in the index from fingerprints to
// articles.
func (s *Stories) Postings() int { return s.grams.postings() }

// TakeEvicted returns how many articles were forgotten for want of room since
// the last call.
func (s *Stories) TakeEvicted() int {
	taken := s.evicted
	s.evicted = 0
	return taken
}

// Put remembers an article, or that it changed. It returns the article's own
// story as the first change, and after it what the article did to others, in
// the order of articles.
//
// Putting the same article again changes nothing; when the same words come with
// another time, the earlier one counts. An article that is older than the window
// of what is remembered, or too short for a signature, is not remembered: it is
// a story of its own.
func (s *Stories) Put(a Article) []Change {
	at := seconds(a.Published)
	known, found := s.articles.find(a.ID)
	if found && s.articles.at(known).published <= at && s.articles.has(known, &a.Signature) {
		return []Change{{Membership: s.membership(known), Event: s.eventOf(known)}}
	}
	var moved moves
	if found {
		s.withdraw(known, &moved)
	}
	if a.Words == 0 || !s.days.admits(at) || s.articles.live >= s.options.Most {
		s.assignQueued(noSlot, &moved)
		return append([]Change{{Membership: alone(a), Event: EventNew}}, s.changes(&moved)...)
	}
	n := s.articles.add(a.ID, at, &a.Signature)
	s.setDay(n, storyDay(at))
	s.post(n)
	s.enqueue(n)
	s.assignQueued(n, &moved)
	first := Change{Membership: s.membership(n), Event: s.eventOf(n)}
	changes := append([]Change{first}, s.changes(&moved)...)
	s.forgetOld()
	return changes
}

// Membership returns the story that an article belongs to; false when the article
// is not remembered.
func (s *Stories) Membership(id string) (Membership, bool) {
	n, found := s.articles.find(id)
	if !found {
		return Membership{}, false
	}
	return s.membership(n), true
}

func alone(a Article) Membership { return Membership{ID: a.ID, Representative: a.ID} }

func (s *Stories) eventOf(n slot) Event {
	if s.articles.at(n).representative == n {
		return EventNew
	}
	return EventJoined
}

// membership compares an article with its representative.
func (s *Stories) membership(n slot) Membership {
	a := s.articles.at(n)
	st := Membership{ID: a.id, Representative: a.id, Shared: a.representative == n && a.next != noSlot}
	if a.representative != n && a.representative != noSlot {
		st.Shared = true
		r := s.articles.at(a.representative)
		st.Representative = r.id
		st.Containment, _ = s.compare(n, a.representative)
		if a.dateline == r.dateline {
			st.Dateline = agency(a.dateline)
		}
	}
	first := n
	for _, m := range s.nearDuplicates(n) {
		if s.articles.at(m).body == a.body && s.earlier(m, first) {
			first = m
		}
	}
	if first != n {
		st.Of = s.articles.at(first).id
	}
	return st
}
