package corrections

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// ErrInvalid is of a correction that says nothing, or says it of nothing.
var ErrInvalid = errors.New("no valid correction")

// ErrUnknown is of what no store has: a raw document, or a correction that is to be
// withdrawn.
var ErrUnknown = errors.New("not kept here")

// The most bytes of what people write, and of a stretch.
const (
	MostText = 1 << 20
	mostNote = 4 << 10
	mostName = 256
	mostID   = 4 << 10
)

// Check returns an error that wraps ErrInvalid where a correction can't be kept. It does
// not look at what a store sets. One that wants what was made already is valid: somebody
// has looked, and agrees.
func (c *Correction) Check() error {
	invalid := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
	}
	for _, field := range []struct {
		name, value string
		most        int
	}{
		{"by", c.By, mostName}, {"note", c.Note, mostNote}, {"text", c.Text, MostText}, {"document", c.Document, mostID}, {"url", c.URL, mostID},
		{"site", c.Site, mostName}, {"language", c.Language, mostName}, {"source", c.Source, mostName}, {"rules", c.Digest, mostName}, {"withdraws", c.Withdraws, mostName},
	} {
		switch {
		case len(field.value) > field.most:
			return invalid("%s has %d bytes, at most are %d", field.name, len(field.value), field.most)
		case !utf8.ValidString(field.value):
			return invalid("%s is not UTF-8", field.name)
		}
	}
	switch {
	case c.By == "":
		return invalid("nobody says it")
	case c.Withdraws != "":
		return nil
	case c.Document == "":
		return invalid("it names no document")
	case c.Start < 0 || c.End <= c.Start:
		return invalid("it is about byte %d to %d", c.Start, c.End)
	case len(c.Text) != c.End-c.Start:
		return invalid("its text has %d bytes, and byte %d to %d are %d", len(c.Text), c.Start, c.End, c.End-c.Start)
	case int(c.Want) >= document.KindCount:
		return invalid("there is no kind %d", c.Want)
	}
	return nil
}

// Complete sets what a store sets: the schema, the time, and an ID where there is none.
// A correction that has one keeps it, so that saying so twice is saying so once.
func (c *Correction) Complete(now time.Time) {
	c.Schema = Schema
	if c.ID == "" {
		c.ID = newID()
	}
	if c.At.IsZero() {
		c.At = now.UTC().Truncate(time.Millisecond)
	}
}

const idBytes = 12

func newID() string {
	var id [idBytes]byte
	_, _ = rand.Read(id[:]) // it never fails
	return hex.EncodeToString(id[:])
}

// DigestOf returns the name under which a raw document is kept, in 64 hex digits, and
// the bytes that are kept: its envelope, as winnow reads it anywhere.
func DigestOf(raw *document.Raw) (digest string, envelope []byte, err error) {
	if envelope, err = record.Wrap(*raw).Marshal(); err != nil {
		return "", nil, fmt.Errorf("document %s: %w", raw.ID, err)
	}
	sum := sha256.Sum256(envelope)
	return hex.EncodeToString(sum[:]), envelope, nil
}

// IsDigest reports whether a name can be DigestOf's.
func IsDigest(name string) bool {
	if len(name) != 2*sha256.Size {
		return false
	}
	for _, c := range []byte(name) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// ReadInput returns the raw document of an envelope that DigestOf returned. It returns
// an error when the digest is another's.
func ReadInput(digest string, envelope []byte) (*document.Raw, error) {
	if sum := sha256.Sum256(envelope); hex.EncodeToString(sum[:]) != digest {
		return nil, fmt.Errorf("raw document %s: the bytes that are kept are others", digest)
	}
	raw, err := record.ParseEnvelope(envelope)
	if err != nil {
		return nil, fmt.Errorf("raw document %s: %w", digest, err)
	}
	return &raw, nil
}

// Parse reads a correction as it is kept.
func Parse(line []byte) (Correction, error) {
	var c Correction
	if err := json.Unmarshal(line, &c); err != nil {
		return c, err
	}
	if c.Schema != Schema || c.ID == "" {
		return c, fmt.Errorf("it is a %q with the id %q, want a %q", c.Schema, c.ID, Schema)
	}
	return c, c.Check()
}

// Holding returns those of all corrections, oldest first, that hold: neither those that
// withdraw nor those that are withdrawn. What a withdrawal took back holds again when
// that is withdrawn itself. Of two with one ID the first counts.
func Holding(all []Correction) []Correction {
	withdrawn := make(map[string]bool)
	for _, c := range slices.Backward(all) { // who withdraws comes later
		if c.Withdraws != "" && !withdrawn[c.ID] {
			withdrawn[c.Withdraws] = true
		}
	}
	seen := make(map[string]bool)
	holding := make([]Correction, 0, len(all))
	for _, c := range all {
		if c.Withdraws == "" && !withdrawn[c.ID] && !seen[c.ID] {
			holding = append(holding, c)
		}
		seen[c.ID] = true
	}
	return holding
}

// SourceDigest returns the digest of a segmented text, as Correction.Source has it.
func SourceDigest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Place returns where in a segmented text the correction's stretch is: where it says, or,
// in a text that is another one now, where its words are if they are there once.
func (c *Correction) Place(source string) (document.Span, bool) {
	if c.Start >= 0 && c.End <= len(source) && c.Start < c.End && source[c.Start:c.End] == c.Text {
		return document.Span{Start: c.Start, End: c.End}, true
	}
	at := strings.Index(source, c.Text)
	if c.Text == "" || at < 0 || strings.Contains(source[at+1:], c.Text) {
		return document.Span{}, false
	}
	return document.Span{Start: at, End: at + len(c.Text)}, true
}

// WasKind returns what the stretch was taken for: article, title, or what it was removed
// as.
func (c *Correction) WasKind() document.Kind {
	if c.Was.Removed || c.Was.Kind == document.Title {
		return c.Was.Kind
	}
	return document.Article
}

// Changes reports whether something else is wanted than there was. Where not, somebody
// has looked and agrees.
func (c *Correction) Changes() bool { return c.Withdraws == "" && c.Want != c.WasKind() }
