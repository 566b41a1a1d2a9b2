package record

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"

	"github.com/winnow-news/winnow/cleaners/document"
)

// digestSize is how many bytes of a SHA-256 name a document: in 128 bits no two
// documents of any archive meet by chance, and they are half as long to read.
const digestSize = 16

// Identify returns raw with an id. When it has none, that is the hex of the first
// 16 bytes of the SHA-256 of its content, followed by a zero byte and its URL if
// there is one. The same bytes have the same id on the command line and in the
// stream.
func Identify(raw document.Raw) document.Raw {
	if raw.ID != "" {
		return raw
	}
	h := sha256.New()
	h.Write(raw.Content)
	if raw.URL != "" {
		h.Write([]byte{0})
		io.WriteString(h, raw.URL)
	}
	raw.ID = name(h)
	return raw
}

// Revision returns a digest of a document's id and everything that the clean
// document depends on, in 32 hex digits. It is on the clean document, so that
// consumers can tell a document that was sent in twice from an article that was
// changed under the same id. It does not cover FetchedAt, since fetching an
// unchanged article again makes nothing new, nor the rules.
func Revision(raw document.Raw) string {
	h := sha256.New()
	for _, field := range []string{raw.ID, raw.URL, raw.Title, raw.Source, raw.Language, raw.ContentType} {
		io.WriteString(h, field)
		h.Write([]byte{0})
	}
	h.Write(raw.Content)
	return name(h)
}

func name(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)[:digestSize]) }
