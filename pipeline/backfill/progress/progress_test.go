package progress

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// screen is what a terminal shows of what was written to it.
type screen struct {
	width int
	lines []string
	at    string // the line that the cursor is in
	wraps bool   // a line was wider than the terminal
}

func (s *screen) Write(p []byte) (int, error) {
	rest := string(p)
	for rest != "" {
		switch {
		case strings.HasPrefix(rest, clearLine):
			s.at, rest = "", rest[len(clearLine):]
		case rest[0] == '\n':
			s.lines, s.at, rest = append(s.lines, s.at), "", rest[1:]
		default:
			s.at, rest = s.at+rest[:1], rest[1:]
		}
	}
	s.wraps = s.wraps || uniseg.StringWidth(s.at) >= s.width
	return len(p), nil
}

// hour is a run of an hour, a state each half second of which the test sees some.
func hour(i int) State {
	return State{
		Pass: "clean", Documents: int64(i) * 400, Rejected: int64(i / 1000), Duplicates: int64(i / 10), Bytes: int64(i) * 1_500_000, Total: 10_800_000_000,
		Elapsed: time.Duration(i) * time.Second / 2, Units: 12, UnitsDone: i / 600, Machines: 2,
	}
}

func TestBar(t *testing.T) {
	to := &screen{width: usualWidth}
	s := New(Auto, to, true)
	log := slog.New(slog.NewTextHandler(s.Writer(), &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	var got []string
	for i := range 7200 {
		s.Show(hour(i))
		if i%2400 == 1200 {
			got = append(got, to.at)
			log.Warn("a line", "i", i)
			if to.at != got[len(got)-1] {
				t.Errorf("after a line of the log the bar is %q, was %q", to.at, got[len(got)-1])
			}
		}
	}
	s.End(hour(7200))
	fmt.Fprintln(s.Writer(), "behind the end")
	wantBars := []string{
		"clean  16% ━───────────  480,000 documents, 800/s, 50 min 00 s left, 1 reject",
		"clean  50% ━━━━━━━━━━──────────  1,440,000 documents, 800/s, 30 min 00 s left",
		"clean  83% ━━━━━━━━━━━━━━━━────  2,400,000 documents, 800/s, 10 min 00 s left",
	}
	wantLines := []string{
		`level=WARN msg="a line" i=1200`, `level=WARN msg="a line" i=3600`, `level=WARN msg="a line" i=6000`,
		"clean: 2,880,000 documents in 1 h 00 min, 800/s, 7 rejects, 10.8 GB of 10.8 GB, 720 duplicates, 12 of 12 parts, 2 machines",
		"behind the end",
	}
	if diff := cmp.Diff(wantLines, to.lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantBars, got); diff != "" {
		t.Errorf("bars (-want +got):\n%s", diff)
	}
}

func TestTheBarFitsAnyTerminal(t *testing.T) {
	for width := 20; width < 200; width += 7 {
		b := &bar{width: func() int { return width }}
		for _, total := range []int64{0, 10_800_000_000} {
			for _, units := range []int{0, 12} {
				var r rates
				to := &screen{width: width}
				for i := 0; i < 7200; i += 600 {
					state := hour(i)
					state.Total, state.Units, state.Pass = total, units, "清理\x1b[2J the whole archive"
					reading := r.read(&state)
					_, _ = to.Write(b.show(&state, &reading))
				}
				if to.wraps || strings.Contains(to.at, "\x1b") {
					t.Errorf("width %d, total %d, units %d: %q", width, total, units, to.at)
				}
			}
		}
	}
}

func TestPlainLines(t *testing.T) {
	for _, mode := range []Mode{Auto, Bar} {
		var to bytes.Buffer
		s := New(mode, &to, false)
		for i := range 200 {
			state := hour(i)
			state.Total, state.Machines = 0, 1
			if i >= 150 {
				state.Pass, state.Units = "stories", 0
			}
			s.Show(state)
		}
		state := hour(200)
		state.Pass, state.Units, state.Machines = "stories", 0, 0
		s.End(state)
		s.End(state)
		s.Show(state)
		want := "clean: 0 %, 24,000 documents, 800/s, 90.0 MB, 6 duplicates, 0 of 12 parts\n" +
			"clean: 0 %, 48,000 documents, 800/s, 180 MB, 12 duplicates, 0 of 12 parts\n" +
			"stories: 80,000 documents in 1 min 40 s, 800/s, 300 MB of 10.8 GB, 20 duplicates\n"
		if diff := cmp.Diff(want, to.String()); diff != "" {
			t.Errorf("%v (-want +got):\n%s", mode, diff)
		}
	}
}

func TestJSONLines(t *testing.T) {
	var to bytes.Buffer
	s := New(JSON, &to, true)
	for i := range 24 {
		s.Show(hour(1200 + i))
	}
	s.End(State{Pass: "clean", Documents: 489_600, Elapsed: 612 * time.Second})
	want := `{"schema":"winnow.progress.v1","pass":"clean","documents":480000,"rejected":1,"duplicates":120,"bytes":1800000000,"total_bytes":10800000000,"share_done":0.1667,"elapsed_seconds":600,"seconds_left":null,"documents_per_second":0,"bytes_per_second":0,"recent_documents_per_second":0,"recent_bytes_per_second":0,"units":12,"units_done":2,"machines":2,"done":false}
{"schema":"winnow.progress.v1","pass":"clean","documents":484000,"rejected":1,"duplicates":121,"bytes":1815000000,"total_bytes":10800000000,"share_done":0.1681,"elapsed_seconds":605,"seconds_left":2995,"documents_per_second":800,"bytes_per_second":3000000,"recent_documents_per_second":800,"recent_bytes_per_second":3000000,"units":12,"units_done":2,"machines":2,"done":false}
{"schema":"winnow.progress.v1","pass":"clean","documents":488000,"rejected":1,"duplicates":122,"bytes":1830000000,"total_bytes":10800000000,"share_done":0.1694,"elapsed_seconds":610,"seconds_left":2990,"documents_per_second":800,"bytes_per_second":3000000,"recent_documents_per_second":800,"recent_bytes_per_second":3000000,"units":12,"units_done":2,"machines":2,"done":false}
{"schema":"winnow.progress.v1","pass":"clean","documents":489600,"rejected":0,"duplicates":0,"bytes":0,"total_bytes":null,"share_done":null,"elapsed_seconds":612,"seconds_left":null,"documents_per_second":800,"bytes_per_second":0,"recent_documents_per_second":800,"recent_bytes_per_second":0,"units":0,"units_done":0,"machines":0,"done":true}
`
	if diff := cmp.Diff(want, to.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for line := range strings.Lines(to.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
	}
}

func TestOffWritesTheLogOnly(t *testing.T) {
	var to bytes.Buffer
	s := New(Off, &to, true)
	w := s.Writer()
	s.Show(hour(3))
	fmt.Fprint(w, "one\ntw")
	s.End(hour(4))
	if diff := cmp.Diff("one\ntw", to.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestARunThatSlowsDown is told by the recent rate: the time left goes by it.
func TestARunThatSlowsDown(t *testing.T) {
	var r rates
	var got reading
	state := State{Total: 10_000_000}
	for second := range 200 {
		state.Elapsed = time.Duration(second) * time.Second
		got = r.read(&state)
		if second < 100 {
			state.Documents, state.Bytes = state.Documents+100, state.Bytes+10_000
		} else {
			state.Documents, state.Bytes = state.Documents+10, state.Bytes+1000
		}
	}
	if got.recent.documents != 10 || got.overall.documents < 50 {
		t.Errorf("lately %.1f documents a second, in all %.1f; want 10 and about 55", got.recent.documents, got.overall.documents)
	}
	if hours := got.left.Hours(); hours < 2.4 || hours > 2.5 {
		t.Errorf("%v left, want about 2.47 h", got.left)
	}
	if len(r.recent) > int(recently/apart)+2 {
		t.Errorf("%d states kept", len(r.recent))
	}
}

func TestAResumedRunCountsItsOwnSpeed(t *testing.T) {
	var r rates
	first, later := hour(3600), hour(3600)
	later.Documents += 500
	later.Elapsed += 5 * time.Second
	r.read(&first)
	if got := r.read(&later); got.overall.documents != 100 {
		t.Errorf("%.1f documents a second, want 100", got.overall.documents)
	}
}

func TestWritersOfManyGoroutines(t *testing.T) {
	to := &screen{width: usualWidth}
	s := New(Auto, to, true)
	var all sync.WaitGroup
	for g := range 4 {
		w := s.Writer()
		all.Go(func() {
			for i := range 50 {
				for _, part := range []string{"goroutine ", fmt.Sprint(g), " line ", fmt.Sprintln(i)} {
					fmt.Fprint(w, part)
				}
			}
		})
	}
	for i := range 200 {
		s.Show(hour(i))
	}
	all.Wait()
	s.End(hour(200))
	for _, line := range to.lines[:len(to.lines)-1] {
		var g, i int
		if n, err := fmt.Sscanf(line, "goroutine %d line %d", &g, &i); n != 2 || err != nil {
			t.Errorf("a garbled line: %q", line)
		}
	}
	if len(to.lines) != 201 {
		t.Errorf("%d lines, want 201", len(to.lines))
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestAnErrorOfTheLogIsTold(t *testing.T) {
	s := New(Auto, broken{}, true)
	s.Show(hour(1)) // is not told: see Show
	if _, err := fmt.Fprintln(s.Writer(), "x"); err == nil {
		t.Error("a line that was not written, and no error")
	}
}

func TestModes(t *testing.T) {
	for m := range modeCount {
		var got Mode
		if err := got.UnmarshalText([]byte(m.String())); err != nil || got != m {
			t.Errorf("%v came back as %v, %v", m, got, err)
		}
	}
	if err := new(Mode).UnmarshalText([]byte("loud")); err == nil {
		t.Error("an unknown mode, and no error")
	}
}
