package segment

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// lines cuts doc's text into one block per visible line and appends the blocks to dst.
// Blocks begin and end with a visible character; what stands between two blocks
// separates them. The source, before its marks were blanked, shows the headings.
func lines(doc *document.Document, dst []document.Block) []document.Block {
	source, text := doc.Source, doc.Text
	blocks := slices.Grow(dst, 1+strings.Count(text, "\n"))
	var line, gap int32
	var lists nesting
	for start := 0; start < len(text); {
		end, next := lineEnd(text, start)
		line++
		span := trim(text, document.Span{Start: start, End: end})
		if span.Len() == 0 {
			start = next
			gap++
			continue
		}
		marked := source[lineStart(source, span):span.End]
		b := document.Block{Span: span, Line: line, Lines: 1, Gap: gap, Role: roleOfLine(marked), Level: headingLevel(marked)}
		measureLine(doc, &b)
		if b.Role == document.RoleParagraph && isDeepBullet(text, start, span) {
			b.Role = document.RoleListItem
		}
		if b.Role == document.RoleListItem {
			b.Level, b.Number = lists.item(columnOf(text[start:span.Start])), numberOf(marked)
		} else if lists.depth > 0 {
			lists.other(columnOf(text[start:span.Start]))
		}
		blocks = append(blocks, b)
		start = next
		gap = 0
	}
	return blocks
}

// measureLine measures a line. Of one that will be cut into pieces only the length
// is needed, since the pieces are measured.
func measureLine(doc *document.Document, b *document.Block) {
	if isFlat(b.Span.Len(), len(doc.Text)) {
		b.Shape.Runes = int32(utf8.RuneCountInString(doc.Text[b.Span.Start:b.Span.End]))
		b.WordFrom, b.WordTo = int32(len(doc.Words)), int32(len(doc.Words))
		return
	}
	measure(doc, b)
}

// lineStart returns where the marks in front of a block begin, on its own line.
func lineStart(source string, b document.Span) int {
	at := b.Start
	for at > 0 && (source[at-1] == '#' || source[at-1] == ' ' && at > 1 && source[at-2] == '#') {
		at--
	}
	return at
}

// lineEnd returns where the line that begins at start ends, and where the next
// one begins. \n, \r\n, \r and form feed end a line, as do the Unicode line and
// paragraph separators.
func lineEnd(text string, start int) (end, next int) {
	for i := start; i < len(text); i++ {
		if !mayEndLine[text[i]] {
			continue
		}
		switch text[i] {
		case '\n', '\f', '\v':
			return i, i + 1
		case '\r':
			if i+1 < len(text) && text[i+1] == '\n' {
				return i, i + 2
			}
			return i, i + 1
		case separatorLead:
			if i+2 < len(text) && text[i+1] == 0x80 && (text[i+2] == 0xA8 || text[i+2] == 0xA9) {
				return i, i + 3
			}
		}
	}
	return len(text), len(text)
}

// separatorLead begins U+2028 and U+2029, which are E2 80 A8 and E2 80 A9.
const separatorLead = 0xE2

var mayEndLine = [256]bool{'\n': true, '\f': true, '\v': true, '\r': true, separatorLead: true}

// trim removes white space and invisible characters from both ends of s.
func trim[Text string | []byte](text Text, s document.Span) document.Span {
	for s.Start < s.End {
		r, n := utf8.DecodeRuneInString(string(text[s.Start:min(s.End, s.Start+utf8.UTFMax)]))
		if !shape.IsBlank(r) {
			break
		}
		s.Start += n
	}
	for s.Start < s.End {
		r, n := utf8.DecodeLastRuneInString(string(text[max(s.Start, s.End-utf8.UTFMax):s.End]))
		if !shape.IsBlank(r) {
			break
		}
		s.End -= n
	}
	return s
}

// roleOfLine returns the role of a line by the marks in front of it: those of
// Markdown's headings and quotes, bullets, numbers.
func roleOfLine(s string) document.Role {
	switch {
	case isLetter(s[0]): // nearly all lines begin with a letter
		return document.RoleParagraph
	case isHeadingMark(s):
		return document.RoleHeading
	case strings.HasPrefix(s, "> "):
		return document.RoleQuote
	case isBullet(s):
		return document.RoleListItem
	case strings.HasPrefix(s, "| ") && strings.HasSuffix(s, "|"):
		return document.RoleTable
	}
	return document.RoleParagraph
}

// headingLevel counts the marks of a Markdown heading.
func headingLevel(s string) int8 {
	if s[0] != '#' || !isHeadingMark(s) {
		return 0
	}
	n := int8(1)
	for s[n] == '#' {
		n++
	}
	return n
}

func isHeadingMark(s string) bool {
	n := 0
	for n < len(s) && s[n] == '#' {
		n++
	}
	return n >= 1 && n <= 6 && n < len(s) && s[n] == ' '
}

// isBullet reports "- x", "* x", "• x", "1. x" and "1) x".
func isBullet(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("-*+•◦▪‣·●○■□", r) {
		return n < len(s) && s[n] == ' '
	}
	n = 0
	for n < len(s) && n < 3 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n > 0 && n+1 < len(s) && (s[n] == '.' || s[n] == ')') && s[n+1] == ' '
}

// deepBullet is how many bytes from the beginning of its line an "o" is a bullet:
// text browsers have it on the third level of a list. Further left it is a word, in
// Italian or Polish.
const deepBullet = 10

// isDeepBullet reports a line that begins with such a bullet.
func isDeepBullet(text string, start int, line document.Span) bool {
	return text[line.Start] == 'o' && line.Start-start >= deepBullet && strings.HasPrefix(text[line.Start+1:line.End], " ")
}

// isLetter and isDigit report ASCII letters and digits.
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
