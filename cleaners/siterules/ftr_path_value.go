package siterules

import (
	"strings"
)

// compared reads "VALUE, 'text')".
func (p *pathParser) compared(how comparison) (test, bool) {
	v, ok := p.value()
	if !ok || !p.take(",") {
		return nil, false
	}
	t, ok := p.literalFor(v, how)
	return t, ok && p.take(")")
}

// value is what is compared: an attribute, or a text.
type value struct {
	attr  string
	which whichText
	fold  bool // white space is folded
	words bool // and a space put at each end: words are compared
}

func (p *pathParser) value() (v value, ok bool) {
	switch {
	case p.take("@"):
		v.attr = p.name()
		return v, v.attr != ""
	case p.take("text()"):
		v.which = anyOwn
		return v, true
	case p.function("string"):
		return v, p.take(".") && p.take(")")
	case p.function("normalize-space"):
		v.fold = true
		switch {
		case p.take(")"):
			return v, true
		case p.take("@"):
			v.attr = p.name()
			return v, v.attr != "" && p.take(")")
		}
		return v, p.take(".") && p.take(")")
	case p.function("concat"):
		space, ok := p.literal()
		if !ok || space != " " || !p.take(",") {
			return v, false
		}
		if v, ok = p.value(); !ok || v.attr == "" || !p.take(",") {
			return v, false
		}
		v.words = true
		space, ok = p.literal()
		return v, ok && space == " " && p.take(")")
	}
	p.space()
	if strings.HasPrefix(p.rest, ".") && !strings.HasPrefix(p.rest, "./") && !strings.HasPrefix(p.rest, "..") {
		p.rest = p.rest[1:]
		return v, true
	}
	return v, false
}

func (p *pathParser) literal() (string, bool) {
	p.space()
	if p.rest == "" || p.rest[0] != '\'' && p.rest[0] != '"' {
		return "", false
	}
	text, rest, ok := strings.Cut(p.rest[1:], p.rest[:1])
	if ok {
		p.rest = rest
	}
	return text, ok
}

// literalFor reads the text that v is compared with.
func (p *pathParser) literalFor(v value, how comparison) (test, bool) {
	text, ok := p.literal()
	switch {
	case !ok:
		return nil, false
	case v.words:
		word := strings.Trim(text, " ")
		if how != valueHas || text != " "+word+" " || word == "" || strings.ContainsAny(word, blanks) {
			return nil, false // words together, or parts of words
		}
		return attrTest{v.attr, word, hasWord}, true
	case v.attr != "" && v.fold:
		return nil, false
	case v.attr != "" && text == "" && how != valueIs:
		return nil, false // holds without the attribute, too
	case v.attr != "":
		return attrTest{v.attr, text, how}, true
	case v.which == anyOwn && how != valueIs && how != valueIsNot:
		v.which = firstOwn // a function reads the first of a set
	}
	return contentTest{value: text, how: how, which: v.which, fold: v.fold}, v.which != firstOwn || text != ""
}
