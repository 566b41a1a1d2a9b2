package progress

import (
	"bytes"
	"io"
)

// Writer returns a writer to where the progress is shown, for log lines: they do not
// run into the bar. A line is written when it is whole; what is left of one, by End.
// Errors are those of the writer given to New.
func (s *Shower) Writer() io.Writer {
	w := &lineWriter{shower: s}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.writers = append(s.writers, w)
	return w
}

// maxPartial is how long a line is waited for.
const maxPartial = 64 << 10

type lineWriter struct {
	shower *Shower
	part   []byte // of a line that is not whole
}

func (w *lineWriter) Write(p []byte) (int, error) {
	s := w.shower
	s.mutex.Lock()
	defer s.mutex.Unlock()
	w.part = append(w.part, p...)
	whole := bytes.LastIndexByte(w.part, '\n') + 1
	if s.ended || len(w.part)-whole > maxPartial {
		whole = len(w.part)
	}
	if whole == 0 {
		return len(p), nil
	}
	out := append(s.form.clear(), w.part[:whole]...)
	w.part = append(w.part[:0], w.part[whole:]...)
	if !s.ended {
		out = append(out, s.form.redraw()...)
	}
	if _, err := s.to.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}
