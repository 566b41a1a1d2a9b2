package siterules

import (
	"errors"
	"fmt"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// closeOf returns where the bracket closes that s begins with.
func closeOf(s string) (int, error) {
	var open []byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\\':
			i++
		case '"', '\'':
			if open[0] == '(' { // a text may have an apostrophe
				if end := strings.IndexByte(s[i+1:], c); end >= 0 && len(open) > 1 {
					i += end + 1
				}
				continue
			}
			end := strings.IndexByte(s[i+1:], c)
			if end < 0 {
				return 0, errors.New("a quotation mark is not closed")
			}
			i += end + 1
		case '(', '[':
			if len(open) == 0 || open[0] == '(' {
				open = append(open, c)
			}
		case ')', ']':
			if open[len(open)-1] == c-1 || open[len(open)-1] == c-2 {
				open = open[:len(open)-1]
			}
			if len(open) == 0 {
				return i, nil
			}
		}
	}
	return 0, errors.New("a bracket is not closed")
}

// cssTest is a simple selector that cascadia knows. It looks at siblings at most.
type cssTest struct{ sel cascadia.Sel }

func (t cssTest) holds(n *html.Node, left *steps) bool {
	if n.Parent != nil {
		for s := n.Parent.FirstChild; s != nil; s = s.NextSibling {
			if !left.take(1) {
				return false
			}
		}
	}
	return t.sel.Match(n)
}

// ownTest is a simple selector that cascadia knows, about the element alone.
type ownTest struct{ sel cascadia.Sel }

func (t ownTest) holds(n *html.Node, left *steps) bool { return left.take(1) && t.sel.Match(n) }

func byCascadia(text string) (test, error) {
	sel, err := cascadia.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text, err)
	}
	if text[0] == ':' {
		return cssTest{sel}, nil
	}
	return ownTest{sel}, nil
}
