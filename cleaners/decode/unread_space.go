package decode

import "strings"

// leastLeftOut is from how many bytes on white space and comments are left out: to take
// a piece of its own takes the parser as long as to read some bytes.
const leastLeftOut = 8

// between takes the text between the last tag and the next one, at end. It leaves out
// the white space at both ends but for a byte each: it counts as one space, but in
// preformatted text.
func (d *dropper) between(end int) {
	text := d.src[d.at:end]
	before := 0
	for before < len(text) && tagSpace[text[before]] {
		before++
	}
	if before < len(text) {
		d.picture.bare = false
	}
	if !d.lean || d.spaced || d.marked {
		return
	}
	if before > leastLeftOut {
		d.leaveOut(d.at+1, d.at+before)
	}
	behind := end
	for behind > d.at+before && tagSpace[d.src[behind-1]] {
		behind--
	}
	if end-behind > leastLeftOut {
		d.leaveOut(behind+1, end)
	}
}

// comment reads the comment at at, and leaves out its text.
func (d *dropper) comment(at int) bool {
	from := at + len("<!--")
	d.at = commentEnd(d.src, from)
	if to := d.at - len("-->"); d.lean && to-from > leastLeftOut && strings.HasPrefix(d.src[to:], "-->") {
		d.leaveOut(from, to)
	}
	return d.at > 0 && d.picture.open == 0
}

// endMark takes the end tag of an element outside of pictures.
func (d *dropper) endMark(name string) {
	if d.marked && (strings.EqualFold(name, "a") || strings.EqualFold(name, "sup")) {
		d.marked = false
	}
}
