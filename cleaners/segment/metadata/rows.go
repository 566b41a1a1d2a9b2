package metadata

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Newer Next.js pages stream their data: each of many scripts pushes a string, and
// these strings together are rows, in the format of React's server components. A row
// is "1f:" and a JSON value up to the line's end, or "1f:T", the length of a text in
// bytes as a hexadecimal number, a comma and the text; rows of other kinds name code.
// In the values, ["$", tag, key, {properties}] is an element, and "$1f", "$L1f" and
// "$@1f" stand for row 1f.

const (
	// streamPush begins a script that pushes a piece.
	streamPush = "self.__next_f.push("
	// streamText marks a piece that belongs to the rows.
	streamText = "1"
	// longestRowName is how many digits a row's name has: rows are counted.
	longestRowName = 8
)

// isStreamed reports a script that pushes a piece of a page's data.
func isStreamed(script *html.Node) bool {
	return script.FirstChild != nil && strings.HasPrefix(strings.TrimLeft(script.FirstChild.Data, " \t\r\n"), streamPush)
}

// joinStreamed joins the pieces in the scripts. What is not a piece of text is left
// out. It returns "" when they are longer than longestAppData.
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

// reference stands in a value for a row.
type reference string

// element is one of a page's elements, as its data has it. The tag of a component,
// which the page's own code renders, is a reference and is left empty here.
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

// cutRowName splits s behind the row's name that it begins with. A line that begins
// with none is no row.
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

// leadingText reads the text that s, a row without its name, begins with. A text
// that was cut off ends with s.
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

// plain replaces the references to texts in a value by the texts, and its lists that
// stand for elements by elements.
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

// plainText reads a string of a value: one that begins with a dollar is a reference,
// and with two of them a text that begins with one.
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

// body searches all rows that the first one refers to, directly or through others,
// each under the name of the first reference to it.
func (r *stream) body(b *bodySearch) {
	seen := map[reference]bool{}
	for b.queue = []queued{{row: firstRow}}; len(b.queue) > 0; b.queue = b.queue[1:] {
		if next := b.queue[0]; !seen[next.row] {
			seen[next.row] = true
			b.search(r.values[string(next.row)], next.name, 0)
		}
	}
}

// firstRow is the row of the whole page.
const firstRow = "0"

// queued is a row that another refers to, and under which name.
type queued struct {
	row  reference
	name string
}

// otherTags are elements that don't hold the article's text.
var otherTags = []string{"nav", "footer", "aside", "header", "form", "button", "figure", "script", "style"}

// children returns what may have text in an element, and under which name: what is
// inside an element of HTML, and all properties of a component.
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

// breaksLine reports the elements that stand on lines of their own.
func (e element) breaksLine() bool { return e.isParagraph() || e.tag == "li" || e.tag == "br" }
