package decode

import (
	"io"
	"strings"
)

// A third of a page's bytes are scripts and styles, which the parser would go over
// byte by byte although they are not read. dropUnread leaves their content out of what is
// parsed; and, of a lean page, also their tags and comments, links in the head
// (unread_head.go), attributes that are for browsers alone (unread_attributes.go), the
// white space that nothing shows (unread_space.go, by unread_nest.go, unread_scope.go,
// unread_form.go, unread_table.go and unread_kind.go), end tags that say nothing more (unread_implied.go),
// and the shapes of pictures (unread_picture.go). It follows the tags as
// the parser's tokenizer does (the HTML Standard, 13.2.5), and stops where what follows
// would depend on the tree: the rest stays as it is. So the tree is the same but for what
// is left out, and the document that is made of it is the same, as fuzz tests check. Only
// go-readability, which is asked about few pages and counts white space, may keep others
// of its blocks where two parts of a page are near even.

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

// dropUnread returns a reader of src without the content of its styles and of the
// scripts that hold no data, and, with lean, without the attributes and elements that
// nobody reads, comments, the shapes of pictures, end tags that the next tag implies, and
// white space around tags but for a byte, or that too. shadows says whether src has
// templates that are shown: white space may be shown elsewhere.
func dropUnread(src string, lean, shadows bool) *dropper {
	return &dropper{
		src: src, lean: lean, kept: make([]string, 0, 2*readAhead), edge: true,
		nest: nest{lost: shadows || !lean, unseen: -1, formAt: -1, open: make([]openElement, 0, usualDepth)},
	}
}

const (
	// usualDepth is how deep pages nest.
	usualDepth = 64
	// readAhead is how many pieces of a page are found at a time: so much of it is still
	// in the processor's cache when the parser takes it.
	readAhead = 64
)

// Read implements io.Reader.
func (d *dropper) Read(buf []byte) (n int, err error) {
	for n < len(buf) {
		if d.next == len(d.kept) && !d.find() {
			break
		}
		piece := &d.kept[d.next]
		k := copy(buf[n:], *piece)
		n, *piece = n+k, (*piece)[k:]
		if *piece == "" {
			d.next++
		}
	}
	if n == 0 && len(buf) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// find finds the next pieces. It returns false where there are none. The shapes of a
// picture may be left out where it ends, so that is waited for.
func (d *dropper) find() bool {
	if d.ended {
		return false
	}
	d.kept, d.next = d.kept[:0], 0
	for len(d.kept) < readAhead || d.picture.open > 0 {
		if !d.step() {
			d.kept, d.ended = append(d.kept, d.src[d.read:]), true
			break
		}
	}
	return true
}

// dropper follows a page's tags, as the pieces of it are read that are not left out.
type dropper struct {
	src      string
	lean     bool
	at       int
	kept     []string // pieces for Read
	next     int      // the first of kept that was not read
	read     int      // how much of src is in kept or was dropped
	ended    bool     // all of src is
	searched bool     // hasState has searched src
	state    bool     // what it found
	spaced   bool     // white space is kept, since there was preformatted text
	marked   byte     // and here, in a link to a part of the page ('a') or in raised text ('s'): whether it is a note's mark goes by its length
	marks    bool     // the tag that was read last is such a link's
	picture  picture
	nest     nest
	edge     bool       // the line that is open has no words yet
	before   textBefore // what is kept before at
	space    int        // where the white space begins that is before the next tag, if there is nothing else
	head     headPart
	closed   closedTag // the end tag before at, where it ended the innermost element
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
		d.settle(start, false, false)
		d.before = afterTag
		d.at = behind(d.src, start, '>')
		return d.at > 0 && d.picture.open == 0
	}
	d.words()
	d.at = start + 1
	return true
}

// open reads a start tag whose name begins at name. Like step, it returns whether to
// go on.
func (d *dropper) open(name int) bool {
	end := nameEnd(d.src, name)
	lower := lowerASCII(d.src[name:end])
	if d.picture.open > 0 {
		d.settle(name-len("<"), false, false)
		d.at = tagEnd(d.src, end)
		return d.at > 0 && d.openInPicture(lower, end)
	}
	kind := kindOf(lower)
	if kind == data {
		return d.openData(name, end, lower)
	}
	d.begin(kind, lower, name-len("<"))
	if d.lean && d.head == inHead {
		switch lower {
		case "link":
			return d.openHeadLink(name-len("<"), end)
		case "meta":
			return d.openHeadMeta(name-len("<"), end)
		}
	}
	if by := attributesBy(lower, kind); d.lean && by != everyOne {
		d.at = d.dropAttributes(by, end)
	} else {
		d.at = tagEnd(d.src, end)
	}
	return d.at > 0 && d.openContent(lower, end)
}

// openContent reads what follows the start tag of an element whose content is not read as
// that of others.
func (d *dropper) openContent(name string, end int) bool {
	switch name {
	case "title", "textarea", "iframe", "noembed", "noframes", "noscript", "xmp":
		d.at = contentEnd(d.src, d.at, name)
		return d.at > 0
	case "plaintext", "math":
		return false
	case "pre", "listing":
		d.spaced = true
	case "a":
		if d.marks && d.marked == 0 {
			d.marked = 'a'
		}
	case "sup":
		if d.marked == 0 {
			d.marked = 's'
		}
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
		d.settle(name-len("</"), false, false)
		d.before = afterTag
		d.at = behind(d.src, name, '>')
		return d.at > 0 && d.picture.open == 0
	}
	end := nameEnd(d.src, name)
	lower := lowerASCII(d.src[name:end])
	d.at = tagEnd(d.src, end)
	if d.at < 0 || d.picture.open > 0 {
		d.settle(name-len("</"), false, false)
		return d.at > 0 && d.closeInPicture(lower, name-len("</"))
	}
	d.finish(kindOf(lower), lower, name-len("</"))
	return true
}

// openData reads a script or style, and leaves out what nobody reads of it: all, or its
// content.
func (d *dropper) openData(at, end int, name string) bool {
	start := at - len("<")
	d.settle(start, false, false)
	if d.at = tagEnd(d.src, end); d.at < 0 {
		return false
	}
	from := d.at
	to := contentEnd(d.src, from, name)
	if to < 0 {
		return false
	}
	inside := d.src[from:to]
	if name == "script" && strings.Contains(inside, "<!--") && indexTag(inside, "<script") >= 0 {
		return false // its end tag may be part of the content
	}
	unread := name == "style" || !d.isKept(d.src[at:from], inside)
	behind := tagEnd(d.src, to+len("</")+len(name))
	if unread && behind > 0 && d.head != beforeHead && d.mayLeaveOut(behind) && !d.nest.inColumns() {
		d.leaveOut(start, behind)
		d.at = behind
		return true
	}
	d.begin(data, name, start)
	if d.lean {
		d.dropAttributes(attributesBy(name, data), end)
	}
	if d.at = to; unread {
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
