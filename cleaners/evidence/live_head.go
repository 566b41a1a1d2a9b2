package evidence

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file says what of an entry's lines is its time, its headline and its byline.

// headPart is a line, or a part of the time's line, that may be a headline or a byline.
type headPart struct {
	span document.Span
	name bool // it may be who wrote the entry
	led  bool // a word for bylines leads it
	role document.Role
}

// readHead finds where the entry's text begins, and returns the parts above it.
func (f *liveFinder) readHead(e *LiveEntry, m liveMark) (parts []headPart) {
	for i := e.First; i < m.block; i++ {
		parts = append(parts, f.At(i).headPart(f.Blocks[i].Span))
	}
	mark := f.At(m.block)
	e.Text = mark.Span.End
	if m.form != markAlone && m.form != markAgo {
		rest := document.Span{Start: m.time.End, End: mark.Span.End}
		if m.form == markTrailing {
			rest = document.Span{Start: mark.Span.Start, End: m.time.Start}
		}
		rest = trimSpan(f.Text, rest)
		switch {
		case rest.Len() <= 0 || !HasLetterOrDigit(f.Text[rest.Start:rest.End]):
		case mark.isSaid() && m.form != markTrailing:
			e.Text = rest.Start
			return parts
		default:
			parts = append(parts, mark.headPart(rest))
		}
	}
	for i := m.block + 1; i < min(e.End, m.block+1+linesBelow) && f.At(i).isHeadLine() && f.textBelow(i, e.End); i++ {
		if b := f.At(i); b.Role != document.RoleHeading && b.Shape.Words <= 2 && b.IsOnly(document.CueSummary) {
			continue // "pinned"
		}
		parts = append(parts, f.At(i).headPart(f.Blocks[i].Span))
		e.Text = f.Blocks[i].Span.End
	}
	e.Text = f.nextText(e, e.Text)
	return parts
}

// lastLine returns the entry's last block that is no button to share.
func (f *liveFinder) lastLine(e *LiveEntry) int {
	i := e.End - 1
	for i > e.First && f.At(i).IsOnly(document.CueShare) {
		i--
	}
	return i
}

// textBelow reports whether something is said between block i and the entry's end,
// or i is all that the entry has.
func (f *liveFinder) textBelow(i, end int) bool {
	for b := range f.Range(i+1, end) {
		if b.isSaid() {
			return true
		}
	}
	return i+1 == end
}

// nextText returns where the first block of the entry that begins at byte at or
// behind it begins; the entry's end when there is none.
func (f *liveFinder) nextText(e *LiveEntry, at int) int {
	for i := e.First; i < e.End; i++ {
		if f.Blocks[i].Span.Start >= at {
			return f.Blocks[i].Span.Start
		}
	}
	return at
}

// headPart says what the span of b may be.
func (b Block) headPart(span document.Span) headPart {
	if names, ok := b.Byline(); ok && names != "" && span == b.Span {
		return headPart{span, true, true, b.Role}
	}
	text := b.TextOf(span)
	words := wordsUpTo(nameWords, text)
	name := words >= 2 && words < nameWords-1 && CapitalShare(text) == 1 && !hasDigit(text) && b.Role != document.RoleHeading
	return headPart{span, name, false, b.Role}
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if IsDigit(s[i]) {
			return true
		}
	}
	return false
}

// endText sets where the entry's text ends: above a byline at its end, where one that
// is led or stands at another entry too is there.
func (f *liveFinder) endText(e *LiveEntry) {
	e.TextEnd = f.Blocks[e.End-1].Span.End
	i := f.lastLine(e)
	last := f.At(i)
	if !e.Byline.IsZero() || last.Span.Start <= e.Text {
		return
	}
	if part := last.headPart(last.Span); part.name && (part.led || f.names[last.Text()] > 1) {
		e.Byline, e.TextEnd = last.Span, f.Blocks[i-1].Span.End
	}
}

// takeParts makes one of the parts the headline, and a name the byline: one that
// stands beside a headline, at another entry as well, or is led as bylines are.
func (f *liveFinder) takeParts(e *LiveEntry, parts []headPart, names map[string]int) {
	for _, p := range parts {
		switch {
		case p.name && e.Byline.IsZero() && (p.led || len(parts) > 1 || names[f.Text[p.span.Start:p.span.End]] > 1):
			e.Byline = p.span
		case e.Headline.IsZero() || p.role == document.RoleHeading:
			e.Headline = p.span
		}
	}
}

// separatorMarks are what stands between a time and what follows it.
const separatorMarks = " \u00a0\t|–—-:·•»>+*/"

// trimSpan takes spaces and separators off both ends of a span, and at its front
// the rest of the time's brackets and stops.
func trimSpan(text string, s document.Span) document.Span {
	trimmed := strings.TrimRight(text[s.Start:s.End], separatorMarks+"([")
	s.End = s.Start + len(trimmed)
	s.Start += len(trimmed) - len(strings.TrimLeft(trimmed, separatorMarks+")],."))
	return s
}
