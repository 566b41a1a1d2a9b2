// Package decode turns the bytes of a scrape into UTF-8 text or a parsed page,
// so that nothing behind it has to think about charsets, hostile markup or
// bodies that are no article at all.
//
// A body passes four gates, one file each: its declared type (contenttype.go)
// and its first bytes (magic.go) must be those of text; its charset is chosen
// (charset.go, and detect.go when nobody declared it) and written down, never
// guessed silently; sniff.go tells a page from plain text; page.go parses a
// page once, in time that is bounded whatever its tags do, without the scripts and
// styles that nobody reads (unread.go).
//
// Text is never touched up: but for the byte order mark and for bytes that
// are not text in the chosen charset (each becomes U+FFFD), what goes in comes
// out, carriage returns and all, because every later offset counts on it.
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
// like a PDF file"); naming the document is up to the caller, who knows
// whether it was a file, a URL or a message.
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
	Charset string     // the WHATWG's name of the charset it came in, lower case
	Text    string     // plain text, valid UTF-8 without a byte order mark; empty for a page
	Page    *html.Node // the root of the parsed page; nil for plain text
	Source  string     // the page's HTML as UTF-8, for what lies in its scripts; empty for plain text
}

// Limits bounds what one document may cost. A field that is zero or less has
// its default.
type Limits struct {
	Bytes int // of the body as it came in
	Nodes int // of the parsed page, as far as its tags foretell them
	Lines int // of a plain text
}

const (
	// defaultBytes lets the largest live blogs and transcripts through (3 to 5
	// MB of HTML) and keeps a stray video from filling memory.
	defaultBytes = 16 << 20
	// defaultNodes is some fifty times a large news page, more than 10 MB of
	// ordinary markup has, and about 200 MB once parsed.
	defaultNodes = 1_000_000
	// defaultLines is some thousand times a long article. Every line becomes a
	// block, whose judging takes about a kilobyte.
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
	if l.Nodes <= 0 {
		l.Nodes = defaultNodes
	}
	if l.Lines <= 0 {
		l.Lines = defaultLines
	}
	return l
}

// Decode reads raw.Content by raw.ContentType, with raw.Language as a hint
// where the charset has to be guessed. The same raw gives the same result. The
// error wraps one of the package's sentinels.
func Decode(raw document.Raw, limits Limits) (*Decoded, error) {
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
	page, err := parsePage(text, limits.Nodes)
	if err != nil {
		return nil, err
	}
	return &Decoded{Format: format, Charset: charset, Page: page, Source: text}, nil
}

func checkSize(body []byte, limit int) error {
	if len(body) == 0 {
		return fmt.Errorf("%w: no bytes", ErrEmpty)
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
	// maxControlShare of control bytes, each one in twenty, is far above what
	// a sloppy export leaves in text (form feeds, a stray NUL) and half of what
	// random bytes have (one in ten).
	maxControlShare = 1.0 / 20
	// nulWeight is how many other control bytes a NUL counts for: text has
	// hardly ever one, binary formats are full of them.
	nulWeight = 4
	// maxLostShare is the share of characters that may be U+FFFD. French that
	// lost its accents in a careless scraper has one in thirty and is still
	// worth reading; Cyrillic that lost its letters has four in five.
	maxLostShare = 1.0 / 5
)

// checkText refuses text that is blank, that is binary data in disguise, or
// whose characters were mostly lost on the way.
func checkText(text string) error {
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("%w: only white space", ErrEmpty)
	}
	controls := 0
	for i := range len(text) {
		controls += int(controlWeights[text[i]]) // no branch: line ends come where nobody can foretell them
	}
	if float64(controls) > maxControlShare*float64(len(text)) {
		return fmt.Errorf("%w: full of control characters", ErrBinary)
	}
	lost := strings.Count(text, "\uFFFD")
	if lost > 0 && float64(lost) > maxLostShare*float64(utf8.RuneCountInString(text)) {
		return fmt.Errorf("%w: %d of its characters are lost", ErrUndecodable, lost)
	}
	return nil
}

// controlWeights is what a byte counts for: nothing when it is no control byte or
// a tab or line end.
var controlWeights = func() (weights [256]uint8) {
	for b := range ' ' {
		weights[b] = 1
	}
	for _, b := range "\t\n\v\f\r" {
		weights[b] = 0
	}
	weights[0], weights[0x7F] = nulWeight, 1
	return weights
}()
