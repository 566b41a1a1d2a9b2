package decode

// What of the open elements a tag finds: how far it looks, by the rules for scopes.

// closeParagraph ends the <p> that is open, as the start of a block does.
func (n *nest) closeParagraph() {
	if n.paragraphs == 0 {
		return
	}
	if i := n.find(paragraph, "p", inButton); i >= 0 {
		n.popTo(i)
	}
}

// closeItem ends the item that is open where another begins.
func (n *nest) closeItem(kind tagKind) {
	for i := len(n.open) - 1; i >= 0; i-- {
		switch is := n.open[i].kind; {
		case is == kind:
			n.popTo(i)
			return
		case is.isSpecial() && is != division && is != paragraph:
			return
		}
	}
}

// scope is how far an element is searched for.
type scope uint8

const (
	inScope  scope = iota // up to a table, its parts, a <select>, or what is embedded
	inButton              // up to a button as well
	inList                // up to a list as well
)

// find returns where the innermost element of a kind and a name is open, or -1. The names
// of headings do not count.
func (n *nest) find(kind tagKind, name string, within scope) int {
	for i := len(n.open) - 1; i >= 0; i-- {
		e := &n.open[i]
		switch {
		case e.kind == kind && (e.name == name || kind == heading):
			return i
		case e.kind == table || e.kind == cell || e.kind == caption, e.kind == choice, e.kind == embedded,
			within == inButton && e.kind == button, within == inList && (e.name == "ul" || e.name == "ol"):
			return -1
		}
	}
	return -1
}

// findMarked returns where a formatting element is open in the same cell or the like, or
// -1.
func (n *nest) findMarked(name string) int {
	if n.formatting == 0 {
		return -1
	}
	for i := len(n.open) - 1; i >= 0; i-- {
		switch e := &n.open[i]; {
		case e.kind == formatting && e.name == name:
			return i
		case e.kind == cell || e.kind == caption || e.kind == embedded:
			return -1
		}
	}
	return -1
}
