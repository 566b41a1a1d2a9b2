// Package decode turns the bytes of a scrape into UTF-8 text or a parsed page, so
// that the packages behind it need not know of charsets, hostile markup or bodies
// that are no article at all.
//
// Decode takes four steps. The declared content type (contenttype.go) and the first
// bytes (magic.go) must be those of text. The charset is chosen by what was declared
// (charset.go) or else detected (detect.go, thai.go, utf16.go), and recorded. A page
// is told from plain text (sniff.go). A page is parsed, in bounded time whatever its
// tags do (page.go, formatting.go, simplify.go), without what of it is not read
// (unread.go, tags.go) and with a <noscript> that holds its text (noscript.go).
//
// But for the byte order mark, and for bytes that are not text in the chosen charset,
// each of which becomes U+FFFD, the text is not changed, because every later offset
// points into it.
package decode

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// What can be wrong with a body. Each comes wrapped with what was found ("looks
// like a PDF file"). The caller adds the document's name: it knows whether it was a
// file, a URL or a message.
var (
	ErrEmpty       = errors.New("empty document")
	ErrTooLarge    = errors.New("document too large")
	ErrContentType = errors.New("content type not supported")
	ErrBinary      = errors.New("binary data, not text")
	ErrUndecodable = errors.New("text cannot be decoded")
	ErrTooDeep     = errors.New("page nested too deeply")
)

// Decoded is a body that can be read.
type Decoded struct {
	Format  document.Format
	Charset string     // the charset that it came in, by the WHATWG's name in lower case
	Text    string     // plain text, valid UTF-8 without a byte order mark; empty for a page
	Page    *html.Node // the root of the parsed page; nil for plain text
	Source  string     // the page's HTML as UTF-8, for what lies in its scripts; empty for plain text
}

// Limits bounds what one document may cost. A field that is zero or less means its
// default.
type Limits struct {
	Bytes int // of the body as it came in, 512 MB at most
	Nodes int // of the parsed page, estimated from its tags
	Lines int // of a plain text
}

const (
	// defaultBytes admits the largest live blogs and transcripts (3 to 5 MB of
	// HTML) and keeps a video from filling memory.
	defaultBytes = 16 << 20
	// mostBytes is what Limits.Bytes is at most: places in a text are kept in 32 bits, and
	// a byte of an old charset takes up to three in UTF-8.
	mostBytes = 1 << 29
	// defaultNodes is more than 10 MB of ordinary markup has, and takes about
	// 200 MB once parsed.
	defaultNodes = 1_000_000
	// defaultLines is a thousand times a long article. Every line becomes a block,
	// whose judging takes about a kilobyte.
	defaultLines = 1_000_000
)

// DefaultLimits is what winnow uses unless told otherwise.
func DefaultLimits() Limits {
	return Limits{Bytes: defaultBytes, Nodes: defaultNodes, Lines: defaultLines}
}

func (l Limits) orDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = defaultBytes
	}
	l.Bytes = min(l.Bytes, mostBytes)
	if l.Nodes <= 0 {
		l.Nodes = defaultNodes
	}
	if l.Lines <= 0 {
		l.Lines = defaultLines
	}
	return l
}

// Decode reads raw.Content by raw.ContentType, with raw.Language as a hint
// where the charset has to be detected. The same raw has the same result. The
// error wraps one of the package's sentinels.
func Decode(raw document.Raw, limits Limits) (*Decoded, error) {
	return DecodeWith(raw, limits, Options{})
}

// Options say how a page is to be decoded.
type Options struct {
	// Edit returns what the page's source is read as; the limits hold for that as
	// well. Nil changes nothing.
	Edit func(source string) string
	// Lean leaves out what segmenting does not read without being asked for more: most
	// attributes, scripts and styles with their tags, comments, what a head states for
	// browsers, the shapes of pictures, and white space around blocks. The parser takes
	// time for each of them.
	Lean bool
}

// DecodeWith is Decode with options.
func DecodeWith(raw document.Raw, limits Limits, options Options) (*Decoded, error) {
	limits = limits.orDefault()
	if err := checkSize(raw.Content, limits.Bytes); err != nil {
		return nil, err
	}
	declared, err := parseContentType(raw.ContentType)
	if err != nil {
		return nil, err
	}
	if name := magicName(raw.Content); name != "" {
		return nil, fmt.Errorf("%w: looks like %s", ErrBinary, name)
	}
	text, charset, err := toUTF8(raw.Content, declared.charset, raw.Language)
	if err != nil {
		return nil, err
	}
	if err := checkText(text); err != nil {
		return nil, fmt.Errorf("%w (read as %s)", err, charset)
	}
	format, err := declared.format(text)
	if err != nil {
		return nil, err
	}
	if format == document.PlainText {
		if n := max(strings.Count(text, "\n"), strings.Count(text, "\r")); n > limits.Lines {
			return nil, fmt.Errorf("%w: a text of %d lines, limit %d", ErrTooLarge, n, limits.Lines)
		}
		return &Decoded{Format: format, Charset: charset, Text: text}, nil
	}
	if options.Edit != nil {
		if text = options.Edit(text); len(text) > limits.Bytes {
			return nil, fmt.Errorf("%w: %s once it is edited, limit %s", ErrTooLarge, megabytes(len(text)), megabytes(limits.Bytes))
		}
	}
	page, err := parsePage(text, limits.Nodes, options.Lean)
	if err != nil {
		return nil, err
	}
	return &Decoded{Format: format, Charset: charset, Page: page, Source: text}, nil
}

func checkSize(body []byte, limit int) error {
	if len(body) == 0 {
		return fmt.Errorf("%w: no bytes", ErrEmpty)
	}
	if len(body) == limit+1 { // who read it read no more
		return fmt.Errorf("%w: more than %s, which is the limit", ErrTooLarge, megabytes(limit))
	}
	if len(body) > limit {
		return fmt.Errorf("%w: %s, limit %s", ErrTooLarge, megabytes(len(body)), megabytes(limit))
	}
	return nil
}

// megabytes writes a size for people: bytes below a tenth of a megabyte, so
// that a limit of a few bytes does not read "0.0 MB".
func megabytes(n int) string {
	if n < 100_000 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

const (
	// maxControlShare is the share of bytes that may be control characters: far more
	// than exports leave in text (form feeds, a stray NUL), and half of what random
	// bytes have.
	maxControlShare = 1.0 / 20
	// maxLostShare is the share of characters that may be U+FFFD. French that lost
	// its accents has one in thirty and is still worth reading; Cyrillic that lost
	// its letters has four in five.
	maxLostShare = 1.0 / 5
)

// checkText returns an error for text that is blank, that is binary data, or that
// lost too many of its characters in decoding.
func checkText(text string) error {
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("%w: only white space", ErrEmpty)
	}
	if float64(controlWeight(text)) > maxControlShare*float64(len(text)) {
		return fmt.Errorf("%w: full of control characters", ErrBinary)
	}
	lost := strings.Count(text, "\uFFFD")
	if lost > 0 && float64(lost) > maxLostShare*float64(utf8.RuneCountInString(text)) {
		return fmt.Errorf("%w: %d of its characters are lost", ErrUndecodable, lost)
	}
	return nil
}
