package segment

import (
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Markdown-like dumps keep a page's links, images and emphasis as marks among the
// words.

// blankMarkdown returns source with the bytes of its marks replaced by spaces, so
// that every offset stays right and the ledger has the marks, and where the
// descriptions of images are. It returns a text that is not Markdown as it is. attached
// collects where links and images lead; it is nil when nobody asked.
func blankMarkdown(source string, attached *attacher) (text string, images []document.Span) {
	if !isMarkdown(source) {
		return source, nil
	}
	m := marks{source: source, text: []byte(source), attached: attached}
	for start := 0; start < len(source); {
		end, next := lineEnd(source, start)
		m.headings(start, end)
		m.emphasis(start, end)
		start = next
	}
	m.links()
	return string(m.text), m.images
}

// markdownSigns is how many links or heading marks make a text Markdown. A single
// one may be the article's own.
const markdownSigns = 2

func isMarkdown(s string) bool {
	signs := strings.Count(s, "](")
	if isHeadingMark(s) {
		signs++
	}
	for at := 0; signs < markdownSigns; at++ {
		k := strings.IndexByte(s[at:], '#') // which few texts have, and all have line ends
		if k < 0 {
			break
		}
		if at += k; at > 0 && s[at-1] == '\n' && isHeadingMark(s[at:]) {
			signs++
		}
	}
	return signs >= markdownSigns
}

type marks struct {
	source string
	text   []byte
	images []document.Span

	attached *attacher
}

func (m *marks) blank(from, to int) {
	for i := from; i < to; i++ {
		if m.text[i] != '\n' && m.text[i] != '\r' {
			m.text[i] = ' '
		}
	}
}

// headings blanks the marks in front of a heading.
func (m *marks) headings(start, end int) {
	s := trim(m.source, document.Span{Start: start, End: end})
	if line := m.source[s.Start:s.End]; isHeadingMark(line) {
		m.blank(s.Start, s.Start+len(line)-len(strings.TrimLeft(line, "#")))
	}
}

// emphasis blanks asterisks, underscores and backquotes at the edges of words,
// and the backslash before an escaped mark. A bullet's asterisk stays.
func (m *marks) emphasis(start, end int) {
	s := trim(m.source, document.Span{Start: start, End: end})
	from := s.Start
	if isBullet(m.source[s.Start:s.End]) {
		from++
	}
	for i := from; i < s.End; i++ {
		switch m.source[i] {
		case '*', '`':
			m.blank(i, i+1)
		case '_':
			if !m.wordAt(i-1) || !m.wordAt(i+1) {
				m.blank(i, i+1)
			}
		case '\\':
			if i+1 < s.End && strings.IndexByte(`\.-+*_#()[]!>`, m.source[i+1]) >= 0 {
				m.blank(i, i+1)
			}
		}
	}
}

func (m *marks) wordAt(i int) bool {
	if i < 0 || i >= len(m.source) {
		return false
	}
	c := m.source[i]
	return c >= utf8.RuneSelf || c == '_' || isLetter(c) || isDigit(c)
}

// links blanks the brackets and targets of links and images.
func (m *marks) links() {
	for i := 0; ; {
		k := strings.Index(m.source[i:], "](")
		if k < 0 {
			return
		}
		k += i
		open := m.opening(k)
		end := m.targetEnd(k + 2)
		if open < 0 || end < 0 {
			i = k + 2
			continue
		}
		m.blank(open, open+1)
		m.blank(k, end)
		if m.attached != nil {
			m.attached.mark(m.source, open, k, end)
		}
		if open > 0 && m.source[open-1] == '!' {
			m.blank(open-1, open)
			if alt := trim(m.source, document.Span{Start: open + 1, End: k}); alt.Len() > 0 {
				m.images = append(m.images, alt)
			}
		}
		i = end
	}
}

// linkReach is how many bytes a link's text or target may have.
const linkReach = 2048

// opening returns the place of the bracket that the one at k closes, or -1. No blank
// line may stand between them.
func (m *marks) opening(k int) int {
	depth := 0
	for i := k - 1; i >= max(0, k-linkReach); i-- {
		switch m.text[i] {
		case ']':
			depth++
		case '[':
			if depth == 0 {
				return i
			}
			depth--
		case '\n':
			if i > 0 && m.text[i-1] == '\n' {
				return -1
			}
		}
	}
	return -1
}

// targetEnd returns the byte behind the parenthesis that closes the target at p,
// or -1 when what stands there is no target: it has a space without a title
// behind it, or does not end.
func (m *marks) targetEnd(p int) int {
	depth, quoted := 0, false
	for i := p; i < min(len(m.source), p+linkReach); i++ {
		switch c := m.source[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ')':
			return i + 1
		case c == ' ' && i+1 < len(m.source) && strings.IndexByte(`"<)`, m.source[i+1]) < 0:
			return -1
		}
	}
	return -1
}
