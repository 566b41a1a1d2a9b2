package streamtest

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// Said is a log that may be read while it is written.
type Said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *Said) Write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(line)
}

func (s *Said) All() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (s *Said) Count(what string) int { return strings.Count(s.All(), what) }

func (s *Said) Await(t *testing.T, what string) {
	t.Helper()
	Eventually(t, func() error {
		if s.Count(what) > 0 {
			return nil
		}
		return fmt.Errorf("the log does not say %q:\n%s", what, s.All())
	})
}
