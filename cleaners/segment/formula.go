package segment

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// formula writes a MathML element as a line of text: "a^2 + b^2", "(x + 1)/2". One
// inside a hidden element is written as well: a picture or glyphs are shown in its
// place.
func (w *pageWalker) formula(n *html.Node, p scope) {
	var out strings.Builder
	writeFormula(&out, n, deepestFormula)
	text := shape.Fold(out.String())
	if text == "" {
		text = shape.Fold(dom.Attr(n, "alttext"))
	}
	if text == "" {
		return
	}
	if p.inset != noInset {
		p.inset, p.flowing, p.Ancestry = noInset, false, p.around
	}
	if dom.Attr(n, "display") == "block" && !p.flowing {
		w.flush()
		defer w.flush()
	}
	w.write(text, &p)
}

// deepestFormula bounds how deep a formula is read.
const deepestFormula = 64

func writeFormula(out *strings.Builder, n *html.Node, depth int) {
	if depth == 0 {
		return
	}
	switch n.Data {
	case "annotation", "annotation-xml", "mphantom":
		return
	case "mfrac":
		writeParts(out, n, depth, "/")
	case "msup", "mover":
		writeParts(out, n, depth, "^")
	case "msub", "munder":
		writeParts(out, n, depth, "_")
	case "msqrt":
		out.WriteString("√(")
		writeChildren(out, n, depth)
		out.WriteString(")")
	case "mtr":
		writeChildren(out, n, depth)
		out.WriteString("; ")
	case "mtd", "mtext", "mspace":
		writeChildren(out, n, depth)
		out.WriteByte(' ')
	case "mo":
		writeOperator(out, n)
	default:
		writeChildren(out, n, depth)
	}
}

func writeChildren(out *strings.Builder, n *html.Node, depth int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			out.WriteString(strings.TrimSpace(c.Data))
			continue
		}
		writeFormula(out, c, depth-1)
	}
}

// writeParts writes the element's children with a sign between them, each in brackets
// where it is more than one sign or number.
func writeParts(out *strings.Builder, n *html.Node, depth int, sign string) {
	first := true
	for c := range n.ChildNodes() {
		if c.Type != html.ElementNode {
			continue
		}
		if !first {
			out.WriteString(sign)
		}
		first = false
		var part strings.Builder
		writeFormula(&part, c, depth-1)
		if text := strings.TrimSpace(part.String()); strings.ContainsAny(text, " +-−*/^_=") {
			out.WriteString("(" + text + ")")
		} else {
			out.WriteString(text)
		}
	}
}

// writeOperator writes an operator: those that join two sides with spaces around.
func writeOperator(out *strings.Builder, n *html.Node) {
	sign := ""
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			sign += strings.TrimSpace(c.Data)
		}
	}
	switch sign {
	case "+", "-", "−", "=", "≠", "<", ">", "≤", "≥", "≈", "≡", "→", "×", "·", "±", "∈":
		out.WriteString(" " + sign + " ")
	case "\u2061", "\u2062", "\u2063", "\u2064": // not seen
	default:
		out.WriteString(sign)
	}
}

// besideFormula reports an element that shows what a formula right before it has as
// MathML, glyph by glyph.
func besideFormula(n *html.Node) bool {
	s, left := n.PrevSibling, nearChildren
	if s == nil {
		return false
	}
	if s.DataAtom == atom.Math {
		return true
	}
	for c := range s.Descendants() {
		if c.DataAtom == atom.Math {
			return true
		}
		if left--; left == 0 {
			break
		}
	}
	return false
}
