//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/process"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// upgradePartitions are few, and so are the documents of a commit, so that each
// partition has enough commits for a snapshot of its memory (256) in each part of
// the test.
const (
	upgradePartitions = 2
	upgradeCommit     = 1
)

// upgrade is a stream that workers of two versions share.
type upgrade struct {
	t            *testing.T
	url          string
	js           jetstream.JetStream
	topology     broker.Topology
	before, here string // the binaries of the previous release and of this version
	fed          uint64 // the last sequence of the raw stream
}

// newUpgrade starts a server as it comes, and feeds nothing yet.
func newUpgrade(t *testing.T, before, here string) *upgrade {
	t.Helper()
	u := &upgrade{t: t, topology: broker.DefaultTopology(), before: before, here: here}
	u.topology.Partitions = upgradePartitions
	u.url = streamtest.Running(t, &server.Options{}).ClientURL()
	u.js = plainClient(t, u.url)
	return u
}

// feed puts documents in and returns the sequence of the last one before them.
func (u *upgrade) feed(raws ...document.Raw) (from uint64) {
	u.t.Helper()
	from = u.fed
	for _, raw := range raws {
		if err := operate.Feed(u.t.Context(), u.js, u.topology, cleaners.Site(raw.URL), raw); err != nil {
			u.t.Fatal(err)
		}
		u.fed++
	}
	return from
}

// winnow runs a command of one version to its end.
func (u *upgrade) winnow(binary string, args ...string) string {
	u.t.Helper()
	return must(u.t, exec.Command(binary, append(args, "--nats", u.url)...))
}

// worker is a process of one version. It ends with the test, however that ends: a
// worker waits for its broker for ever.
type worker struct {
	*process.Process
	at announced
}

func (u *upgrade) worker(binary string) *worker {
	u.t.Helper()
	w := new(worker)
	cmd := exec.Command(binary, "run", "--nats", u.url, "--http", "127.0.0.1:0", "--commit-largest", strconv.Itoa(upgradeCommit))
	cmd.Stderr = io.MultiWriter(u.t.Output(), &w.at)
	var err error
	if w.Process, err = process.Start(cmd); err != nil {
		u.t.Fatal(err)
	}
	u.t.Cleanup(func() { w.Kill() })
	return w
}

// kill ends a worker without letting it do anything more.
func (w *worker) kill(t *testing.T) {
	t.Helper()
	if !w.Kill() {
		t.Fatalf("a worker ended by itself: %s", w.State())
	}
}

// stop tells a worker to end, and wants it to.
func (w *worker) stop(t *testing.T) {
	t.Helper()
	w.Signal(syscall.SIGTERM)
	select {
	case <-w.Done():
		if !w.State().Success() {
			t.Errorf("a worker that was told to end: %s", w.State())
		}
	case <-time.After(patience):
		t.Fatal("a worker does not end when it is told to")
	}
}

// owns waits until a worker says that it has so many partitions.
func (w *worker) owns(t *testing.T, n int) {
	t.Helper()
	streamtest.Eventually(t, func() error {
		if _, metrics := ask(w.at.url() + "/metrics"); !strings.Contains(metrics, fmt.Sprintf("\nwinnow_partitions_owned %d\n", n)) {
			return fmt.Errorf("a worker does not come to have %d partitions", n)
		}
		return nil
	})
}

// outcome is what the streams say of one raw document.
type outcome struct {
	clean   uint64 // the sequence of its clean document; 0 for a dead letter
	version string // that cleaned it
	times   int    // that it came out
	dead    string // why it is a dead letter
	removed []record.Removal
}

// outcomes reads clean documents and dead letters, by raw sequence.
func (u *upgrade) outcomes() map[uint64]outcome {
	u.t.Helper()
	all := make(map[uint64]outcome)
	for _, msg := range u.stored(u.topology.CleanStream, u.topology.CleanPrefix+".") {
		sequence, err := strconv.ParseUint(msg.Header.Get(record.HeaderSequence), 10, 64)
		if err != nil {
			u.t.Fatalf("message %d of %s: %v", msg.Sequence, msg.Subject, err)
		}
		var clean record.Clean
		if err := json.Unmarshal(msg.Data, &clean); err != nil {
			u.t.Fatalf("message %d of %s: %v", msg.Sequence, msg.Subject, err)
		}
		all[sequence] = outcome{clean: msg.Sequence, version: clean.Winnow.Version, times: all[sequence].times + 1, removed: clean.Removed}
	}
	for dead, err := range operate.DeadLetters(u.t.Context(), u.js, u.topology, operate.DeadFilter{}) {
		if err != nil {
			u.t.Fatal(err)
		}
		sequence := dead.DeadLetter.Sequence
		all[sequence] = outcome{times: all[sequence].times + 1, dead: dead.Reason}
	}
	return all
}

// stored returns a stream's messages on subjects that begin so.
func (u *upgrade) stored(stream, prefix string) (all []*jetstream.RawStreamMsg) {
	u.t.Helper()
	s, err := u.js.Stream(u.t.Context(), stream)
	if err != nil {
		u.t.Fatal(err)
	}
	for sequence := uint64(1); ; {
		msg, err := s.GetMsg(u.t.Context(), sequence, jetstream.WithGetMsgSubject(">"))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return all
		}
		if err != nil {
			u.t.Fatal(err)
		}
		if sequence = msg.Sequence + 1; strings.HasPrefix(msg.Subject, prefix) {
			all = append(all, msg)
		}
	}
}

// snapshots returns the sequences of the snapshots of sites, of all partitions.
func (u *upgrade) snapshots() (all []uint64) {
	u.t.Helper()
	for _, msg := range u.stored(u.topology.CleanStream, u.topology.StatePrefix+".snapshot-") {
		all = append(all, msg.Sequence)
	}
	return all
}

// count returns how many messages a stream has on subjects that a filter means.
func (u *upgrade) count(stream, filter string) (n uint64) {
	u.t.Helper()
	s, err := u.js.Stream(u.t.Context(), stream)
	if err != nil {
		u.t.Fatal(err)
	}
	info, err := s.Info(u.t.Context(), jetstream.WithSubjectFilter(filter))
	if err != nil {
		u.t.Fatal(err)
	}
	for _, messages := range info.State.Subjects {
		n += messages
	}
	return n
}

// await waits until so many documents have come out.
func (u *upgrade) await(n uint64) {
	u.t.Helper()
	streamtest.Eventually(u.t, func() error {
		if got := u.count(u.topology.CleanStream, u.topology.CleanPrefix+".*") + u.count(u.topology.DeadStream, ">"); got < n {
			return fmt.Errorf("%d documents came out, want %d", got, n)
		}
		return nil
	})
}

// awaitStories waits until everything that came out has its story told.
func (u *upgrade) awaitStories() {
	u.t.Helper()
	want := u.count(u.topology.CleanStream, u.topology.CleanPrefix+".*")
	streamtest.Eventually(u.t, func() error {
		got := u.count(u.topology.StoryStream, u.topology.StoryPrefix+".*")
		if got >= want { // then it is worth looking which of them are told again
			got = uint64(len(u.told()))
		}
		if got < want {
			return fmt.Errorf("%d documents are told of, want %d", got, want)
		}
		return nil
	})
}

// told returns the clusters that documents came to when they were first told
// of, by their sequence in the clean stream, and how often.
func (u *upgrade) told() map[uint64][]string {
	u.t.Helper()
	all := make(map[uint64][]string)
	for _, msg := range u.stored(u.topology.StoryStream, u.topology.StoryPrefix+".") {
		var story record.Story
		if err := json.Unmarshal(msg.Data, &story); err != nil {
			u.t.Fatal(err)
		}
		if story.Event != "representative" { // told again, of another story
			all[story.Sequence] = append(all[story.Sequence], story.Duplicates.Cluster)
		}
	}
	return all
}
