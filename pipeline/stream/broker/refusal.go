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
	10002: "the account is at its limit of JetStream storage",
	10023: "the server is at its limit of JetStream storage (max_file_store; --store-mb of the embedded server)",
	10047: "the server is at its limit of JetStream storage (max_file_store; --store-mb of the embedded server)",
	10077: "the stream is at a limit of its own, or can't be written",
	10176: "the server gave up a batch before its end, which it does when its disk is full: its log says",
}

// Explain adds to an error of a full server what it means.
func Explain(err error) error {
	var api *jetstream.APIError
	if !errors.As(err, &api) {
		return err
	}
	if what := fullness[api.ErrorCode]; what != "" {
		return fmt.Errorf("%s: %w", what, err)
	}
	return err
}
