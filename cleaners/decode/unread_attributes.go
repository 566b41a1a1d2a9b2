package decode

import "strings"

// Nearly half of a page's attributes are read by browsers alone: sizes, targets, the state
// of scripts, most styles. The parser copies the name and the value of each, and Unread
// leaves them out of what it is given. What is read of an element is listed here by what
// segmenting and its metadata ask for, and by what go-readability does. Whoever asks a
// tree for more (site rules that select elements, what is attached to a text, the review
// pages) decodes the page with all that it has: see Options.

// attributesOf says which attributes of an element are dropped.
type attributesOf uint8

const (
	readOnes   attributesOf = iota // all but those that isReadAttribute lists
	allButSize                     // of a picture: go-readability searches the values of any for the address of one
	none                           // of embedded pages likewise; of formatting, which the parser compares by its attributes
)

// attributesBy returns which attributes of an element are dropped, by its name in lower case.
func attributesBy(element string) attributesOf {
	switch element {
	case "img", "picture", "figure":
		return allButSize
	case "iframe", "embed", "object":
		return none
	case "a": // of links, one alone is open at a time
		return readOnes
	}
	if formattingBit(element) != 0 {
		return none
	}
	return readOnes
}

// drops reports whether an attribute is dropped, by its name in lower case and its value.
func (of attributesOf) drops(name, value string) bool {
	switch of {
	case readOnes:
		if name == "style" {
			return !styleIsRead(value)
		}
		return !isReadAttribute(name)
	case allButSize:
		switch name {
		case "width", "height", "sizes", "loading", "decoding", "fetchpriority", "border", "align":
			return true
		}
	}
	return false
}

// isReadAttribute reports whether anybody reads an attribute, by its name in lower case.
func isReadAttribute(name string) bool {
	switch name {
	case "class", "id", "href", "src", "rel", "name", "content", "property", "type", "lang", "role",
		"itemprop", "itemtype", "datetime", "http-equiv", "charset", "hidden", "start", "cite",
		"aria-hidden", "aria-label", "aria-modal",
		"data-testid", "data-component", "data-readability-score", "data-readability-table",
		"slot", "shadowrootmode", "shadowroot", "epub:type",
		"colspan", "rowspan", "summary", "datatable",
		"alttext", "display", "encoding", "definitionurl":
		return true
	}
	return false
}

// styleWords are in a style that hides its element, moves it away, or makes it a block.
var styleWords = [...]string{"display", "visib", "clip", "position"}

// styleIsRead reports whether a style may say something that is read: mostly it has
// colours and sizes alone. Names of properties in capitals, or with escapes, are kept
// unsearched.
func styleIsRead(style string) bool {
	for i := range len(style) {
		if c := style[i]; 'A' <= c && c <= 'Z' || c == '&' {
			return true
		}
	}
	for _, word := range styleWords {
		if strings.Contains(style, word) {
			return true
		}
	}
	return false
}

// dropAttributes reads a start tag from the end of its name on, and leaves out the
// attributes that are dropped of such an element. It returns where the tag ends, or -1,
// and then has left out nothing.
func (d *dropper) dropAttributes(of attributesOf, at int) int {
	kept, read := len(d.kept), d.read
	for {
		at = skipTagSpace(d.src, at)
		if at < len(d.src) && d.src[at] == '>' {
			return at + 1
		}
		a := attributeAt(d.src, at)
		if a.end < 0 {
			d.kept, d.read = d.kept[:kept], read
			return -1
		}
		at = a.end
		if a.name > a.start && of.drops(strings.ToLower(d.src[a.start:a.name]), d.src[a.value:a.end]) {
			d.kept = append(d.kept, d.src[d.read:a.start])
			d.read = a.end
		}
	}
}
