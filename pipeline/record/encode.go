package record

import (
	"cmp"
	"encoding/json"
	"math"
	"strconv"
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
	out  []byte
	err  error     // the first score that is not a number
	lean *leanText // nil: every paragraph has its text
}

// line returns the document as a line of JSON. With lean its paragraphs and entries
// are stretches of the text; with parts above 0 its lists are elsewhere, in so many
// parts.
func (c *Clean) line(lean bool, parts int) ([]byte, error) {
	size := lineOverhead + len(c.Text)
	if parts == 0 {
		size += itemOverhead * (len(c.Paragraphs) + len(c.Removed))
		for i := range c.Removed {
			size += len(c.Removed[i].Text)
		}
	}
	l := jsonLine{}
	if lean {
		l.lean = newLean(c.Text)
	} else {
		size += len(c.Text)
	}
	l.out = make([]byte, 0, size)
	l.head(c)
	l.text(`,"text":`, c.Text)
	if parts == 0 {
		l.lists(c)
	} else {
		l.raw(`,"paragraphs":[],"removed":[]`)
	}
	l.countIfAny(`,"parts":`, parts)
	l.tail(c)
	return l.out, l.err
}

// head writes what comes before the text.
func (l *jsonLine) head(c *Clean) {
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
}

// tail writes what comes after the lists.
func (l *jsonLine) tail(c *Clean) {
	l.duplicates(c.Duplicates)
	l.text(`,"winnow":{"version":`, c.Winnow.Version)
	l.text(`,"rules":`, c.Winnow.Rules)
	l.raw("}}")
}

// lists writes all that may be long but the text.
func (l *jsonLine) lists(c *Clean) {
	l.paragraphs(c.Paragraphs)
	l.lean.rewind()
	l.entries(c.Entries)
	l.removals(`,"removed":[`, c.Removed)
	if len(c.Marked) > 0 {
		l.removals(`,"marked":[`, c.Marked)
	}
	if len(c.Lifted) > 0 {
		l.lifted(c.Lifted)
	}
	l.extras(c.Extras)
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
		l.next(i)
		l.paragraph(&all[i])
	}
	l.raw("]")
}

func (l *jsonLine) paragraph(p *Paragraph) {
	l.raw("{")
	if !l.stretch(p.Text) {
		l.text(`"text":`, p.Text)
	}
	l.place(p)
}

// place writes what a paragraph has beside its text.
func (l *jsonLine) place(p *Paragraph) {
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

func (l *jsonLine) countIfAny(key string, n int) {
	if n != 0 {
		l.raw(key)
		l.number(n)
	}
}

func (l *jsonLine) removals(key string, all []Removal) {
	l.raw(key)
	for i := range all {
		l.next(i)
		l.removal(&all[i])
	}
	l.raw("]")
}

func (l *jsonLine) removal(r *Removal) {
	l.text(`{"text":`, r.Text)
	l.text(`,"kind":`, r.Kind.String())
	l.text(`,"rule":`, r.Rule)
	l.score(r.Score)
	l.offsets(r.Start, r.End)
	l.textIfAny(`,"note":`, r.Note)
	l.raw("}")
}

func (l *jsonLine) lifted(all []Lift) {
	l.raw(`,"lifted":[`)
	for i := range all {
		l.next(i)
		l.lift(&all[i])
	}
	l.raw("]")
}

func (l *jsonLine) lift(f *Lift) {
	l.text(`{"field":`, f.Field)
	l.text(`,"text":`, f.Text)
	l.text(`,"rule":`, f.Rule)
	l.score(f.Score)
	l.offsets(f.Start, f.End)
	l.raw("}")
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

// next comes before the i-th of a list.
func (l *jsonLine) next(i int) {
	if i > 0 {
		l.raw(",")
	}
}

func (l *jsonLine) raw(s string) { l.out = append(l.out, s...) }

func (l *jsonLine) offsets(start, end int) {
	l.raw(`,"start":`)
	l.number(start)
	l.raw(`,"end":`)
	l.number(end)
}

func (l *jsonLine) number(n int) { l.out = strconv.AppendInt(l.out, int64(n), 10) }

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
