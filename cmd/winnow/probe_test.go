package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestProbeSaysWhatIsWrong(t *testing.T) {
	answers := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			http.Error(w, "the broker is away", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	}))
	gone := httptest.NewServer(nil)
	gone.Close()
	defer answers.Close()
	for _, c := range []struct {
		url  string
		code int
		want string
	}{
		{answers.URL + "/readyz", 0, "ok\n"},
		{answers.URL + "/healthz", exitFailed, "503 Service Unavailable: the broker is away"},
		{gone.URL, exitFailed, "refused"},
		{"http://%", exitUsage, "invalid URL"},
	} {
		var said strings.Builder
		if code := run([]string{"probe", c.url}, console{strings.NewReader(""), &said, &said}); code != c.code || !strings.Contains(said.String(), c.want) {
			t.Errorf("probe %s: code %d, says %q; want %d and %q", c.url, code, said.String(), c.code, c.want)
		}
	}
}
