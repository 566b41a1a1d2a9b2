// Package progress shows how far a run over an archive is. A run takes hours: whoever
// started it wants to know when it is over and whether it goes well, a program that
// started it wants the same to read, and neither wants the log garbled by it.
//
//   - progress.go: Shower, which is told the state and shows it in one of the modes
//   - rates.go: how fast the run is, lately and in all, and what is left
//   - bar.go: a bar on a terminal; lines.go: lines for people and for machines
//   - writer.go: what is written to the log while a bar is there
//
// The package has no clock: State.Elapsed is the only time.
//
// The bar is drawn by github.com/schollz/progressbar. It draws when it is told to and
// starts no goroutine; mpb has its own goroutines and clock, which a caller that has both
// would have to work around. It adds 205 kB to the stripped binary, mpb 303 kB.
package progress

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// State is how far a run is.
type State struct {
	Pass       string // "clean": what is done now
	Documents  int64  // of this pass, as are all counts
	Rejected   int64
	Duplicates int64
	Bytes      int64 // done, as they are stored
	Total      int64 // bytes in all; 0: unknown
	All        int64 // documents in all, of what is not measured in bytes; 0: unknown
	Elapsed    time.Duration
	Units      int // parts that machines share out; 0: there are none
	UnitsDone  int
	Machines   int // that work on it; 0 and 1 are not shown
}

// Mode is how progress is shown.
type Mode uint8

// The modes.
const (
	Auto Mode = iota // a bar on a terminal; else a line now and then
	Bar              // as Auto: nobody wants a bar in a file
	JSON             // lines of the form winnow.progress.v1
	Off
	modeCount
)

var modeNames = [modeCount]string{"auto", "bar", "json", "off"}

// String returns the mode's name.
func (m Mode) String() string {
	if m < modeCount {
		return modeNames[m]
	}
	return fmt.Sprintf("mode(%d)", m)
}

// UnmarshalText lets a Mode be a flag.
func (m *Mode) UnmarshalText(text []byte) error {
	for i, name := range modeNames {
		if name == string(text) {
			*m = Mode(i)
			return nil
		}
	}
	return fmt.Errorf("unknown mode %q: want auto, bar, json or off", text)
}

// Shower shows the states of one run. Show and End are called by one goroutine;
// what Writer returns can be written to by any.
type Shower struct {
	mutex sync.Mutex // of all below, and of writing to to
	to    io.Writer
	form  form
	rates rates
	ended bool

	writers []*lineWriter
}

// form is a way to show states.
type form interface {
	// show returns what to write for a state, nothing where it is too early for more.
	show(s *State, r *reading) []byte
	// end returns the last that is written.
	end(s *State, r *reading) []byte
	// clear and redraw return what to write before and after lines of the log.
	clear() []byte
	redraw() []byte
}

// New returns a Shower that writes to a terminal or to something else.
func New(mode Mode, to io.Writer, terminal bool) *Shower {
	s := &Shower{to: to}
	switch {
	case mode == Off:
		s.form = silent{}
	case mode == JSON:
		s.form = &jsonLines{}
	case terminal:
		s.form = &bar{width: func() int { return columns(to) }}
	default:
		s.form = &plainLines{}
	}
	return s
}

// Show shows a state, or not: a form chooses how often. The first call of a pass is made
// before its work begins, so that rates are right. Errors of writing are ignored: a
// run does not fail because nobody looks.
func (s *Shower) Show(state State) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.ended {
		return
	}
	reading := s.rates.read(&state)
	s.write(s.form.show(&state, &reading))
}

// End shows the last state. After that nothing is shown any more.
func (s *Shower) End(state State) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.ended {
		return
	}
	s.ended = true
	reading := s.rates.read(&state)
	s.write(s.form.clear())
	for _, w := range s.writers {
		s.write(w.part)
		w.part = nil
	}
	s.write(s.form.end(&state, &reading))
}

func (s *Shower) write(text []byte) {
	if len(text) > 0 {
		_, _ = s.to.Write(text) // see Show
	}
}

// silent shows nothing.
type silent struct{}

func (silent) show(*State, *reading) []byte { return nil }
func (silent) end(*State, *reading) []byte  { return nil }
func (silent) clear() []byte                { return nil }
func (silent) redraw() []byte               { return nil }
