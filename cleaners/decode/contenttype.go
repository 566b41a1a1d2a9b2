package decode

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// trust is how much a declared content type says about the body.
type trust uint8

const (
	trustNothing trust = iota // no type, or one that servers send when they don't know
	trustText                 // plain text: only an unmistakable page is not
	trustHTML                 // a page: only a body without a single tag is not
	trustXHTML                // XML of some sort: must turn out to be XHTML
	refuse
)

// contentType is the content of a Content-Type header.
type contentType struct {
	media   string // "text/html"
	charset string // the parameter's value as written; empty without one
	trust   trust
}

// parseContentType reads a content type leniently: parameters may be quoted, malformed
// or doubled. A type that cannot hold an article is ErrContentType.
func parseContentType(header string) (contentType, error) {
	media, params, _ := strings.Cut(header, ";")
	media, _, _ = strings.Cut(media, ",") // a proxy joined two headers: the first counts
	c := contentType{media: strings.ToLower(strings.TrimSpace(media)), charset: charsetParameter(params)}
	c.trust = trustOf(c.media)
	if c.trust == refuse {
		return c, fmt.Errorf("%w: %s", ErrContentType, c.media)
	}
	return c, nil
}

// CheckCharset returns an error for a content type that a person typed and whose
// charset Decode would not heed. What servers state is read leniently instead.
func CheckCharset(header string) error {
	declared, err := parseContentType(header)
	if err != nil {
		return nil // Decode says it, of the document
	}
	if declared.charset != "" && canonical(declared.charset) == "" {
		return fmt.Errorf("%w: charset %q is none that is known", ErrContentType, declared.charset)
	}
	return nil
}

// trustOf returns the rule of a type. Those with one of their own are named. Any other
// text/* is sniffed, any other */*+xml must be XHTML, and all others are refused.
func trustOf(media string) trust {
	switch media {
	case "", "*/*", "application/octet-stream", "binary/octet-stream", "application/unknown", "unknown/unknown", "application/x-unknown-content-type":
		return trustNothing
	case "text/plain", "text/markdown", "text/x-markdown":
		return trustText
	case "text/html", "application/xhtml+xml":
		return trustHTML
	case "application/xml", "text/xml":
		return trustXHTML
	case "image/svg+xml", "text/css", "text/csv", "text/javascript", "text/event-stream":
		return refuse
	}
	if strings.HasSuffix(media, "+xml") {
		return trustXHTML
	}
	if strings.HasPrefix(media, "text/") {
		return trustNothing
	}
	return refuse
}

// charsetParameter returns the value of charset=… among a header's parameters, or in
// the content attribute of a <meta http-equiv>.
func charsetParameter(params string) string {
	for part := range strings.FieldsFuncSeq(params, func(r rune) bool { return r == ';' || r == ',' }) {
		name, value, ok := strings.Cut(part, "=")
		if ok && strings.EqualFold(strings.TrimSpace(name), "charset") {
			return strings.Trim(value, " \t\r\n\"'")
		}
	}
	return ""
}

// format returns the body's format by the declared type and the body itself.
func (c contentType) format(text string) (document.Format, error) {
	switch c.trust {
	case trustText:
		return pageIf(opensAsPage(text) || opensLate(text) && endsAsPage(text)), nil
	case trustHTML:
		return pageIf(hasTag(text)), nil
	case trustXHTML:
		if root := rootElement(text); root != "html" {
			return document.PlainText, fmt.Errorf("%w: %s with root element %q, not XHTML", ErrContentType, c.media, root)
		}
		return document.HTML, nil
	}
	if isJSON(text) {
		return document.PlainText, fmt.Errorf("%w: looks like JSON", ErrContentType)
	}
	return pageIf(sniffsAsPage(text)), nil
}

func pageIf(page bool) document.Format {
	if page {
		return document.HTML
	}
	return document.PlainText
}

// isJSON reports whether text is one JSON object, or an array of them: an API's answer,
// not an article.
func isJSON(text string) bool {
	body := strings.TrimLeft(text, " \t\r\n")
	if !strings.HasPrefix(body, "{") && !strings.HasPrefix(body, "[") {
		return false
	}
	inside := strings.TrimLeft(body[1:], " \t\r\n")
	if body[0] == '{' && !strings.HasPrefix(inside, `"`) || body[0] == '[' && !strings.HasPrefix(inside, "{") {
		return false
	}
	return json.NewDecoder(strings.NewReader(body)).Decode(&json.RawMessage{}) == nil
}
