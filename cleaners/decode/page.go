package decode

import (
	"fmt"
	"math/bits"
	"strings"

	"golang.org/x/net/html"
)

// x/net/html follows the WHATWG's parser, with which a short page can fail or take
// long in three ways: it refuses to nest deeper than 512 elements; an unclosed <font>
// or <b> is opened again in every later block, which makes millions of nodes of
// hundreds of different ones; and each further <body> tag copies the attributes of all
// before it. parsePage recognises the last two by the tags, and in all three cases
// simplifies the page: the tags at fault are removed and their text stays, as in a
// browser.

const (
	// maxBodies is how many <html> and <body> tags a page may have; pages that were
	// joined have a few.
	maxBodies = 8
	// maxFormatting is how many formatting elements may be open at once. More would
	// exceed the parser's own depth of 512.
	maxFormatting = 400
	// simpleDepth is how deep a simplified page may nest by tag weight, with room
	// below 512 for the elements that the parser adds.
	simpleDepth = 480
)

// A page may have fewTags tags, and one more for every tagBytes bytes: several times
// what news pages have. A denser one was made to cost memory: a tag that begins a
// paragraph takes up to 1.6 KB while the page is cleaned, however short it is.
const (
	fewTags  = 100_000
	tagBytes = 100
)

// parsePage parses src, simplified first if it must be. It returns ErrTooLarge when
// src has more than maxNodes tags or more than a page of its size may have, and
// ErrTooDeep when the parser refuses it all the same. With lean it may leave out
// attributes that segmenting does not read.
func parsePage(src string, maxNodes int, lean bool) (*html.Node, error) {
	n := countTags(src)
	if limit := min(maxNodes, fewTags+len(src)/tagBytes); n.tags > limit {
		return nil, fmt.Errorf("%w: a page of %d tags in %d bytes, limit %d", ErrTooLarge, n.tags, len(src), limit)
	}
	if n.noscripts > 0 && n.noscript >= noscriptBytes {
		src = unwrapNoscript(src)
	}
	if n.noframes > 0 {
		src = unwrapNoframes(src)
	}
	costly := n.bodies > maxBodies
	if !costly && n.tags*n.maxOpen() > maxNodes {
		costly = multiplies(src, maxNodes)
	}
	if !costly {
		if page, err := html.Parse(dropUnread(src, lean, n.shadows > 0)); err == nil {
			return page, nil
		}
	}
	page, err := html.Parse(strings.NewReader(simplify(src)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTooDeep, err)
	}
	return page, nil
}

// tagCount has the numbers of a page's tags, with those in comments and scripts: they
// may be too high, and never too low.
type tagCount struct {
	tags       int
	bodies     int
	noscripts  int
	noscript   int // the most bytes that one holds, its tag among them
	noframes   int
	shadows    int           // templates that are shown
	plain      formattingSet // formatting elements that have a tag without attributes
	attributed int           // formatting tags with attributes
}

// maxOpen bounds how many formatting elements can be open at once: of
// identical ones the parser keeps three.
func (n tagCount) maxOpen() int {
	return min(sameElements*bits.OnesCount16(uint16(n.plain))+n.attributed, maxFormatting)
}

// countedLetters has the first letters of the elements that countTags tells apart.
var countedLetters = firstLetters(append(formattingNames[:], "body", "html", "noscript", "noframes", "template"))

// longTag is how much of a template's tag is searched for what makes it a shadow tree.
const longTag = 400

func countTags(src string) tagCount {
	var n tagCount
	noscript := 0 // how much is left where one has begun
	for {
		i := strings.IndexByte(src, '<')
		if i < 0 || i+1 == len(src) {
			n.noscript = max(n.noscript, noscript)
			return n
		}
		src = src[i+1:]
		if isLetter(src[0]) || src[0] == '/' || src[0] == '!' {
			n.tags++
		}
		if src[0] == '/' && noscript > 0 && hasPrefixFold(src, noscriptClose[1:]) {
			n.noscript, noscript = max(n.noscript, noscript-len(src)), 0
		}
		if !countedLetters[src[0]] {
			continue
		}
		name := leadingName(src)
		switch lowerASCII(name) {
		case "body", "html":
			n.bodies++
		case "noscript":
			n.noscripts++
			if noscript == 0 {
				noscript = len(src)
			}
		case "noframes":
			n.noframes++
		case "template":
			if tag := src[:min(len(src), longTag)]; strings.IndexByte(tag, '>') < 0 || hasAnyOf(tag, "shadowroot") {
				n.shadows++
			}
		default:
			n.countFormatting(name, src[len(name):])
		}
	}
}

// countFormatting counts a tag by its name and what is behind it, if it is formatting.
func (n *tagCount) countFormatting(name, rest string) {
	switch bit := formattingBit(name); {
	case bit == 0:
	case strings.HasPrefix(rest, ">"):
		n.plain |= bit
	default:
		n.attributed++
	}
}

// leadingName returns the tag name that s begins with, in the case that it has.
func leadingName(s string) string {
	end := 0
	for end < len(s) && isNameByte(s[end]) {
		end++
	}
	return s[:end]
}
