package stream

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

// wire gives a text of so many words that no other number shares.
func wire(number, words int) string {
	var b strings.Builder
	for i := range words {
		fmt.Fprintf(&b, "w%dx%d ", number, i)
	}
	return b.String()
}

// newsroom gives clean documents: stories that many sites ran, later ones
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

func (b *bench) publishClean(t testing.TB, docs ...record.Clean) {
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

// tell runs one teller until all is told.
func (b *bench) tell(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	_, js := b.Connect(t)
	if err := TellStories(ctx, js, b.Topology, StoryOptions{Once: true, Log: streamtest.Log(t), SnapshotEvery: 2}); err != nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatal("not all was told in time")
	}
}

// told gives the records of stories, in order, each behind its subject.
func (b *bench) told(t testing.TB) (all []string) {
	t.Helper()
	for _, msg := range b.Stored(t, b.Topology.StoryStream) {
		if strings.HasPrefix(msg.Subject, b.Topology.StoryPrefix+".") {
			all = append(all, msg.Subject+" "+string(msg.Data))
		}
	}
	return all
}

// toldByOne gives what one teller tells of these documents, and what it
// remembers then.
func toldByOne(t *testing.T, docs []record.Clean) (told []string, remembered [][]byte) {
	b := newBench(t)
	b.publishClean(t, docs...)
	b.tell(t)
	return b.told(t), b.storyMemory(t)
}

func TestStoriesAreToldOfEveryDocument(t *testing.T) {
	b := newBench(t)
	docs := newsroom(60, 1)
	b.publishClean(t, docs...)
	b.publishClean(t, record.Clean{Schema: "other", ID: "broken", Site: "site0"})
	b.tell(t)
	b.publishClean(t, docs[7]) // sent in again
	b.tell(t)

	want := memory.NewStories(memory.StoryOptions{})
	for _, doc := range docs {
		want.Put(memory.Article{ID: doc.ID, Published: memory.PublishedAt(doc.Published, "", time.Now()), Signature: memory.Sign(doc.Text)})
	}
	last, own, clusters := make(map[string]record.Duplicates), make(map[string]int), make(map[string]bool)
	for _, line := range b.told(t) {
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
				t.Errorf("%s is told on %s: %s", r.ID, subject, body)
			}
		}
	}
	for _, doc := range docs {
		standing, _ := want.Membership(doc.ID)
		if diff := cmp.Diff(Duplicates(standing), last[doc.ID]); diff != "" {
			t.Errorf("what was told last of %s (-want +got):\n%s", doc.ID, diff)
		}
		if n := own[doc.ID]; n != 1 && (doc.ID != docs[7].ID || n != 2) {
			t.Errorf("%s was told %d times", doc.ID, n)
		}
	}
	if len(last) != len(docs) || len(clusters) >= len(docs)*3/4 || len(clusters) < len(docs)/3 {
		t.Errorf("%d documents in %d stories: the test has lost its meaning", len(last), len(clusters))
	}
}

func TestTellersTakeTurns(t *testing.T) {
	docs := newsroom(90, 2)
	want, _ := toldByOne(t, docs)
	b := newBench(t)
	var tellers sync.WaitGroup
	for range 3 {
		tellers.Go(func() { b.tell(t) })
	}
	for part := range 3 {
		b.publishClean(t, docs[30*part:30*part+30]...)
	}
	tellers.Wait()
	b.tell(t) // what came in after all had seen the end
	if diff := cmp.Diff(want, b.told(t)); diff != "" {
		t.Errorf("three tellers (-one +three):\n%s", diff)
	}
}

// TestTwoTellersAtOnceTellEverythingOnce has two that both take themselves for
// the only one.
func TestTwoTellersAtOnceTellEverythingOnce(t *testing.T) {
	docs := newsroom(90, 3)
	want, _ := toldByOne(t, docs)
	b := newBench(t)
	ctx, stop := context.WithCancel(t.Context())
	var tellers sync.WaitGroup
	for range 2 {
		_, js := b.Connect(t)
		teller, err := newTeller(t.Context(), js, b.Topology, StoryOptions{Log: streamtest.Log(t)})
		if err != nil {
			t.Fatal(err)
		}
		tellers.Go(func() { teller.keepTelling(ctx) })
	}
	for i := range docs {
		b.publishClean(t, docs[i])
	}
	streamtest.Eventually(t, func() error {
		left, err := StoriesBehind(t.Context(), b.JS, b.Topology)
		if err == nil && left > 0 {
			err = fmt.Errorf("no story is told of sequence %d", left)
		}
		return err
	})
	stop()
	tellers.Wait()
	if diff := cmp.Diff(want, b.told(t)); diff != "" {
		t.Errorf("two tellers that fight (-one +two):\n%s", diff)
	}
}

// envTeller tells a process of the test binary that it tells stories, and at
// which point it is to kill itself.
const envTeller = "WINNOW_TEST_TELLER"

// tellerMain tells stories until it kills itself.
func tellerMain(address string, point faults.Point) int {
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
	_ = TellStories(ctx, js, streamtest.QuickTopology(), StoryOptions{Log: log, Faults: hooks, SnapshotEvery: 1})
	return 2 // it should have died
}

func TestATellerThatIsKilledLosesAndDoublesNothing(t *testing.T) {
	docs := newsroom(80, 4)
	want, remembered := toldByOne(t, docs)
	for _, point := range faults.StoryPoints() {
		t.Run(string(point), func(t *testing.T) {
			b := newOpenBench(t)
			b.publishClean(t, docs[:30]...)
			b.tell(t)
			b.publishClean(t, docs[30:50]...)
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), envWorker+"="+b.Server.URL(), envTeller+"="+string(point))
			if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() >= 0 {
				t.Fatalf("the teller was not killed: %v", err)
			}
			b.publishClean(t, docs[50:]...)
			b.tell(t)
			if diff := cmp.Diff(want, b.told(t)); diff != "" {
				t.Errorf("killed at %s (-undisturbed +killed):\n%s", point, diff)
			}
			if diff := cmp.Diff(remembered, b.storyMemory(t)); diff != "" {
				t.Errorf("what is remembered after it was killed at %s (-undisturbed +killed):\n%s", point, diff)
			}
		})
	}
}

// TestAStoryLargerThanABatchMoves has an early article take the place of a
// representative with more copies than one atomic batch has room for.
func TestAStoryLargerThanABatchMoves(t *testing.T) {
	const copies = 2*storyBatchMessages + 100
	b := newBench(t)
	docs := make([]record.Clean, copies+1)
	for i := range docs {
		docs[i] = record.Clean{Schema: record.CleanSchema, ID: fmt.Sprintf("d%04d", i), Site: "a", Published: "2026-03-02T12:00:00Z", Text: wire(1, 80)}
	}
	docs[copies].Published = "2026-03-01T12:00:00Z"
	b.publishClean(t, docs...)
	b.tell(t)
	moved := make(map[string]int)
	for _, line := range b.told(t) {
		_, body, _ := strings.Cut(line, " ")
		var r record.Story
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			t.Fatal(err)
		}
		if r.Event == string(memory.EventRepresentative) && r.Duplicates.Representative == docs[copies].ID {
			moved[r.ID]++
		}
	}
	if len(moved) != copies || moved["d0000"] != 2 { // the one that stood for the story is told of there, too
		t.Errorf("%d of %d articles are told to have moved, the first %d times", len(moved), copies, moved["d0000"])
	}
}
