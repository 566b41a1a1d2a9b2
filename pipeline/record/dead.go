package record

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// DeadLetter is a document that could not be cleaned, with its original bytes.
type DeadLetter struct {
	Stage    string // at which it failed
	Reason   string // one word, for filters and metrics
	Error    string // for people
	Stack    string // of a panic
	Attempts uint64 // deliveries, the last one included
	Stream   string // where it came from
	Subject  string
	Sequence uint64
	Failed   time.Time
	Whole    int                 // bytes of the original body, when Body is only its beginning
	Header   map[string][]string // the original headers
	Body     []byte              // the original bytes
}

// The headers of a dead letter, beside the original ones.
const (
	headerStage    = "Winnow-Dead-Stage"
	headerReason   = "Winnow-Dead-Reason"
	headerError    = "Winnow-Dead-Error"
	headerStack    = "Winnow-Dead-Stack" // one value a line
	headerAttempts = "Winnow-Dead-Attempts"
	headerStream   = "Winnow-Dead-Stream"
	headerSubject  = "Winnow-Dead-Subject"
	headerSequence = "Winnow-Dead-Sequence"
	headerFailed   = "Winnow-Dead-Time"
	headerWhole    = "Winnow-Dead-Whole-Bytes"
	headerDropped  = "Winnow-Dead-Shed" // names of original headers that did not fit

	deadPrefix = "Winnow-Dead-"
	// originalPrefix is put before original headers that tell the server what to
	// do (Nats-Msg-Id, Nats-Rollup, Nats-TTL, …): they are kept for people and
	// must not act again.
	originalPrefix = "Winnow-Original-"
	natsPrefix     = "Nats-"
)

// maxHeaders bounds a dead letter's headers, in bytes: JetStream refuses a
// message with more than 64 KiB of them, and NATS writes some of its own.
const maxHeaders = 60 << 10

// maxErrorText bounds the error in the header, in bytes.
const maxErrorText = 4 << 10

// Headers returns the headers of the dead letter: first what happened, then the
// original headers, then the stack. A value that does not fit into JetStream's
// limit is left out, and Winnow-Dead-Shed names its header.
func (d *DeadLetter) Headers() map[string][]string {
	w := headerWriter{header: make(map[string][]string), left: maxHeaders}
	w.add(headerReason, d.Reason)
	w.add(headerStage, d.Stage)
	w.add(headerError, oneLine(d.Error, maxErrorText))
	w.add(headerAttempts, strconv.FormatUint(d.Attempts, 10))
	w.add(headerStream, d.Stream)
	w.add(headerSubject, d.Subject)
	w.add(headerSequence, strconv.FormatUint(d.Sequence, 10))
	w.add(headerFailed, d.Failed.UTC().Format(time.RFC3339Nano))
	if d.Whole > 0 {
		w.add(headerWhole, strconv.Itoa(d.Whole))
	}
	for _, key := range slices.Sorted(maps.Keys(d.Header)) {
		w.original(key, d.Header[key])
	}
	for line := range strings.Lines(d.Stack) {
		if !w.add(headerStack, oneLine(line, maxErrorText)) {
			break
		}
	}
	return w.header
}

type headerWriter struct {
	header map[string][]string
	left   int
}

// add reports whether there was room.
func (w *headerWriter) add(key, value string) bool {
	cost := len(key) + len(value) + len(": \r\n")
	if cost > w.left {
		return false
	}
	w.left -= cost
	w.header[key] = append(w.header[key], value)
	return true
}

func (w *headerWriter) original(key string, values []string) {
	name := key
	if hasPrefixFold(key, natsPrefix) || hasPrefixFold(key, deadPrefix) {
		name = originalPrefix + key
	}
	for _, v := range values {
		if !w.add(name, v) {
			w.add(headerDropped, oneLine(key, 64))
			return
		}
	}
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// oneLine makes text valid in a header: no control characters, at most limit
// bytes.
func oneLine(text string, limit int) string {
	text = strings.ToValidUTF8(strings.TrimRight(text, "\r\n"), "\ufffd")
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// ParseDeadLetter reads a dead letter back from the headers and body of its
// message. Fields whose headers are missing or broken stay zero.
func ParseDeadLetter(header map[string][]string, body []byte) DeadLetter {
	d := DeadLetter{
		Stage: Header(header, headerStage), Reason: Header(header, headerReason), Error: Header(header, headerError),
		Stack: strings.Join(header[headerStack], "\n"), Stream: Header(header, headerStream),
		Subject: Header(header, headerSubject), Body: body, Header: make(map[string][]string),
	}
	d.Attempts, _ = strconv.ParseUint(Header(header, headerAttempts), 10, 64)
	d.Sequence, _ = strconv.ParseUint(Header(header, headerSequence), 10, 64)
	d.Whole, _ = strconv.Atoi(Header(header, headerWhole))
	d.Failed, _ = time.Parse(time.RFC3339Nano, Header(header, headerFailed))
	for key, values := range header {
		switch {
		case strings.HasPrefix(key, originalPrefix):
			d.Header[strings.TrimPrefix(key, originalPrefix)] = values
		case !hasPrefixFold(key, deadPrefix) && !hasPrefixFold(key, natsPrefix):
			d.Header[key] = values
		}
	}
	return d
}

// Redriven returns the headers with which the document is published again: the
// original ones, without those that told the server what to do the first time.
func (d *DeadLetter) Redriven() map[string][]string {
	header := make(map[string][]string)
	for key, values := range d.Header {
		if !hasPrefixFold(key, natsPrefix) {
			header[key] = values
		}
	}
	return header
}
