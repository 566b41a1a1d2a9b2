package decode

import "strings"

// contentEnd returns where the end tag begins of an element that has text alone and
// whose content begins at at, or -1.
func contentEnd(src string, at int, name string) int {
	for {
		n := strings.Index(src[at:], "</")
		if n < 0 {
			return -1
		}
		at += n
		end := at + len("</") + len(name)
		if end >= len(src) {
			return -1
		}
		if strings.EqualFold(src[at+len("</"):end], name) && nameEnds[src[end]] {
			return at
		}
		at += len("</")
	}
}

// commentEnd returns where a comment ends whose text begins at at, or -1.
func commentEnd(src string, at int) int {
	for _, empty := range [...]string{">", "->"} {
		if strings.HasPrefix(src[at:], empty) {
			return at + len(empty)
		}
	}
	for from := at; ; {
		n := strings.Index(src[from:], "--")
		if n < 0 {
			return -1
		}
		from += n
		switch rest := src[from+len("--"):]; {
		case strings.HasPrefix(rest, ">"):
			return from + len("-->")
		case strings.HasPrefix(rest, "!>"):
			return from + len("--!>")
		}
		from++
	}
}

// behind returns the place after the next sign from at on, or -1.
func behind(src string, at int, sign byte) int {
	n := strings.IndexByte(src[at:], sign)
	if n < 0 {
		return -1
	}
	return at + n + 1
}

// The bytes that are white space in a tag, and those that end a name in it, as the
// tokenizer has them.
var (
	tagSpace = [256]bool{' ': true, '\n': true, '\r': true, '\t': true, '\f': true}
	nameEnds = [256]bool{' ': true, '\n': true, '\r': true, '\t': true, '\f': true, '/': true, '>': true}
)

func nameEnd(src string, at int) int {
	for at < len(src) && !nameEnds[src[at]] {
		at++
	}
	return at
}

// lowerASCII returns a tag's name as the tokenizer does: with ASCII letters in lower case.
func lowerASCII(name string) string {
	for i := range len(name) {
		if 'A' <= name[i] && name[i] <= 'Z' {
			return lowered(name)
		}
	}
	return name
}

func lowered(name string) string {
	lower := []byte(name)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c | 0x20
		}
	}
	return string(lower)
}

// tagEnd returns the index behind a tag, by the end of its name, or -1.
func tagEnd(src string, at int) int {
	for {
		if at = skipTagSpace(src, at); at < len(src) && src[at] == '>' {
			return at + 1
		}
		if at = attributeAt(src, at).end; at < 0 {
			return -1
		}
	}
}

// attribute is where an attribute is in a page: its name is src[start:name], its value
// src[value:end], with its quotes. A slash alone is one without a name.
type attribute struct{ start, name, value, end int }

// attributeAt returns the attribute that begins at at; its end is -1 where src ends
// before it.
func attributeAt(src string, at int) attribute {
	a := attribute{start: at, end: -1}
	for at < len(src) && !nameEnds[src[at]] && (src[at] != '=' || at == a.start) {
		at++
	}
	a.name, a.value = at, at
	if at = skipTagSpace(src, at); at == len(src) {
		return a
	}
	switch src[at] {
	case '/':
		a.value, a.end = at+1, at+1
	case '=':
		a.value = skipTagSpace(src, at+1)
		a.end = valueEnd(src, a.value)
	default:
		a.value, a.end = at, at
	}
	return a
}

// valueEnd returns where the value ends that begins at at, or -1.
func valueEnd(src string, at int) int {
	if at == len(src) {
		return -1
	}
	switch quote := src[at]; quote {
	case '>':
		return at
	case '"', '\'':
		return behind(src, at+1, quote)
	}
	for at++; at < len(src) && !tagSpace[src[at]] && src[at] != '>'; {
		at++
	}
	return at
}

func skipTagSpace(src string, at int) int {
	for at < len(src) && tagSpace[src[at]] {
		at++
	}
	return at
}
