package rulebucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/members"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// bench is a server with the bucket, and a store that writes there.
type bench struct {
	*streamtest.Bench
	store *Store
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{Bench: streamtest.New(t)}
	if err := b.Topology.ApplyRules(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	b.store = NewStore(b.JS, b.Topology.Rules)
	return b
}

// push stores a version of one file in place of a revision.
func (b *bench) push(t *testing.T, text string, in uint64) Manifest {
	t.Helper()
	return b.pushAll(t, map[string][]byte{"a.rules": []byte(text)}, in)
}

func (b *bench) pushAll(t *testing.T, files map[string][]byte, in uint64) Manifest {
	t.Helper()
	m, err := b.store.Push(t.Context(), &rulesets.Version{Files: files, By: "anna", Note: "a test", Digest: "d"}, in)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func removing(line string) string {
	return fmt.Sprintf("everywhere\nremove promo: line equals %q\n", line)
}

// wants looks again until the store returns these files, at most for one whole round.
func wants(t *testing.T, s *Store, revision uint64, files map[string][]byte) {
	t.Helper()
	var v *rulesets.Version
	var err error
	for range wholeLook + 1 {
		if v, err = s.Current(t.Context()); err == nil && v.Revision == revision {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if v.Revision != revision || !maps.EqualFunc(files, v.Files, bytes.Equal) { // a diff of megabytes takes minutes
		t.Errorf("revision %d, want %d; %d files, want %d, or others in them", v.Revision, revision, len(v.Files), len(files))
	}
}

// TestAVersionGoesThroughTheBucket stores small and large ones, of many files.
func TestAVersionGoesThroughTheBucket(t *testing.T) {
	b := newBench(t)
	source := NewSource(b.JS, b.Topology.Rules)
	if _, err := source.Current(t.Context()); !errors.Is(err, rulesets.ErrNone) {
		t.Errorf("an empty bucket: %v", err)
	}
	files := map[string][]byte{"a.rules": []byte(removing("Read our app")), "none.rules": {}}
	first := b.pushAll(t, files, 0)
	wants(t, source, first.Revision, files)
	before, _ := source.Current(t.Context())
	if again, _ := source.Current(t.Context()); again != before {
		t.Error("a version that is the same comes in another pointer")
	}
	large := maps.Clone(files)
	large["list.rules"] = bytes.Repeat([]byte(removing("a line of a list")), 30_000) // more than a message
	for i := range 300 {
		large[fmt.Sprintf("sites/%d.rules", i)] = []byte(removing(fmt.Sprint(i)))
	}
	second := b.pushAll(t, large, first.Revision)
	wants(t, source, second.Revision, large)
	wants(t, NewStore(b.JS, b.Topology.Rules), second.Revision, large) // who has nothing yet
	if n := len(second.Files[1].Pieces); n < 2 {
		t.Errorf("%s has %d pieces", second.Files[1].Name, n)
	}
	third := b.pushAll(t, map[string][]byte{}, second.Revision) // no rules, said so
	wants(t, source, third.Revision, map[string][]byte{})

	all, err := b.store.History(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Manifest{third, second, first}, all); diff != "" {
		t.Errorf("history (-want +got):\n%.2000s", diff)
	}
	m, err := b.store.At(t.Context(), second.Revision)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := b.store.Version(t.Context(), m); err != nil || !maps.EqualFunc(v.Files, large, bytes.Equal) {
		t.Errorf("revision %d: %v", m.Revision, err)
	}
	for _, none := range []uint64{second.Revision - 1, 100_000} {
		if _, err := b.store.At(t.Context(), none); !errors.Is(err, rulesets.ErrNone) {
			t.Errorf("revision %d: %v", none, err)
		}
	}
}

// TestOneOfTwoWins has writers that all saw the same revision.
func TestOneOfTwoWins(t *testing.T) {
	b := newBench(t)
	first := b.push(t, removing("a"), 0)
	const writers = 5
	var writing sync.WaitGroup
	results := make([]error, writers)
	won := make([]Manifest, writers)
	for i := range writers {
		writing.Go(func() {
			v := &rulesets.Version{Files: map[string][]byte{"a.rules": []byte(removing(fmt.Sprint(i)))}, By: fmt.Sprint("writer-", i)}
			won[i], results[i] = b.store.Push(t.Context(), v, first.Revision)
		})
	}
	writing.Wait()
	winner := slices.Index(results, nil)
	for i, err := range results {
		conflict := (*ConflictError)(nil)
		if i != winner && (!errors.As(err, &conflict) || conflict.Is.By != fmt.Sprint("writer-", winner)) {
			t.Errorf("writer %d: %v; writer %d won", i, err, winner)
		}
	}
	if winner < 0 {
		t.Fatal("nobody won")
	}
	wants(t, b.store, won[winner].Revision, map[string][]byte{"a.rules": []byte(removing(fmt.Sprint(winner)))})
	if _, err := b.store.Push(t.Context(), &rulesets.Version{}, 0); !strings.Contains(fmt.Sprint(err), "there was to be none") {
		t.Errorf("a first version beside another: %v", err)
	}
}

// TestWhatIsBrokenIsSaidAndPasses has manifests that no push writes.
func TestWhatIsBrokenIsSaidAndPasses(t *testing.T) {
	b := newBench(t)
	source := NewSource(b.JS, b.Topology.Rules)
	good := b.push(t, removing("a"), 0)
	piece := []byte(removing("b"))
	hash := hashOf(piece)
	bucket, err := b.JS.KeyValue(t.Context(), b.Topology.Rules)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ manifest, want string }{
		{`{`, "no manifest"},
		{`{"schema":"winnow.rules.v9"}`, "v9"},
		{`{"schema":"winnow.rules.v1","files":[{"name":"../a.rules"}]}`, "no name"},
		{`{"schema":"winnow.rules.v1","files":[{"name":"a.rules"},{"name":"a.rules"}]}`, "twice"},
		{`{"schema":"winnow.rules.v1","files":[{"name":"a.rules","size":9000000000}]}`, "bytes"},
		{`{"schema":"winnow.rules.v1","files":[{"name":"a.rules","size":-1}]}`, "bytes"},
		{`{"schema":"winnow.rules.v1","files":[{"name":"a.rules","size":1,"pieces":["*"]}]}`, "no hash"},
		{fmt.Sprintf(`{"schema":"winnow.rules.v1","files":[{"name":"a.rules","size":%d,"pieces":[%q]}]}`, len(piece), hash), "not in the bucket"},
	} {
		revision, err := bucket.PutString(t.Context(), currentKey, c.manifest)
		if err != nil {
			t.Fatal(err)
		}
		for range wholeLook + 2 {
			_, err := source.Current(t.Context())
			broken := (*rulesets.BrokenError)(nil)
			if !errors.As(err, &broken) || broken.Revision != revision || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %q of revision %d", c.manifest, err, c.want, revision)
				break
			}
		}
		v, err := source.Before(t.Context(), revision)
		for err != nil && errors.As(err, new(*rulesets.BrokenError)) {
			v, err = source.Before(t.Context(), revision)
		}
		if err != nil || v.Revision != good.Revision {
			t.Errorf("before revision %d: %v %v", revision, v, err)
		}
	}
	if _, err := bucket.Put(t.Context(), piecePrefix+hash, []byte("something else")); err != nil {
		t.Fatal(err)
	}
	if _, err := source.whole(t.Context()); !strings.Contains(fmt.Sprint(err), "not in the bucket") {
		t.Errorf("a piece that is another: %v", err)
	}
	revision, err := bucket.Put(t.Context(), piecePrefix+hash, piece)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, source, revision-2, map[string][]byte{"a.rules": piece})
	m := b.push(t, removing("c"), revision-2)
	if _, err := bucket.PutString(t.Context(), currentKey, "{"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.Push(t.Context(), &rulesets.Version{}, m.Revision); !errors.As(err, new(*ConflictError)) {
		t.Errorf("a push in place of what is not in force: %v", err)
	}
	b.push(t, removing("d"), m.Revision+1) // mends it
}

// TestABucketMayGoAndCome deletes it, and makes another that counts from the start.
func TestABucketMayGoAndCome(t *testing.T) {
	b := newBench(t)
	source := NewSource(b.JS, b.Topology.Rules)
	first := b.push(t, removing("a"), 0)
	second := b.push(t, removing("b"), first.Revision)
	wants(t, source, second.Revision, map[string][]byte{"a.rules": []byte(removing("b"))})
	if err := b.JS.DeleteKeyValue(t.Context(), b.Topology.Rules); err != nil {
		t.Fatal(err)
	}
	var err error
	for range 2*wholeLook + 1 {
		_, err = source.Current(t.Context())
	}
	if !errors.Is(err, rulesets.ErrNone) {
		t.Errorf("a bucket that is gone: %v", err)
	}
	if err := b.Topology.ApplyRules(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	other := b.push(t, removing("c"), 0)
	if other.Revision >= second.Revision {
		t.Fatalf("the new bucket begins with revision %d", other.Revision)
	}
	wants(t, source, other.Revision, map[string][]byte{"a.rules": []byte(removing("c"))})
}

// TestABucketIsMadeAnewBetweenTwoLooks has the new one come as far as the old one was.
func TestABucketIsMadeAnewBetweenTwoLooks(t *testing.T) {
	b := newBench(t)
	source := NewSource(b.JS, b.Topology.Rules)
	first := b.push(t, removing("a"), 0)
	wants(t, source, first.Revision, map[string][]byte{"a.rules": []byte(removing("a"))})
	if err := b.JS.DeleteKeyValue(t.Context(), b.Topology.Rules); err != nil {
		t.Fatal(err)
	}
	if err := b.Topology.ApplyRules(t.Context(), b.JS); err != nil {
		t.Fatal(err)
	}
	other, err := b.store.Push(t.Context(), &rulesets.Version{Files: map[string][]byte{"a.rules": []byte(removing("c"))}, Digest: "e"}, 0)
	if err != nil || other.Revision != first.Revision {
		t.Fatalf("the new bucket begins with revision %d, want %d: %v", other.Revision, first.Revision, err)
	}
	for range wholeLook + 1 {
		if _, err := source.Current(t.Context()); err != nil && !errors.Is(err, rulesets.ErrNone) {
			t.Fatal(err)
		}
	}
	wants(t, source, other.Revision, map[string][]byte{"a.rules": []byte(removing("c"))})
	old := Worker{Says: &Report{Source: b.store.String(), Revision: other.Revision + 90}}
	if old.Has(other.Revision, other.Revision) {
		t.Error("a worker that has a revision of the bucket before has the new one")
	}
}

// TestSweepRemovesWhatNoVersionHas leaves what a version has, and what is too new to
// tell.
func TestSweepRemovesWhatNoVersionHas(t *testing.T) {
	b := newBench(t)
	revision := b.push(t, removing("a"), 0).Revision
	if _, err := b.JS.Publish(t.Context(), b.store.subject(piecePrefix+hashOf([]byte("left over"))), []byte("left over")); err != nil {
		t.Fatal(err)
	}
	pieces := func() int {
		all, err := b.store.pieces(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	revision = b.push(t, removing("b"), revision).Revision
	if n, err := b.store.Sweep(t.Context()); n != 0 || err != nil || pieces() != 3 {
		t.Errorf("%d new pieces were removed: %v", n, err)
	}
	b.store.after = 0
	if n, err := b.store.Sweep(t.Context()); n != 1 || err != nil {
		t.Errorf("%d pieces were removed, want the one left over: %v", n, err)
	}
	for i := range broker.RulesHistory { // the first two are forgotten
		revision = b.push(t, removing(fmt.Sprint("line ", i)), revision).Revision
	}
	if n, err := b.store.Sweep(t.Context()); n != 2 || err != nil {
		t.Errorf("%d pieces were removed, want those of two forgotten versions: %v", n, err)
	}
	all, err := b.store.History(t.Context())
	if err != nil || len(all) != broker.RulesHistory {
		t.Fatalf("%d versions: %v", len(all), err)
	}
	for _, m := range all {
		if _, err := b.store.Version(t.Context(), m); err != nil {
			t.Error(err)
		}
	}
	again := b.push(t, removing("a"), revision) // its piece was removed, and comes anew
	wants(t, NewStore(b.JS, b.Topology.Rules), again.Revision, map[string][]byte{"a.rules": []byte(removing("a"))})
}

// TestEverybodyHasTheRightsForTheirPart follows as a worker what an operator writes.
func TestEverybodyHasTheRightsForTheirPart(t *testing.T) {
	s := streamtest.Accounts(t)
	b := &bench{Bench: &streamtest.Bench{Topology: streamtest.QuickTopology()}}
	connect := func(user string) jetstream.JetStream {
		js, err := broker.JetStream(streamtest.As(t, s, user))
		if err != nil {
			t.Fatal(err)
		}
		return js
	}
	b.JS = connect("operator")
	if err := errors.Join(b.Topology.Apply(t.Context(), b.JS), b.Topology.ApplyRules(t.Context(), b.JS)); err != nil {
		t.Fatal(err)
	}
	b.store = NewStore(b.JS, b.Topology.Rules)
	first := b.push(t, removing("a"), 0)
	if _, err := b.store.Sweep(t.Context()); err != nil {
		t.Error(err)
	}
	worker := connect("worker")
	source := NewSource(worker, b.Topology.Rules)
	wants(t, source, first.Revision, map[string][]byte{"a.rules": []byte(removing("a"))})
	if _, err := source.Before(t.Context(), first.Revision); !errors.Is(err, rulesets.ErrNone) {
		t.Errorf("the first version has one before it: %v", err)
	}
	if err := say(t.Context(), worker, "$KV."+b.Topology.Workers+"."+reportPrefix+"me", rulesets.State{}); err != nil {
		t.Error(err)
	}
	reviewer := connect("reviewer")
	b.store = NewStore(reviewer, b.Topology.Rules)
	if err := b.Topology.ApplyRules(t.Context(), reviewer); err != nil {
		t.Error(err)
	}
	second := b.push(t, removing("b"), first.Revision)
	if _, err := b.store.Sweep(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := Workers(t.Context(), reviewer, b.Topology); err != nil {
		t.Error(err)
	}
	wants(t, source, second.Revision, map[string][]byte{"a.rules": []byte(removing("b"))})
	forbidding, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if _, err := NewStore(worker, b.Topology.Rules).Push(forbidding, &rulesets.Version{}, second.Revision); err == nil {
		t.Error("a worker puts rules in force")
	}
	var none streamtest.Said
	conn, err := broker.Connect(s.ClientURL(), slog.New(slog.NewTextHandler(&none, nil)), must(t, broker.Credentials{User: "lag", Password: "lag-secret", InboxPrefix: "_INBOX_lag"})...)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	stranger, err := broker.JetStream(conn)
	if err != nil {
		t.Fatal(err)
	}
	forbidden := NewSource(stranger, b.Topology.Rules) // as accounts of an earlier version forbid it to workers
	began := time.Now()
	for range 2 * wholeLook {
		if _, err := forbidden.Current(t.Context()); !errors.Is(err, rulesets.ErrNone) {
			t.Fatalf("who may not ask: %v", err)
		}
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("to find that it is forbidden took %s", took)
	}
	if said := none.All(); said != "" {
		t.Errorf("it is logged:\n%s", said)
	}
}

func must[T interface{ Options() (O, error) }, O any](t *testing.T, of T) O {
	t.Helper()
	o, err := of.Options()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestWorkersSayWhatTheyHave has two that follow the bucket, and one of a version
// without rules.
func TestWorkersSayWhatTheyHave(t *testing.T) {
	b := newBench(t)
	bucket, err := b.Topology.Bucket(t.Context(), b.JS)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	defer working.Wait()
	defer stop()
	for _, name := range []string{"anna", "ben", "old"} {
		group := members.New(b.JS, bucket, members.Options{Name: name, Lease: b.Topology.Lease})
		working.Go(func() {
			for {
				if err := group.Announce(ctx, nil); err != nil {
					return
				}
				select {
				case <-ctx.Done():
					return
				case <-time.After(group.Beat()):
				}
			}
		})
	}
	dead := members.New(b.JS, bucket, members.Options{Name: "dead", Lease: b.Topology.Lease})
	if err := dead.Announce(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	m := b.push(t, removing("a"), 0)
	set, err := siterules.FromFiles(map[string][]byte{"a.rules": []byte(removing("a"))})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"anna", "ben"} {
		follower := rulesets.NewFollower(NewSource(b.JS, b.Topology.Rules), rulesets.Options{Log: streamtest.Log(t)})
		if err := follower.Begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		working.Go(func() { Say(ctx, b.JS, b.Topology.Workers, name, follower, streamtest.Log(t)) })
	}
	has := &Report{Source: b.store.String(), Revision: m.Revision, Digest: set.Digest()}
	want := []Worker{{"anna", has}, {"ben", has}, {"old", nil}}
	streamtest.Eventually(t, func() error {
		got, err := Workers(t.Context(), b.JS, b.Topology)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(want, got); diff != "" {
			return fmt.Errorf("workers (-want +got):\n%s", diff)
		}
		return nil
	})
}
