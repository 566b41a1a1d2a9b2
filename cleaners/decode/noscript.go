package decode

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// Some sites, mostly forums, have a script render the page and put its text for
// readers without scripts in a <noscript>, which a parser with scripting reads as one
// string. Where it holds most of the page's text, its tags are removed and what was
// inside is read as the page.

// noscriptBytes is the least text, in bytes, that makes a <noscript> the page:
// a notice to turn scripts on is shorter, and a picture's copy has none.
const noscriptBytes = 600

const (
	noscriptOpen  = "<noscript"
	noscriptClose = "</noscript"
)

// mostOfText returns the longest content between two tags, and whether that has so
// many bytes of text at least, and no less than the rest of the page.
func mostOfText(src, open, close string, least int) (at, end int, most bool) {
	at, end = longestContent(src, open, close)
	if end-at < least {
		return at, end, false
	}
	inside := textBytes(src[at:end])
	return at, end, inside >= least && textBytes(src[:at])+textBytes(src[end:]) <= inside
}

// unwrapNoscript returns src without the tags of a <noscript> that has more text than
// the rest of the page, or src itself.
func unwrapNoscript(src string) string {
	at, end, most := mostOfText(src, noscriptOpen, noscriptClose, noscriptBytes)
	if !most {
		return src
	}
	before := strings.LastIndexByte(src[:at], '<')
	after := end
	if n := strings.IndexByte(src[end:], '>'); n >= 0 {
		after += n + 1
	}
	return src[:before] + src[at:end] + src[after:]
}

// longestContent returns the bytes between the longest element's tags of those that
// begin as opening and closing do. What no tag closes ends with src.
func longestContent(src, opening, closing string) (at, end int) {
	for i := 0; ; {
		n := indexTag(src[i:], opening)
		if n < 0 {
			return at, end
		}
		i += n
		open := strings.IndexByte(src[i:], '>')
		if open < 0 {
			return at, end
		}
		i += open + 1
		n = indexTag(src[i:], closing)
		if n < 0 {
			n = len(src) - i
		}
		if n > end-at {
			at, end = i, i+n
		}
		i += n
	}
}

// indexTag returns the first place where s has tag, in whatever case, or -1.
func indexTag(s, tag string) int {
	for i := 0; ; i++ {
		n := strings.IndexByte(s[i:], '<')
		if n < 0 || len(s)-i-n < len(tag) {
			return -1
		}
		i += n
		if s[i+1]|0x20 == tag[1]|0x20 && strings.EqualFold(s[i:i+len(tag)], tag) { // nearly all begin otherwise
			return i
		}
	}
}

// textBytes counts the bytes of text that a reader sees, white space aside.
func textBytes(src string) int {
	n, unread := 0, false
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return n
		case html.TextToken:
			if !unread {
				n += len(bytes.TrimSpace(z.Text()))
			}
			unread = false
		case html.StartTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "script", "style", "noscript", "iframe", "textarea", "title":
				unread = true
			}
		case html.EndTagToken:
			unread = false
		}
	}
}
