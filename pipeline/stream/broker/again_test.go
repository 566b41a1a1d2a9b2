package broker

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestAQuestionIsPutAgainAndTheFirstAnswerCounts asks servers that drop the first
// questions, as a cluster does while it chooses a leader, or that are slow.
func TestAQuestionIsPutAgainAndTheFirstAnswerCounts(t *testing.T) {
	const within = 29 * time.Second
	away := errors.New("no such stream")
	for _, c := range []struct {
		name    string
		dropped int64         // questions that get no answer
		answer  time.Duration // how long each of the others takes
		err     error         // what it says
		want    error
		took    time.Duration
		asked   int64
	}{
		{"at once", 0, time.Millisecond, nil, nil, time.Millisecond, 1},
		{"a no", 0, time.Millisecond, away, away, time.Millisecond, 1},
		{"an election", 4, time.Millisecond, nil, nil, 8*time.Second + time.Millisecond, 5},
		{"a busy server, whose first answer comes late", 0, 21 * time.Second, nil, nil, 21 * time.Second, 11},
		{"no answer", 99, 0, nil, context.DeadlineExceeded, within, 15},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			var asked atomic.Int64
			_, err := again(t.Context(), within, func(ctx context.Context) (struct{}, error) {
				answer := time.After(c.answer)
				if asked.Add(1) <= c.dropped {
					answer = nil
				}
				select {
				case <-answer:
					return struct{}{}, c.err
				case <-ctx.Done():
					return struct{}{}, ctx.Err()
				}
			})
			if took := time.Since(began); !errors.Is(err, c.want) || took != c.took || asked.Load() != c.asked {
				t.Errorf("%s: %v after %s and %d questions, want %v after %s and %d", c.name, err, took, asked.Load(), c.want, c.took, c.asked)
			}
		})
	}
}
