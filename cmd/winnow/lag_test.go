package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func TestLagIsPrintedAndServed(t *testing.T) {
	b := streamtest.NewOpen(t)
	b.Publish(t, streamtest.Articles(12)...)
	ask := func(args ...string) string {
		t.Helper()
		var said, errs strings.Builder
		args = append([]string{"lag", "--nats", b.Server.URL()}, args...)
		if code := run(args, console{strings.NewReader(""), &said, &errs}); code != 0 {
			t.Fatalf("winnow %s: code %d: %s", strings.Join(args, " "), code, errs.String())
		}
		return said.String()
	}
	if got := ask(); !strings.HasPrefix(got, "PARTITION") || !regexp.MustCompile(`(?m)^all +12$`).MatchString(got) {
		t.Errorf("winnow lag prints\n%s", got)
	}
	var lag struct {
		Lag        int
		Partitions []struct{ Documents int }
	}
	if err := json.Unmarshal([]byte(ask("--format", "json")), &lag); err != nil || lag.Lag != 12 || len(lag.Partitions) == 0 {
		t.Errorf("as JSON it is %+v: %v", lag, err)
	}
	var said strings.Builder
	if code := run([]string{"lag", "--every=0s"}, console{strings.NewReader(""), &said, &said}); code != exitUsage || !strings.Contains(said.String(), "--every=0s") {
		t.Errorf("code %d: %s", code, said.String())
	}
	wantServed(t, b.Server.URL())
}

// TestLagThatIsServedWaitsForItsBroker starts before there is one.
func TestLagThatIsServedWaitsForItsBroker(t *testing.T) {
	serving(t, "nats://127.0.0.1:1", func(url string) {
		wantAnswer(t, url, "the lag is not known\ncannot reach the NATS server")
	})
}

// wantServed runs winnow lag --http until it has answered, and tells it to end.
func wantServed(t *testing.T, nats string) {
	t.Helper()
	serving(t, nats, func(url string) { wantAnswer(t, url, `{"lag":12,`) })
}

// serving runs winnow lag --http beside do.
func serving(t *testing.T, nats string, do func(url string)) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	said := new(streamtest.Said)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	running.Go(func() {
		c := lagCmd{HTTP: "127.0.0.1:0", Every: 1 << 30}
		c.NATS, c.Wait = nats, notGiven
		names := streamtest.QuickTopology()
		c.RawStream, c.CleanStream, c.DeadStream = names.RawStream, names.CleanStream, names.DeadStream
		c.RawPrefix, c.CleanPrefix, c.DeadPrefix, c.StatePrefix = names.RawPrefix, names.CleanPrefix, names.DeadPrefix, names.StatePrefix
		if err := c.Run(ctx, console{}, slog.New(slog.NewTextHandler(said, nil))); err != nil {
			t.Error(err)
		}
	})
	said.Await(t, "url=")
	do(regexp.MustCompile(`url=(\S+)/lag`).FindStringSubmatch(said.All())[1])
}

// wantAnswer waits until the lag that is served begins with a text.
func wantAnswer(t *testing.T, url, want string) {
	t.Helper()
	streamtest.Eventually(t, func() error {
		response, err := http.Get(url + "/lag")
		if err != nil {
			return err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err == nil && !strings.HasPrefix(string(body), want) {
			err = fmt.Errorf("it answers %s: %s", response.Status, body)
		}
		return err
	})
}
