package segment

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Some dumps join a whole page into one line. Its sentences (by UAX #29, and split
// at the separators of menus) take the place of lines: each becomes a piece of the
// line and is judged by itself. Pieces that are kept side by side are one paragraph
// again.

// A document is flat when one line has at least flatBytes bytes and flatShare
// percent of the text.
const (
	flatBytes = 1500
	flatShare = 70
)

// flatten cuts the line that makes a document flat into pieces. It returns the
// blocks of any other document as they are.
func flatten(doc *document.Document, blocks []document.Block) []document.Block {
	at := flatLine(blocks)
	if at < 0 {
		return blocks
	}
	line := blocks[at]
	cut := make([]document.Block, 0, len(blocks)+line.Span.Len()/64)
	cut = append(cut, blocks[:at]...)
	pieces := len(cut)
	whole, s := doc.Text[:line.Span.End], newSentencer()
	for start := line.Span.Start; start < len(whole); {
		end := s.end(whole, start)
		cut = appendPieces(cut, doc, document.Span{Start: start, End: end}, line.Line)
		start = end
	}
	if pieces < len(cut) {
		cut[pieces].Piece = false
		cut[pieces].Gap = line.Gap
	}
	return append(cut, blocks[at+1:]...)
}

// flatLine returns the block that makes a document flat, or -1.
func flatLine(blocks []document.Block) int {
	longest, total := -1, 0
	for i := range blocks {
		n := blocks[i].Span.Len()
		total += n
		if longest < 0 || n > blocks[longest].Span.Len() {
			longest = i
		}
	}
	if longest < 0 || !isFlat(blocks[longest].Span.Len(), total) {
		return -1
	}
	return longest
}

// isFlat reports whether a line of so many bytes makes a document of total bytes
// flat. A text is no shorter than its blocks together, so a line that is flat by the
// text's length is so by theirs.
func isFlat(line, total int) bool { return line >= flatBytes && 100*line >= flatShare*total }

// appendPieces adds the pieces of one sentence: the whole, or its parts between
// the separators that menus and tag lists have.
func appendPieces(blocks []document.Block, doc *document.Document, span document.Span, line int32) []document.Block {
	text := doc.Text
	start := span.Start
	for i := span.Start; i < span.End; i++ {
		if c := text[i]; c != copyrightSign[0] && (c != ' ' || i+1 < span.End && !maySeparate[text[i+1]]) {
			continue // nearly all spaces have a letter behind them, so this is quick
		}
		n := separatorAt(text[i:span.End])
		if n == 0 {
			continue
		}
		blocks = appendPiece(blocks, doc, document.Span{Start: start, End: i}, line)
		start = i
		i += n - 1
	}
	return appendPiece(blocks, doc, document.Span{Start: start, End: span.End}, line)
}

// separatorAt returns the length of the separator that s begins with, or 0: a bar,
// a bullet or an arrow, between spaces, or a copyright sign. A » is none: it ends
// read-more links as often as it separates the steps of a path.
func separatorAt(s string) int {
	if strings.HasPrefix(s, copyrightSign) {
		if len(s) > len(copyrightSign) {
			return len(copyrightSign)
		}
		return 0
	}
	for _, sep := range spacedSeparators {
		if len(s) > len(sep) && s[:len(sep)] == sep {
			return len(sep)
		}
	}
	return 0
}

const copyrightSign = "©"

var spacedSeparators = [...]string{" | ", " • ", " · ", " › ", " * "}

// maySeparate are the bytes that follow the space in front of a separator.
var maySeparate = func() (may [256]bool) {
	for _, sep := range spacedSeparators {
		may[sep[1]] = true
	}
	return may
}()

func appendPiece(blocks []document.Block, doc *document.Document, span document.Span, line int32) []document.Block {
	if span = trim(doc.Text, span); span.Len() == 0 {
		return blocks
	}
	b := document.Block{Span: span, Line: line, Lines: 1, Piece: true}
	measure(doc, &b)
	return append(blocks, b)
}
