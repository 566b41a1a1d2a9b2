package decode

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// x/net/html follows the WHATWG's parser, and with it three ways in which a
// short page can cost long: it refuses to nest deeper than 512 elements; an
// unclosed <font> or <b> is opened again in every later block, which a page
// with hundreds of different ones turns into millions of nodes; and each
// further <body> tag copies the attributes of all before it. parsePage
// foretells the last two from the tags and meets all three by taming the page:
// the offending tags go, their text stays, as it does in a browser.

const (
	// maxBodies is how many <html> and <body> tags a page may have; pages that
	// were glued together have a few.
	maxBodies = 8
	// maxFormatting is how many formatting elements may be open at once. More
	// would run into the parser's own depth of 512.
	maxFormatting = 400
	// tameDepth is how deep a tamed page may nest by tag weight, with room
	// below 512 for what the parser implies.
	tameDepth = 480
)

// A page may have fewTags tags, and one more for every tagBytes bytes. Of the 1,942
// annotated pages of the corpora none has more than 22,000, and none of half a
// megabyte has more than one in 49 bytes; 16 MB of such markup pass. What is denser
// was made to cost memory: a tag that begins a paragraph takes up to 1.6 KB while the
// page is cleaned, whatever its bytes.
const (
	fewTags  = 100_000
	tagBytes = 100
)

// parsePage parses src, taming it first if it must. maxNodes bounds how many
// nodes its tags may make: beyond, or with more tags than a page of its size may
// have, it is ErrTooLarge.
func parsePage(src string, maxNodes int) (*html.Node, error) {
	n := countTags(src)
	if limit := min(maxNodes, fewTags+len(src)/tagBytes); n.tags > limit {
		return nil, fmt.Errorf("%w: a page of %d tags in %d bytes, limit %d", ErrTooLarge, n.tags, len(src), limit)
	}
	if n.noscripts > 0 {
		src = openNoscript(src)
	}
	wild := n.bodies > maxBodies
	if !wild && n.tags*n.maxOpen() > maxNodes {
		wild = multiplies(src, maxNodes)
	}
	if !wild {
		read := dropUnread(src)
		if page, err := html.Parse(&read); err == nil {
			return page, nil
		}
	}
	page, err := html.Parse(strings.NewReader(tame(src)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTooDeep, err)
	}
	return page, nil
}

// tagCount is what one glance over a page's tags tells, those in comments and
// scripts counted as well: never too few.
type tagCount struct {
	tags      int
	bodies    int
	noscripts int
	bare      formattingSet // formatting elements met without attributes
	dressed   int           // formatting tags with attributes
}

// maxOpen bounds how many formatting elements can be open at once: of
// identical ones the parser keeps three.
func (n tagCount) maxOpen() int {
	return min(sameElements*bits.OnesCount16(uint16(n.bare))+n.dressed, maxFormatting)
}

func countTags(src string) tagCount {
	var n tagCount
	for {
		i := strings.IndexByte(src, '<')
		if i < 0 || i+1 == len(src) {
			return n
		}
		src = src[i+1:]
		if isLetter(src[0]) || src[0] == '/' || src[0] == '!' {
			n.tags++
		}
		name := leadingName(src)
		bit := formattingBit(name)
		switch {
		case strings.EqualFold(name, "body"), strings.EqualFold(name, "html"):
			n.bodies++
		case strings.EqualFold(name, "noscript"):
			n.noscripts++
		case bit == 0:
		case len(name) < len(src) && src[len(name)] == '>':
			n.bare |= bit
		default:
			n.dressed++
		}
	}
}

// leadingName is the tag name that s begins with, in whatever case it has.
func leadingName(s string) string {
	end := 0
	for end < len(s) && isNameByte(s[end]) {
		end++
	}
	return s[:end]
}

// formattingNames are the elements that the parser opens again in later blocks
// when they were left open: the "formatting" category of the HTML Standard.
// <a> is of it too, but never open twice.
var formattingNames = [...]string{"b", "i", "em", "strong", "font", "big", "code", "nobr", "s", "small", "strike", "tt", "u"}

// formattingSet is a bit set over formattingNames.
type formattingSet uint16

// formattingBit is the element's bit, or zero when it is no formatting element.
func formattingBit(name string) formattingSet {
	if len(name) == 0 || len(name) > len("strong") {
		return 0
	}
	for i, f := range formattingNames {
		if len(f) == len(name) && strings.EqualFold(f, name) {
			return 1 << i
		}
	}
	return 0
}

func isFormatting(name string) bool { return formattingBit(name) != 0 }

// multiplies walks the tags as the parser would and reports whether the
// formatting elements left open would be copied more than maxNodes times.
func multiplies(src string, maxNodes int) bool {
	var open formattingList
	copies := 0
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			open.start(string(name), string(z.Raw()))
		case html.EndTagToken:
			name, _ := z.TagName()
			open.end(string(name))
		}
		copies += len(open.elements)
		if copies > maxNodes || len(open.elements) > maxFormatting {
			return true
		}
	}
}

// formattingList follows the HTML Standard's "list of active formatting
// elements" closely enough to never be shorter than it: a marker once set is
// not taken back, so that an end tag removes only what was opened after it.
type formattingList struct {
	elements []formattingElement
	marker   int // elements before it are out of an end tag's reach
}

type formattingElement struct{ name, raw string }

// sameElements is how many identical ones the standard keeps (its "Noah's Ark
// clause").
const sameElements = 3

func (l *formattingList) start(name, raw string) {
	switch name {
	case "td", "th", "caption", "object", "applet", "marquee", "template", "select", "svg", "math":
		l.marker = len(l.elements)
	}
	if !isFormatting(name) {
		return
	}
	same, first := 0, 0
	for i, e := range slices.Backward(l.elements[l.marker:]) {
		if e.name == name && e.raw == raw {
			same, first = same+1, l.marker+i
		}
	}
	if same >= sameElements {
		l.elements = slices.Delete(l.elements, first, first+1)
	}
	l.elements = append(l.elements, formattingElement{name, raw})
}

func (l *formattingList) end(name string) {
	for i := len(l.elements) - 1; i >= l.marker; i-- {
		if l.elements[i].name == name {
			l.elements = slices.Delete(l.elements, i, i+1)
			return
		}
	}
}

// tame writes src again without formatting tags, without any <html> or <body>
// but the first, and without the tags that nest beyond tameDepth. Text,
// comments and scripts stay byte for byte.
func tame(src string) string {
	var out strings.Builder
	out.Grow(len(src))
	t := tamer{open: map[string]int{}, dropped: map[string]int{}}
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

// tamer counts open tags by name, which no order of closing can deceive.
type tamer struct {
	open, dropped map[string]int
	depth         int
}

// start reports whether a start tag stays.
func (t *tamer) start(name string) bool {
	switch {
	case isFormatting(name):
		return false
	case name == "html" || name == "body":
		t.open[name]++
		return t.open[name] == 1
	case tagWeight(name) == 0:
		return true
	case t.depth+tagWeight(name) > tameDepth:
		t.dropped[name]++
		return false
	}
	t.open[name]++
	t.depth += tagWeight(name)
	return true
}

// end reports whether an end tag stays.
func (t *tamer) end(name string) bool {
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

// tagWeight is how many open elements a tag can stand for: itself and, since
// tags that HTML lets people leave unclosed are not counted, one such child;
// a table has its body, row and cell as well. Void elements, and those whose
// content is text alone, never nest.
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
