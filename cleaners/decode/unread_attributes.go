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
	readOnes    attributesOf = iota // all but those that anybody reads of any element
	readOfLink                      // of a link also its name and type
	readOfMeta                      // of what a page states also the name
	readOfData                      // of a script also its type
	readOfImage                     // as readOnes, if it has an address; else as allButSize
	allButSize                      // of a picture: go-readability searches the values of any for the address of one
	everyOne                        // none, of embedded pages likewise; of formatting, which the parser compares by its attributes; of drawings and of links in the head, which are left out otherwise
)

// attributesBy returns which attributes of an element are dropped, by its name in lower case.
func attributesBy(element string, kind tagKind) attributesOf {
	switch element {
	case "a": // of links, one alone is open at a time
		return readOfLink
	case "img":
		return readOfImage
	case "picture", "figure":
		return allButSize
	case "meta", "slot":
		return readOfMeta
	case "script":
		return readOfData
	case "iframe", "embed", "object", "svg", "link":
		return everyOne
	}
	if kind == formatting {
		return everyOne
	}
	return readOnes
}

// drops reports whether an attribute is dropped, by its name in lower case and its value.
func (of attributesOf) drops(name, value string) bool {
	if of == allButSize {
		switch name {
		case "width", "height", "sizes", "loading", "decoding", "fetchpriority", "border", "align":
			return true
		}
		return false
	}
	switch name {
	case "style":
		return !styleIsRead(value)
	case "type":
		return of != readOfLink && of != readOfData && !hasAnyOf(value, "hidden", "&") // of fields, which stand elsewhere in a table
	case "name":
		return of != readOfLink && of != readOfMeta
	case "rel":
		return !hasAnyOf(value, "author", "tag", "&")
	case "aria-label":
		return !hasAnyOf(value, "breadcrumb", "&")
	}
	return of == everyOne || !isReadAttribute(name)
}

// hasAnyOf reports whether a value has one of some words, of any case.
func hasAnyOf(value string, words ...string) bool {
	for i := range len(value) {
		for _, word := range words {
			if value[i]|0x20 == word[0]|0x20 && hasPrefixFold(value[i:], word) {
				return true
			}
		}
	}
	return false
}

// isReadAttribute reports whether anybody reads an attribute, by its name in lower case.
func isReadAttribute(name string) bool {
	switch name {
	case "class", "id", "href", "src", "content", "property", "lang", "role",
		"itemprop", "itemtype", "datetime", "http-equiv", "hidden", "start", "cite",
		"aria-hidden", "aria-modal",
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
	kept, read, name := len(d.kept), d.read, at
	addressed := false
	d.marks = false
	for {
		at = skipTagSpace(d.src, at)
		if at < len(d.src) && d.src[at] == '>' {
			if of == readOfImage && !addressed {
				d.kept, d.read = d.kept[:kept], read
				return d.dropAttributes(allButSize, name)
			}
			return at + 1
		}
		a := attributeAt(d.src, at)
		if a.end < 0 {
			d.kept, d.read = d.kept[:kept], read
			return -1
		}
		at = a.end
		if a.name == a.start {
			continue
		}
		key, value := lowerASCII(d.src[a.start:a.name]), d.src[a.value:a.end]
		switch key {
		case "class", "id": // nearly half of all
			continue
		case "src":
			addressed = true
		case "href":
			d.marks = d.marks || leadsInside(value)
		}
		if of.drops(key, value) {
			d.leaveOut(a.start, a.end)
		}
	}
}

// leadsInside reports whether an address, with its quotes, may be that of a part of the
// same page.
func leadsInside(address string) bool {
	if address != "" && (address[0] == '"' || address[0] == '\'') {
		address = address[1:]
	}
	return address != "" && (address[0] == '#' || address[0] == '&')
}
