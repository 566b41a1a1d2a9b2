package main

import (
	"errors"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/winnow-news/winnow/fixtures/processor"
)

// cost is what a document came to in a run: of the clock, and of all processors.
type cost struct{ clock, processor time.Duration }

// meter measures a stretch of a run: what the broker does in it is part of it, since
// that is in the same process.
type meter struct {
	began     time.Time
	processor time.Duration // of the process, by then
	profile   *os.File      // nil for none
}

// meter begins to measure, and a profile where one is wanted. It must be closed.
func (r rig) meter() (m meter, err error) {
	runtime.GC() // what was fed, and the run before, are not to be paid by this one
	if r.profile != "" {
		if m.profile, err = os.Create(r.profile); err != nil {
			return m, err
		}
		if err := pprof.StartCPUProfile(m.profile); err != nil {
			return m, errors.Join(err, m.profile.Close())
		}
	}
	m.began, m.processor = time.Now(), processor.Time()
	return m, nil
}

// end returns what each of n documents came to.
func (m *meter) end(n int) cost {
	return cost{time.Since(m.began) / time.Duration(n), (processor.Time() - m.processor) / time.Duration(n)}
}

// close ends the profile.
func (m *meter) close() error {
	if m.profile == nil {
		return nil
	}
	pprof.StopCPUProfile()
	return m.profile.Close()
}
