package decode

// headPart is where the page is that is read, as to its head.
type headPart uint8

const (
	beforeHead headPart = iota
	inHead              // there was nothing yet but what stands in a head
	behindHead
)

// standsInHead reports an element that does not end the head.
func standsInHead(name string) bool {
	switch name {
	case "meta", "link", "script", "style", "title", "base", "noscript":
		return true
	}
	return false
}

// openHeadLink reads a <link> in the head, which begins at at and whose name ends at end.
// It leaves it out where nobody reads it: but the page's own address and its picture, all
// are for browsers and search engines.
func (d *dropper) openHeadLink(at, end int) bool {
	if d.at = tagEnd(d.src, end); d.at > 0 && !isReadLink(d.src[end:d.at]) {
		d.leaveOut(at, d.at)
	}
	return d.at > 0
}

// isReadLink reports whether the attributes of a <link> may be those of one that is read.
func isReadLink(attributes string) bool {
	return hasAnyOf(attributes, "canonical", "image_src", "&")
}
