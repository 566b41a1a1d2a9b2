package metadata

import (
	"encoding/json"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// decodeLoosely decodes the JSON values of a script, mended where they are no JSON
// as they stand. It returns what can be read up to the first error.
func decodeLoosely(script string) []any {
	if values, err := decodeAll(script); err == nil {
		return values
	}
	if !strings.Contains(script, `"`) && strings.Contains(script, "&quot;") {
		script = html.UnescapeString(script)
	}
	values, _ := decodeAll(mend(script))
	return values
}

// decodeAll decodes one value after another. With an error it returns the values
// before it.
func decodeAll(s string) (values []any, err error) {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	for {
		var v any
		if err := d.Decode(&v); err == io.EOF {
			return values, nil
		} else if err != nil {
			return values, err
		}
		values = append(values, v)
	}
}

// mend makes JSON of the near-JSON that templates print: it drops comments, CDATA
// marks, trailing commas and semicolons, escapes quotes in a string, makes its line
// ends spaces, drops the backslash of an unknown escape, and closes what was cut
// off. It takes one pass.
func mend(s string) string {
	m := mender{in: s}
	m.out.Grow(len(s) + 16)
	for m.at < len(m.in) {
		if m.inString {
			m.stringByte()
		} else {
			m.step()
		}
	}
	if m.inString {
		m.out.WriteByte('"')
	}
	for i := len(m.open) - 1; i >= 0; i-- {
		m.out.WriteByte(m.open[i])
	}
	return m.out.String()
}

type mender struct {
	in       string
	at       int
	out      strings.Builder
	open     []byte // the brackets to close, innermost last
	inString bool
	comma    bool // a comma was read; it is written when a value follows
}

// noise is what is dropped between tokens: from its opening to its end, or the
// opening alone.
var noise = []struct{ from, to string }{
	{"//<![CDATA[", ""}, {"//]]>", ""}, {"/*", "*/"}, {"//", "\n"}, {"<!--", ""}, {"-->", ""}, {"<![CDATA[", ""}, {"]]>", ""}, {";", ""},
}

// step reads one byte or one piece of noise outside a string.
func (m *mender) step() {
	rest := m.in[m.at:]
	for _, n := range noise {
		if !strings.HasPrefix(rest, n.from) {
			continue
		}
		m.at += len(n.from)
		if end := strings.Index(rest[len(n.from):], n.to); n.to != "" && end >= 0 {
			m.at += end + len(n.to)
		} else if n.to != "" {
			m.at = len(m.in)
		}
		return
	}
	m.at++
	m.token(rest[0])
}

func (m *mender) token(c byte) {
	switch c {
	case ' ', '\t', '\n', '\r':
		return
	case ',':
		m.comma = true
		return
	case '}', ']':
		m.comma = false
		if n := len(m.open); n > 0 {
			c, m.open = m.open[n-1], m.open[:n-1]
		} else {
			return // nothing to close
		}
	}
	if m.comma {
		m.out.WriteByte(',')
		m.comma = false
	}
	switch c {
	case '{':
		m.open = append(m.open, '}')
	case '[':
		m.open = append(m.open, ']')
	case '"':
		m.inString = true
	}
	m.out.WriteByte(c)
}

// stringByte reads one byte, or one escape, inside a string.
func (m *mender) stringByte() {
	c := m.in[m.at]
	m.at++
	switch {
	case c == '\\' && m.at < len(m.in):
		if next := m.in[m.at]; strings.IndexByte(`"\/bfnrtu`, next) >= 0 {
			m.out.WriteByte(c)
			m.out.WriteByte(next)
			m.at++
		}
	case c < ' ':
		m.out.WriteByte(' ')
	case c == '"' && !m.closes():
		m.out.WriteString(`\"`)
	case c == '"':
		m.inString = false
		m.out.WriteByte(c)
	default:
		m.out.WriteByte(c)
	}
}

// closes reports whether the quote before at ends its string: what follows it can
// follow a string.
func (m *mender) closes() bool {
	for i := m.at; i < len(m.in); i++ {
		switch m.in[i] {
		case ' ', '\t', '\n', '\r':
			continue
		case ',', ':', '}', ']', ';', '/':
			return true
		}
		return false
	}
	return true
}
