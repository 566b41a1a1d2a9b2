package cleaners

import "github.com/winnow-news/winnow/cleaners/document"

// A zone is a stretch of blocks that a header opens ("Related Articles") and
// that the return of body text or the end of the document closes. What is in
// it can be as well written as the article; the rhythm of the zone tells.
type zone struct {
	header  int // the block that opens it
	end     int // the first block past it
	summary []int
}

// relatedZones finds the zones of other articles, in order.
func relatedZones(doc *document.Document) (zones []zone) {
	for i := 0; i < len(doc.Blocks); i++ {
		if !isRelatedHeader(doc, i) {
			continue
		}
		z := zone{header: i}
		z.end = z.extend(doc, i+1)
		if z.end > i+1 || z.end == len(doc.Blocks) {
			zones = append(zones, z)
			i = z.end - 1
		}
	}
	return zones
}

// headerWords bounds a zone's header.
const headerWords = 7

func isRelatedHeader(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	return b.Shape.Words <= headerWords && !b.Shape.Ends.Sentence() && wholeBlockIs(doc, i, document.CueRelatedHeader)
}

// extend gives where the zone that begins at from ends. Lines that are no
// sentences are its cards; a paragraph is a card's summary or the body's
// return.
func (z *zone) extend(doc *document.Document, from int) int {
	for j := from; j < len(doc.Blocks); {
		if !isReturn(doc, j) {
			j++
			continue
		}
		run := proseRun(doc, j)
		if !isSummary(doc, from, j, run) {
			return j
		}
		for k := range run {
			z.summary = append(z.summary, j+k)
		}
		j += run
	}
	return len(doc.Blocks)
}

// returnWords is the fewest words of a sentence that can be the body's return.
const returnWords = 4

// isReturn reports whether a block reads as text rather than as part of a
// card: prose, or a short sentence with its full stop.
func isReturn(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if isProse(b) {
		return true
	}
	return b.Shape.Ends == document.EndStop && b.Shape.Words >= returnWords && b.Shape.CapWords < b.Shape.Words && !isDateLine(doc, i) &&
		!wholeBlockIs(doc, i, document.CueAgo)
}

// proseRun counts the paragraphs that follow each other from j on.
func proseRun(doc *document.Document, j int) int {
	n := 0
	for j+n < len(doc.Blocks) && isReturn(doc, j+n) {
		n++
	}
	return n
}

// summaryRun is how many paragraphs one card's summary may have when a time or
// a source stands above it.
const summaryRun = 3

// isSummary reports whether the run of paragraphs at j is the summary of a card
// in the zone that began at from: its card carries a time, or cards of the
// same rhythm go on to the end.
func isSummary(doc *document.Document, from, j, run int) bool {
	above := cardAbove(doc, from, j)
	if above == 0 {
		return false // right below the header or another paragraph
	}
	timed := false
	for k := j - above; k < j; k++ {
		timed = timed || isDateLine(doc, k)
	}
	if timed && run <= summaryRun {
		return true
	}
	return run == 1 && regularTo(doc, j, above)
}

// cardAbove counts the lines between the paragraph at j and the paragraph or
// header above it.
func cardAbove(doc *document.Document, from, j int) int {
	n := 0
	for k := j - 1; k >= from && !isReturn(doc, k); k-- {
		n++
	}
	return n
}

// regularTo reports whether from the summary at j on to the end of the
// document (or the next header) the cards keep the same beat: above lines, one
// paragraph, at least once more.
func regularTo(doc *document.Document, j, above int) bool {
	beats := 0
	lines := 0
	for k := j + 1; k < len(doc.Blocks) && !isRelatedHeader(doc, k); k++ {
		if !isReturn(doc, k) {
			lines++
			continue
		}
		if lines != above {
			return false
		}
		beats++
		lines = 0
	}
	return beats >= 1
}
