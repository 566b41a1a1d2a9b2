package archive

import (
	"bytes"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// warcRecord is a record in its parts.
type warcRecord struct {
	header []byte // with its first line
	block  []byte
}

// payload is what a record holds of a page or text.
type payload struct {
	contentType string // as declared, with its charset
	transfer    string // Transfer-Encoding; of HTTP alone
	encoding    string // Content-Encoding; of HTTP alone
	body        []byte // coded
}

func parseWARC(content []byte) warcRecord {
	header, block := splitHeader(content)
	return warcRecord{header: header, block: block}
}

// splitHeader returns what is before the first blank line and what is behind it.
func splitHeader(b []byte) (header, body []byte) {
	for at := 0; ; {
		end := bytes.IndexByte(b[at:], '\n')
		if end < 0 {
			return b, nil
		}
		line := b[at : at+end]
		if len(line) == 0 || len(line) == 1 && line[0] == '\r' {
			return b[:at], b[at+end+1:]
		}
		at += end + 1
	}
}

// headerField returns the first field of a name in a header of lines. A line
// that begins with a space goes on with the one before.
func headerField(header []byte, name string) string {
	found, value := false, ""
	for line := range bytes.Lines(header) {
		switch {
		case found && (line[0] == ' ' || line[0] == '\t'):
			value += " " + string(bytes.TrimSpace(line))
		case found:
			return strings.TrimSpace(value)
		case len(line) > len(name) && line[len(name)] == ':' && strings.EqualFold(string(line[:len(name)]), name):
			found, value = true, string(bytes.TrimSpace(line[len(name)+1:]))
		}
	}
	return strings.TrimSpace(value)
}

// warcLength returns the length of the block that a header states.
func warcLength(header []byte) (int64, error) {
	stated := headerField(header, "Content-Length")
	length, err := strconv.ParseInt(stated, 10, 64)
	if err != nil || length < 0 {
		return 0, refuse(ReasonBroken, "the record's Content-Length is %q", stated)
	}
	return length, nil
}

func (r *warcRecord) field(name string) string { return headerField(r.header, name) }

// id returns what the archive calls the record. Two crawls of one address are
// two documents.
func (r *warcRecord) id() string {
	return strings.TrimPrefix(unbracket(r.field("WARC-Record-ID")), "urn:uuid:")
}

func (r *warcRecord) url() string { return unbracket(r.field("WARC-Target-URI")) }

// unbracket returns an address without the angle brackets that some write.
func unbracket(s string) string {
	if inside, opened := strings.CutPrefix(s, "<"); opened {
		return strings.TrimSuffix(inside, ">")
	}
	return s
}

// date returns when the record was fetched, "" unless it is a time.
func (r *warcRecord) date() string {
	stated := r.field("WARC-Date")
	if _, err := time.Parse(time.RFC3339, stated); err != nil {
		return ""
	}
	return stated
}

// language returns the language that the archive found, "" when it is not one
// alone.
func (r *warcRecord) language() string {
	base, err := language.ParseBase(strings.TrimSpace(r.field("WARC-Identified-Content-Language")))
	if err != nil {
		return ""
	}
	return base.String()
}

// payload returns what a record holds; of an HTTP response what is behind its
// header.
func (r *warcRecord) payload() payload {
	if !bytes.HasPrefix(r.block, []byte("HTTP/")) || r.field("WARC-Type") != "response" {
		return payload{contentType: r.withCharset(r.field("Content-Type")), body: r.block}
	}
	header, body := finalResponse(r.block)
	p := payload{
		contentType: headerField(header, "Content-Type"), body: body,
		transfer: headerField(header, "Transfer-Encoding"), encoding: headerField(header, "Content-Encoding"),
	}
	if _, generic := trustedType(p.contentType); generic {
		if identified := r.field("WARC-Identified-Payload-Type"); identified != "" {
			p.contentType = identified
		}
	}
	if media, _, _ := strings.Cut(p.contentType, ";"); !strings.Contains(media, "/") {
		p.contentType = "" // no type: what it is will be told from the body
	}
	return p
}

// withCharset adds that conversions are UTF-8, where a type names no charset.
func (r *warcRecord) withCharset(contentType string) string {
	if r.field("WARC-Type") != "conversion" || contentType == "" || strings.Contains(contentType, "charset") {
		return contentType
	}
	return contentType + "; charset=utf-8"
}

// finalResponse returns the header and body of the response that is behind those
// that only say to wait.
func finalResponse(block []byte) (header, body []byte) {
	header, body = splitHeader(block)
	for status(header)/100 == 1 && bytes.HasPrefix(body, []byte("HTTP/")) {
		header, body = splitHeader(body)
	}
	return header, body
}

// status returns the status of an HTTP response, 0 when it has none.
func status(header []byte) int {
	line, _, _ := bytes.Cut(header, []byte("\n"))
	fields := strings.Fields(string(line))
	if len(fields) < 2 {
		return 0
	}
	code, _ := strconv.Atoi(fields[1])
	return code
}

// isDocument reports whether a record is a page or text that was fetched.
func isDocument(r warcRecord) bool {
	switch kind := r.field("WARC-Type"); {
	case kind != "response" && kind != "resource" && kind != "conversion":
		return false
	case kind == "response" && bytes.HasPrefix(r.block, []byte("HTTP/")):
		if header, _ := finalResponse(r.block); status(header)/100 != 2 {
			return false
		}
	case kind == "response":
		return false // of another protocol, such as DNS
	}
	p := r.payload()
	if len(p.body) == 0 || !isPlace(r.url()) {
		return false
	}
	trusted, generic := trustedType(p.contentType)
	return trusted || generic && sniffsAsDocument(r.url(), p)
}

// isPlace reports whether an address is one at which an article can be. Crawlers
// keep notes of their own under others, and sites' notes to crawlers have fixed
// names.
func isPlace(address string) bool {
	if address == "" {
		return true
	}
	at, err := url.Parse(address)
	if err != nil {
		return true // the address is odd, and the page may be sound
	}
	if !slices.Contains([]string{"", "http", "https", "ftp", "file"}, at.Scheme) {
		return false
	}
	name := strings.ToLower(at.Path)
	return !strings.HasPrefix(name, "/.well-known/") &&
		!slices.Contains([]string{"/robots.txt", "/ads.txt", "/app-ads.txt", "/humans.txt", "/security.txt", "/llms.txt"}, name)
}

// trustedType reports whether a declared type is that of a page or text, or says
// nothing.
func trustedType(contentType string) (trusted, generic bool) {
	media, _, _ := strings.Cut(contentType, ";")
	media, _, _ = strings.Cut(media, ",")
	switch media = strings.ToLower(strings.TrimSpace(media)); media {
	case "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown":
		return true, false
	case "", "*/*", "application/octet-stream", "binary/octet-stream", "application/unknown", "unknown/unknown",
		"application/x-unknown-content-type", "application/xml", "text/xml":
		return false, true
	}
	return false, !strings.Contains(media, "/")
}

// notDocuments is the endings of addresses whose content is text and no article.
var notDocuments = []string{".js", ".mjs", ".css", ".json", ".map", ".xml", ".rss", ".atom", ".csv", ".tsv", ".svg", ".ics", ".vtt", ".srt"}

// sniffsAsDocument reports whether a body of a type that says nothing is a page or
// text.
func sniffsAsDocument(address string, p payload) bool {
	head := bytes.TrimLeft(decodeHead(p), "\ufeff \t\r\n")
	page := bytes.Contains(bytes.ToLower(head), []byte("<html"))
	switch kind, _, _ := strings.Cut(http.DetectContentType(head), ";"); kind {
	case "text/html":
		return true
	case "text/xml":
		return page
	case "text/plain":
	default:
		return false
	}
	if page {
		return true
	}
	if at, err := url.Parse(address); err == nil && slices.Contains(notDocuments, strings.ToLower(path.Ext(at.Path))) {
		return false
	}
	return isText(head) && !bytes.HasPrefix(head, []byte("{")) && !bytes.HasPrefix(head, []byte("[")) && !bytes.HasPrefix(head, []byte("<"))
}
