package output

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"golang.org/x/text/language"

	"github.com/winnow-news/winnow/pipeline/record"
)

// WETInfo is how the records of a WET file are written.
type WETInfo struct {
	Software string // what the file says that it was written with
	Gzip     bool   // a gzip member a record
}

// noDate is the WARC-Date of a document of which no date is known. The field may
// not be missing, and the time of writing would make other bytes of the same
// document.
const noDate = "1970-01-01T00:00:00Z"

// EncodeWET returns a document as one conversion record of a WET file: the title
// on the first line, then the text. The same document has the same bytes.
func EncodeWET(doc *record.Clean, info WETInfo) ([]byte, error) {
	text := doc.Text
	if doc.Title != "" {
		text = doc.Title + "\n" + text
	}
	fields := []string{
		"WARC-Type", "conversion", "WARC-Target-URI", doc.URL, "WARC-Date", wetDate(doc),
		"WARC-Record-ID", "<urn:uuid:" + wetID(doc.ID) + ">",
		"WARC-Identified-Content-Language", threeLetters(doc.Language), "Content-Type", "text/plain",
	}
	return encodeWARC(fields, text, info.Gzip)
}

// EncodeWETInfo returns the record that a WET file begins with.
func EncodeWETInfo(info WETInfo) ([]byte, error) {
	block := "software: " + oneLine(info.Software) + "\r\nformat: WARC File Format 1.1\r\n"
	fields := []string{
		"WARC-Type", "warcinfo", "WARC-Date", noDate, "WARC-Record-ID", "<urn:uuid:" + wetID("warcinfo\x00"+info.Software) + ">",
		"Content-Type", "application/warc-fields",
	}
	return encodeWARC(fields, block, info.Gzip)
}

// encodeWARC returns a record with the fields, names and values in turn, that
// have a value.
func encodeWARC(fields []string, block string, packed bool) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("WARC/1.1\r\n")
	for i := 0; i < len(fields); i += 2 {
		if value := oneLine(fields[i+1]); value != "" {
			b.WriteString(fields[i] + ": " + value + "\r\n")
		}
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s\r\n\r\n", len(block), block)
	if !packed {
		return b.Bytes(), nil
	}
	var member bytes.Buffer
	w := gzip.NewWriter(&member)
	if _, err := w.Write(b.Bytes()); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return member.Bytes(), nil
}

// oneLine returns a value without the ends of lines, which would begin another
// field.
func oneLine(value string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == 0 {
			return ' '
		}
		return r
	}, value))
}

// wetDate returns when the document was fetched, or else published, in UTC.
func wetDate(doc *record.Clean) string {
	for _, stated := range []string{doc.FetchedAt, doc.Published} {
		for _, layout := range []string{time.RFC3339, time.DateOnly} {
			if at, err := time.Parse(layout, stated); err == nil {
				return at.UTC().Format("2006-01-02T15:04:05Z")
			}
		}
	}
	return noDate
}

// wetID returns a UUID for an id, which is the id itself when it is one. It is of
// version 8, whose bits are the writer's own: version 5 has SHA-1.
func wetID(id string) string {
	if isUUID(id) {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	sum[6] = sum[6]&0x0f | 0x80
	sum[8] = sum[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

func isUUID(s string) bool {
	const layout = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	if len(s) != len(layout) {
		return false
	}
	for i := range len(s) {
		hex := s[i] >= '0' && s[i] <= '9' || s[i] >= 'a' && s[i] <= 'f'
		if layout[i] == '-' && s[i] != '-' || layout[i] == 'x' && !hex {
			return false
		}
	}
	return true
}

// threeLetters returns the ISO 639-3 code of a language, "" when it has none.
func threeLetters(tag string) string {
	base, err := language.ParseBase(tag)
	if err != nil || base.ISO3() == "und" {
		return ""
	}
	return base.ISO3()
}
