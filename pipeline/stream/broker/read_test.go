package broker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// TestAMessageIsAskedForAgainAndThenWaitedFor asks servers that drop the first
// questions, and then take some time for an answer.
func TestAMessageIsAskedForAgainAndThenWaitedFor(t *testing.T) {
	away := errors.New("no such stream")
	for _, c := range []struct {
		name    string
		dropped int           // questions that get no answer
		answer  time.Duration // how long the next takes
		err     error         // what it says
		want    error
		took    time.Duration
	}{
		{"at once", 0, time.Millisecond, nil, nil, time.Millisecond},
		{"a question that was dropped", 1, time.Second, nil, nil, 6 * time.Second},
		{"an election that takes longer than that", 2, time.Second, nil, nil, 11 * time.Second},
		{"a slow answer", 0, 19 * time.Second, nil, nil, 29 * time.Second},
		{"no answer", 9, 0, nil, context.DeadlineExceeded, 40 * time.Second},
		{"a no", 0, time.Second, away, away, time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			began, asked := time.Now(), 0
			_, err := read(t.Context(), func(ctx context.Context) (*jetstream.RawStreamMsg, error) {
				asked++
				answer := time.After(c.answer)
				if asked <= c.dropped {
					answer = nil
				}
				select {
				case <-answer:
					return &jetstream.RawStreamMsg{}, c.err
				case <-ctx.Done():
					return nil, ctx.Err()
				}
			})
			if took := time.Since(began); !errors.Is(err, c.want) || took != c.took {
				t.Errorf("%s: %v after %s, want %v after %s", c.name, err, took, c.want, c.took)
			}
		})
	}
}
