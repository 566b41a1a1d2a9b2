package decode

import (
	"io"
	"strings"
)

// A third of a page's bytes are scripts and styles, which the parser would go over
// byte by byte although they are not read. dropUnread leaves their content out of what is
// parsed; and, of a lean page, attributes that are for browsers alone
// (unread_attributes.go), the text of comments and most white space (unread_space.go), and
// the shapes of pictures (unread_picture.go). It follows the tags as the parser's tokenizer
// does (the HTML Standard, 13.2.5), and stops where what follows would depend on the tree:
// the rest stays as it is. So the tree is the same but for what is left out, as fuzz tests
// check.

// What marks a script with data that is read, in its tag or at its beginning.
const (
	jsonSign = "json" // mainly JSON-LD, whose type some systems escape
	nextSign = "__NEXT_DATA__"
	// plainJSON is data for the page's own scripts. It is read where it is the state
	// of an AMP page, in the elements that begin with stateTag.
	plainJSON = "application/json"
	stateTag  = "<amp-state"
	// streamStart begins the pieces that a Next.js page streams.
	streamStart = "self.__next_f"
)

// dropUnread returns src in pieces, without the content of its styles and of the
// scripts that hold no data, and, with lean, without the attributes that nobody reads,
// the text of comments, the shapes of pictures, and all white space around tags but a
// byte.
func dropUnread(src string, lean bool) pieces {
	d := dropper{src: src, lean: lean, kept: make(pieces, 0, len(src)/pieceBytes+1)}
	for d.step() {
	}
	return append(d.kept, src[d.read:])
}

// pieceBytes is how long a piece is on average, of what is read in pages.
const pieceBytes = 200

// pieces is a text in pieces. Reading consumes it.
type pieces []string

// Read implements io.Reader.
func (p *pieces) Read(buf []byte) (n int, err error) {
	for len(*p) > 0 && n < len(buf) {
		first := &(*p)[0]
		k := copy(buf[n:], *first)
		n, *first = n+k, (*first)[k:]
		if *first == "" {
			*p = (*p)[1:]
		}
	}
	if n == 0 && len(buf) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// dropper follows a page's tags.
type dropper struct {
	src      string
	lean     bool
	at       int
	kept     pieces
	read     int  // how much of src is in kept or was dropped
	searched bool // hasState has searched src
	state    bool // what it found
	spaced   bool // white space is kept, since there was preformatted text
	marked   bool // and here, in a link or raised text: whether it is a note's mark goes by its length
	picture  picture
}

// leaveOut leaves out src[from:to].
func (d *dropper) leaveOut(from, to int) {
	d.kept = append(d.kept, d.src[d.read:from])
	d.read = to
}

// step reads up to the end of the next tag or comment. It returns false at the end of
// src, and where the rest must stay as it is.
func (d *dropper) step() bool {
	n := strings.IndexByte(d.src[d.at:], '<')
	if n < 0 || d.at+n+1 == len(d.src) {
		return false
	}
	start := d.at + n
	d.between(start)
	switch c := d.src[start+1]; {
	case isLetter(c):
		return d.open(start + 1)
	case c == '/':
		return d.close(start + 2)
	case c == '!' && strings.HasPrefix(d.src[start:], "<!--"):
		return d.comment(start)
	case c == '!' || c == '?':
		d.at = behind(d.src, start, '>')
		return d.at > 0 && d.picture.open == 0
	}
	d.at = start + 1
	return true
}

// open reads a start tag whose name begins at name. Like step, it returns whether to
// go on.
func (d *dropper) open(name int) bool {
	end := nameEnd(d.src, name)
	lower := lowerName(d.src[name:end])
	if by := attributesBy(lower); d.lean && d.picture.open == 0 && by != none {
		d.at = d.dropAttributes(by, end)
	} else {
		d.at = tagEnd(d.src, end)
	}
	if d.at < 0 {
		return false
	}
	if d.picture.open > 0 {
		return d.openInPicture(lower, end)
	}
	switch lower {
	case "script", "style":
		return d.drop(lower, d.src[name:d.at])
	case "title", "textarea", "iframe", "noembed", "noframes", "noscript", "xmp":
		d.at = contentEnd(d.src, d.at, lower)
		return d.at > 0
	case "plaintext", "math":
		return false
	case "pre", "listing":
		d.spaced = true
	case "a", "sup":
		d.marked = true
	case "svg":
		return d.openPicture(end)
	}
	return true
}

// close reads an end tag whose name begins at name, or what the parser reads as a
// comment instead.
func (d *dropper) close(name int) bool {
	if name == len(d.src) {
		return false
	}
	if !isLetter(d.src[name]) {
		d.at = behind(d.src, name, '>')
		return d.at > 0 && d.picture.open == 0
	}
	end := nameEnd(d.src, name)
	d.at = tagEnd(d.src, end)
	if d.at < 0 || d.picture.open == 0 {
		d.endMark(d.src[name:end])
		return d.at > 0
	}
	return d.closeInPicture(lowerName(d.src[name:end]), name-len("</"))
}

// drop leaves out the content of the script or style whose tag was read last.
func (d *dropper) drop(name, tag string) bool {
	from := d.at
	to := contentEnd(d.src, from, name)
	if to < 0 {
		return false
	}
	inside := d.src[from:to]
	if name == "script" && strings.Contains(inside, "<!--") && indexTag(inside, "<script") >= 0 {
		return false // its end tag may be part of the content
	}
	if d.at = to; name == "style" || !d.isKept(tag, inside) {
		d.leaveOut(from, to)
	}
	return true
}

// isKept reports whether a script holds data, by its tag and content.
func (d *dropper) isKept(tag, inside string) bool {
	switch {
	case strings.Contains(tag, nextSign):
		return true
	case strings.Contains(tag, plainJSON):
		return d.hasState()
	case strings.Contains(tag, jsonSign):
		return true
	}
	return strings.HasPrefix(strings.TrimLeft(inside, " \t\r\n"), streamStart)
}

// hasState reports whether the page is an AMP page with state. It searches once.
func (d *dropper) hasState() bool {
	if !d.searched {
		d.searched, d.state = true, indexTag(d.src, stateTag) >= 0
	}
	return d.state
}
