package siterules

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// lineRules is the rules of a part about lines, so that a line is compared with all at
// once. Nil has none. It does not change.
type lineRules struct {
	rules  []textRule
	loose  matcher // of conditions for which case does not count
	exact  matcher
	ranges []int32 // the rules about several lines
}

// place is where a condition stands: in a rule's from or its to.
type place struct {
	rule int32
	cond int32
	last bool // it is in to
}

// matcher finds which conditions hold for a line. What equals, begins or ends a line is
// looked up; the rest is tried one by one.
type matcher struct {
	equal  map[string][]place
	sizes  byteSet // how long the texts of equal are, in bytes modulo 256
	begin  prefixes
	end    prefixes // of the texts read backwards
	search []place
	inside []place
	size   int
	limit  int     // how much of a line it looks at
	starts byteSet // the bytes that the texts of equal and begin begin with
}

// mayHold reports whether a condition may hold for a line that is not folded yet. It says
// so of most lines where all ask for how a line begins, as rules for all sites do.
func (m *matcher) mayHold(line string) bool {
	if m.size == 0 || m.limit == whole || len(line) < 2 || line[1] >= utf8.RuneSelf {
		return m.size > 0
	}
	c := line[0] // behind it stands no mark that it composes with
	if c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' {
		return m.starts.has(c) || m.starts.has(c|0x20)
	}
	return true
}

func newLineRules(rules []textRule) *lineRules {
	l := &lineRules{rules: rules}
	for i := range rules {
		r := &rules[i]
		if r.lines {
			r.at = len(l.ranges)
			l.ranges = append(l.ranges, int32(i))
		}
		for k := range r.from {
			l.of(&r.from[k]).add(&r.from[k], place{int32(i), int32(k), false})
		}
		for k := range r.to {
			l.of(&r.to[k]).add(&r.to[k], place{int32(i), int32(k), true})
		}
	}
	l.loose.finish()
	l.exact.finish()
	return l
}

func (l *lineRules) of(c *cond) *matcher {
	if c.exact {
		return &l.exact
	}
	return &l.loose
}

// cond returns the condition at a place.
func (l *lineRules) cond(p place) *cond {
	if p.last {
		return &l.rules[p.rule].to[p.cond]
	}
	return &l.rules[p.rule].from[p.cond]
}

func (m *matcher) add(c *cond, p place) {
	m.size++
	if c.ask == equals || c.ask == begins {
		m.limit = max(m.limit, len(c.text)+utf8.UTFMax) // and a character behind it
		m.starts.add(c.text[0])
	} else {
		m.limit = whole
	}
	switch c.ask {
	case equals:
		if m.equal == nil {
			m.equal = map[string][]place{}
		}
		m.equal[c.text] = append(m.equal[c.text], p)
		m.sizes.add(byte(len(c.text)))
	case begins:
		m.begin.add(c.text, p)
	case ends:
		m.end.add(reversed(c.text), p)
	case inside:
		m.inside = append(m.inside, p)
	default:
		m.search = append(m.search, p)
	}
}

func (m *matcher) finish() {
	m.begin.finish()
	m.end.finish()
}

func reversed(text string) string {
	b := []byte(text)
	slices.Reverse(b)
	return string(b)
}

// prefixes is texts of which those are found quickly that a line begins with. Sorted, all
// of these are before the line, and the last text before it begins with each of them.
type prefixes struct {
	all     []prefix
	longest int
	first   byteSet // the bytes that texts begin with
}

// byteSet is a set of bytes.
type byteSet [4]uint64

func (s *byteSet) add(b byte)      { s[b>>6] |= 1 << (b & 63) }
func (s *byteSet) has(b byte) bool { return s[b>>6]&(1<<(b&63)) != 0 }

type prefix struct {
	text   string
	parent int32 // the longest other text that this one begins with, -1 for none
	at     []place
}

func (p *prefixes) add(text string, at place) {
	p.all = append(p.all, prefix{text, -1, []place{at}})
	p.first.add(text[0])
}

// finish sorts the texts and joins equal ones.
func (p *prefixes) finish() {
	slices.SortStableFunc(p.all, func(a, b prefix) int { return strings.Compare(a.text, b.text) })
	all := p.all[:0]
	for _, next := range p.all {
		if n := len(all); n > 0 && all[n-1].text == next.text {
			all[n-1].at = append(all[n-1].at, next.at...)
			continue
		}
		next.parent = int32(len(all)) - 1
		for next.parent >= 0 && !strings.HasPrefix(next.text, all[next.parent].text) {
			next.parent = all[next.parent].parent
		}
		all = append(all, next)
		p.longest = max(p.longest, len(next.text))
	}
	p.all = all
}

// last returns the number of the last text that could be one that a line begins with: the
// others are its parents. It is -1 for none.
func (p *prefixes) last(line []byte) int32 {
	if !p.first.has(line[0]) {
		return -1
	}
	head := line[:min(len(line), p.longest+1)]
	from, to := 0, len(p.all) // the last text that is not behind the line is below to
	for from < to {
		mid := (from + to) / 2
		if p.all[mid].text <= string(head) {
			from = mid + 1
		} else {
			to = mid
		}
	}
	return int32(to) - 1
}

func (p *prefix) begins(line []byte) bool {
	return len(p.text) <= len(line) && string(line[:len(p.text)]) == p.text
}

// hit is a condition that holds for a line.
type hit struct {
	place
	stretch           // of the folded line, for a rule about what is inside of it
	left    []stretch // what the condition's text leaves open: the value of a field
}

// line is a line that is being compared. Its memory is used again for the next one.
type line struct {
	rules *lineRules
	fold  *folded
	tail  []byte // the line's end, backwards
	hits  []hit
	stars []stretch
}

// compare fills in which conditions of m hold for a folded line.
func (l *line) compare(m *matcher, fold *folded) {
	l.hits, l.stars, l.fold = l.hits[:0], l.stars[:0], fold
	folded := fold.text
	if len(folded) == 0 {
		return
	}
	if m.sizes.has(byte(len(folded))) {
		l.hit(m.equal[string(folded)]...)
	}
	for i := m.begin.last(folded); i >= 0; i = m.begin.all[i].parent {
		if p := &m.begin.all[i]; p.begins(folded) && !partsWord(folded, len(p.text)) {
			l.hit(p.at...).leave(l, len(p.text), whole)
		}
	}
	if m.end.first.has(folded[len(folded)-1]) {
		l.ends(&m.end, folded)
	}
	for _, p := range m.search {
		l.search(p, folded)
	}
	for _, p := range m.inside {
		l.inside(p, folded)
	}
}

// ends finds the texts that a line ends with, read backwards.
func (l *line) ends(texts *prefixes, folded []byte) {
	l.tail = append(l.tail[:0], folded[len(folded)-min(len(folded), texts.longest+1):]...)
	slices.Reverse(l.tail)
	for i := texts.last(l.tail); i >= 0; i = texts.all[i].parent {
		before := len(folded) - len(texts.all[i].text)
		if p := &texts.all[i]; p.begins(l.tail) && !partsWord(folded, before) {
			l.hit(p.at...).leave(l, 0, before)
		}
	}
}

// hits is the last of a line's hits.
type hits []hit

// hit notes that conditions hold.
func (l *line) hit(at ...place) hits {
	for _, p := range at {
		l.hits = append(l.hits, hit{place: p})
	}
	return l.hits[len(l.hits)-len(at):]
}

// leave notes what is left open by the text of the conditions.
func (h hits) leave(l *line, from, to int) {
	l.stars = append(l.stars, stretch{from, to})
	for i := range h {
		h[i].left = l.stars[len(l.stars)-1:]
	}
}

func (l *line) search(p place, folded []byte) {
	c := l.rules.cond(p)
	from := len(l.stars)
	ok := false
	if c.ask == contains {
		start, _ := c.glob.pieces[0].find(folded, 0)
		ok = start >= 0
	} else {
		l.stars, ok = c.glob.whole(folded, l.stars)
	}
	if !ok {
		l.stars = l.stars[:from]
		return
	}
	l.hit(p)[0].left = l.stars[from:len(l.stars):len(l.stars)]
}

// maxInside is in how many places of one line a rule holds.
const maxInside = 100

func (l *line) inside(p place, folded []byte) {
	c := l.rules.cond(p)
	if first := c.glob.pieces[0].runs; len(first) == 1 && !bytes.Contains(folded, []byte(first[0])) {
		return // nearly all lines
	}
	at := 0
	for range maxInside {
		from := len(l.stars)
		s, stars, ok := c.glob.within(folded, at, l.stars)
		if !ok {
			return
		}
		l.stars, at = stars, s.to
		h := l.hit(p)
		h[0].stretch, h[0].left = s, l.stars[from:len(l.stars):len(l.stars)]
	}
}
