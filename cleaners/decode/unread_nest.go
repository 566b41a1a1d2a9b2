package decode

// White space around blocks is a third of a page's nodes, and nobody reads it. nest
// follows which elements are open, by the parser's rules (the HTML Standard, 13.2.6), far
// enough to tell at which tags a block surely begins or ends. Where what follows would
// take more than a stack to tell, such as formatting that a block's end leaves open, or
// text in a table outside of its cells, it is lost, and white space stays from there on.

// nest is the elements that are open in a page, the outermost first.
type nest struct {
	open       []openElement
	lost       bool // what is open is not known any more
	templates  int  // how many <template> are open: what is in them ends nothing outside
	ended      int  // how many times elements have ended
	paragraphs int  // how many of them are <p>
	formatting int  // how many are formatting
	unseen     int  // where the outermost is that is not read, or -1
	form       bool // a <form> has begun and none has ended since
	formAt     int  // where it is in open, or -1
}

type openElement struct {
	kind tagKind
	name string
}

// effect is what a tag does to the text around it.
type effect uint8

const (
	ignored effect = iota // the parser leaves it out
	inLine                // an element begins or ends, perhaps inside a line
	inside                // a table begins: what is behind it begins a line, but for text in no cell, which goes before it
	apart                 // a block begins or ends: the text before it is in another line than that behind
)

// known reports whether it is known what is open.
func (n *nest) known() bool { return !n.lost && n.templates == 0 }

// start takes a start tag.
func (n *nest) start(kind tagKind, name string) effect {
	switch {
	case kind == template:
		n.templates++
		return inLine
	case kind == neutral:
		return ignored
	case !n.known():
		n.lost = n.lost || kind == embedded || kind == cell || kind == caption // the template's end would not end all formatting in it
		return inLine
	}
	return n.seen(n.starts(kind, name))
}

// seen returns what a tag does as far as it is read.
func (n *nest) seen(does effect) effect {
	if n.unseen >= 0 && does > inLine {
		return inLine
	}
	return does
}

func (n *nest) starts(kind tagKind, name string) effect {
	if kind.ofTable() {
		return n.startInTable(kind, name)
	}
	if kind == oddOne || kind != data && n.inTable() {
		n.lost = true
		return inLine
	}
	switch kind {
	case data, void, lineBreak, rule, input:
		return n.startEmpty(kind)
	case inline, unseen, embedded:
		return n.push(kind, name, inLine)
	case formatting:
		if name == "a" || name == "nobr" {
			n.endFormatting(name) // none is open in another
		}
		n.formatting++
		return n.push(kind, name, inLine)
	case button, choice:
		return n.startControl(kind, name)
	case option, optionGroup:
		return n.startOption(kind, name)
	case form:
		if n.form {
			return ignored
		}
		n.closeParagraph()
		n.form, n.formAt = true, len(n.open)
		return n.push(kind, name, apart)
	case heading:
		n.closeParagraph()
		if top := len(n.open) - 1; top >= 0 && n.open[top].kind == heading {
			n.popTo(top)
		}
		return n.push(kind, name, apart)
	case item, term:
		n.closeItem(kind)
	}
	n.closeParagraph()
	if kind == paragraph {
		n.paragraphs++
	}
	return n.push(kind, name, apart)
}

// startEmpty takes an element that has no content, or none but text.
func (n *nest) startEmpty(kind tagKind) effect {
	switch kind {
	case data:
		if n.inColumns() {
			n.popTo(len(n.open) - 1)
		}
	case lineBreak:
		return apart
	case rule:
		n.closeParagraph()
		if n.find(choice, "select", inScope) >= 0 {
			n.lost = true
		}
		return apart
	case input:
		if i := n.find(choice, "select", inScope); i >= 0 {
			n.popTo(i)
		}
	}
	return inLine
}

// end takes an end tag.
func (n *nest) end(kind tagKind, name string) effect {
	switch {
	case kind == template:
		n.templates = max(n.templates-1, 0)
		return inLine
	case kind == neutral:
		return ignored
	case !n.known():
		return inLine
	}
	return n.seen(n.ends(kind, name))
}

func (n *nest) ends(kind tagKind, name string) effect {
	if kind.ofTable() {
		return n.endInTable(kind, name)
	}
	if kind == oddOne || kind == paragraph && n.inTable() {
		n.lost = true
		return inLine
	}
	i, does := -1, apart
	switch kind {
	case data, void, input:
		return ignored
	case lineBreak, rule:
		return inLine // a </br> is read as a <br>
	case inline, unseen, option, optionGroup:
		return n.endInline(name)
	case formatting:
		return n.endFormatting(name)
	case form:
		return n.endForm()
	case embedded:
		if i = n.find(kind, name, inScope); i >= 0 {
			n.closeCell(i)
			return inLine
		}
		return ignored
	case paragraph:
		n.closeParagraph() // where none is open it stands for an empty one
		return apart
	case button, choice:
		does = inLine
		fallthrough
	default:
		i = n.find(kind, name, inScope)
	case item:
		i = n.find(kind, name, inList)
	}
	if i < 0 {
		return ignored
	}
	n.popTo(i)
	return does
}

// endInline takes the end of an element that no rule names: it ends the innermost of its
// name in the same block.
func (n *nest) endInline(name string) effect {
	for i := len(n.open) - 1; i >= 0; i-- {
		if e := &n.open[i]; e.name == name {
			n.popTo(i)
			return inLine
		} else if e.kind.isSpecial() {
			break
		}
	}
	return ignored
}

// endFormatting takes the end of a formatting element. It is lost where that does not end
// what was opened last.
func (n *nest) endFormatting(name string) effect {
	i := n.findMarked(name)
	if i < 0 {
		return ignored
	}
	for _, e := range n.open[i+1:] {
		if e.kind.isSpecial() {
			n.lost = true
			return inLine
		}
	}
	n.formatting--
	n.open[i].kind = inline
	n.popTo(i)
	return inLine
}

// deepestNest is how many elements may be open: the parser refuses a page with more.
const deepestNest = 512

func (n *nest) push(kind tagKind, name string, does effect) effect {
	if len(n.open) == deepestNest {
		n.lost = true
		return inLine
	}
	if n.unseen < 0 && (kind == unseen || kind == choice || kind == embedded) {
		n.unseen = len(n.open)
	}
	n.open = append(n.open, openElement{kind, name})
	return does
}

// popTo ends the element at i in open, and those in it. Formatting among them would be
// opened again by the next text: then n is lost.
func (n *nest) popTo(i int) {
	n.ended++
	for _, e := range n.open[i:] {
		switch e.kind {
		case paragraph:
			n.paragraphs--
		case formatting:
			n.lost = true
		}
	}
	if i <= n.formAt {
		n.formAt = -1
	}
	if i <= n.unseen {
		n.unseen = -1
	}
	n.open = n.open[:i]
}
