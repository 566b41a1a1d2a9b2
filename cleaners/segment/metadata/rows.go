package metadata

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Next.js pages of the newer kind hand their data to the browser piece by piece:
// each of many scripts pushes a string, and these strings together are rows. A row
// is "1f:" and a JSON value up to the line's end, or "1f:T" and a text, which its
// length in bytes leads, in hexadecimal; rows of other kinds name code.
// In the values, ["$", tag, key, {properties}] is an element, and "$1f", "$L1f" and
// "$@1f" stand for row 1f. That is the format of React's server components.

const (
	// streamPush begins a script that hands over a piece.
	streamPush = "self.__next_f.push("
	// streamText is what a piece that belongs to the rows has in front.
	streamText = "1"
	// longestRowName is how many digits a row's name has: rows are counted.
	longestRowName = 8
)

// isStreamed reports a script that hands over a piece of a page's data.
func isStreamed(script *html.Node) bool {
	return script.FirstChild != nil && strings.HasPrefix(strings.TrimLeft(script.FirstChild.Data, " \t\r\n"), streamPush)
}

// joinStreamed gives the pieces in the scripts as one. What is not a piece of
// text is left out.
func joinStreamed(scripts []*html.Node) string {
	var rows strings.Builder
	for _, script := range scripts {
		_, pushed, _ := strings.Cut(script.FirstChild.Data, streamPush)
		values, _ := decodeAll(pushed) // the bracket behind the value ends it
		if len(values) == 0 {
			continue
		}
		if list, ok := values[0].([]any); ok && len(list) == 2 && textOf(list[0]) == streamText {
			piece, _ := list[1].(string)
			rows.WriteString(piece)
		}
		if rows.Len() > longestAppData {
			return ""
		}
	}
	return rows.String()
}

// stream is a page's rows, by their names.
type stream struct {
	texts  map[string]string
	values map[string]any
}

// reference stands for a row in a value.
type reference string

// element is one of a page's elements, as its data has it. Of a component, a
// part of the page that its own code draws, the tag is a reference.
type element struct {
	tag        string
	properties thing
}

func readRows(s string) stream {
	rows := stream{texts: map[string]string{}, values: map[string]any{}}
	lines := map[string]string{}
	for s != "" {
		name, rest, ok := cutRowName(s)
		if text, behind, isText := leadingText(rest); ok && isText {
			rows.texts[name], s = text, behind
			continue
		}
		line, behind, _ := strings.Cut(rest, "\n")
		if s = behind; ok {
			lines[name] = line
		}
	}
	for name, line := range lines {
		if values, _ := decodeAll(line); len(values) == 1 {
			rows.values[name] = rows.plain(values[0])
		}
	}
	return rows
}

// cutRowName takes the name that s begins with off it. A line that begins with
// none is no row.
func cutRowName(s string) (name, rest string, ok bool) {
	for i := range min(len(s), longestRowName+1) {
		if s[i] == ':' {
			return s[:i], s[i+1:], true
		}
		if !strings.Contains(hexDigits, s[i:i+1]) {
			break
		}
	}
	return "", s, false
}

const hexDigits = "0123456789abcdef"

// leadingText reads the text of a row that s begins with. One that was cut off
// ends with s.
func leadingText(s string) (text, behind string, ok bool) {
	length, _, ok := strings.Cut(s[:min(len(s), longestRowName+2)], ",")
	if !ok || !strings.HasPrefix(length, "T") {
		return "", "", false
	}
	n, err := strconv.ParseUint(length[1:], 16, 31)
	if err != nil {
		return "", "", false
	}
	rest := s[len(length)+1:]
	end := min(int(n), len(rest))
	return strings.ToValidUTF8(rest[:end], "\uFFFD"), rest[end:], true
}

// plain puts the texts of rows and the elements into a value, in their places.
func (r *stream) plain(v any) any {
	switch v := v.(type) {
	case string:
		return r.plainText(v)
	case []any:
		for i := range v {
			v[i] = r.plain(v[i])
		}
		if len(v) < 4 || v[0] != any(reference("")) {
			return v
		}
		if properties, ok := v[3].(thing); ok {
			tag, _ := v[1].(string)
			return element{tag, properties}
		}
	case thing:
		for key := range v {
			v[key] = r.plain(v[key])
		}
	}
	return v
}

// plainText reads a string of a value: a dollar leads a reference, two of them
// a text that begins with one.
func (r *stream) plainText(s string) any {
	name, ok := strings.CutPrefix(s, "$")
	if !ok || strings.HasPrefix(name, "$") {
		return name
	}
	if text, ok := r.texts[name]; ok {
		return text
	}
	return reference(strings.TrimLeft(name, "L@"))
}

// body offers what can be the article's text of all that the page's first row
// leads to, each row under the first name by which it is led to.
func (r *stream) body(b *bodyFind) {
	seen := map[reference]bool{}
	for b.led = []led{{row: firstRow}}; len(b.led) > 0; b.led = b.led[1:] {
		if next := b.led[0]; !seen[next.row] {
			seen[next.row] = true
			b.look(r.values[string(next.row)], next.name, 0)
		}
	}
}

// firstRow is the one that has the whole page.
const firstRow = "0"

// led is a row that another leads to, and under which name.
type led struct {
	row  reference
	name string
}

// otherTags are the elements in which the article's text does not stand.
var otherTags = []string{"nav", "footer", "aside", "header", "form", "button", "figure", "script", "style"}

// children gives what an element has of the page's text, and under which name:
// an element of HTML only what is in it, a component whatever it is given.
func (e element) children(name string) (any, string) {
	switch {
	case e.tag == "":
		return e.properties, name
	case slices.Contains(otherTags, e.tag):
		return nil, name
	}
	if inner, ok := e.properties["dangerouslySetInnerHTML"].(thing); ok {
		return inner["__html"], e.tag
	}
	return e.properties["children"], e.tag
}

// isParagraph reports the elements that an article's text consists of.
func (e element) isParagraph() bool {
	switch e.tag {
	case "p", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "pre":
		return true
	}
	return false
}

// partsLines reports the elements that begin and end a line.
func (e element) partsLines() bool { return e.isParagraph() || e.tag == "li" || e.tag == "br" }
