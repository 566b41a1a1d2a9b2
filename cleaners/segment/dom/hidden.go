package dom

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Hiding is how an element is hidden.
type Hiding uint8

// The ways, the surest last.
const (
	Shown     Hiding = iota
	FromAloud        // by aria-hidden: from those who have the page read to them, and from nobody else
	ForNow           // by display:none or the like: a script may show it
	FromSight        // out of sight, for those who have the page read to them; or a tooltip
)

// HidingOf returns how n itself is hidden, in the surest way.
func HidingOf(n *html.Node) Hiding {
	hiding := Shown
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "hidden":
			if !isStreamedID(Attr(n, "id")) {
				hiding = max(hiding, ForNow)
			}
		case "aria-hidden":
			if a.Val == "true" {
				hiding = max(hiding, FromAloud)
			}
		case "style":
			hiding = max(hiding, hidingOfStyle(a.Val))
		case "class", "id":
			if namesIn(a.Val).Has(document.NamedHidden) {
				return FromSight
			}
		case "role":
			if a.Val == "tooltip" {
				return FromSight
			}
		}
	}
	return hiding
}

// isStreamedID reports the id of a container that React streams a body into ("S:0"): it
// is hidden only until a script has run, and counts as shown.
func isStreamedID(id string) bool { return strings.HasPrefix(id, "S:") }

// farAway is how far off the page text is moved to hide it, in pixels.
const farAway = "-999"

// hidingOfStyle looks for display:none and visibility:hidden, and for what moves text
// out of sight or cuts it to a point.
func hidingOfStyle(style string) Hiding {
	hiding := Shown
	clipped, placed := false, false
	for decl := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(decl, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		switch {
		case strings.EqualFold(name, "display") && strings.HasPrefix(value, "none"),
			strings.EqualFold(name, "visibility") && strings.HasPrefix(value, "hidden"):
			hiding = ForNow
		case strings.EqualFold(name, "clip"):
			clipped = clipped || isClip(value)
		case strings.EqualFold(name, "clip-path"):
			clipped = clipped || strings.HasPrefix(value, "inset(50%") || strings.HasPrefix(value, "inset(100%")
		case strings.EqualFold(name, "position"):
			placed = placed || strings.HasPrefix(value, "absolute") || strings.HasPrefix(value, "fixed")
		case (strings.EqualFold(name, "left") || strings.EqualFold(name, "top")) && strings.HasPrefix(value, farAway):
			clipped = true
		}
	}
	if clipped && placed {
		return FromSight
	}
	return hiding
}

// isClip reports a rectangle without a width: rect(0,0,0,0), rect(1px, 1px, 1px, 1px).
func isClip(value string) bool {
	inside, ok := strings.CutPrefix(value, "rect(")
	if !ok {
		return false
	}
	inside, _, _ = strings.Cut(inside, ")")
	side := ""
	for part := range strings.FieldsFuncSeq(inside, func(r rune) bool { return r == ',' || r == ' ' }) {
		part = strings.TrimSuffix(part, "px")
		if side != "" && part != side {
			return false
		}
		side = part
	}
	return side != ""
}
