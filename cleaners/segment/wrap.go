package segment

import (
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Programs that wrap paragraphs at a fixed column (mail, terminals, Markdown
// writers) fill each line as far as they can: wherever they break, the next line's
// first word would not have fitted. A pair of lines is a break at column w when the
// first is at most w columns long and, with a space and the next line's first word,
// would be longer. Marks and addresses that are blanked by now counted when the
// lines were filled, so lines are as long as in the source.

// The columns at which text is wrapped, in runes from the edge of the page.
// Narrower lines are poems and tables; wider columns are not in use.
const (
	wrapMin = 50
	wrapMax = 250
)

// A document is wrapped at a column when at least wrapPairs pairs of lines are breaks
// there (browserPairs, where a text browser wrote it, since they wrap), and these are
// at least wrapShare percent of the pairs whose first line has wrapNear percent of
// the column's width or more. Headlines in a list may be of similar length by chance,
// but each begins with a capital or a number: of the lines below the breaks at most
// wrapCapitals percent may.
const (
	wrapPairs    = 4
	browserPairs = 2
	wrapShare    = 60
	wrapNear     = 75
	wrapCapitals = 65
)

// unwrap joins the lines of blocks that were wrapped at column, in place,
// and returns what is left, with the places of hyphens at which words were broken.
func unwrap(doc *document.Document, blocks []document.Block, column int) (joined []document.Block, hyphens []int) {
	kept := blocks[:0]
	for i := 0; i < len(blocks); {
		b := blocks[i]
		last := b // the line that b ends with so far
		j := i + 1
		for ; j < len(blocks) && isBreak(doc.Source, &last, &blocks[j], column); j++ {
			if at := last.Span.End - 1; breaksWord(doc.Text, at, blocks[j].Span.Start) {
				hyphens = append(hyphens, at)
			}
			last = blocks[j]
			b.Lines++
		}
		if b.Lines > 1 {
			join(doc, &b, &last)
		}
		kept = append(kept, b)
		i = j
	}
	return kept, hyphens
}

// wrapColumn returns the column at which a document is wrapped by at least so many
// breaks, or 0.
func wrapColumn(source string, blocks []document.Block, least int) int {
	var pairs, capitals [wrapMax + 2]int // how the number of breaks, and of capitals below them, changes from column to column
	var ends [wrapMax + 1]int            // how many lines end at each column, at the last one or beyond
	near := 0
	for i := 0; i+1 < len(blocks); i++ {
		from, to := breakColumns(source, &blocks[i], &blocks[i+1])
		if from >= to {
			continue
		}
		ends[min(from, wrapMax)]++
		near++
		if from, to = max(from, wrapMin), min(to, wrapMax+1); from < to {
			pairs[from]++
			pairs[to]--
			if r := blocks[i+1].Shape.First; unicode.IsUpper(r) || !unicode.IsLetter(r) {
				capitals[from]++
				capitals[to]--
			}
		}
	}
	best, at, breaks, upper, passed := 0, 0, 0, 0, 0
	for column := wrapMin; column <= wrapMax; column++ {
		for ; passed < column*wrapNear/100; passed++ {
			near -= ends[passed]
		}
		breaks += pairs[column]
		upper += capitals[column]
		if breaks > best && 100*breaks >= wrapShare*near && 100*upper <= wrapCapitals*breaks {
			best, at = breaks, column
		}
	}
	if best < least {
		return 0
	}
	return at
}

// breakColumns returns the columns [from, to) of which the end of line a, with line
// b below it, would be a break; none when something separates the lines.
func breakColumns(source string, a, b *document.Block) (from, to int) {
	if b.Gap > 0 || b.Role != document.RoleParagraph || a.Role == document.RoleHeading || a.Role == document.RoleTable {
		return 0, 0
	}
	from = indentOf(source, a.Span.Start) + int(a.Shape.Runes) + widthBehind(source, a.Span.End)
	return from, from + 1 + runesBehind(source, b.Span.Start-widthBefore(source, b.Span.Start))
}

// isBreak reports whether line a was broken off b at column.
func isBreak(source string, a, b *document.Block, column int) bool {
	from, to := breakColumns(source, a, b)
	return from <= column && column < to
}

// indentOf returns how far from the edge of the page the line stands whose text
// begins at byte at: the columns of the white space and the marks in front of it.
func indentOf(source string, at int) int {
	start := at
	for start > 0 && !mayEndLine[source[start-1]] {
		start--
	}
	return columnOf(source[start:at])
}

// widthBefore returns how many bytes touch the block that starts at byte at: marks,
// which are ASCII.
func widthBefore(source string, at int) int {
	n := 0
	for n < at && source[at-n-1] > ' ' {
		n++
	}
	return n
}

// runesBehind is widthBehind in characters: it counts all bytes but those that continue
// one.
func runesBehind(source string, at int) int {
	n := 0
	for ; at < len(source) && source[at] > ' '; at++ {
		if source[at]&0xC0 != 0x80 {
			n++
		}
	}
	return n
}

// widthBehind returns how many bytes are between byte at and the next white space.
func widthBehind(source string, at int) int {
	n := 0
	for at+n < len(source) && source[at+n] > ' ' {
		n++
	}
	return n
}
