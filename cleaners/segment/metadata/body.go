package metadata

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// ShortestBody is the least number of words that an article's body has. A JSON-LD
// without the text often has its first sentence there.
const ShortestBody = 60

// wordsIn counts words, in scripts without spaces between them by characters.
func wordsIn(paragraphs []string) (words int) {
	for _, p := range paragraphs {
		words += int(shape.Measure(p).Words)
	}
	return words
}

// IsWhole reports whether paragraphs are long enough for an article's body and don't
// break off with an ellipsis, as an excerpt does.
func IsWhole(body []string) bool {
	if wordsIn(body) < ShortestBody {
		return false
	}
	_, ends := shape.Ending(body[len(body)-1])
	return ends != document.EndEllipsis
}

// Paragraphs cuts an article's text, as a page's data states it, into paragraphs,
// white space folded. The text is plain or, in some systems, HTML.
func Paragraphs(body string) (paragraphs []string) {
	body = unescaped(body)
	if strings.Contains(body, "</p>") || strings.Contains(body, "<br") {
		body = textOfHTML(body)
	}
	for line := range strings.SplitSeq(body, "\n") {
		if line = shape.Fold(line); line != "" {
			paragraphs = append(paragraphs, line)
		}
	}
	return paragraphs
}

// textOfHTML returns the text in a piece of HTML, each block on a line of its own. It
// goes by the tags alone, without building a tree.
func textOfHTML(s string) string {
	var out strings.Builder
	skip := ""
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.String()
		}
		t := z.Token()
		switch kind {
		case html.TextToken:
			if skip == "" {
				out.WriteString(strings.Join(strings.FieldsFunc(t.Data, isLineEnd), " "))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			if t.Data == "script" || t.Data == "style" || t.Data == "figure" {
				skip = t.Data
			}
			fallthrough
		case html.EndTagToken:
			if kind == html.EndTagToken && t.Data == skip {
				skip = ""
			}
			if dom.IsBlock(t.DataAtom) || t.Data == "br" {
				out.WriteByte('\n')
			}
		}
	}
}

func isLineEnd(r rune) bool { return r == '\n' || r == '\r' }
