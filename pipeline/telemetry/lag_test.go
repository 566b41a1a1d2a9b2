package telemetry

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// asked returns the code and the body of an answer.
func asked(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, strings.TrimSpace(string(body))
}

func TestAnOldLagIsNotShown(t *testing.T) {
	now := time.Now()
	l := newLag(time.Minute, func() time.Time { return now })
	s, err := l.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want := func(when, path string, code int, text string) {
		t.Helper()
		if got, body := asked(t, "http://"+s.Address()+path); got != code || !strings.Contains(body, text) {
			t.Errorf("%s, %s answers %d %q, want %d %q", when, path, got, body, code, text)
		}
	}
	wantShown := func(when string, shown bool) {
		t.Helper()
		if _, body := asked(t, "http://"+s.Address()+"/metrics"); strings.Contains(body, "winnow_lag_documents 7") != shown {
			t.Errorf("%s, the metric is shown: %v\n%s", when, !shown, body)
		}
	}
	want("at first", "/lag", 503, "nothing is measured yet")
	want("at first", "/healthz", 200, "ok")
	if err := l.Measured(7, map[string]int{"lag": 7}); err != nil {
		t.Fatal(err)
	}
	want("measured", "/lag", 200, `{"lag":7}`)
	want("measured", "/readyz", 200, "ok")
	wantShown("measured", true)
	now = now.Add(50 * time.Second)
	l.Failed(errors.New("the broker is away"))
	want("failed once", "/lag", 200, `{"lag":7}`)
	now = now.Add(20 * time.Second)
	want("failed for long", "/lag", 503, "the broker is away")
	want("failed for long", "/healthz", 200, "ok")
	wantShown("failed for long", false)
	now = now.Add(time.Hour)
	want("not tried", "/healthz", 503, "nothing was measured")
}
