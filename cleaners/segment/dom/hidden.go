package dom

import (
	"strings"

	"golang.org/x/net/html"
)

// isHidden reports whether an attribute of n hides it. A container that React streams
// a body into ("S:0") is hidden only until a script has run, so it counts as shown.
func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return !strings.HasPrefix(Attr(n, "id"), "S:")
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "style":
			if hidesByStyle(a.Val) {
				return true
			}
		}
	}
	return false
}

// hidesByStyle looks for display:none and visibility:hidden.
func hidesByStyle(style string) bool {
	for decl := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(decl, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if strings.EqualFold(name, "display") && strings.HasPrefix(value, "none") ||
			strings.EqualFold(name, "visibility") && strings.HasPrefix(value, "hidden") {
			return true
		}
	}
	return false
}
