package stories

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/faults"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// wire returns a text of so many words that no other number shares.
func wire(number, words int) string {
	var b strings.Builder
	for i := range words {
		fmt.Fprintf(&b, "w%dx%d ", number, i)
	}
	return b.String()
}

// newsroom returns clean documents: stories that many sites ran, later ones
// sometimes published earlier, and articles of one site alone. The same for the
// same seed.
func newsroom(n int, seed uint64) []record.Clean {
	r := rand.New(rand.NewPCG(seed, 0))
	all := make([]record.Clean, n)
	for i := range all {
		text := wire(1000+i, 120)
		if i%3 > 0 {
			text = wire(r.IntN(n/8+1), 300)[:1200+r.IntN(600)] + wire(1000+i, r.IntN(60))
		}
		all[i] = record.Clean{
			Schema: record.CleanSchema, ID: fmt.Sprintf("d%03d", i), URL: fmt.Sprintf("https://site%d.example.org/%d", i%7, i), Site: fmt.Sprintf("site%d", i%7),
			Published: time.Date(2026, 3, 1, 0, r.IntN(3000), 0, 0, time.UTC).Format(time.RFC3339), Text: text,
		}
	}
	return all
}

func publish(t testing.TB, b *streamtest.Bench, docs ...record.Clean) {
	t.Helper()
	for _, doc := range docs {
		body, err := doc.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		message := &nats.Msg{Subject: b.Topology.CleanPrefix + "." + doc.Site, Data: body, Header: nats.Header{record.HeaderRevision: {"r-" + doc.ID}}}
		if _, err := b.JS.PublishMsg(t.Context(), message); err != nil {
			t.Fatal(err)
		}
	}
}

// cluster runs the stage until all is clustered.
func cluster(t testing.TB, b *streamtest.Bench) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	_, js := b.Connect(t)
	if err := Run(ctx, js, b.Topology, Options{Once: true, Log: streamtest.Log(t), SnapshotEvery: 2}); err != nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatal("not all was clustered in time")
	}
}

// records returns what was said of stories, in order, each behind its subject.
func records(t testing.TB, b *streamtest.Bench) (all []string) {
	t.Helper()
	for _, msg := range b.Stored(t, b.Topology.StoryStream) {
		if strings.HasPrefix(msg.Subject, b.Topology.StoryPrefix+".") {
			all = append(all, msg.Subject+" "+string(msg.Data))
		}
	}
	return all
}

// byOne returns what one process says of these documents, and what it
// remembers then.
func byOne(t *testing.T, docs []record.Clean) (said []string, remembered [][]byte) {
	b := streamtest.New(t)
	publish(t, b, docs...)
	cluster(t, b)
	return records(t, b), memoryOf(t, b)
}

func TestEveryDocumentIsClustered(t *testing.T) {
	b := streamtest.New(t)
	docs := newsroom(60, 1)
	publish(t, b, docs...)
	publish(t, b, record.Clean{Schema: "other", ID: "broken", Site: "site0"})
	cluster(t, b)
	publish(t, b, docs[7]) // sent in again
	cluster(t, b)

	want := memory.NewStories(memory.StoryOptions{})
	for _, doc := range docs {
		want.Put(memory.Article{ID: doc.ID, Published: memory.PublishedAt(doc.Published, "", time.Now()), Signature: memory.Sign(doc.Text)})
	}
	last, own, clusters := make(map[string]record.Duplicates), make(map[string]int), make(map[string]bool)
	for _, line := range records(t, b) {
		subject, body, _ := strings.Cut(line, " ")
		var r record.Story
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			t.Fatal(err)
		}
		last[r.ID] = r.Duplicates
		clusters[r.Duplicates.Cluster] = true
		if r.Event != string(memory.EventRepresentative) {
			own[r.ID]++
			if want := "winnow.story." + r.Duplicates.Cluster; subject != want || r.Revision != "r-"+r.ID || r.Sequence == 0 || r.URL == "" {
				t.Errorf("%s is said on %s: %s", r.ID, subject, body)
			}
		}
	}
	for _, doc := range docs {
		standing, _ := want.Membership(doc.ID)
		if diff := cmp.Diff(duplicates(standing), last[doc.ID]); diff != "" {
			t.Errorf("what was said last of %s (-want +got):\n%s", doc.ID, diff)
		}
		if n := own[doc.ID]; n != 1 && (doc.ID != docs[7].ID || n != 2) {
			t.Errorf("%s was clustered %d times", doc.ID, n)
		}
	}
	if len(last) != len(docs) || len(clusters) >= len(docs)*3/4 || len(clusters) < len(docs)/3 {
		t.Errorf("%d documents in %d stories: the test has lost its meaning", len(last), len(clusters))
	}
}

func TestProcessesTakeTurns(t *testing.T) {
	docs := newsroom(90, 2)
	want, _ := byOne(t, docs)
	b := streamtest.New(t)
	var processes sync.WaitGroup
	for range 3 {
		processes.Go(func() { cluster(t, b) })
	}
	for part := range 3 {
		publish(t, b, docs[30*part:30*part+30]...)
	}
	processes.Wait()
	cluster(t, b) // what came in after all had seen the end
	if diff := cmp.Diff(want, records(t, b)); diff != "" {
		t.Errorf("three processes (-one +three):\n%s", diff)
	}
}

// TestTwoAtOnceClusterEverythingOnce has two that both take themselves for
// the only one.
func TestTwoAtOnceClusterEverythingOnce(t *testing.T) {
	docs := newsroom(90, 3)
	want, _ := byOne(t, docs)
	b := streamtest.New(t)
	ctx, stop := context.WithCancel(t.Context())
	var processes sync.WaitGroup
	for range 2 {
		_, js := b.Connect(t)
		c, err := newClusterer(t.Context(), js, b.Topology, Options{Log: streamtest.Log(t)})
		if err != nil {
			t.Fatal(err)
		}
		processes.Go(func() { c.stage().KeepWorking(ctx) })
	}
	for i := range docs {
		publish(t, b, docs[i])
	}
	streamtest.Eventually(t, func() error {
		left, err := Behind(t.Context(), b.JS, b.Topology)
		if err == nil && left > 0 {
			err = fmt.Errorf("not clustered yet: sequence %d", left)
		}
		return err
	})
	stop()
	processes.Wait()
	if diff := cmp.Diff(want, records(t, b)); diff != "" {
		t.Errorf("two that fight (-one +two):\n%s", diff)
	}
}

// envPoint tells a process of the test binary that it clusters stories, and at
// which point it is to kill itself.
const envPoint = "WINNOW_TEST_POINT"

// workerMain clusters stories until it kills itself.
func workerMain(address string, point faults.Point) int {
	ctx, cancel := context.WithTimeout(context.Background(), streamtest.Patience)
	defer cancel()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	conn, err := broker.Connect(address, log)
	if err != nil {
		return 1
	}
	defer conn.Close()
	js, err := broker.JetStream(conn)
	if err != nil {
		return 1
	}
	hooks := &faults.Hooks{Reached: func(p faults.Point) {
		if p != point {
			return
		}
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
		}
		select {} // until it arrives
	}}
	_ = Run(ctx, js, streamtest.QuickTopology(), Options{Log: log, Faults: hooks, SnapshotEvery: 1})
	return 2 // it should have died
}

func TestAProcessThatIsKilledLosesAndDoublesNothing(t *testing.T) {
	docs := newsroom(80, 4)
	want, remembered := byOne(t, docs)
	for _, point := range faults.StoryPoints() {
		t.Run(string(point), func(t *testing.T) {
			b := streamtest.NewOpen(t)
			publish(t, b, docs[:30]...)
			cluster(t, b)
			publish(t, b, docs[30:50]...)
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), envWorker+"="+b.Server.URL(), envPoint+"="+string(point))
			if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() >= 0 {
				t.Fatalf("the process was not killed: %v", err)
			}
			publish(t, b, docs[50:]...)
			cluster(t, b)
			if diff := cmp.Diff(want, records(t, b)); diff != "" {
				t.Errorf("killed at %s (-undisturbed +killed):\n%s", point, diff)
			}
			if diff := cmp.Diff(remembered, memoryOf(t, b)); diff != "" {
				t.Errorf("what is remembered after it was killed at %s (-undisturbed +killed):\n%s", point, diff)
			}
		})
	}
}

// TestAStoryLargerThanABatchMoves has an early article take the place of a
// representative with more copies than one atomic batch has room for.
func TestAStoryLargerThanABatchMoves(t *testing.T) {
	const copies = 2*batchMessages + 100
	b := streamtest.New(t)
	docs := make([]record.Clean, copies+1)
	for i := range docs {
		docs[i] = record.Clean{Schema: record.CleanSchema, ID: fmt.Sprintf("d%04d", i), Site: "a", Published: "2026-03-02T12:00:00Z", Text: wire(1, 80)}
	}
	docs[copies].Published = "2026-03-01T12:00:00Z"
	publish(t, b, docs...)
	cluster(t, b)
	moved := make(map[string]int)
	for _, line := range records(t, b) {
		_, body, _ := strings.Cut(line, " ")
		var r record.Story
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			t.Fatal(err)
		}
		if r.Event == string(memory.EventRepresentative) && r.Duplicates.Representative == docs[copies].ID {
			moved[r.ID]++
		}
	}
	if len(moved) != copies || moved["d0000"] != 2 { // the one that stood for the story is said there, too
		t.Errorf("%d of %d articles are said to have moved, the first %d times", len(moved), copies, moved["d0000"])
	}
}
