package decode

import (
	"fmt"
	"math/bits"
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
