package decode

import "slices"

// Forms and what is in them, which have rules of their own.

// startControl takes a <button> or <select>, of which none stands in another.
func (n *nest) startControl(kind tagKind, name string) effect {
	if i := n.find(kind, name, inScope); i >= 0 {
		n.popTo(i)
		if kind == choice {
			return inLine
		}
	}
	return n.push(kind, name, inLine)
}

// startOption takes an <option> or <optgroup>.
func (n *nest) startOption(kind tagKind, name string) effect {
	chosen := n.find(choice, "select", inScope) >= 0
	for top := len(n.open) - 1; top >= 0; top-- {
		is := n.open[top].kind
		if is == option || chosen && (is == paragraph || is == item || is == term || is == optionGroup && kind == optionGroup) {
			n.popTo(top)
			if chosen {
				continue
			}
		}
		break
	}
	return n.push(kind, name, inLine)
}

// endForm takes a </form>, which ends the form alone and nothing that is open in it.
func (n *nest) endForm() effect {
	i := n.find(form, "form", inScope)
	if !n.form || i < 0 || i != n.formAt {
		n.form = false
		return ignored
	}
	n.form = false
	for top := len(n.open) - 1; top > i && n.open[top].kind.endsUnsaid(); top-- {
		n.popTo(top)
	}
	if i == len(n.open)-1 {
		n.popTo(i)
		return apart
	}
	n.open, n.formAt = slices.Delete(n.open, i, i+1), -1
	if i < n.unseen {
		n.unseen--
	}
	return inLine
}
