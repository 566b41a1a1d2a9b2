package stream

import (
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// peakMemory returns the most memory that a process ever had resident, in bytes.
func peakMemory(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("this system does not tell how much memory a process had:", err)
	}
	for line := range strings.Lines(string(status)) {
		var kilobytes int
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kilobytes); err == nil {
			return kilobytes << 10
		}
	}
	t.Skip("this system does not tell how much memory a process had")
	return 0
}

// underRace reports whether the race detector is on.
func underRace() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// TestASlowWayTakesNoMemory lets a worker process work through a proxy that
// carries a megabyte a second, with 58 MB of documents before it and 4 MB that
// it may have in hand; then the way is free again.
func TestASlowWayTakesNoMemory(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	b := newOpenBench(t)
	text := strings.Repeat("A line of a text that is rather long, as texts go.\n", 4000)
	raws := make([]document.Raw, 300)
	if underRace() { // everything takes many times longer, and memory tells nothing
		raws = raws[:30]
	}
	for i := range raws {
		raws[i] = document.Raw{ID: fmt.Sprint(i), URL: fmt.Sprintf("https://site%d.example.org/%d", i%11, i), Content: []byte(text)}
	}
	b.Publish(t, raws...)
	way := streamtest.NewProxy(t, b.Server.URL())
	const rate = 1 << 20
	way.Rate.Store(rate)
	began := time.Now()
	cmd, done, err := processAt(t, way.URL())
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(5 * time.Second)
	slow := peakMemory(t, cmd.Process.Pid)
	got, err := b.CleanCount(t)
	if most := int(time.Since(began).Seconds()*rate) / len(text); err != nil || got > most {
		t.Errorf("%d documents came out (%v): the way was not slow, or it would have been %d at most", got, err, most)
	}
	way.Rate.Store(0)
	b.awaitDrained(t)
	free := peakMemory(t, cmd.Process.Pid)
	terminate(t, cmd, done)
	if got, err = b.CleanCount(t); err != nil || got != len(raws) {
		t.Errorf("%d clean documents, want %d (%v)", got, len(raws), err)
	}
	t.Logf("at most %d MB resident on the slow way, %d MB in all; the documents have %d MB", slow>>20, free>>20, len(raws)*len(text)>>20)
	if !underRace() && (slow > 100<<20 || free > 200<<20) {
		t.Errorf("at most %d MB were resident on the slow way and %d MB in all", slow>>20, free>>20)
	}
}
