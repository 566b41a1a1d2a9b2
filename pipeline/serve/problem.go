package serve

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/winnow-news/winnow/pipeline/ask"
)

// The MIME types of errors.
const (
	typeProblem   = "application/problem+json"
	reasonPrefix  = "urn:winnow:reason:" // begins a problem's type
	retryAfter    = 1                    // seconds; a place is free after some milliseconds
	drainTime     = 5 * time.Second
	mostDrained   = 64 << 20
	expectHeader  = "Expect"
	expectedValue = "100-continue"
)

// problem is an error as RFC 9457 has it, with the reason in a word of its own.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Reason string `json:"reason"`
	ID     string `json:"id,omitempty"`
}

func newProblem(r *ask.Refusal, id string) problem {
	title := http.StatusText(r.Status)
	if title == "" {
		title = "Gone"
	}
	return problem{Type: reasonPrefix + r.Reason, Title: title, Status: r.Status, Detail: r.Detail, Reason: r.Reason, ID: id}
}

// refuse answers with a problem.
func refuse(w http.ResponseWriter, r *http.Request, refusal *ask.Refusal, id string) {
	drain(w, r)
	body, err := json.Marshal(newProblem(refusal, id))
	if err != nil { // of strings and a number
		http.Error(w, refusal.Reason, refusal.Status)
		return
	}
	h := w.Header()
	h.Set("Content-Type", typeProblem)
	if refusal.Status == http.StatusTooManyRequests || refusal.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", strconv.Itoa(retryAfter))
	}
	if refusal.Reason == ask.ReasonEncoding {
		h.Set("Accept-Encoding", ask.Encodings) // RFC 9110, 12.5.3
	}
	send(w, refusal.Status, append(body, '\n'))
}

// drain reads what a client still sends, for a while: one that is answered before it
// has sent all sees a broken connection in place of the answer. One that waits to be
// told to go on (Expect) is not told.
func drain(w http.ResponseWriter, r *http.Request) {
	if strings.EqualFold(r.Header.Get(expectHeader), expectedValue) {
		return
	}
	if http.NewResponseController(w).SetReadDeadline(time.Now().Add(drainTime)) == nil {
		io.CopyN(io.Discard, r.Body, mostDrained) // whatever ends it, the answer is next
	}
}

// send writes a whole answer.
func send(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	extend(w)
	w.WriteHeader(status)
	w.Write(body) // the client has left: nobody to tell
}

// extend gives the client the whole time for reading an answer from now on, however
// long it took to make.
func extend(w http.ResponseWriter) {
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime)) // a recorder has none
}
