package siterules

import (
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// How many bytes the value of a field may have. A line that has more is a paragraph that
// begins as such a line does, and stays.
const (
	maxTitle     = 600
	maxByline    = 300
	maxPublished = 120
)

// mostSaid is how often all rules for text together may hold in one document.
const mostSaid = 100_000

// marking is one document's comparison with the rules of one part.
type marking struct {
	line
	doc  *document.Document
	open []opened // for each rule about several lines, in the order of lineRules.ranges
}

// opened is a rule about several lines, while its last line is looked for.
type opened struct {
	from   int // the block it begins with; -1: none so far
	isLast bool
	isFrom bool // what the block in hand is
}

// Lines adds to doc.Ruled what the rules say of its lines. A block is a line: of a text,
// what segmenting has joined or cut; of a page, the text of an element.
func (r *Rules) Lines(doc *document.Document) {
	if r == nil {
		return
	}
	s, _ := r.scratches.Get().(*scratch)
	if s == nil {
		s = &scratch{exact: folded{exact: true}}
	}
	looseLimit, exactLimit := 0, 0
	for _, p := range r.parts {
		if p.lines != nil {
			s.begin(p.lines, doc)
			looseLimit, exactLimit = max(looseLimit, p.lines.loose.limit), max(exactLimit, p.lines.exact.limit)
		}
	}
	before, tooMany := len(doc.Ruled), false
	for i := 0; i < len(doc.Blocks) && len(s.parts) > 0 && !tooMany; i++ {
		text := doc.Of(i)
		loose, exact := false, false // whether the line is folded
		for k := range s.parts {
			m := &s.parts[k]
			if m.rules.loose.mayHold(text) {
				if !loose {
					s.loose.fold(text, looseLimit)
					loose = true
				}
				m.compare(&m.rules.loose, &s.loose)
				m.obey(i)
			}
			if m.rules.exact.mayHold(text) {
				if !exact {
					s.exact.fold(text, exactLimit)
					exact = true
				}
				m.compare(&m.rules.exact, &s.exact)
				m.obey(i)
			}
			if len(m.open) > 0 {
				m.follow(i)
			}
		}
		tooMany = len(doc.Ruled)-before > mostSaid
	}
	if tooMany {
		r.note(doc.Ruled[len(doc.Ruled)-1].Where, fmt.Sprintf("all rules for text together hold more than %d times in this document: none counts", mostSaid))
		doc.Ruled = doc.Ruled[:before]
	} else {
		for k := range s.parts {
			s.parts[k].finish()
		}
	}
	if s.release() {
		r.scratches.Put(s)
	}
}

// scratch is memory that one document's comparison needs and leaves to the next.
type scratch struct {
	loose, exact folded
	parts        []marking
}

// begin begins the comparison with the rules of a part.
func (s *scratch) begin(l *lineRules, doc *document.Document) {
	if len(s.parts) < cap(s.parts) {
		s.parts = s.parts[:len(s.parts)+1]
	} else {
		s.parts = append(s.parts, marking{})
	}
	m := &s.parts[len(s.parts)-1]
	m.doc, m.rules, m.open = doc, l, m.open[:0]
	for _, rule := range l.ranges {
		o := opened{from: -1}
		if len(l.rules[rule].from) == 0 {
			o.from = 0
		}
		m.open = append(m.open, o)
	}
}

// scratchBytes is how much of one line a scratch may have read and still be kept.
const scratchBytes = 1 << 16

// release empties s, and reports whether it is to be kept.
func (s *scratch) release() bool {
	for k := range s.parts {
		m := &s.parts[k]
		m.doc, m.rules, m.fold = nil, nil, nil
	}
	s.parts, s.loose.line, s.exact.line = s.parts[:0], "", ""
	return cap(s.loose.text) <= scratchBytes && cap(s.exact.text) <= scratchBytes
}

// obey does what the conditions that hold for block i ask for.
func (m *marking) obey(i int) {
	for k := range m.hits {
		h := &m.hits[k]
		r := &m.rules.rules[h.rule]
		if r.lines {
			o := &m.open[r.at]
			o.isLast = o.isLast || h.last
			o.isFrom = o.isFrom || !h.last
			continue
		}
		span := m.doc.Blocks[i].Span
		of := document.Ruled{Span: span, Kind: r.kind, Rule: r.rule, Where: r.where}
		if h.to > 0 {
			from, to := m.fold.span(h.from, h.to)
			if of.Span = (document.Span{Start: span.Start + from, End: span.Start + to}); from >= to {
				continue
			}
		}
		if r.field {
			if of.Value = m.value(i, h); of.Value == "" || len(of.Value) > longestValue(r.rule) {
				continue
			}
		}
		m.doc.Ruled = append(m.doc.Ruled, of)
	}
}

func longestValue(rule string) int {
	switch rule {
	case "site/title":
		return maxTitle
	case "site/byline":
		return maxByline
	}
	return maxPublished
}

// value returns what a field gets from block i: what the rule's text leaves open, or all
// of the line, or of the stretch in it, where that is nothing. A text that a title begins
// with is no label, but a part of it.
func (m *marking) value(i int, h *hit) string {
	text := m.doc.Of(i)
	var values []string
	left := h.left
	if c := m.rules.cond(h.place); c.ask == begins && m.rules.rules[h.rule].kind == document.Title {
		left = nil
	}
	for _, s := range left {
		if s.from >= s.to {
			continue
		}
		from, to := m.fold.span(s.from, s.to)
		if v := strings.Join(strings.Fields(text[from:to]), " "); v != "" {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		if h.to > 0 {
			from, to := m.fold.span(h.from, h.to)
			text = text[from:to]
		}
		return strings.Join(strings.Fields(text), " ")
	}
	return strings.Join(values, " ")
}

// follow ends and begins rules about several lines at block i. A line that is the last
// for a rule that is open ends it, also where it could begin one. A rule begins anew at
// each line that could be its first, so that it takes the fewest lines; but where it goes to
// the document's end, it begins at the first.
func (m *marking) follow(i int) {
	for k, rule := range m.rules.ranges {
		o, r := &m.open[k], &m.rules.rules[rule]
		toEnd := len(r.to) == 0
		if o.from >= 0 && o.isLast && (i > o.from || len(r.from) == 0) {
			if last := i; i-o.from < r.reach || r.reach == 0 {
				if r.until {
					last--
				}
				m.take(r, o.from, last)
			}
			o.from = -1
		} else if o.isFrom && (o.from < 0 || !toEnd || r.reach > 0 && len(m.doc.Blocks)-o.from > r.reach) {
			o.from = i
		}
		o.isLast, o.isFrom = false, false
	}
}

// finish takes what is open to the document's end.
func (m *marking) finish() {
	end := len(m.doc.Blocks)
	for k, rule := range m.rules.ranges {
		o, r := &m.open[k], &m.rules.rules[rule]
		if len(r.to) == 0 && o.from >= 0 && (r.reach == 0 || end-o.from <= r.reach) {
			m.take(r, o.from, end-1)
		}
	}
}

// take marks the blocks from one to another, both included.
func (m *marking) take(r *textRule, from, to int) {
	if to < from {
		return
	}
	m.doc.Ruled = append(m.doc.Ruled, document.Ruled{
		Span: document.Span{Start: m.doc.Blocks[from].Span.Start, End: m.doc.Blocks[to].Span.End},
		Kind: r.kind, Rule: r.rule, Where: r.where,
	})
}
