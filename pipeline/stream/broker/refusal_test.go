package broker_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// TestWhatIsFullIsNamed is of what servers say that have no room.
func TestWhatIsFullIsNamed(t *testing.T) {
	said := func(code jetstream.ErrorCode) error {
		return fmt.Errorf("batch: %w", &jetstream.APIError{ErrorCode: code, Description: "no"})
	}
	for _, c := range []struct {
		err    error
		stream string // as whoever asks knows it
		what   string // empty: not full
		of     string
	}{
		{said(10077), "WINNOW_CLEAN", "the stream WINNOW_CLEAN is at a limit of its own", "WINNOW_CLEAN"},
		{said(10077), "", "the stream is at a limit of its own", ""},
		{broker.InStream("WINNOW_DEAD", said(10077)), "WINNOW_CLEAN", "the stream WINNOW_DEAD is at a limit of its own", "WINNOW_DEAD"},
		{said(10047), "WINNOW_CLEAN", "the server is at its limit of JetStream storage", "WINNOW_CLEAN"},
		{said(10071), "WINNOW_CLEAN", "", ""},
		{errors.New("EOF"), "WINNOW_CLEAN", "", ""},
	} {
		got := broker.Explain(c.err, c.stream)
		full := (*broker.FullError)(nil)
		if c.what == "" {
			if got != c.err {
				t.Errorf("%v is told as %v", c.err, got)
			}
			continue
		}
		wantSays(t, got, c.what)
		if !errors.As(got, &full) || full.Stream != c.of || !full.Full() || !errors.Is(got, c.err) {
			t.Errorf("%v: %+v", c.err, full)
		}
		if again := broker.Explain(got, "OTHER"); again.Error() != got.Error() {
			t.Errorf("explained twice: %v", again)
		}
	}
}
