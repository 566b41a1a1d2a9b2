package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

// away is the error of a service that does not answer for a while.
type away struct{}

func (away) Error() string   { return "the translator is away" }
func (away) Temporary() bool { return true }

func TestWhatPassesIsTriedAgainAndNeverAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		back := began.Add(time.Hour)
		var tries []time.Duration
		clean := cleaning(func(raw document.Raw) (*document.Clean, error) {
			if raw.ID == "3" && time.Now().Before(back) {
				tries = append(tries, time.Since(began))
				return nil, fmt.Errorf("document %s: %w", raw.ID, away{})
			}
			return copying(raw)
		})
		var told []string
		waiting := func(err error) { told = append(told, fmt.Sprint(err)) }
		var sink list
		if err := Run(t.Context(), &numbers{n: 6}, clean, &sink, Options{Workers: 1, Waiting: waiting}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"0", "1", "2", "3", "4", "5"}, sink.got); diff != "" {
			t.Errorf("outcomes (-want +got):\n%s", diff)
		}
		longest, differ := 100*time.Millisecond, false
		for i := 1; i < len(tries); i++ {
			waited := tries[i] - tries[i-1]
			if waited <= longest/2 || waited > longest {
				t.Errorf("try %d came %s after the one before, want between half of %s and all of it", i, waited, longest)
			}
			differ = differ || i > 10 && waited != tries[10]-tries[9]
			longest = min(2*longest, 10*time.Second)
		}
		if len(tries) < 360 || len(tries) > 730 || !differ {
			t.Errorf("%d tries in an hour, which differ: %v; want delays of up to 10 s, each another", len(tries), differ)
		}
		if len(told) != len(tries)+1 || told[len(told)-1] != "<nil>" {
			t.Errorf("told of %d waits for %d tries, the last %s; want each, and that it is over", len(told), len(tries), told[len(told)-1])
		}
	})
}

// TestAStopDuringAWaitCommitsWhatCameBefore stops a run while a document waits:
// nothing behind it may be committed, since the sink takes what it gets for all
// that there was.
func TestAStopDuringAWaitCommitsWhatCameBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		clean := cleaning(func(raw document.Raw) (*document.Clean, error) {
			if raw.ID == "3" {
				return nil, away{}
			}
			return copying(raw)
		})
		time.AfterFunc(time.Minute, stop)
		var sink list
		if err := Run(ctx, &numbers{n: 6}, clean, &sink, Options{Workers: 4}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"0", "1", "2"}, sink.got); diff != "" {
			t.Errorf("outcomes (-want +got):\n%s", diff)
		}
	})
}

func TestAnEnvelopeThatCannotBeReadNowIsReadLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reads atomic.Int64
		item := Item[int]{Open: func() (document.Raw, error) {
			if reads.Add(1) < 4 {
				return document.Raw{}, away{}
			}
			return document.Raw{ID: "late"}, nil
		}}
		var sink list
		if err := Run(t.Context(), &given{[]Item[int]{item}}, cleaning(copying), &sink, Options{}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"late"}, sink.got); diff != "" || reads.Load() != 4 {
			t.Errorf("after %d reads (-want +got):\n%s", reads.Load(), diff)
		}
	})
}

func TestTemporaryMeansOnlyWhatSaysSo(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{away{}, true}, {fmt.Errorf("asking: %w", away{}), true}, {errors.New("broken"), false}, {reasoned{}, false}, {nil, false},
	} {
		if got := Temporary(c.err); got != c.want {
			t.Errorf("Temporary(%v) = %v", c.err, got)
		}
	}
}
