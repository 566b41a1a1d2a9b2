package reviews

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
	"github.com/winnow-news/winnow/pipeline/stream/rulebucket"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func bench(t *testing.T) *streamtest.Bench {
	t.Helper()
	b := streamtest.NewBare(t)
	b.Topology.ReviewStream = broker.DefaultReviewStream
	if err := b.Topology.Apply(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	return b
}

func openStore(t *testing.T, b *streamtest.Bench) *Store {
	t.Helper()
	_, js := b.Connect(t)
	s, err := OpenStore(t.Context(), js, b.Topology, streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func said(site, text string) *corrections.Correction {
	return &corrections.Correction{
		By: "ada", Document: "doc", Site: site, Source: "s", Start: 10, End: 10 + len(text), Text: text,
		Was: corrections.Judgement{Kind: document.Article}, Want: document.Related, Digest: "rules",
	}
}

func texts(t *testing.T, s corrections.Store) (all []string) {
	t.Helper()
	for c, err := range s.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c.Text)
	}
	return all
}

func TestCorrectionsAreKeptInTheStream(t *testing.T) {
	b := bench(t)
	s := openStore(t, b)
	if got := texts(t, s); got != nil {
		t.Errorf("an empty stream has %q", got)
	}
	raw := &document.Raw{ID: "doc", URL: "https://courier.example/a", Content: []byte("caf\xe9 text")}
	first := said("courier-example", "first")
	for _, c := range []*corrections.Correction{first, said("", "second"), said("courier-example", "third"), first} {
		if err := s.Add(t.Context(), c, raw); err != nil {
			t.Fatal(err)
		}
	}
	undo := &corrections.Correction{By: "ada", Site: "courier-example", Withdraws: first.ID}
	if err := s.Add(t.Context(), undo, nil); err != nil {
		t.Fatal(err)
	}
	other := openStore(t, b)
	for name, store := range map[string]corrections.Store{"the same": s, "another": other} {
		if diff := cmp.Diff([]string{"second", "third"}, texts(t, store)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	got, err := other.Input(t.Context(), first.Input)
	if err != nil || !cmp.Equal(got, raw) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := other.Input(t.Context(), strings.Repeat("0", 64)); !errors.Is(err, corrections.ErrUnknown) {
		t.Errorf("a document that is not there: %v", err)
	}
	if got := len(b.Stored(t, broker.DefaultReviewStream)); got != 5 { // four, and one input
		t.Errorf("%d messages, want 5", got)
	}
	if err := s.Add(t.Context(), &corrections.Correction{By: "ada", Withdraws: "nobody"}, nil); !errors.Is(err, corrections.ErrUnknown) {
		t.Errorf("withdrawing nothing: %v", err)
	}
}

// Two processes write to one site, and each sends each of its corrections twice.
func TestTwoProcessesWriteEachCorrectionOnce(t *testing.T) {
	b := bench(t)
	stores := []*Store{openStore(t, b), openStore(t, b)}
	const each = 10
	var people sync.WaitGroup
	for i, s := range stores {
		people.Go(func() {
			for n := range each {
				c := said("courier-example", fmt.Sprintf("%d of %d", n, i))
				for range 2 {
					if err := s.Add(context.Background(), c, nil); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	people.Wait()
	if got := len(b.Stored(t, broker.DefaultReviewStream)); got != 2*each {
		t.Errorf("%d messages, want %d", got, 2*each)
	}
}

func TestARetryBeyondTheWindowOfMessageIDsIsNoDouble(t *testing.T) {
	b := bench(t)
	c := said("courier-example", "text")
	s := openStore(t, b)
	if err := s.Add(t.Context(), c, nil); err != nil {
		t.Fatal(err)
	}
	line, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	// The same once more without its message id is what the server sees after the window.
	if _, err := b.JS.Publish(t.Context(), "winnow.review.courier-example", line); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, openStore(t, b)); len(got) != 1 {
		t.Errorf("%q", got)
	}
	if err := openStore(t, b).Add(t.Context(), c, nil); err != nil {
		t.Fatal(err)
	}
	if got := len(b.Stored(t, broker.DefaultReviewStream)); got != 2 {
		t.Errorf("%d messages, want 2", got)
	}
}

func TestARawDocumentThatIsTooLargeDoesNotStopACorrection(t *testing.T) {
	b := bench(t)
	s := openStore(t, b)
	noise := make([]byte, 2<<20+int(b.Conn.MaxPayload()))
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(noise)
	c := said("courier-example", "text")
	if err := s.Add(t.Context(), c, &document.Raw{ID: "doc", Content: noise}); err != nil || c.Input != "" {
		t.Errorf("input %q, %v", c.Input, err)
	}
	if got := texts(t, s); len(got) != 1 {
		t.Errorf("%q", got)
	}
	c = said("courier-example", "more")
	if err := s.Add(t.Context(), c, &document.Raw{ID: "doc", Content: bytes.Repeat([]byte("long "), int(b.Conn.MaxPayload()))}); err != nil || c.Input == "" {
		t.Errorf("what is small when it is packed: input %q, %v", c.Input, err)
	}
}

func TestWithoutAStreamItIsSaidHowToMakeIt(t *testing.T) {
	b := streamtest.New(t)
	b.Topology.ReviewStream = broker.DefaultReviewStream
	_, err := OpenStore(t.Context(), b.JS, b.Topology, nil)
	if err == nil || !strings.Contains(err.Error(), "streams apply --reviews") {
		t.Errorf("error %v", err)
	}
}

// The reviewer of accounts.conf does all that the pages do: it follows the stream, opens
// raw documents, keeps corrections, changes memory and sends documents round again.
func TestTheReviewerCanDoItsPart(t *testing.T) {
	s := streamtest.Accounts(t)
	as := func(user string) jetstream.JetStream {
		js, err := broker.JetStream(streamtest.As(t, s, user))
		if err != nil {
			t.Fatal(err)
		}
		return js
	}
	b := &streamtest.Bench{Topology: streamtest.QuickTopology()}
	b.Topology.ReviewStream = broker.DefaultReviewStream
	operator := as("operator")
	if err := b.Topology.Apply(t.Context(), operator); err != nil {
		t.Fatal(err)
	}
	if _, err := operator.CreateKeyValue(t.Context(), jetstream.KeyValueConfig{Bucket: "WINNOW_RULES"}); err != nil {
		t.Fatal(err)
	}
	b.JS = as("scraper")
	b.Publish(t, streamtest.Articles(12)...)
	b.Publish(t, document.Raw{Content: []byte("%PDF")})
	options := stream.WorkOptions{Build: streamtest.Build, Log: streamtest.Log(t), Once: true, Recurring: memory.RecurringOn}
	if err := stream.Work(t.Context(), as("worker"), b.Topology, streamtest.Fake{}, options); err != nil {
		t.Fatal(err)
	}

	js := as("reviewer")
	m := catalog.New(catalog.Options{Clean: streamtest.Fake{}.Clean})
	if err := Follow(t.Context(), js, b.Topology, m, FollowOptions{Backlog: true, Log: streamtest.Log(t)}); err != nil {
		t.Fatal(err)
	}
	list, err := m.List(t.Context(), catalog.Filter{})
	if err != nil || list.Total != 12 {
		t.Fatalf("%+v, %v", list, err)
	}
	d, err := m.Document(t.Context(), list.Items[0].Key)
	if err != nil || d.Raw == nil {
		t.Fatalf("%+v, %v", d, err)
	}
	store, err := OpenStore(t.Context(), js, b.Topology, streamtest.Log(t))
	if err != nil {
		t.Fatal(err)
	}
	c := said(d.Site, "text")
	if err := store.Add(t.Context(), c, d.Raw); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, store); len(got) != 1 {
		t.Errorf("corrections %q", got)
	}
	if _, err := store.Input(t.Context(), c.Input); err != nil {
		t.Error(err)
	}
	if _, err := StoriesOf(t.Context(), js, b.Topology, d.Site); err != nil {
		t.Error(err)
	}
	if _, err := operate.Learn(t.Context(), js, b.Topology, d.Site); err != nil {
		t.Error(err)
	}
	print := memory.Fingerprint(d.Record.Paragraphs[0].Text)
	at, err := operate.Teach(t.Context(), js, b.Topology, d.Site, func(delta *memory.Delta) { delta.Pin(d.Site, print, memory.Never) })
	if err != nil || at == 0 {
		t.Fatalf("the change is at %d: %v", at, err)
	}
	if sent, err := operate.EmitShowing(t.Context(), js, b.Topology, d.Site, []uint64{print}, at); err != nil || sent != 1 {
		t.Errorf("%d are sent round again: %v", sent, err)
	}
	dead := 0
	for _, err := range operate.DeadLetters(t.Context(), js, b.Topology, operate.DeadFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		dead++
	}
	if dead != 1 {
		t.Errorf("%d dead letters", dead)
	}
	rules := rulebucket.NewStore(js, b.Topology.Rules)
	files := map[string][]byte{"courier.rules": []byte("everywhere\nremove related: line begins \"See also\"\n")}
	pushed, err := rules.Push(t.Context(), &rulesets.Version{Files: files}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := rules.Version(t.Context(), pushed); err != nil || len(v.Files) != 1 {
		t.Errorf("the rules that were pushed: %v, %v", v, err)
	}
	if _, err := rulebucket.Workers(t.Context(), js, b.Topology); err != nil {
		t.Error(err)
	}
}
