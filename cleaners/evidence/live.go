package evidence

import (
	"sort"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Live is a live blog: its entries in the order in which they stand. It has none
// where the document is not one.
type Live struct {
	Entries []LiveEntry
	Summary []Stretch // what sums the entries up: the key moments, what is known so far
	Falling bool      // the newest entry stands first
	Stated  bool      // the page's data says that it is a live blog
	Named   bool      // its title, its address or a label says so
	Sure    bool      // it is no chronology inside an article either
}

// Stretch is blocks in a row, from First up to but not including End.
type Stretch struct{ First, End int }

// LiveEntry is one entry. Spans that it does not have are zero.
type LiveEntry struct {
	Stretch
	Time      document.Span // the time as it stands, with its date
	Minute    int           // since midnight, -1 where the time is none of the day
	Day       string        // YYYY-MM-DD where the entry or a line above it states it
	Published string        // RFC 3339 where the page's data states it
	StatedBy  string        // who wrote it, where the page's data states it
	Headline  document.Span
	Byline    document.Span
	Text      int  // the byte of the document where its text begins
	TextEnd   int  // and where it ends; the byline may stand below it
	Pinned    bool // it stands above the others out of its order
	Key       bool // it is one of the key moments
}

// Is reports whether there is a live blog.
func (l *Live) Is() bool { return len(l.Entries) > 0 }

// EntryOf returns which entry has block i, -1 when none has.
func (l *Live) EntryOf(i int) int {
	k := sort.Search(len(l.Entries), func(k int) bool { return l.Entries[k].End > i })
	if k < len(l.Entries) && l.Entries[k].First <= i {
		return k
	}
	return -1
}

// Sums reports whether block i sums the entries up.
func (l *Live) Sums(i int) bool {
	for _, s := range l.Summary {
		if i >= s.First && i < s.End {
			return true
		}
	}
	return false
}

// has reports whether block i is in an entry, or sums the entries up.
func (l *Live) has(i int) bool { return l.EntryOf(i) >= 0 || l.Sums(i) }

// boundary returns the first block from i on that begins another entry, or end
// where there is none: what stands inside an entry ends with it.
func (l *Live) boundary(i, end int) int {
	k := sort.Search(len(l.Entries), func(k int) bool { return l.Entries[k].First >= i })
	if k < len(l.Entries) {
		return min(end, l.Entries[k].First)
	}
	return end
}

// InLive reports whether b is in an entry of a live blog, or sums the entries up.
func (b Block) InLive() bool {
	live := b.Layout.Live()
	return live.Is() && live.has(b.I)
}

// IsLiveHead reports whether b is the time, the headline or the byline of an entry.
func (b Block) IsLiveHead() bool {
	live := b.Layout.Live()
	k := live.EntryOf(b.I)
	return k >= 0 && live.Entries[k].isHead(b)
}

// isHead reports whether b lies in front of the entry's text.
func (e *LiveEntry) isHead(b Block) bool {
	return b.Span.Start < e.Text && (e.Time.Overlaps(b.Span) || e.Headline.Overlaps(b.Span) || e.Byline.Overlaps(b.Span))
}
