package serve

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/winnow-news/winnow/pipeline/ask"
	"github.com/winnow-news/winnow/pipeline/record"
)

// The bounds of a batch. Answers that wait for a client which is still sending take
// up to spoolBytes; one whose answers are more than that must read while it sends,
// or it is cut off after writeTime. The lines in hand together have as many bytes as
// the longest line may have.
const (
	mostBatchBytes = 1 << 30
	spoolBytes     = 32 << 20
)

// lineError is the answer to a line that could not be cleaned.
type lineError struct {
	Error lineReason `json:"error"`
	ID    string     `json:"id"`   // as far as it is known
	Line  int        `json:"line"` // from 1
}

type lineReason struct {
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// batch cleans envelopes, one a line, and answers a line to each, in order. They come
// out while others go in.
func (h *handler) batch(w http.ResponseWriter, r *http.Request) {
	accept := r.Header.Values("Accept")
	if chosen(accept, lineTypes...) < 0 {
		refuse(w, r, ask.Refuse(ask.ReasonAccept, "Accept: %s: the answer to a batch is %s", strings.Join(accept, ", "), typeLines), "")
		return
	}
	if r.URL.RawQuery != "" {
		refuse(w, r, ask.Refuse(ask.ReasonRequest, "a query, and a batch: its documents name their own url"), "")
		return
	}
	leave, refusal := h.Desk.Enter(spoolBytes + h.Limit*envelopeShare)
	if refusal != nil {
		refuse(w, r, refusal, "")
		return
	}
	defer leave()
	body, refusal := ask.Unpack(r.Header.Get("Content-Encoding"), arriving{patient{w, r.Body}})
	if refusal != nil {
		refuse(w, r, refusal, "")
		return
	}
	defer body.Close()
	h.stream(w, r, newLines(body, h.Limit*envelopeShare, mostBatchBytes))
}

// patient is the body of a batch: each read of it has bodyTime anew.
type patient struct {
	w http.ResponseWriter
	io.Reader
}

func (p patient) Read(to []byte) (int, error) {
	http.NewResponseController(p.w).SetReadDeadline(time.Now().Add(bodyTime)) // a recorder has none
	return p.Reader.Read(to)
}

// stream answers a batch. Three goroutines have a part: this one reads lines, one
// puts their answers in order, and one writes. As many lines are cleaned at once as
// the desk cleans documents.
func (h *handler) stream(w http.ResponseWriter, r *http.Request, in *lines) {
	control := http.NewResponseController(w)
	control.EnableFullDuplex() // HTTP/2 is duplex, and a recorder has all at once
	w.Header().Set("Content-Type", typeLines)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Connection", "close") // where a batch breaks off, what is left of it is no next request
	extend(w)
	w.WriteHeader(http.StatusOK)
	control.Flush() // the first answer will say so
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	type inHand struct {
		bytes  int // of the line
		answer chan []byte
	}
	out, order, room := newSpool(spoolBytes), make(chan inHand, h.Desk.AtOnce()), newRoom(h.Limit*envelopeShare)
	var writing, cleaning sync.WaitGroup
	writing.Go(func() {
		err := out.writeTo(func(ready []byte) error {
			extend(w)
			_, err := w.Write(ready)
			return errors.Join(err, control.Flush())
		})
		if err != nil {
			cancel() // the client has left
		}
	})
	writing.Go(func() {
		defer out.end()
		for line := range order {
			out.put(<-line.answer) // writing has ended, and says so by ctx
			room.leave(line.bytes)
		}
	})
	h.eachLine(ctx, in, func(bytes int, clean func() []byte) bool {
		if !room.take(ctx, bytes) {
			return false
		}
		line := inHand{bytes, make(chan []byte, 1)}
		select {
		case order <- line:
		case <-ctx.Done():
			return false
		}
		cleaning.Go(func() { line.answer <- clean() })
		return true
	})
	close(order)
	cleaning.Wait()
	writing.Wait()
	drain(w, r) // nothing, unless it broke off
}

// eachLine calls do with the bytes of each line and how it is answered, until do
// returns false or there are no more lines. A server that is stopping takes no more.
func (h *handler) eachLine(ctx context.Context, in *lines, do func(int, func() []byte) bool) {
	for {
		line, err := in.next()
		n := in.n
		var ends batchError
		var refusal *ask.Refusal
		switch {
		case err == io.EOF:
			return
		case h.stopping.Load():
			do(0, func() []byte {
				return errorLine(ask.Refuse(ask.ReasonStopping, "this process is stopping: send this line and the rest again"), "", n)
			})
			return
		case errors.As(err, &ends):
			do(0, func() []byte { return errorLine(ends.refusal, "", n) })
			return
		case errors.As(err, &refusal):
			if !do(0, func() []byte { return errorLine(refusal, "", n) }) {
				return
			}
		default:
			if !do(len(line), func() []byte { return h.line(ctx, line, n) }) {
				return
			}
		}
	}
}

// line cleans one line.
func (h *handler) line(ctx context.Context, line []byte, n int) []byte {
	header := map[string][]string{record.HeaderContentType: {record.EnvelopeType}}
	answer, refusal := h.Desk.Clean(ctx, h.opener(header, line), h.Forms[0])
	if refusal != nil {
		return errorLine(refusal, answer.ID, n)
	}
	return append(answer.Body, '\n')
}

func errorLine(refusal *ask.Refusal, id string, n int) []byte {
	line, err := json.Marshal(lineError{lineReason{refusal.Reason, refusal.Detail}, id, n})
	if err != nil { // of strings and a number
		line = []byte(`{"error":{"reason":"failed","detail":""},"id":""}`)
	}
	return append(line, '\n')
}
