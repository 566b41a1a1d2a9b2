package decode

// The parts of a table: where one begins, the parser ends others or begins those that are
// missing.

// ofTable reports a table or a part of one.
func (k tagKind) ofTable() bool { return k >= table }

// inTable reports whether a table is open and none of its cells.
func (n *nest) inTable() bool {
	if len(n.open) == 0 {
		return false
	}
	switch n.open[len(n.open)-1].kind {
	case table, section, row, columns:
		return true
	}
	return false
}

// inColumns reports whether a <colgroup> is open, which anything but a <col> ends.
func (n *nest) inColumns() bool {
	return len(n.open) > 0 && n.open[len(n.open)-1].kind == columns
}

// part returns where the innermost part of a table is open, or -1.
func (n *nest) part() int {
	for i := len(n.open) - 1; i >= 0; i-- {
		if n.open[i].kind.ofTable() {
			return i
		}
	}
	return -1
}

func (n *nest) startInTable(kind tagKind, name string) effect {
	if kind == table {
		if n.inTable() || n.paragraphs > 0 && n.find(paragraph, "p", inButton) >= 0 {
			n.lost = true // whether it ends the paragraph depends on the doctype
		}
		return n.push(kind, name, inside)
	}
	at := n.part()
	if at < 0 {
		return ignored
	}
	switch in := n.open[at].kind; {
	case in == caption, kind == column && in != columns && in != table:
		n.lost = true
		return inLine
	case kind == column:
		if in == table {
			n.push(columns, "colgroup", inLine)
		}
		return inLine
	case in == cell:
		n.closeCell(at)
	case in == columns:
		n.popTo(at)
	}
	return n.startPart(kind, name)
}

// startPart takes a part of a table that begins where no other part's content is open.
func (n *nest) startPart(kind tagKind, name string) effect {
	for !n.lost {
		last := len(n.open) - 1
		switch in := n.open[last].kind; {
		case in == table && (kind == section || kind == caption):
			return n.push(kind, name, apart)
		case in == table && kind == columns:
			return n.push(kind, name, inLine)
		case in == table:
			n.push(section, "tbody", apart)
		case in == section && kind == row:
			return n.push(kind, name, apart)
		case in == section && kind == cell:
			n.push(row, "tr", apart)
		case in == row && kind == cell:
			return n.push(kind, name, inLine)
		default:
			n.popTo(last)
		}
	}
	return inLine
}

func (n *nest) endInTable(kind tagKind, name string) effect {
	for {
		at := n.part()
		if at < 0 {
			return ignored
		}
		e := n.open[at]
		switch {
		case kind == e.kind && (name == e.name || kind == caption):
			n.closeCell(at)
			if kind == cell || kind == columns {
				return inLine
			}
			return apart
		case !n.endsWith(kind, name, at):
			return ignored
		}
		n.closeCell(at)
	}
}

// endsWith reports whether the end tag of another part ends the one at at.
func (n *nest) endsWith(kind tagKind, name string, at int) bool {
	switch in := n.open[at].kind; {
	case kind == table:
		return true
	case in == columns:
		return kind != column
	case in == cell && kind == row:
		return true
	case (in == cell || in == row) && kind == section:
		for at--; n.open[at].kind != table; at-- {
			if n.open[at].kind == section && n.open[at].name == name {
				return true
			}
		}
	}
	return false
}

// closeCell ends the part of a table, or what is embedded, at at. The formatting that is
// open in it ends with it.
func (n *nest) closeCell(at int) {
	for i := at; i < len(n.open); i++ {
		if i > at && n.open[i].kind == embedded {
			n.lost = true // its formatting ends instead
		}
		if n.open[i].kind == formatting {
			n.open[i].kind = inline
			n.formatting--
		}
	}
	n.popTo(at)
}
