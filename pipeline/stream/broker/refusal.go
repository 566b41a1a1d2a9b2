package broker

import (
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	codeMessageTooLarge jetstream.ErrorCode = 10054
	codeHeaderTooLarge  jetstream.ErrorCode = 10097
)

// NeverFits reports whether a server refused a message for its size, as it will
// every time.
func NeverFits(err error) bool {
	var api *jetstream.APIError
	if errors.As(err, &api) {
		return api.ErrorCode == codeMessageTooLarge || api.ErrorCode == codeHeaderTooLarge
	}
	return errors.Is(err, nats.ErrMaxPayload)
}

// Conflict reports whether the server refused a batch because there is a later
// record than the one that it goes on from.
func Conflict(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) &&
		(api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}

// What the server says when it has no room, and what that means to whoever can
// make some. None of it is a fault of a document, and a worker waits for it.
var fullness = map[jetstream.ErrorCode]string{
	10002:          "the account is at its limit of JetStream storage",
	10023:          "the server is at its limit of JetStream storage (max_file_store; --store-mb of the embedded server)",
	10047:          "the server is at its limit of JetStream storage (max_file_store; --store-mb of the embedded server)",
	codeStreamFull: "the stream %sis at a limit of its own, or can't be written",
	10176:          "the server gave up a batch before its end, which it does when its disk is full: its log says",
}

const codeStreamFull jetstream.ErrorCode = 10077

// FullError is what a server says that has no room.
type FullError struct {
	Stream string // that was to be written; empty when that is not known
	what   string
	err    error
}

func (e *FullError) Error() string { return e.what + ": " + e.err.Error() }

func (e *FullError) Unwrap() error { return e.err }

// Full tells such an error from others, for those who know no servers.
func (e *FullError) Full() bool { return true }

// streamError is an error of what was done to a stream.
type streamError struct {
	stream string
	error
}

func (e *streamError) Unwrap() error { return e.error }

// InStream returns err, which is not nil, as one of a stream, which Explain will
// name.
func InStream(stream string, err error) error { return &streamError{stream, err} }

// Explain returns an error of a full server as a FullError, which says what it
// means, and any other as it is. The stream is the one that InStream named, or
// else the one that is given.
func Explain(err error, stream string) error {
	var api *jetstream.APIError
	if explained := (*FullError)(nil); errors.As(err, &explained) || !errors.As(err, &api) {
		return err
	}
	what := fullness[api.ErrorCode]
	if what == "" {
		return err
	}
	if of := (*streamError)(nil); errors.As(err, &of) {
		stream = of.stream
	}
	if api.ErrorCode == codeStreamFull {
		named := ""
		if stream != "" {
			named = stream + " "
		}
		what = fmt.Sprintf(what, named)
	}
	return &FullError{Stream: stream, what: what, err: err}
}
