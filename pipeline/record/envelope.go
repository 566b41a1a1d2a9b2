package record

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"mime"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Envelope is the JSON form of a raw document. Exactly one of Content and
// ContentB64 is set: the second is for bytes that are not UTF-8. Fields that
// it does not name are ignored, so that a scraper may add its own.
type Envelope struct {
	Schema      string  `json:"schema,omitempty"` // RawSchema, or empty for the same
	ID          string  `json:"id,omitempty"`
	URL         string  `json:"url,omitempty"`
	Content     *string `json:"content,omitempty"`
	ContentB64  *string `json:"content_b64,omitempty"`
	ContentType string  `json:"content_type,omitempty"`
	Title       string  `json:"title,omitempty"`
	FetchedAt   string  `json:"fetched_at,omitempty"`
	Source      string  `json:"source,omitempty"`
	Language    string  `json:"language,omitempty"`
}

// The headers of a bare body. They are found in any letter case, and also fill
// the fields that an envelope leaves empty.
const (
	HeaderContentType = "Content-Type"
	HeaderID          = "Winnow-Id"
	HeaderURL         = "Winnow-Url"
)

// The headers of a clean document.
const (
	HeaderSequence = "Winnow-Raw-Sequence" // the sequence of its raw document in the raw stream
	HeaderParts    = "Winnow-Parts"        // how many messages right before it have its lists; absent: it has them itself
	HeaderRevision = "Winnow-Revision"     // the Revision of its raw document; then a dash and HeaderEmission if there is one
)

// HeaderBackfill is on a clean document that a backfill wrote to a stream: the
// run, a dot, and the document's record.
const HeaderBackfill = "Winnow-Backfill"

// HeaderEmission is on a raw document that an operator emitted again, and on its
// clean document: 1 the first time, then 2. A clean document replaces the one
// with a lower number.
const HeaderEmission = "Winnow-Emission"

// HeaderReclean is on a raw document that a job of re-cleaning emitted again: the job, a
// dot, and the sequence of the clean document in whose place it comes.
const HeaderReclean = "Winnow-Reclean"

// EmissionID returns the message id of a raw document that is emitted again: it names
// the message in whose place it comes, by its sequence, and the emission.
func EmissionID(sequence uint64, number int) string {
	return emissionPrefix + strconv.FormatUint(sequence, 10) + "." + strconv.Itoa(number)
}

const (
	emissionPrefix = "emit."
	headerMsgID    = "Nats-Msg-Id"
)

// EmittedAgain returns the sequence that the message id of a raw document names. It
// reports false for one that no operator emitted: scrapers write any other headers.
func EmittedAgain(header map[string][]string) (sequence uint64, again bool) {
	id, ours := strings.CutPrefix(Header(header, headerMsgID), emissionPrefix)
	first, _, dot := strings.Cut(id, ".")
	sequence, err := strconv.ParseUint(first, 10, 64)
	return sequence, ours && dot && err == nil
}

// EnvelopeType is the Content-Type of an envelope.
const EnvelopeType = "application/json"

// Wrap returns the envelope of raw.
func Wrap(raw document.Raw) Envelope {
	e := Envelope{
		ID: raw.ID, URL: raw.URL, ContentType: raw.ContentType, Title: raw.Title,
		FetchedAt: raw.FetchedAt, Source: raw.Source, Language: raw.Language,
	}
	if utf8.Valid(raw.Content) {
		content := string(raw.Content)
		e.Content = &content
	} else {
		content := base64.StdEncoding.EncodeToString(raw.Content)
		e.ContentB64 = &content
	}
	return e
}

// Marshal returns the envelope as one line of JSON.
func (e Envelope) Marshal() ([]byte, error) { return marshal(e) }

// Raw returns the document in the envelope, with an id. It fails with an *Error
// when the schema is not RawSchema, when there is not exactly one content, or
// when content_b64 is not Base64.
func (e Envelope) Raw() (document.Raw, error) {
	if e.Schema != "" && e.Schema != RawSchema {
		return document.Raw{}, refuse(ReasonVersion, "the envelope's schema is %q, want %q", e.Schema, RawSchema)
	}
	content, err := e.body()
	if err != nil {
		return document.Raw{}, err
	}
	return Identify(document.Raw{
		ID: e.ID, URL: e.URL, ContentType: e.ContentType, Title: e.Title,
		FetchedAt: e.FetchedAt, Source: e.Source, Language: e.Language, Content: content,
	}), nil
}

func (e Envelope) body() ([]byte, error) {
	switch {
	case e.Content != nil && e.ContentB64 != nil:
		return nil, refuse(ReasonContent, "the envelope has both content and content_b64, want one")
	case e.Content != nil:
		return []byte(*e.Content), nil
	case e.ContentB64 == nil:
		return nil, refuse(ReasonContent, "the envelope has neither content nor content_b64")
	}
	content, err := base64.StdEncoding.DecodeString(*e.ContentB64)
	if err != nil {
		return nil, refuse(ReasonBroken, "content_b64: %w", err)
	}
	return content, nil
}

// ParseEnvelope reads one JSON envelope. It fails with an *Error, which says at
// which byte, counted from 1, the JSON is broken.
func ParseEnvelope(line []byte) (document.Raw, error) {
	e, err := decodeEnvelope(line)
	if err != nil {
		return document.Raw{}, err
	}
	return e.Raw()
}

func decodeEnvelope(line []byte) (Envelope, error) {
	var e Envelope
	if at := invalidUTF8(line); at >= 0 {
		return e, refuse(ReasonBroken, "the envelope is not UTF-8 at byte %d; other charsets go into content_b64", at+1)
	}
	line = bytes.TrimPrefix(line, []byte("\ufeff"))
	err := json.Unmarshal(line, &e)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return e, nil
	case errors.As(err, &syntax):
		return e, refuse(ReasonBroken, "broken JSON at byte %d: %w", syntax.Offset, err)
	case errors.As(err, &kind) && kind.Field == "":
		return e, refuse(ReasonBroken, "the envelope is a JSON %s, want an object", kind.Value)
	case errors.As(err, &kind):
		return e, refuse(ReasonBroken, "%s is a JSON %s at byte %d, want a %s", kind.Field, kind.Value, kind.Offset, kind.Type)
	}
	return e, refuse(ReasonBroken, "broken envelope: %w", err)
}

// invalidUTF8 returns the index of the first byte that is not UTF-8, or -1.
func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	at := 0
	for {
		r, n := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && n <= 1 {
			return at
		}
		at += n
	}
}

// Parse reads a message: an envelope, or a bare body with headers. It is an
// envelope when its Content-Type is application/json or any +json, or when it
// has none and begins with '{'. It fails with an *Error when the envelope is
// broken; a bare body is always read. A body that HeaderEncoding says is compressed is
// unpacked first: see Unpack.
func Parse(header map[string][]string, body []byte) (document.Raw, error) {
	body, err := Unpack(header, body)
	if err != nil {
		return document.Raw{}, err
	}
	contentType := Header(header, HeaderContentType)
	if !isEnvelope(contentType, body) {
		return Identify(document.Raw{
			ID: Header(header, HeaderID), URL: Header(header, HeaderURL), ContentType: contentType, Content: body,
		}), nil
	}
	e, err := decodeEnvelope(body)
	if err != nil {
		return document.Raw{}, err
	}
	if e.ID == "" {
		e.ID = Header(header, HeaderID)
	}
	if e.URL == "" {
		e.URL = Header(header, HeaderURL)
	}
	return e.Raw()
}

func isEnvelope(contentType string, body []byte) bool {
	if contentType == "" {
		body = bytes.TrimPrefix(body, []byte("\ufeff"))
		return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == EnvelopeType || strings.HasSuffix(media, "+json"))
}

// Header returns the first value of a header, empty if there is none. Letter
// case does not matter: not every NATS client writes names alike.
func Header(header map[string][]string, name string) string {
	if values := header[name]; len(values) > 0 {
		return values[0]
	}
	for key, values := range header {
		if len(values) > 0 && strings.EqualFold(key, name) {
			return values[0]
		}
	}
	return ""
}
