//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// winnowProcess is a winnow of this build as a process of its own.
type winnowProcess struct {
	*exec.Cmd
	said *bytes.Buffer
}

func startWinnow(t *testing.T, args ...string) winnowProcess {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := winnowProcess{&exec.Cmd{Path: self, Args: append([]string{"winnow"}, args...), Env: append(os.Environ(), "WINNOW_CONFIG=")}, new(bytes.Buffer)}
	p.Stdout, p.Stderr = p.said, p.said
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.ProcessState == nil {
			_ = p.Process.Kill()
			_ = p.Wait()
		}
	})
	return p
}

// emissions counts messages of a stream by document and emission.
func emissions(t *testing.T, js jetstream.JetStream, name string) map[string]int {
	t.Helper()
	s, err := js.Stream(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for seq := uint64(1); ; seq++ {
		msg, err := s.GetMsg(t.Context(), seq, jetstream.WithGetMsgSubject(">"))
		if err != nil {
			return count
		}
		seq = msg.Sequence
		number := msg.Header.Get(record.HeaderEmission)
		if number == "" {
			continue
		}
		if raw, err := record.Parse(msg.Header, msg.Data); err == nil && strings.HasPrefix(msg.Subject, "winnow.raw.") {
			count[raw.ID+" "+number]++
		} else if head, err := record.ParseHead(msg.Header, msg.Data); err == nil {
			count[head.ID+" "+number]++
		}
	}
}

// TestAKilledRecleanGoesOn kills `winnow reclean` in the midst of its work, twice, and
// begins it again: every document is cleaned once more, and no more.
func TestAKilledRecleanGoesOn(t *testing.T) {
	server := startedServer(t)
	js := plainClient(t, server.URL())
	topology := broker.DefaultTopology()
	if err := topology.Apply(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	const documents = 60
	want := map[string]int{}
	for i := range documents {
		site := fmt.Sprintf("paper%d-example", i%5)
		raw := document.Raw{
			ID: fmt.Sprint("doc-", i), URL: fmt.Sprintf("https://www.paper%d.example/%d", i%5, i),
			Content: fmt.Appendf(nil, "Ferry %d is late\nThe ferry will leave an hour late today, the harbour master said, for the %dth time in this year.\n", i, i),
		}
		want[raw.ID+" 1"] = 1
		if err := operate.Feed(t.Context(), js, topology, site, raw); err != nil {
			t.Fatal(err)
		}
	}
	winnow := func(wantCode int, args ...string) string {
		t.Helper()
		var out, said bytes.Buffer
		if code := run(append(args, "--nats", server.URL()), console{out: &out, err: &said}); code != wantCode {
			t.Fatalf("winnow %v: exit code %d, want %d\n%s", args, code, wantCode, said.String())
		}
		return out.String() + said.String()
	}
	winnow(0, "run", "--once", "--http", "none")
	if got := winnow(0, "reclean", "--all", "--dry-run"); !strings.Contains(got, "sent     0 ") || !strings.Contains(got, "current  60 ") {
		t.Errorf("of documents that today's rules cleaned it says\n%s", got)
	}

	if got := winnow(0, "reclean", "--site", "nowhere-example"); !strings.Contains(got, "no clean document is of that site") {
		t.Errorf("of a site that nobody knows it says\n%s", got)
	}

	worker := startWinnow(t, "run", "--nats", server.URL(), "--http", "none", "--keep", "caption")
	conn, err := nats.Connect(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if _, err := askBuild(t.Context(), conn, "winnow.ask"); err == nil {
			break
		} else if time.Now().After(end) {
			t.Fatalf("the worker does not answer: %v\n%s", err, worker.said)
		}
	}
	command := []string{"reclean", "--all", "--rate", "40", "--nats", server.URL()}
	for _, atLeast := range []int{10, 30} {
		p := startWinnow(t, command...)
		for end := time.Now().Add(patience); len(emissions(t, js, "WINNOW_RAW")) < atLeast; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("it does not send %d documents:\n%s", atLeast, p.said)
			}
		}
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = p.Wait() // it was killed
		if got := len(emissions(t, js, "WINNOW_RAW")); got >= documents {
			t.Fatalf("%d documents were sent before it was killed: there is nothing to go on with", got)
		}
	}
	got := winnow(0, command[:len(command)-2]...)
	if !strings.Contains(got, "went on with a job that was begun before") || !strings.Contains(got, "sent  60 ") {
		t.Errorf("it says\n%s", got)
	}
	if diff := cmp.Diff(want, emissions(t, js, "WINNOW_RAW")); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	for end := time.Now().Add(patience); len(emissions(t, js, "WINNOW_CLEAN")) < documents && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	if diff := cmp.Diff(want, emissions(t, js, "WINNOW_CLEAN")); diff != "" {
		t.Errorf("cleaned (-want +got):\n%s", diff)
	}
	// The worker says which rules it has: those of this command's configuration are others.
	if got := winnow(0, "reclean", "--all"); !strings.Contains(got, "sent     0 ") || !strings.Contains(got, "current  60 ") {
		t.Errorf("once more it says\n%s", got)
	}
	if err := worker.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := worker.Wait(); err != nil {
		t.Errorf("the worker: %v\n%s", err, worker.said)
	}
	// Nobody answers now, and nobody cleans: the documents wait, and are not sent again.
	if got := winnow(0, "reclean", "--site", "paper1-example", "--dry-run"); !strings.Contains(got, "no worker says which rules it has") || !strings.Contains(got, "sent  12 ") {
		t.Errorf("without a worker it says\n%s", got)
	}
	// A replay compares each where it came first.
	if got := winnow(0, "replay", "--keep", "caption"); !strings.Contains(got, "documents               60 ") {
		t.Errorf("a replay says\n%s", got)
	}
}
