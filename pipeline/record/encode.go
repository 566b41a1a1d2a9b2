package record

import (
	"cmp"
	"encoding/json"
	"math"
	"math/bits"
	"strconv"
	"unicode/utf8"
)

// This file writes a clean document's JSON, byte for byte as encoding/json does,
// which a test compares. It exists for speed: encoding/json was a measurable part
// of a worker's time (BenchmarkMarshal compares the two).

// lineOverhead is about how many bytes of JSON a document takes beside its
// texts, and itemOverhead how many a paragraph or a removal does.
const (
	lineOverhead = 512
	itemOverhead = 96
)

// jsonLine is a line of JSON that is being written. A key brings the comma or
// brace that comes before it.
type jsonLine struct {
	out []byte
	err error // the first score that is not a number
}

// line returns the document as a line of JSON.
func (c *Clean) line() ([]byte, error) {
	size := lineOverhead + 2*len(c.Text) + itemOverhead*(len(c.Paragraphs)+len(c.Removed))
	for i := range c.Removed {
		size += len(c.Removed[i].Text)
	}
	l := jsonLine{out: make([]byte, 0, size)}
	l.text(`{"schema":`, c.Schema)
	l.text(`,"id":`, c.ID)
	l.text(`,"url":`, c.URL)
	l.text(`,"site":`, c.Site)
	l.text(`,"title":`, c.Title)
	l.text(`,"byline":`, c.Byline)
	l.text(`,"published":`, c.Published)
	l.textIfAny(`,"modified":`, c.Modified)
	l.text(`,"section":`, c.Section)
	l.tags(c.Tags)
	l.textIfAny(`,"site_name":`, c.SiteName)
	l.textIfAny(`,"canonical":`, c.Canonical)
	l.textIfAny(`,"image":`, c.Image)
	l.textIfAny(`,"fetched_at":`, c.FetchedAt)
	l.text(`,"language":`, c.Language)
	l.text(`,"charset":`, c.Charset)
	l.quality(&c.Quality)
	l.text(`,"text":`, c.Text)
	l.paragraphs(c.Paragraphs)
	l.entries(c.Entries)
	l.removals(`,"removed":[`, c.Removed)
	if len(c.Marked) > 0 {
		l.removals(`,"marked":[`, c.Marked)
	}
	if len(c.Lifted) > 0 {
		l.lifted(c.Lifted)
	}
	l.extras(c.Extras)
	l.duplicates(c.Duplicates)
	l.text(`,"winnow":{"version":`, c.Winnow.Version)
	l.text(`,"rules":`, c.Winnow.Rules)
	l.raw("}}")
	return l.out, l.err
}

func (l *jsonLine) quality(q *Quality) {
	l.text(`,"quality":{"is":`, q.Is.String())
	l.score(q.Score)
	l.text(`,"rule":`, q.Rule)
	l.text(`,"reason":`, q.Reason)
	l.raw("}")
}

func (l *jsonLine) tags(tags []string) {
	for i, tag := range tags {
		if i == 0 {
			l.text(`,"tags":[`, tag)
		} else {
			l.text(`,`, tag)
		}
	}
	if len(tags) > 0 {
		l.raw("]")
	}
}

func (l *jsonLine) paragraphs(all []Paragraph) {
	l.raw(`,"paragraphs":[`)
	for i := range all {
		p := &all[i]
		l.next(i)
		l.text(`"text":`, p.Text)
		l.text(`,"role":`, p.Role.String())
		l.offsets(p.Start, p.End)
		l.countIfAny(`,"level":`, p.Level)
		l.countIfAny(`,"number":`, p.Number)
		for k, cell := range p.Cells {
			key := `,"cells":[`
			if k > 0 {
				key = `,`
			}
			l.text(key, cell)
		}
		if len(p.Cells) > 0 {
			l.raw("]")
		}
		l.raw("}")
	}
	l.raw("]")
}

func (l *jsonLine) countIfAny(key string, n int) {
	if n != 0 {
		l.raw(key)
		l.out = strconv.AppendInt(l.out, int64(n), 10)
	}
}

func (l *jsonLine) removals(key string, all []Removal) {
	l.raw(key)
	for i := range all {
		r := &all[i]
		l.next(i)
		l.text(`"text":`, r.Text)
		l.text(`,"kind":`, r.Kind.String())
		l.text(`,"rule":`, r.Rule)
		l.score(r.Score)
		l.offsets(r.Start, r.End)
		l.textIfAny(`,"note":`, r.Note)
		l.raw("}")
	}
	l.raw("]")
}

func (l *jsonLine) lifted(all []Lift) {
	l.raw(`,"lifted":[`)
	for i := range all {
		f := &all[i]
		l.next(i)
		l.text(`"field":`, f.Field)
		l.text(`,"text":`, f.Text)
		l.text(`,"rule":`, f.Rule)
		l.score(f.Score)
		l.offsets(f.Start, f.End)
		l.raw("}")
	}
	l.raw("]")
}

// duplicates leaves the rest to encoding/json: few documents have any.
func (l *jsonLine) duplicates(d *Duplicates) {
	if d == nil {
		return
	}
	l.raw(duplicatesKey)
	body, err := marshal(d)
	if err != nil && l.err == nil {
		l.err = err
	}
	l.out = append(l.out, body...)
}

// next opens the object that is the i-th of a list.
func (l *jsonLine) next(i int) {
	if i > 0 {
		l.raw(",")
	}
	l.raw("{")
}

func (l *jsonLine) raw(s string) { l.out = append(l.out, s...) }

func (l *jsonLine) offsets(start, end int) {
	l.raw(`,"start":`)
	l.out = strconv.AppendInt(l.out, int64(start), 10)
	l.raw(`,"end":`)
	l.out = strconv.AppendInt(l.out, int64(end), 10)
}

// score writes a number; one of four decimals, as scores are, without asking
// for the shortest form of a float.
func (l *jsonLine) score(score float64) {
	l.raw(`,"score":`)
	if n := math.Round(score * 1e4); n/1e4 == score && n > 0 && n < 1e4 {
		l.raw("0.")
		for rest, unit := int(n), 1000; rest > 0; unit /= 10 {
			l.out = append(l.out, '0'+byte(rest/unit))
			rest %= unit
		}
		return
	}
	number, err := json.Marshal(score)
	l.out = append(l.out, number...)
	l.err = cmp.Or(l.err, err)
}

func (l *jsonLine) textIfAny(key, value string) {
	if value != "" {
		l.text(key, value)
	}
}

// text writes a key and a string.
func (l *jsonLine) text(key, s string) {
	out := append(append(l.out, key...), '"')
	for {
		n := plainPrefix(s)
		out = append(out, s[:n]...)
		if n == len(s) {
			break
		}
		escape, size := escaped(s[n:])
		if escape == "" {
			escape = s[n : n+size]
		}
		out = append(out, escape...)
		s = s[n+size:]
	}
	l.out = append(out, '"')
}

// plainPrefix returns how many bytes at the front of s surely need no escape in a
// JSON string: ASCII but controls, quotes and backslashes. It looks at eight
// bytes at once (the tests for a byte below n and for a zero byte are Anderson's,
// "Bit Twiddling Hacks"): most of the encoder's time is spent here.
func plainPrefix(s string) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		x := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
			uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
		quote, backslash := x^ones*'"', x^ones*'\\'
		odd := x | (x - ones*' ') | (quote-ones)&^quote | (backslash-ones)&^backslash
		if odd &= highs; odd != 0 {
			return i + bits.TrailingZeros64(odd)/8
		}
	}
	for i < len(s) && s[i] < utf8.RuneSelf && escapes[s[i]] == "" {
		i++
	}
	return i
}

// escaped returns the escape of the first character of s in a JSON string, empty
// when it needs none, and how many bytes of s the character has. Line separators
// are escaped, since JavaScript takes them for line ends; bytes that are not
// UTF-8 become U+FFFD.
func escaped(s string) (escape string, size int) {
	if c := s[0]; c < utf8.RuneSelf {
		return escapes[c], 1
	}
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && n == 1:
		return `\ufffd`, 1
	case r == '\u2028':
		return `\u2028`, n
	case r == '\u2029':
		return `\u2029`, n
	}
	return "", n
}

var escapes = func() (of [utf8.RuneSelf]string) {
	const hex = "0123456789abcdef"
	for c := range ' ' {
		of[c] = `\u00` + string(hex[c>>4]) + string(hex[c&15])
	}
	of['\b'], of['\f'], of['\n'], of['\r'], of['\t'] = `\b`, `\f`, `\n`, `\r`, `\t`
	of['"'], of['\\'] = `\"`, `\\`
	return of
}()
