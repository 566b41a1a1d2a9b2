package streamtest

import (
	"testing"
	"time"
)

// Patience is how long a test waits for what must come: far above what the
// slowest machine takes, so that nothing but a defect comes to its end.
const Patience = 4 * time.Minute

// Eventually asks until there is no error any more, which says what is still
// missing.
func Eventually(t testing.TB, missing func() error) {
	t.Helper()
	var took time.Duration
	for end := time.Now().Add(Patience); ; time.Sleep(max(20*time.Millisecond, took)) {
		began := time.Now()
		err := missing()
		if err == nil {
			return
		}
		took = time.Since(began)
		if time.Now().After(end) {
			t.Fatalf("after %s: %v", Patience, err)
		}
	}
}
