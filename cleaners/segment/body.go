package segment

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// isWhole reports a body that is long enough for an article's and does not break
// off.
func isWhole(body []string) bool {
	words := 0
	for _, p := range body {
		words += len(strings.Fields(p)) + cjkRunes(p)/2
	}
	if words < bodyWords {
		return false
	}
	_, ends := ending(body[len(body)-1])
	return ends != document.EndEllipsis
}

// paragraphsOf cuts a stated body into paragraphs, white space folded. It is
// plain text or, in some systems, HTML.
func paragraphsOf(body string) (paragraphs []string) {
	body = unescaped(body)
	if strings.Contains(body, "</p>") || strings.Contains(body, "<br") {
		body = textOfHTML(body)
	}
	for line := range strings.SplitSeq(body, "\n") {
		if line = fold(line); line != "" {
			paragraphs = append(paragraphs, line)
		}
	}
	return paragraphs
}

// textOfHTML gives the text in a piece of HTML, a line a block. It goes by the
// tags alone, without building a tree.
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
			if isBlockElement(t.DataAtom) || t.Data == "br" {
				out.WriteByte('\n')
			}
		}
	}
}

func isLineEnd(r rune) bool { return r == '\n' || r == '\r' }
