package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// Notes: a mark in the text ("…in the catalogue¹") is a link to a part of the page, and
// that part is a note, wherever it stands.

// noteFinder collects the marks of notes.
type noteFinder struct {
	marks map[string]*html.Node // the part of the page that a mark leads to → the mark's element
}

// longestMark is the most bytes that the mark of a note has: "[12]", "iii", "1, 2".
const longestMark = 12

// mostMarks bounds how many are noted.
const mostMarks = 4096

// enterNoteMark reports whether n, a link or raised text, is the mark of a note or the
// way back from one, and notes where it leads.
func (w *pageWalker) enterNoteMark(n *html.Node, href string, outside *scope) bool {
	link := n
	if n.DataAtom == atom.Sup {
		if link = linkIn(n); link == nil {
			return false
		}
		href = dom.Attr(link, "href")
	}
	part, ok := strings.CutPrefix(href, "#")
	if !ok || part == "" {
		return false
	}
	mark, ok := textOf(n, longestMark)
	if !ok {
		return false
	}
	inside, bracketed := unbracketed(mark)
	switch {
	case inside == "":
		return false
	case isBackSign(inside):
		return true
	case !isMark(inside):
		return false
	}
	named := isNamedMark(link)
	if !w.begun {
		return named // the number of the note itself
	}
	if n.DataAtom != atom.Sup && !named && (!hasDigit(part) || !bracketed && (w.wantSpace || w.breaks > 0)) {
		return false // a number in the text, such as that of a chapter, or how many comments there are
	}
	if w.seen && len(w.notes.marks) < mostMarks && !outside.Ancestors.Has(document.InHidden|document.InNav) && !outside.Names.Has(document.NamedByline|document.NamedBio) {
		if w.notes.marks == nil {
			w.notes.marks = map[string]*html.Node{}
		}
		if w.notes.marks[part] == nil {
			w.notes.marks[part] = n
		}
	}
	return w.seen || n.DataAtom == atom.Sup
}

func linkIn(n *html.Node) *html.Node {
	for c := range n.Descendants() {
		if c.DataAtom == atom.A {
			return c
		}
	}
	return nil
}

// textOf returns the text of n, or false when it is longer than limit bytes.
func textOf(n *html.Node, limit int) (string, bool) {
	text := ""
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			if text += c.Data; len(text) > 4*limit {
				return "", false
			}
		}
	}
	text = shape.Fold(text)
	return text, len(text) <= limit
}

func unbracketed(mark string) (inside string, bracketed bool) {
	inside = strings.TrimRight(strings.TrimLeft(mark, "[("), "])")
	return strings.TrimSpace(inside), len(inside) < len(mark)
}

// isMark reports numbers, one letter, a small Roman number, or the signs that notes
// have.
func isMark(s string) bool {
	if utf8.RuneCountInString(s) == 1 {
		r, _ := utf8.DecodeRuneInString(s)
		return unicode.IsLetter(r) && r < unicode.MaxLatin1 || unicode.IsNumber(r) || strings.ContainsRune("*†‡§¶", r)
	}
	return strings.Trim(s, "0123456789, –-") == "" && hasDigit(s) || strings.Trim(s, "*†‡") == "" || strings.Trim(s, "ivx") == ""
}

// isBackSign reports the arrows and the like of a way back.
func isBackSign(s string) bool {
	for _, r := range s {
		if !strings.ContainsRune("↩↑^⤴⬆↵⏎\ufe0e\ufe0f", r) {
			return false
		}
	}
	return true
}

// isNamedMark reports a link that the page names the mark of a note.
func isNamedMark(link *html.Node) bool {
	for i := range link.Attr {
		switch a := &link.Attr[i]; a.Key {
		case "role", "type", "epub:type":
			if strings.Contains(a.Val, "noteref") {
				return true
			}
		case "class", "id", "href":
			value := strings.ToLower(a.Val)
			for _, word := range [...]string{"footnote", "endnote", "fnref", "_ftn", "cite_note", "noteref", "sdfootnote", "easy-footnote", "#fn"} {
				if strings.Contains(value, word) {
					return true
				}
			}
		}
	}
	return false
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// longestNote is the most text of a note, in bytes. A part of a page that has more is
// none: a count of comments leads to all of them.
const longestNote = 4000

// notNotes are the names of parts to which a number leads as well.
const notNotes = document.NamedComments | document.NamedRelated | document.NamedNavigation | document.NamedShare | document.NamedContents

// markNotes tells which blocks are notes.
func (w *pageWalker) markNotes() {
	if len(w.notes.marks) == 0 || len(w.nodes) == 0 {
		return
	}
	root := w.nodes[0]
	for root.Parent != nil {
		root = root.Parent
	}
	notes, asked := map[*html.Node]bool{}, map[*html.Node]bool{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for i := range n.Attr {
			if a := &n.Attr[i]; a.Key == "id" || a.Key == "name" && n.DataAtom == atom.A {
				mark := w.notes.marks[a.Val]
				if mark == nil {
					continue
				}
				note := blockAround(n)
				if note == nil || asked[note] {
					continue
				}
				asked[note] = true
				if isNote(note, mark) {
					notes[note] = true
				}
			}
		}
	}
	if len(notes) == 0 {
		return
	}
	for i, n := range w.nodes {
		if e := &w.elements[i]; !e.Names.Has(notNotes) && !e.Ancestors.Has(document.InNav|document.InHidden) {
			e.Note = isIn(n, notes)
		}
	}
}

// blockAround returns the block that n is or stands in, or nil.
func blockAround(n *html.Node) *html.Node {
	for n != nil && !dom.IsBlock(n.DataAtom) {
		n = n.Parent
	}
	return n
}

// isNote reports whether a block to which a mark leads is no more than a note: it is
// short and does not have the mark itself.
func isNote(block, mark *html.Node) bool {
	if textBytes(block, longestNote+1) > longestNote {
		return false
	}
	return !isIn(mark, map[*html.Node]bool{block: true})
}

func isIn(n *html.Node, set map[*html.Node]bool) bool {
	for ; n != nil; n = n.Parent {
		if set[n] {
			return true
		}
	}
	return false
}
