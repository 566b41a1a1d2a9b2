package serve

import (
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/record"
)

// typeLines is the type of a batch, and of its answer; the others are read for it as
// well.
const typeLines = "application/x-ndjson"

var lineTypes = []string{typeLines, "application/ndjson", "application/jsonl", "application/x-jsonlines"}

// unsaidTypes are what curl and urllib say where nobody said anything: the bytes tell.
var unsaidTypes = []string{"application/x-www-form-urlencoded", "application/octet-stream"}

// envelopeShare is how much longer the envelope of a document may be than that: its
// text has escapes, and Base64 takes a third more.
const envelopeShare = 2

// HeaderQuality is on an answer that has no place for it inside: what the document
// is as a whole.
const HeaderQuality = "Winnow-Quality"

// clean answers POST /clean.
func (h *handler) clean(w http.ResponseWriter, r *http.Request) {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if slices.Contains(lineTypes, media) {
		h.batch(w, r)
		return
	}
	if id, refusal := h.one(w, r, media); refusal != nil {
		refuse(w, r, refusal, id)
	}
}

// one cleans one document, and answers unless it returns a refusal.
func (h *handler) one(w http.ResponseWriter, r *http.Request, media string) (id string, refusal *ask.Refusal) {
	form, refusal := h.formFor(r.Header.Values("Accept"))
	if refusal != nil {
		return "", refusal
	}
	header, refusal := said(r, media)
	if refusal != nil {
		return "", refusal
	}
	limit := h.Limit
	if isEnvelope(media) {
		limit *= envelopeShare
	}
	leave, refusal := h.Desk.Enter(expected(r, limit))
	if refusal != nil {
		return "", refusal
	}
	defer leave()
	body, refusal := h.read(r, limit)
	if refusal != nil {
		return "", refusal
	}
	answer, refusal := h.Desk.Clean(r.Context(), h.opener(header, body), form)
	if refusal != nil {
		return answer.ID, refusal
	}
	head := w.Header()
	head.Set("Content-Type", typeOf(form))
	head.Set("Vary", "Accept")
	head.Set(HeaderQuality, answer.Doc.Quality.Is.String())
	head.Set(ask.HeaderMemory, answer.Memory())
	if form.Type == ask.TypeJSON {
		answer.Body = append(answer.Body, '\n')
	}
	send(w, http.StatusOK, answer.Body)
	return "", nil
}

func typeOf(form ask.Form) string {
	if strings.HasPrefix(form.Type, "text/") {
		return form.Type + "; charset=utf-8"
	}
	return form.Type
}

func isEnvelope(media string) bool {
	return media == "" || media == record.EnvelopeType || strings.HasSuffix(media, "+json")
}

// opener returns how a body is read as a message with these headers.
func (h *handler) opener(header map[string][]string, body []byte) func() (document.Raw, error) {
	return func() (document.Raw, error) {
		raw, err := record.Parse(header, body)
		if err != nil {
			return raw, err
		}
		if refusal := checkURL(raw.URL); refusal != nil {
			return raw, refusal
		}
		return raw, nil
	}
}

// said returns what a request says of its document, as the headers of a message.
func said(r *http.Request, media string) (map[string][]string, *ask.Refusal) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, ask.Refuse(ask.ReasonRequest, "the query: %v", err)
	}
	for name, values := range query {
		if name != "url" || len(values) > 1 {
			return nil, ask.Refuse(ask.ReasonRequest, "%s in the query: want one url, or nothing", name)
		}
	}
	address := r.Header.Get(record.HeaderURL)
	if asked := query.Get("url"); asked != "" && address != "" && asked != address {
		return nil, ask.Refuse(ask.ReasonURL, "the query says %s, and %s says %s", asked, record.HeaderURL, address)
	}
	header := map[string][]string{}
	set := func(name, value string) {
		if value != "" {
			header[name] = []string{value}
		}
	}
	if !slices.Contains(unsaidTypes, media) {
		set(record.HeaderContentType, r.Header.Get("Content-Type"))
	}
	set(record.HeaderURL, cmp.Or(address, query.Get("url")))
	set(record.HeaderID, r.Header.Get(record.HeaderID))
	return header, nil
}

// checkURL returns a refusal of a document's address that is none.
func checkURL(address string) *ask.Refusal {
	if address == "" {
		return nil
	}
	at, err := url.Parse(address)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return ask.Refuse(ask.ReasonURL, "%q: want an address such as https://www.example.org/news/1", address)
	}
	return nil
}

// expected returns how many bytes a body may take at most.
func expected(r *http.Request, limit int) int {
	if r.ContentLength < 0 || r.ContentLength > int64(limit) || r.Header.Get("Content-Encoding") != "" {
		return limit
	}
	return int(r.ContentLength)
}

// read returns the whole body, unpacked.
func (h *handler) read(r *http.Request, limit int) ([]byte, *ask.Refusal) {
	if r.ContentLength > int64(limit) {
		return nil, tooLarge(limit)
	}
	unpacked, refusal := ask.Unpack(r.Header.Get("Content-Encoding"), arriving{r.Body})
	if refusal != nil {
		return nil, refusal
	}
	defer unpacked.Close()
	body, err := ask.ReadAll(unpacked, limit)
	if err != nil {
		return nil, refusalOf(err)
	}
	return body, nil
}

func tooLarge(limit int) *ask.Refusal {
	return ask.Refuse(ask.ReasonTooLarge, "the body has more than %.1f MB, which is the limit", float64(limit)/1e6)
}

// arriving is a body on its way. Its errors are refusals.
type arriving struct{ io.Reader }

func (a arriving) Read(to []byte) (int, error) {
	n, err := a.Reader.Read(to)
	if err != nil && err != io.EOF {
		return n, refusalOf(err)
	}
	return n, err
}

// refusalOf returns an error of reading as a refusal.
func refusalOf(err error) *ask.Refusal {
	var own *ask.Refusal
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, os.ErrDeadlineExceeded):
		return ask.Refuse(ask.ReasonSlow, "the body did not come within %s", bodyTime)
	case errors.Is(err, context.Canceled):
		return ask.Refuse(ask.ReasonGone, "%v", err)
	}
	return ask.Refuse(ask.ReasonRequest, "the body: %v", err)
}
