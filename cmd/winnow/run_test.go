package main

import (
	"bytes"
	stdcmp "cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// TestStreamAndCommandLineGiveTheSameJSON publishes the samples as a scraper
// would, with a plain NATS client and bare bodies, and wants what `winnow clean
// --format json` prints for the same bytes.
func TestStreamAndCommandLineGiveTheSameJSON(t *testing.T) {
	server := startedServer(t)
	js := plainClient(t, server.URL())
	if err := broker.DefaultTopology().Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, raw := range fixtures.Samples() {
		msg := &nats.Msg{Subject: "winnow.raw." + stdcmp.Or(cleaners.Site(raw.URL), "unknown"), Data: raw.Content, Header: nats.Header{}}
		msg.Header.Set("Content-Type", raw.ContentType)
		msg.Header.Set("Winnow-Url", raw.URL)
		if _, err := js.PublishMsg(t.Context(), msg); err != nil {
			t.Fatal(err)
		}
		want = append(want, cleanedByCLI(t, raw.Content, raw.ContentType, raw.URL))
	}
	var out bytes.Buffer
	if code := run([]string{"run", "--once", "--nats", server.URL()}, console{out: &out, err: t.Output()}); code != 0 {
		t.Fatalf("winnow run: exit code %d", code)
	}
	slices.Sort(want) // sites come in their own order each
	if diff := cmp.Diff(want, published(t, js)); diff != "" {
		t.Errorf("clean stream (-command line +stream):\n%s", diff)
	}
}

// startedServer starts an embedded server that other processes reach, until the test ends.
func startedServer(t *testing.T) *broker.Embedded {
	t.Helper()
	server, err := broker.StartEmbedded(broker.EmbeddedOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"}, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server
}

func plainClient(t *testing.T, url string) jetstream.JetStream {
	t.Helper()
	conn, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn, jetstream.WithDefaultTimeout(patience))
	if err != nil {
		t.Fatal(err)
	}
	return js
}

func cleanedByCLI(t *testing.T, content []byte, contentType, url string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sample")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"clean", "--format", "json", file}
	if contentType != "" {
		args = append(args, "--content-type", contentType)
	}
	if url != "" {
		args = append(args, "--url", url)
	}
	var out bytes.Buffer
	if code := run(args, console{out: &out, err: t.Output()}); code != 0 {
		t.Fatalf("winnow clean: exit code %d", code)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// published returns the clean documents' bodies, sorted.
func published(t *testing.T, js jetstream.JetStream) (all []string) {
	t.Helper()
	s, err := js.Stream(t.Context(), "WINNOW_CLEAN")
	if err != nil {
		t.Fatal(err)
	}
	for seq := uint64(1); ; seq++ {
		msg, err := s.GetMsg(context.Background(), seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			slices.Sort(all)
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(msg.Subject, "winnow.clean.") {
			all = append(all, string(msg.Data))
		}
	}
}

// TestMetricsRangeOverTheSuite holds the labels to what cleaners can cite.
func TestMetricsRangeOverTheSuite(t *testing.T) {
	l := labels()
	if got := l.Site("https://www.courier.example/1"); got != "courier-example" {
		t.Errorf("metrics name the site %q", got)
	}
	for _, want := range []string{"caption", "newsletter", "boilerplate"} {
		if !slices.Contains(l.Kinds, want) {
			t.Errorf("kinds %v lack %s", l.Kinds, want)
		}
	}
	for _, cleaner := range cleaners.Suite() {
		for _, rule := range cleaner.Rules {
			if !slices.Contains(l.Rules, rule.Name) {
				t.Errorf("the labels lack rule %s", rule.Name)
			}
		}
	}
}

// TestAWorkerIsSeenFromOutside runs a worker and asks it what it does.
func TestAWorkerIsSeenFromOutside(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	var said announced
	var worker sync.WaitGroup
	worker.Go(func() {
		c := defaultRun()
		c.HTTP, c.Listen, c.Sample = "127.0.0.1:0", listenNone, true
		log := slog.New(slog.NewTextHandler(io.MultiWriter(t.Output(), &said), nil))
		if err := c.Run(ctx, console{out: io.Discard, err: t.Output()}, log); err != nil {
			t.Error(err)
		}
	})
	defer worker.Wait()
	defer stop()
	samples := len(fixtures.Samples())
	want := []string{fmt.Sprintf(`winnow_documents_total{outcome="clean"} %d`, samples), "winnow_partitions_owned 8", `winnow_removed_total{kind="`,
		"winnow_story_teller 1", `winnow_stories_told_total{event="new"} `, "winnow_memory_sites "}
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		url := said.url()
		ready, _ := ask(url + "/readyz")
		_, metrics := ask(url + "/metrics")
		missing := slices.DeleteFunc(slices.Clone(want), func(line string) bool { return strings.Contains(metrics, line) })
		if ready == http.StatusOK && len(missing) == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("readyz %d; the metrics do not say %q", ready, missing)
		}
	}
}

// announced takes from the log of a worker where it is seen; nil as long as
// that has not been said.
type announced struct{ at atomic.Pointer[string] }

// Write is given one line at a time.
func (a *announced) Write(line []byte) (int, error) {
	_, rest, _ := strings.Cut(string(line), "url=")
	if url, _, said := strings.Cut(rest, "/metrics"); said {
		a.at.CompareAndSwap(nil, &url)
	}
	return len(line), nil
}

// url returns the address, empty as long as it has not been said.
func (a *announced) url() string {
	if at := a.at.Load(); at != nil {
		return *at
	}
	return ""
}

func ask(url string) (int, string) {
	response, err := http.Get(url)
	if err != nil {
		return 0, ""
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body) // what is missing of it will be missed
	return response.StatusCode, string(body)
}

// defaultRun returns the command with the flags as they are when none is given.
func defaultRun() runCmd {
	var command cli
	parser, err := kong.New(&command, variables())
	if err == nil {
		_, err = parser.Parse([]string{"run"})
	}
	if err != nil {
		panic(err)
	}
	return command.Run
}
