package decode

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// formattingNames are the elements that the parser opens again in later blocks when
// they were left open: the "formatting" category of the HTML Standard. <a> is in it,
// too, but is never open twice.
var formattingNames = [...]string{"b", "i", "em", "strong", "font", "big", "code", "nobr", "s", "small", "strike", "tt", "u"}

// formattingSet is a bit set over formattingNames.
type formattingSet uint16

// formattingLetters has the letters that their names begin with.
var formattingLetters = firstLetters(formattingNames[:])

// firstLetters has the letters that names begin with, in lower case and as capitals.
func firstLetters(names []string) (letters [256]bool) {
	for _, name := range names {
		letters[name[0]], letters[name[0]-('a'-'A')] = true, true
	}
	return letters
}

// formattingBit returns the element's bit, or 0 when it is no formatting element.
func formattingBit(name string) formattingSet {
	if len(name) == 0 || len(name) > len("strong") || !formattingLetters[name[0]] {
		return 0
	}
	for i, f := range formattingNames {
		if len(f) == len(name) && f[0] == name[0]|0x20 && strings.EqualFold(f, name) {
			return 1 << i
		}
	}
	return 0
}

func isFormatting(name string) bool { return formattingBit(name) != 0 }

// multiplies follows the tags as the parser would and reports whether the formatting
// elements left open would be copied more than maxNodes times.
func multiplies(src string, maxNodes int) bool {
	var open formattingList
	copies := 0
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			open.start(string(name), string(z.Raw()))
		case html.EndTagToken:
			name, _ := z.TagName()
			open.end(string(name))
		}
		copies += len(open.elements)
		if copies > maxNodes || len(open.elements) > maxFormatting {
			return true
		}
	}
}

// formattingList follows the HTML Standard's "list of active formatting elements"
// closely enough to be never shorter: a marker once set stays, so that an end tag
// removes only what was opened after it.
type formattingList struct {
	elements []formattingElement
	marker   int // elements before it are out of an end tag's reach
}

type formattingElement struct{ name, raw string }

// sameElements is how many identical elements the standard keeps in the list (its
// "Noah's Ark clause").
const sameElements = 3

func (l *formattingList) start(name, raw string) {
	switch name {
	case "td", "th", "caption", "object", "applet", "marquee", "template", "select", "svg", "math":
		l.marker = len(l.elements)
	}
	if !isFormatting(name) {
		return
	}
	same, first := 0, 0
	for i, e := range slices.Backward(l.elements[l.marker:]) {
		if e.name == name && e.raw == raw {
			same, first = same+1, l.marker+i
		}
	}
	if same >= sameElements {
		l.elements = slices.Delete(l.elements, first, first+1)
	}
	l.elements = append(l.elements, formattingElement{name, raw})
}

func (l *formattingList) end(name string) {
	for i := len(l.elements) - 1; i >= l.marker; i-- {
		if l.elements[i].name == name {
			l.elements = slices.Delete(l.elements, i, i+1)
			return
		}
	}
}
