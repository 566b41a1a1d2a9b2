package segment

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// isGutter reports an element that by its class numbers the lines of a code, and has
// numbers alone.
func isGutter(n *html.Node, class string) bool {
	switch n.DataAtom {
	case atom.Td, atom.Th, atom.Div, atom.Pre, atom.Span, atom.A, atom.Code, atom.I, atom.Ol:
	default:
		return false
	}
	return class != "" && numbersLines(class) && hasNumbersAlone(n)
}

// numbersLines looks for the classes of highlighters: Pygments, Rouge, Chroma,
// SyntaxHighlighter, Hexo, highlight.js, Prism.
func numbersLines(class string) bool {
	for word := range strings.FieldsSeq(class) {
		if !mayNumber(word) {
			continue
		}
		word = strings.ToLower(word)
		switch word {
		case "ln", "lnt", "gutter", "lnr", "lineno", "linenos", "linenodiv", "hljs-ln-numbers", "rouge-gutter", "blob-num":
			return true
		}
		if rest, ok := strings.CutPrefix(word, "line"); ok {
			rest = strings.TrimLeft(rest, "-_")
			if strings.HasPrefix(rest, "number") || strings.HasPrefix(rest, "num") {
				return true
			}
		}
	}
	return false
}

// mayNumber tells nearly all classes from those that numbersLines looks for, by how they
// begin.
func mayNumber(word string) bool {
	if len(word) < 2 {
		return false
	}
	switch word[0] | 0x20 {
	case 'l':
		return word[1]|0x20 == 'n' || word[1]|0x20 == 'i' || word[1] >= utf8.RuneSelf
	case 'g', 'h', 'r', 'b':
		switch word[1] | 0x20 {
		case 'u', 'l', 'o':
			return true
		}
		return word[1] >= utf8.RuneSelf
	}
	return false
}

func hasNumbersAlone(n *html.Node) bool {
	digits := false
	for c := range n.Descendants() {
		if c.Type != html.TextNode {
			continue
		}
		for _, r := range c.Data {
			switch {
			case '0' <= r && r <= '9':
				digits = true
			case !shape.IsBlank(r) && r != '.' && r != ':' && r != '|':
				return false
			}
		}
	}
	return digits
}
