package decode

import "strings"

// leastLeftOut is from how many bytes on white space and comments are left out in part: to
// take a piece of its own takes the parser as long as to read some bytes.
const leastLeftOut = 8

// textBefore is what of the text before a tag goes to the parser.
type textBefore uint8

const (
	afterTag    textBefore = iota // none
	afterSpace                    // some that ends in white space
	afterWords                    // other
	afterCustom                   // none, and the tag before is that of an element that scripts define: how it is set apart depends on its neighbours
)

// between takes the text between the last tag and the next one, at end. It leaves out
// the white space at both ends but for a byte each: it counts as one space, but in
// preformatted text. What is nothing but white space is for settle.
func (d *dropper) between(end int) {
	d.space = end
	text := d.src[d.at:end]
	if text == "" {
		return
	}
	before := 0
	for before < len(text) && tagSpace[text[before]] {
		before++
	}
	if before == len(text) {
		if d.at > 0 && d.src[d.at-1] == '<' { // a sign, of whose text this is the end
			d.before = afterSpace
		} else {
			d.space = d.at
		}
		return
	}
	d.words()
	behind := end
	for tagSpace[d.src[behind-1]] {
		behind--
	}
	if behind < end {
		d.before = afterSpace
	}
	if !d.dropsSpace() {
		return
	}
	if before > leastLeftOut {
		d.leaveOut(d.at+1, d.at+before)
	}
	if end-behind > leastLeftOut {
		d.leaveOut(behind+1, end)
	}
}

func (d *dropper) dropsSpace() bool { return d.lean && !d.spaced && d.marked == 0 }

// words notes text that is more than white space.
func (d *dropper) words() {
	d.picture.bare = false
	d.edge, d.before, d.head = false, afterWords, behindHead
}

// settle takes the white space before a tag at end, with apart where that begins or ends
// a block. It leaves out all of it where it begins or ends a line, or follows a line's
// end, and then the end tag before it as well, where implied says so.
func (d *dropper) settle(end int, apart, implied bool) {
	from := d.space
	d.space = end
	implied = implied && d.closed.end == from
	if from < end {
		if !d.dropsSpace() {
			d.before = afterSpace
			return
		}
		if d.picture.open > 0 || !d.nest.known() || !apart && (!d.edge || d.before == afterCustom) {
			if end-from-1 > leastLeftOut {
				d.leaveOut(from+1, end)
			}
			d.before = afterSpace
			return
		}
	}
	if implied {
		from = d.closed.start
	}
	if d.closed.left = implied; from < end {
		d.leaveOut(from, end)
	}
}

// begin takes the start tag at at, outside of pictures.
func (d *dropper) begin(kind tagKind, name string, at int) {
	does := d.nest.start(kind, name)
	d.changes(does, name, at, d.nest.known() && does != ignored && d.closed.impliedByStart(kind))
	switch {
	case name == "head" && d.head == beforeHead:
		d.head = inHead
	case kind == neutral && name != "body", d.head == inHead && standsInHead(name):
	default:
		d.head = behindHead
	}
	d.closed = closedTag{}
}

// finish takes the end tag at at, outside of pictures.
func (d *dropper) finish(kind tagKind, name string, at int) {
	depth, ended := len(d.nest.open), d.nest.ended
	does := d.nest.end(kind, name)
	known := d.nest.known() && d.nest.ended > ended
	d.changes(does, name, at, known && d.closed.impliedByEnd(kind, name))
	if kind != data && kind != void {
		d.head = behindHead
	}
	if d.marked != 0 && (name == "a" || name == "sup") && name[0] == d.marked {
		d.marked = 0
	}
	before := d.closed
	d.closed = closedTag{}
	if known && (!before.left || before.isInline()) && len(d.nest.open) == depth-1 {
		d.closed = closedTag{kind: kind, name: name, start: at, end: d.at, holds: before.left}
	}
}

// changes settles what is before the tag at at by what that does. implied says that the
// end tag before it says nothing more.
func (d *dropper) changes(does effect, name string, at int, implied bool) {
	d.settle(at, does == apart, implied)
	d.edge = d.edge || does >= inside
	switch {
	case does == ignored:
	case strings.IndexByte(name, '-') > 0:
		d.before = afterCustom
	default:
		d.before = afterTag
	}
}

// mayLeaveOut reports whether what is before at, an element or a comment, may be left
// out as a whole. Words from both sides would become one, and a tag or an entity could
// come of them.
func (d *dropper) mayLeaveOut(at int) bool {
	if !d.nest.known() || d.spaced || d.picture.open > 0 || d.before == afterCustom {
		return false
	}
	return d.before == afterTag || at == len(d.src) || d.src[at] == '<' || d.before == afterSpace && tagSpace[d.src[at]]
}

// comment reads the comment at at, and leaves it out, or its text.
func (d *dropper) comment(at int) bool {
	d.settle(at, false, false)
	from := at + len("<!--")
	d.at = commentEnd(d.src, from)
	if d.at < 0 {
		return false
	}
	if d.lean && d.mayLeaveOut(d.at) {
		d.leaveOut(at, d.at)
		return true
	}
	d.before = afterTag
	if to := d.at - len("-->"); d.lean && to-from > leastLeftOut && strings.HasPrefix(d.src[to:], "-->") {
		d.leaveOut(from, to)
	}
	return true
}
