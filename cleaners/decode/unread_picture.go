package decode

// isShape reports the elements of a picture (SVG) in which tags are read as anywhere
// else. At any other in a picture dropUnread stops.
func isShape(name string) bool {
	switch name {
	case "g", "path", "circle", "ellipse", "rect", "line", "polygon", "polyline",
		"use", "defs", "symbol", "clippath", "mask", "lineargradient", "radialgradient", "stop",
		"filter", "image", "pattern", "animate", "animatetransform", "marker",
		"fecolormatrix", "feflood", "fegaussianblur", "feoffset", "feblend", "fecomposite":
		return true
	}
	return false
}

// isPictureText reports the elements of a picture that hold text. At an element in one of them
// dropUnread stops.
func isPictureText(name string) bool {
	switch name {
	case "title", "desc", "text", "style":
		return true
	}
	return false
}

// picture is the picture that the dropper is in.
type picture struct {
	open   int      // how many <svg> are open
	inText string   // the element that holds the text here, or ""
	shapes []string // those that are open
	bare   bool     // so far it has nothing but shapes, each closed by its own tag
	named  int      // where the name in its tag ends
	inside int      // where its content begins
	kept   int      // how many pieces were kept before it
	read   int      // and what was read then
}

// openPicture reads the tag of a picture, whose name ends at end.
func (d *dropper) openPicture(end int) bool {
	closed, sure := d.isClosed(end)
	d.picture = picture{open: 1, bare: d.lean, named: end, inside: d.at, kept: len(d.kept), read: d.read, shapes: d.picture.shapes[:0]}
	return sure && !closed
}

// openInPicture reads the tag of an element in a picture, whose name ends at end.
func (d *dropper) openInPicture(name string, end int) bool {
	p := &d.picture
	closed, sure := d.isClosed(end)
	switch {
	case p.inText != "":
		return false
	case name == "svg":
		p.bare = false
		p.open++
		return sure && !closed
	case isPictureText(name):
		p.bare = false
		p.inText = name
		return sure && !closed
	case !isShape(name):
		return false
	}
	if p.bare = p.bare && sure; !closed {
		p.shapes = append(p.shapes, name)
	}
	return true
}

// closeInPicture reads an end tag in a picture that begins at at.
func (d *dropper) closeInPicture(name string, at int) bool {
	p := &d.picture
	if p.inText != "" {
		same := name == p.inText
		p.inText = ""
		return same
	}
	if name == "svg" {
		if p.open--; p.bare {
			d.kept, d.read = d.kept[:p.kept], p.read
			d.leaveOut(p.named, p.inside-len(">"))
			d.leaveOut(p.inside, at)
		}
		return true
	}
	last := len(p.shapes) - 1
	if last < 0 || p.shapes[last] != name {
		p.bare = false // it may be that of an element around the picture
	} else {
		p.shapes = p.shapes[:last]
	}
	return isShape(name)
}

// isClosed reports whether the tag that was read last, whose name ends at end, ends in
// "/>", and whether that is sure: the slash may belong to a value.
func (d *dropper) isClosed(end int) (closed, sure bool) {
	slash := d.at - len("/>")
	if d.src[slash] != '/' {
		return false, true
	}
	for at := skipTagSpace(d.src, end); d.src[at] != '>'; at = skipTagSpace(d.src, at) {
		a := attributeAt(d.src, at)
		if a.end > slash && a.name > a.start && a.value < a.end {
			return false, false
		}
		at = a.end
	}
	return true, true
}
