package segment

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// A page in one line has its buttons right behind its last sentence, without a mark
// between them (opening.go cuts what is before the first):
//
//	… in spring. Share this article Related articles Ferry company hires forty captains
//
// Where sentences end does not tell them apart, but the phrases that the lexicons find
// do. The line, or the piece that such a phrase stands in, is cut there.

// oneLineBytes is how long the line must be: shorter ones are a headline and its date.
const oneLineBytes = 160

// cutOneLine cuts the line that is nearly all of a text, or its pieces, at such
// phrases. The cues must have been found.
func cutOneLine(doc *document.Document) {
	if len(doc.Cues) == 0 || !isOneLine(doc) {
		return
	}
	var cut []document.Block // nil as long as nothing is cut
	for i := range doc.Blocks {
		b := doc.Blocks[i]
		points := oneLineCuts(doc, i)
		if len(points) > 0 && cut == nil {
			cut = append(make([]document.Block, 0, len(doc.Blocks)+len(points)), doc.Blocks[:i]...)
		}
		if cut == nil {
			continue
		}
		if len(points) == 0 {
			cut = append(cut, b)
			continue
		}
		cut = appendCutAt(cut, doc, b, points)
	}
	if cut != nil {
		doc.Blocks = cut
	}
}

// isOneLine reports whether one line is nearly all of the text.
func isOneLine(doc *document.Document) bool {
	longest, line, total := 0, 0, 0
	for i := range doc.Blocks {
		n := doc.Blocks[i].Span.Len()
		if !doc.Blocks[i].Piece {
			line = 0
		}
		line += n
		total += n
		longest = max(longest, line)
	}
	return longest >= oneLineBytes && 100*longest >= flatShare*total
}

// oneLineCuts returns the places to cut block i at, in order.
func oneLineCuts(doc *document.Document, i int) (points []int) {
	b, text := &doc.Blocks[i], doc.Text
	cues := doc.CuesOf(i)
	for _, cue := range cues {
		if cue.Class != document.CueShare && cue.Class != document.CueRelatedHeader || !isGluedLabel(text, b.Span, cue.Span, points) {
			continue
		}
		if cue.Class == document.CueShare || headsTheRest(text[cue.Span.End:b.Span.End], cues, cue.Span) {
			points = append(points, cue.Span.Start, cue.Span.End)
		}
	}
	slices.Sort(points)
	points = slices.Compact(points)
	return slices.DeleteFunc(points, func(p int) bool { return p <= b.Span.Start || p >= b.Span.End || insideCue(cues, p) })
}

// insideCue reports a place inside one of the phrases, which must not be cut.
func insideCue(cues []document.Cue, p int) bool {
	return slices.ContainsFunc(cues, func(c document.Cue) bool { return c.Span.Start < p && p < c.Span.End })
}

// headsTheRest reports a header of other articles below which nothing reads as a sentence,
// and which does not lead to a single article as often as to several.
func headsTheRest(rest string, cues []document.Cue, label document.Span) bool {
	return !strings.ContainsAny(rest, ".!。") &&
		!slices.ContainsFunc(cues, func(c document.Cue) bool { return c.Class == document.CueReadMore && c.Span.Overlaps(label) })
}

// isGluedLabel reports a phrase of several words with a capital, behind a sentence or
// another such phrase, with a capital or the end behind it.
func isGluedLabel(text string, block, label document.Span, points []int) bool {
	first, _ := utf8.DecodeRuneInString(text[label.Start:])
	if !unicode.IsUpper(first) || !strings.ContainsRune(text[label.Start:label.End], ' ') {
		return false
	}
	before := strings.TrimRight(text[block.Start:label.Start], " \u00a0")
	if len(before) == label.Start-block.Start && before != "" {
		return false // glued to a sentence: what it leads to is cut as a span
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	behind := before == "" || strings.ContainsRune(".!?…。", last) || slices.Contains(points, block.Start+len(before))
	after := strings.TrimLeft(text[label.End:block.End], " \u00a0:|")
	next, _ := utf8.DecodeRuneInString(after)
	return behind && (after == "" || unicode.IsUpper(next) || unicode.IsDigit(next))
}

// appendCutAt adds the parts of b between the places to cut it at, with their cues.
func appendCutAt(blocks []document.Block, doc *document.Document, b document.Block, points []int) []document.Block {
	from, cue := b.Span.Start, b.CueFrom
	for _, to := range append(points, b.Span.End) {
		part := b
		part.Span = trim(doc.Text, document.Span{Start: from, End: to})
		part.Piece = b.Piece || from > b.Span.Start
		if part.Piece {
			part.Gap = 0
		}
		part.CueFrom, part.Cued = cue, 0
		for cue < b.CueTo && doc.Cues[cue].Span.Start < to {
			part.Cued = part.Cued.With(doc.Cues[cue].Class)
			cue++
		}
		part.CueTo = cue
		from = to
		if part.Span.Len() == 0 {
			continue
		}
		measure(doc, &part)
		blocks = append(blocks, part)
	}
	return blocks
}
