package serve

import (
	"io"
	"sync"
)

// spool keeps answers that are ready until the client reads them. Most clients send
// all they have before they read anything: without room here a batch would stand
// still with both sides waiting.
type spool struct {
	limit int // bytes that may wait

	mu      sync.Mutex
	changed sync.Cond
	waiting []byte
	ended   bool
	err     error // of writing
}

func newSpool(limit int) *spool {
	s := &spool{limit: limit}
	s.changed.L = &s.mu
	return s
}

// put takes answers in. It waits while there is no room, and returns the error with
// which writing ended.
func (s *spool) put(answer []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.err == nil && len(s.waiting) > 0 && len(s.waiting)+len(answer) > s.limit {
		s.changed.Wait()
	}
	s.waiting = append(s.waiting, answer...)
	s.changed.Broadcast()
	return s.err
}

// end says that no more comes.
func (s *spool) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.changed.Broadcast()
}

// writeTo writes what comes until the end, or until write fails. Write is called
// with as much as there is.
func (s *spool) writeTo(write func([]byte) error) error {
	for {
		ready, err := s.take()
		if err != nil {
			return nil
		}
		if err := write(ready); err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.err = err
			s.changed.Broadcast()
			return err
		}
	}
}

// take waits for answers and takes all; io.EOF when there will be none.
func (s *spool) take() (ready []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.waiting) == 0 && !s.ended {
		s.changed.Wait()
	}
	if len(s.waiting) == 0 {
		return nil, io.EOF
	}
	ready, s.waiting = s.waiting, nil
	s.changed.Broadcast()
	return ready, nil
}
