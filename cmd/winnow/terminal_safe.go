package main

import "io"

// obeyed writes to a terminal without what it would obey: control characters of a
// scrape could move its cursor, name its window or hide text. Each becomes a dot.
// Line ends and tabs stay.
type obeyed struct {
	to   io.Writer
	lead bool // the last byte may begin a control character of two bytes
}

// harmless returns a writer for what documents say: w itself unless it is a terminal.
func harmless(w io.Writer) io.Writer {
	if terminalOf(w) == nil {
		return w
	}
	return &obeyed{to: w}
}

// Write never keeps text to itself: it reports all bytes as written, or an error.
func (o *obeyed) Write(text []byte) (int, error) {
	out := make([]byte, 0, len(text))
	for _, b := range text {
		switch second := o.lead && b >= 0x80 && b < 0xa0; {
		case second: // U+0080 to U+009F in UTF-8
			out = append(out, 0xb7) // with the byte before: the dot
		case b < ' ' && b != '\n' && b != '\t' || b == 0x7f:
			out = append(out, "\u00b7"...)
		default:
			out = append(out, b)
		}
		o.lead = b == 0xc2
	}
	if _, err := o.to.Write(out); err != nil {
		return 0, err
	}
	return len(text), nil
}
