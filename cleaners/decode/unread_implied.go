package decode

// A quarter of the end tags end what the next tag ends as well: an item before the next
// one, what is in a block before the block's own end. The parser needs no telling.

// closedTag is an end tag that ended the innermost element and nothing else.
type closedTag struct {
	kind       tagKind
	name       string
	start, end int
	left       bool // it was left out
	holds      bool // the end of an inline element in it was
}

func (t *closedTag) isInline() bool { return t.kind == inline || t.kind == unseen }

// impliedByStart reports whether the start of another element, which the parser does not
// ignore, ends what t does.
func (t *closedTag) impliedByStart(kind tagKind) bool {
	if t.end == 0 {
		return false
	}
	switch t.kind {
	case item, term:
		return kind == t.kind
	case paragraph:
		switch kind {
		case paragraph, block, division, heading, item, term, form, rule:
			return true
		}
	case option:
		return !t.holds && (kind == option || kind == optionGroup)
	case cell:
		return kind == cell || kind == row
	case row:
		return kind == row || kind == section
	case section:
		return kind == section
	}
	return false
}

// impliedByEnd reports whether an end tag that ends an element of that kind and name
// around t's ends that, too.
func (t *closedTag) impliedByEnd(kind tagKind, name string) bool {
	if t.end == 0 || t.name == name {
		return false
	}
	switch kind {
	case formatting, inline, unseen:
		return t.isInline() && !t.holds // formatting that is not ended would go on
	case row:
		return t.kind == cell
	case section:
		return t.kind == row || t.kind == cell
	case table:
		return t.kind == section || t.kind == row || t.kind == cell
	case item:
		return t.isInside() && t.name != "ul" && t.name != "ol"
	case heading:
		return t.isInside() && t.kind != heading
	case paragraph:
		return t.isInside() && t.kind != button
	case block, division, term, button, choice, cell:
		return t.isInside()
	}
	return false
}

// isInside reports an element that ends with any other that is around it.
func (t *closedTag) isInside() bool {
	switch t.kind {
	case inline, unseen, paragraph, block, division, heading, item, term, button, option, optionGroup:
		return true
	}
	return false
}
