package broker_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// TestTroubleIsToldOnceAMinute reports a trouble a hundred times at once, and
// once more after a minute.
func TestTroubleIsToldOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		trouble := broker.NewOutage(slog.New(slog.NewTextHandler(&log, nil)), "no NATS server", nil)
		for range 100 {
			trouble.Report(nats.ErrDisconnected)
		}
		time.Sleep(broker.LogEvery)
		trouble.Report(nats.ErrDisconnected)
		trouble.Over()
		trouble.Over()
		if lines := strings.Count(log.String(), "\n"); lines != 3 {
			t.Errorf("said:\n%s\nwant one line at once, one after a minute, one at the end", &log)
		}
	})
}

func TestWaitsGrowAndDiffer(t *testing.T) {
	var retry broker.Backoff
	for try := range 10 {
		most := min(100*time.Millisecond<<try, 5*time.Second)
		if d := retry.Delay(); d > most || d < most/2 {
			t.Errorf("a delay of %s, want one between %s and %s", d, most/2, most)
		}
	}
	seen := make(map[time.Duration]bool)
	for range 20 {
		seen[retry.Delay()] = true
	}
	if len(seen) < 2 {
		t.Error("twenty workers would try again at the same moment")
	}
}
