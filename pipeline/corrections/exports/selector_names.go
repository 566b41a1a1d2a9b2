package exports

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// namesOf returns the id and the classes of an element that look as if they stay.
func namesOf(n *html.Node) (all []step) {
	if id := attribute(n, "id"); stays(id) {
		all = append(all, step{id: id})
	}
	for _, class := range strings.Fields(attribute(n, "class")) {
		if stays(class) {
			all = append(all, step{class: class})
		}
	}
	return all
}

// What a name looks like that a person gave: not that of one article, nor one that a
// program made up and makes up anew with the next build.
const (
	leastName  = 4
	mostName   = 40
	mostDigits = 2
)

// layout is the names of what stands everywhere.
var layout = []string{"active", "clearfix", "col", "container", "content", "flex", "grid", "hidden", "inner", "left", "main", "right", "row", "wrap", "wrapper", "text", "block", "item"}

func stays(name string) bool {
	if len(name) < leastName || len(name) > mostName || slices.Contains(layout, strings.ToLower(name)) {
		return false
	}
	digits, changes := 0, 0
	var last rune
	for _, r := range name {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '-', r == '_':
		default:
			return false // it would have to be escaped
		}
		if isUpper(r) != isUpper(last) && isLetter(last) && isLetter(r) {
			changes++
		}
		last = r
	}
	for _, made := range []string{"css-", "sc-", "jsx-", "svelte-", "emotion-", "style_", "styles_"} {
		if strings.HasPrefix(strings.ToLower(name), made) {
			return false
		}
	}
	return digits <= mostDigits && changes <= 4 && (name[0] < '0' || name[0] > '9')
}

func isUpper(r rune) bool { return r >= 'A' && r <= 'Z' }

func isLetter(r rune) bool { return isUpper(r) || r >= 'a' && r <= 'z' }
