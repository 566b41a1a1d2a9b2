package backfill

import (
	"sync"
	"time"
)

// Progress is how far a backfill is.
type Progress struct {
	Pass       string // learn, clean or mark
	Documents  int    // that were read in this pass, or cleaned
	Rejected   int
	Duplicates int
	Bytes      int64 // of the inputs that were read in this pass, as they are stored
	Total      int64 // of the inputs; 0: not known
	Elapsed    time.Duration

	// Of a crew; else 0.
	Units     int // in this pass
	UnitsDone int
	Machines  int // that are at work
}

// showEvery is how often progress is told.
const showEvery = 250 * time.Millisecond

// show tells of progress, from a goroutine of its own.
type show struct {
	mu    sync.Mutex
	now   Progress
	begun time.Time
	tell  func(*Progress)
	stop  chan struct{}
	ended chan struct{}
}

func newShow(o *Options) *show {
	s := &show{begun: time.Now(), tell: o.Show, stop: make(chan struct{}), ended: make(chan struct{})}
	s.now.Total = o.In.Bytes()
	if s.tell == nil {
		close(s.ended)
		return s
	}
	go func() {
		defer close(s.ended)
		tick := time.NewTicker(showEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				s.once()
			case <-s.stop:
				s.once()
				return
			}
		}
	}()
	return s
}

func (s *show) once() {
	s.mu.Lock()
	now := s.now
	s.mu.Unlock()
	now.Elapsed = time.Since(s.begun)
	s.tell(&now)
}

// pass begins a pass.
func (s *show) pass(name string, documents, rejected, duplicates int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.Pass, s.now.Bytes = name, 0
	s.now.Documents, s.now.Rejected, s.now.Duplicates = documents, rejected, duplicates
}

// at says how far a pass is.
func (s *show) at(bytes int64, documents, rejected, duplicates int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.Bytes = bytes
	s.now.Documents, s.now.Rejected, s.now.Duplicates = documents, rejected, duplicates
}

// whole says how far all machines of a crew are.
func (s *show) whole(all Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all.Total = s.now.Total
	s.now = all
}

func (s *show) end() {
	close(s.stop)
	<-s.ended
}
