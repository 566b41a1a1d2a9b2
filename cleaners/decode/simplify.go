package decode

import (
	"strings"

	"golang.org/x/net/html"
)

// simplify returns src without formatting tags, without any <html> or <body> tag but
// the first, and without the tags that nest deeper than simpleDepth. Text, comments
// and scripts stay byte for byte.
func simplify(src string) string {
	var out strings.Builder
	out.Grow(len(src))
	t := simplifier{open: map[string]int{}, dropped: map[string]int{}}
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.String()
		}
		keep := true
		switch kind {
		case html.StartTagToken:
			name, _ := z.TagName()
			keep = t.start(string(name))
		case html.EndTagToken:
			name, _ := z.TagName()
			keep = t.end(string(name))
		}
		if keep {
			out.Write(z.Raw())
		}
	}
}

// simplifier counts open tags by name, so the order in which they close doesn't
// matter.
type simplifier struct {
	open, dropped map[string]int
	depth         int
}

// start reports whether a start tag stays.
func (t *simplifier) start(name string) bool {
	switch {
	case isFormatting(name):
		return false
	case name == "html" || name == "body":
		t.open[name]++
		return t.open[name] == 1
	case tagWeight(name) == 0:
		return true
	case t.depth+tagWeight(name) > simpleDepth:
		t.dropped[name]++
		return false
	}
	t.open[name]++
	t.depth += tagWeight(name)
	return true
}

// end reports whether an end tag stays.
func (t *simplifier) end(name string) bool {
	switch {
	case isFormatting(name):
		return false
	case t.dropped[name] > 0:
		t.dropped[name]--
		return false
	case t.open[name] > 0 && tagWeight(name) > 0:
		t.open[name]--
		t.depth -= tagWeight(name)
	}
	return true
}

// tagWeight is how many open elements a tag counts as: itself and one child of those
// whose end tags may be left out, which have no weight of their own; a table has its
// body, row and cell as well. Void elements and those that hold text alone never nest.
func tagWeight(name string) int {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
		"script", "style", "title", "textarea", "noscript", "iframe", "xmp", "noembed", "noframes",
		"html", "head", "body", "p", "li", "dt", "dd", "option", "optgroup", "tbody", "thead", "tfoot", "tr", "td", "th",
		"colgroup", "caption", "rb", "rp", "rt", "rtc", "a":
		return 0
	case "table":
		return 6
	}
	return 2
}
