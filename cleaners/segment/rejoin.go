package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Dumps that put every text node on a line of its own break a sentence around
// each link in it, and wherever the page's source had a line break:
//
//	The harbour board, said
//	Mira Holt
//	, will meet again on Tuesday.
//
// A line that begins in lower case or with a mark that belongs to the word before it
// is the same paragraph as the one above, if that has not ended. So is a line that
// begins with a capital, when the one below goes on from it and the one above breaks
// off after a comma or a word in lower case. Wrapped documents have such lines too,
// where addresses that are blanked by now counted when lines were filled.

// joinWords is how many words lines must have together to be joined: shorter ones
// are menus and bylines.
const joinWords = 6

// A document is broken when at least joinMarks of its lines begin with a mark that
// belongs to the word before. Most articles have as many when they are dumped by
// text nodes; dumped otherwise, hardly any have, but for code.
const joinMarks = 2

// rejoin joins the lines of blocks that such a dump has broken. It works in place and
// returns the blocks that are left, and the places of line breaks where the page has
// no space.
func rejoin(doc *document.Document, blocks []document.Block) (joined []document.Block, breaks []int) {
	text := doc.Text
	kept := blocks[:0]
	for i := 0; i < len(blocks); {
		b := blocks[i]
		j := i + 1
		for ; j < len(blocks) && (goesOn(text, &b, &blocks[j]) || bridges(text, &b, blocks[j:])); j++ {
			if isGlued(text, &b, &blocks[j]) {
				breaks = append(breaks, b.Span.End)
			}
			b.Shape.Words += blocks[j].Shape.Words
			b.Shape.Ends, b.Shape.Last = blocks[j].Shape.Ends, blocks[j].Shape.Last
			b.Span.End = blocks[j].Span.End
			b.Lines += blocks[j].Lines
		}
		if j > i+1 {
			join(doc, &b, &blocks[j-1])
		}
		kept = append(kept, b)
		i = j
	}
	return kept, breaks
}

// isBroken reports whether a document is a dump of text nodes.
func isBroken(text string, blocks []document.Block) bool {
	marks := 0
	for i := 1; i < len(blocks); i++ {
		if s := text[blocks[i].Span.Start:blocks[i].Span.End]; beginsWithMark(s) && canJoin(&blocks[i-1], &blocks[i]) {
			if marks++; marks == joinMarks {
				return true
			}
		}
	}
	return false
}

// goesOn reports whether line b goes on from a, which may be several lines by now.
func goesOn(text string, a, b *document.Block) bool {
	return canJoin(a, b) && a.Shape.Words+b.Shape.Words >= joinWords && isContinued(text, b)
}

// bridges reports whether the first of the lines below a is a link in the middle of
// a's sentence.
func bridges(text string, a *document.Block, below []document.Block) bool {
	if len(below) < 2 || !canJoin(a, &below[0]) || !canJoin(&below[0], &below[1]) {
		return false
	}
	words := a.Shape.Words + below[0].Shape.Words + below[1].Shape.Words
	return words >= joinWords && isContinued(text, &below[1]) && breaksOff(text, a)
}

// canJoin reports whether nothing separates line b from a, above it: no blank line,
// no end of a sentence, no mark of structure.
func canJoin(a, b *document.Block) bool {
	return b.Gap == 0 && b.Role == document.RoleParagraph && a.Role != document.RoleHeading && a.Role != document.RoleTable &&
		(a.Shape.Ends == document.EndNone || a.Shape.Ends == document.EndComma) && strings.IndexByte(codeEnds, byte(a.Shape.Last)) < 0
}

// codeEnds are the marks that end lines of code, which stay lines.
const codeEnds = "{}[;=<>|&\\"

// isContinued reports a line that begins in lower case or with a mark that belongs
// to the word before it.
func isContinued(text string, b *document.Block) bool {
	return unicode.IsLower(b.Shape.First) || beginsWithMark(text[b.Span.Start:b.Span.End])
}

// beginsWithMark reports a line that begins with marks which belong to the word
// before it, with nothing glued behind them as in code.
func beginsWithMark(s string) bool {
	for i, r := range s {
		switch r {
		case ',', '.', ';', ':', '!', '?', ')', '”':
			continue
		case '’', '\'':
			return i == 0 && strings.HasPrefix(s[utf8.RuneLen(r):], "s ")
		}
		return i > 0 && r == ' '
	}
	return true
}

// breaksOff reports a line that ends with a comma or a word in lower case.
func breaksOff(text string, a *document.Block) bool {
	if a.Shape.Ends == document.EndComma {
		return true
	}
	line := text[a.Span.Start:a.Span.End]
	first, _ := utf8.DecodeRuneInString(line[strings.LastIndexByte(line, ' ')+1:])
	return unicode.IsLower(first)
}

// isGlued reports whether no space belongs between lines a and b.
func isGlued(text string, a, b *document.Block) bool {
	return text[a.Span.End-1] == '(' || beginsWithMark(text[b.Span.Start:b.Span.End])
}

// mendBreaks blanks the line breaks at the places where no space belongs: assembly
// leaves out what was blanked.
func mendBreaks(text string, breaks []int) string {
	if len(breaks) == 0 {
		return text
	}
	mended := []byte(text)
	for _, at := range breaks {
		for ; at < len(mended) && mayEndLine[mended[at]] && mended[at] != separatorLead; at++ {
			mended[at] = ' '
		}
	}
	return string(mended)
}
