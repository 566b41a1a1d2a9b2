package decode

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// utf8Name is the charset of a body that needs no converting, ASCII included.
const utf8Name = "utf-8"

// byteOrderMarks outrank every declaration, as the WHATWG's Encoding Standard
// has it.
var byteOrderMarks = []struct{ mark, name string }{
	{"\xef\xbb\xbf", utf8Name},
	{"\xfe\xff", "utf-16be"},
	{"\xff\xfe", "utf-16le"},
}

// toUTF8 chooses body's charset and returns its text without a byte order mark, and
// the charset. It goes, in this order, by a byte order mark, the NULs of UTF-16,
// whether body is valid UTF-8, the charset that the HTTP header declares, the one
// that the page declares, and detection.
//
// Unlike in a browser, UTF-8 goes before what was declared, since bytes of another
// charset hardly ever form its sequences. A declaration is often the server's
// default, or was true until the scraper converted the body and passed the header on.
func toUTF8(body []byte, declared, language string) (text, charset string, err error) {
	for _, b := range byteOrderMarks {
		if bytes.HasPrefix(body, []byte(b.mark)) {
			return convert(body[len(b.mark):], b.name)
		}
	}
	if name := utf16ByNULs(body); name != "" {
		return convert(body, name)
	}
	if utf8.Valid(body) {
		return readValid(body, declared)
	}
	if mostlyUTF8(body) {
		return convert(body, utf8Name)
	}
	return firstFit(body, canonical(declared), canonical(declaredInside(body)), language)
}

// firstFit tries the two declared charsets, and then detects one. body is not
// UTF-8. When none fits it takes the one that loses fewest characters.
func firstFit(body []byte, header, inside, language string) (text, charset string, err error) {
	fewest := len(body) + 1
	for _, choose := range []func() string{
		func() string { return header },
		func() string { return inside },
		func() string { return detect(body, language) },
	} {
		name := choose()
		if name == "" || name == utf8Name {
			continue
		}
		t, _, err := convert(body, name)
		if err != nil {
			return "", "", err
		}
		if fits(t) {
			return t, name, nil
		}
		if lost := strings.Count(t, "\uFFFD"); lost < fewest {
			text, charset, fewest = t, name, lost
		}
	}
	return text, charset, nil
}

// fewSequences is how many valid UTF-8 sequences of two bytes a short text in an East
// Asian charset may have by accident; one pair of its bytes in seven is one.
const fewSequences = 3

// readValid reads a body that is valid UTF-8. Two kinds of body are valid by
// accident: ISO-2022-JP, all of whose bytes are ASCII, and a very short text in a
// charset of two-byte characters.
func readValid(body []byte, declared string) (text, charset string, err error) {
	switch name := canonical(declared); name {
	case "", utf8Name, "iso-2022-jp":
		if hasJISEscape(body) {
			return convert(body, "iso-2022-jp")
		}
	case "gbk", "gb18030", "big5", "euc-kr", "euc-jp", "shift_jis":
		if n := utf8.RuneCount(body); n < len(body) && len(body)-n <= fewSequences && !hasLongSequence(body) {
			return convert(body, name)
		}
	}
	return string(body), utf8Name, nil
}

// hasJISEscape reports whether body has the escape sequences by which ISO-2022-JP
// switches to Japanese.
func hasJISEscape(body []byte) bool {
	i := bytes.IndexByte(body, 0x1b)
	return i >= 0 && (bytes.Contains(body[i:], []byte("\x1b$B")) || bytes.Contains(body[i:], []byte("\x1b$@")))
}

func hasLongSequence(body []byte) bool {
	return bytes.ContainsFunc(body, func(r rune) bool { return utf8.RuneLen(r) > 2 })
}

// validPerInvalid is how many valid sequences outweigh one invalid byte: a page with
// a comment pasted from elsewhere, or cut off in mid-character, stays UTF-8.
const validPerInvalid = 10

// mostlyUTF8 reports whether body is UTF-8 but for a few broken bytes.
func mostlyUTF8(body []byte) bool {
	valid, invalid := 0, 0
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		switch {
		case r != utf8.RuneError || size > 1:
			valid++
		case utf8.FullRune(body[i:]): // else body was cut off in mid-character
			invalid++
		}
		i += size
	}
	return valid > 0 && valid >= validPerInvalid*invalid
}

// maxMisfit is the share of characters that a text may lose in the declared charset.
// Vendors' extra characters lose one in thousands, a wrong charset one in ten.
const maxMisfit = 1.0 / 50

// fits reports whether text lost so few characters in decoding that the declared
// charset may be right.
func fits(text string) bool {
	lost := strings.Count(text, "\uFFFD")
	return lost == 0 || float64(lost) <= maxMisfit*float64(utf8.RuneCountInString(text))
}

// canonical returns the WHATWG's name for a charset's label, or "" when it has none
// or does not decode it (as UTF-7, HZ and ISO-2022-KR).
func canonical(label string) string {
	enc, err := htmlindex.Get(label)
	if err != nil || enc == encoding.Replacement {
		return ""
	}
	name, err := htmlindex.Name(enc)
	if err != nil {
		return ""
	}
	return name
}

// convert decodes body; bytes that the charset does not have become U+FFFD.
func convert(body []byte, name string) (text, charset string, err error) {
	enc, err := htmlindex.Get(name)
	if err != nil {
		return "", "", fmt.Errorf("%w: charset %q: %w", ErrUndecodable, name, err)
	}
	decoded, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return "", "", fmt.Errorf("%w: as %s: %w", ErrUndecodable, name, err)
	}
	return string(decoded), name, nil
}

// declarationBytes is how far into a page its declaration of a charset is searched
// for. Browsers stop at 1,024 bytes; scrapes have comments and scripts before it.
const declarationBytes = 16 << 10

// declaredInside is the charset label that a page declares in its <meta> tags
// or its XML declaration, or "".
func declaredInside(body []byte) string {
	body = body[:min(len(body), declarationBytes)]
	if label := xmlEncoding(body); label != "" {
		return label
	}
	z := html.NewTokenizer(bytes.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if string(name) == "body" {
				return ""
			}
			if string(name) == "meta" && more {
				if label := metaCharset(z); label != "" {
					return label
				}
			}
		}
	}
}

// metaCharset returns the label that the <meta> tag at z declares, or "". A page that
// declares UTF-16 in ASCII letters is wrong, so that label is ignored.
func metaCharset(z *html.Tokenizer) string {
	var label, content string
	aboutType := false
	for more := true; more; {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "charset":
			label = string(value)
		case "content":
			content = string(value)
		case "http-equiv":
			aboutType = strings.EqualFold(strings.TrimSpace(string(value)), "content-type")
		}
	}
	if label == "" && aboutType {
		label = charsetParameter(content)
	}
	if strings.HasPrefix(canonical(label), "utf-16") {
		return ""
	}
	return label
}

// xmlEncoding reads <?xml … encoding="…"?>.
func xmlEncoding(body []byte) string {
	if !bytes.HasPrefix(body, []byte("<?xml")) {
		return ""
	}
	line, _, _ := bytes.Cut(body, []byte("?>"))
	_, after, found := bytes.Cut(line, []byte("encoding="))
	if !found || len(after) < 2 {
		return ""
	}
	label, _, _ := bytes.Cut(after[1:], after[:1])
	return string(label)
}
