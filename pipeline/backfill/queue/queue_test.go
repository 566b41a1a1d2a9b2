package queue_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/backfill/queue"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

func jetStream(t *testing.T, conn *nats.Conn) jetstream.JetStream {
	t.Helper()
	js, err := broker.JetStream(conn)
	if err != nil {
		t.Fatal(err)
	}
	return js
}

// lead runs a leader.
func lead(ctx context.Context, t *testing.T, js jetstream.JetStream, dir string, how queue.Options, engine lines, change func(*backfill.Options)) (backfill.Result, error) {
	t.Helper()
	how.Log = streamtest.Log(t)
	o, err := options(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	o.Log, o.Conditions = how.Log, map[string]string{"policy": "default"}
	leader, err := queue.NewLeader(ctx, js, how, engine, o, map[string]string{"policy": "default"})
	if err != nil {
		return backfill.Result{}, err
	}
	defer leader.Close(context.WithoutCancel(ctx))
	o.Crew = leader
	if change != nil {
		change(&o)
	}
	return backfill.Run(ctx, engine, o)
}

// join runs a joiner; policy empty is that of the run.
func join(ctx context.Context, t *testing.T, js jetstream.JetStream, how queue.Options, engine lines, policy string) (queue.Joined, error) {
	t.Helper()
	how.Log = streamtest.Log(t)
	return queue.Join(ctx, js, how, func(settings json.RawMessage) (pipeline.Engine, backfill.Options, error) {
		var run map[string]string
		if err := json.Unmarshal(settings, &run); err != nil {
			return nil, backfill.Options{}, err
		}
		if policy != "" {
			run["policy"] = policy
		}
		return engine, backfill.Options{Site: siteOf, Pipeline: quick, Conditions: run}, nil
	})
}

func TestAJoinerHelpsAndAnotherPolicyIsRefused(t *testing.T) {
	const documents = 600
	want, _ := alone(t, documents)
	b := streamtest.NewBare(t)
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	dir := written(t, documents)
	var machines, all sync.WaitGroup
	slow := lines{slow: 8 * time.Millisecond}
	var refused error
	var joined queue.Joined
	var most atomic.Int64
	machines.Go(func() {
		_, js := b.Connect(t)
		_, refused = join(ctx, t, js, queue.Options{Name: "test"}, slow, "another")
	})
	all.Go(func() {
		_, js := b.Connect(t)
		var err error
		joined, err = join(ctx, t, js, queue.Options{Show: func(p *backfill.Progress) { most.Store(max(most.Load(), int64(p.Machines))) }}, slow, "")
		if err != nil {
			t.Error(err)
		}
	})
	var last backfill.Progress
	result, err := lead(ctx, t, b.JS, dir, queue.Options{Name: "test"}, slow, func(o *backfill.Options) {
		o.Show = func(p *backfill.Progress) { last = *p }
	})
	if err != nil {
		t.Fatal(err)
	}
	machines.Wait()
	all.Wait()
	if !errors.Is(refused, backfill.ErrOtherConditions) || !strings.Contains(refused.Error(), `policy was "default" and is "another"`) {
		t.Errorf("the joiner with another policy: %v", refused)
	}
	if joined.Run != "test" || joined.Units == 0 || joined.Units >= 2*len(result.Files) {
		t.Errorf("joined %+v, of %d files", joined, len(result.Files))
	}
	if last.Documents != result.Cleaned || last.Rejected != result.Rejected || last.UnitsDone != last.Units || last.Units != len(result.Files) || most.Load() != 2 {
		t.Errorf("progress at the end: %+v, of %+v; %d machines", last, result, most.Load())
	}
	if diff := cmp.Diff(want, outputOf(t, dir, "out-0*.jsonl")); diff != "" {
		t.Errorf("documents (-one machine +many):\n%.2000s", diff)
	}
	nothingLeft(t, b.JS)
}

// nothingLeft looks for what a run that is over left on the server.
func nothingLeft(t *testing.T, js jetstream.JetStream) {
	t.Helper()
	stream, err := js.Stream(t.Context(), queue.Stream)
	if err != nil {
		t.Fatal(err)
	}
	if state := stream.CachedInfo().State; state.Msgs != 0 || state.Consumers != 0 {
		t.Errorf("%d units and %d consumers are left", state.Msgs, state.Consumers)
	}
	bucket, err := js.KeyValue(t.Context(), queue.Bucket)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := bucket.Keys(t.Context())
	if err != nil && !errors.Is(err, jetstream.ErrNoKeysFound) || len(keys) > 0 {
		t.Errorf("keys are left: %v, %v", keys, err)
	}
}

// TestAUnitIsGivenBackAtOnce stops a joiner that has a unit in hand which the
// server would wait for longer than any test.
func TestAUnitIsGivenBackAtOnce(t *testing.T) {
	b := streamtest.NewBare(t)
	dir := written(t, 300)
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	how := queue.Options{Name: "test", AckWait: streamtest.LongLease}
	leaving, leave := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() {
		_, js := b.Connect(t)
		var once sync.Once
		_, err := join(leaving, t, js, how, lines{slow: 5 * time.Millisecond, clean: func(document.Raw) { once.Do(leave) }}, "")
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the joiner that was stopped: %v", err)
		}
	})
	if _, err := lead(ctx, t, b.JS, dir, how, lines{slow: 3 * time.Millisecond}, nil); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	if leaving.Err() == nil {
		t.Error("the joiner had no unit")
	}
}

func TestARunHasOneLeader(t *testing.T) {
	b := streamtest.NewBare(t)
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	how := queue.Options{Name: "test", Lease: 2 * time.Second}
	working := make(chan struct{})
	var once sync.Once
	var first sync.WaitGroup
	leading, stop := context.WithCancel(ctx)
	dir := written(t, 100)
	first.Go(func() {
		_, js := b.Connect(t)
		engine := lines{clean: func(document.Raw) { once.Do(func() { close(working) }); time.Sleep(50 * time.Millisecond) }}
		if _, err := lead(leading, t, js, dir, how, engine, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("the first leader: %v", err)
		}
	})
	<-working
	if _, err := lead(ctx, t, b.JS, written(t, 100), how, lines{}, nil); !errors.Is(err, queue.ErrLed) {
		t.Errorf("the second leader: %v", err)
	}
	stop()
	first.Wait()
	result, err := lead(ctx, t, b.JS, dir, how, lines{}, nil) // goes on
	if err != nil || result.Cleaned != 98 {
		t.Errorf("the leader that goes on: %+v, %v", result, err)
	}
	nothingLeft(t, b.JS)
}

// TestAMachineThatCanDoNothingEnds changes the input while the run is under way.
func TestAMachineThatCanDoNothingEnds(t *testing.T) {
	b := streamtest.NewBare(t)
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	dir := written(t, 200)
	var once sync.Once
	engine := lines{clean: func(document.Raw) {
		once.Do(func() {
			if err := os.Chtimes(filepath.Join(dir, "in.jsonl"), time.Time{}, time.Unix(1, 0)); err != nil {
				t.Error(err)
			}
		})
	}}
	_, err := lead(ctx, t, b.JS, dir, queue.Options{Name: "test"}, engine, nil)
	if err == nil || !strings.Contains(err.Error(), "could not be done on this machine") || !strings.Contains(err.Error(), "in.jsonl was changed") {
		t.Errorf("the leader: %v", err)
	}
}

func TestAJoinerIsToldWhichOfSeveralRuns(t *testing.T) {
	b := streamtest.NewBare(t)
	bucket, err := b.JS.CreateKeyValue(t.Context(), jetstream.KeyValueConfig{Bucket: queue.Bucket})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b", "a"} {
		if _, err := bucket.PutString(t.Context(), name+".run", "{}"); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	if _, err := join(ctx, t, b.JS, queue.Options{}, lines{}, ""); !errors.Is(err, queue.ErrSeveral) || !strings.Contains(err.Error(), "a, b") {
		t.Errorf("Join = %v, want the names of both", err)
	}
}

// TestARunThatIsStoppedStopsAll has too many rejects.
func TestARunThatIsStoppedStopsAll(t *testing.T) {
	b := streamtest.NewBare(t)
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	how := queue.Options{Name: "test"}
	var all sync.WaitGroup
	all.Go(func() {
		_, js := b.Connect(t)
		_, err := join(ctx, t, js, how, lines{slow: time.Millisecond}, "")
		if err == nil || !strings.Contains(err.Error(), backfill.ErrTooManyRejects.Error()) {
			t.Errorf("the joiner of a run that was stopped: %v", err)
		}
	})
	dir := written(t, 600)
	limited := func(o *backfill.Options) { o.MaxRejects = backfill.Limit{Count: 2} }
	if _, err := lead(ctx, t, b.JS, dir, how, lines{slow: time.Millisecond}, limited); !errors.Is(err, backfill.ErrTooManyRejects) {
		t.Errorf("the leader: %v", err)
	}
	all.Wait()
	if result, err := lead(ctx, t, b.JS, dir, how, lines{}, nil); err != nil || result.Rejected != 12 {
		t.Errorf("without a limit: %+v, %v", result, err)
	}
}

// TestLeaderAndJoinerNeedNoMoreThanTheirAccounts runs both as the users that
// deploy/nats/accounts.conf has for them.
func TestLeaderAndJoinerNeedNoMoreThanTheirAccounts(t *testing.T) {
	s := streamtest.Accounts(t)
	ctx, cancel := context.WithTimeout(t.Context(), streamtest.Patience)
	defer cancel()
	var all sync.WaitGroup
	var joined queue.Joined
	joiner := streamtest.As(t, s, "joiner")
	all.Go(func() {
		var err error
		if joined, err = join(ctx, t, jetStream(t, joiner), queue.Options{}, lines{slow: time.Millisecond}, ""); err != nil {
			t.Error(err)
		}
	})
	leader := streamtest.As(t, s, "leader")
	result, err := lead(ctx, t, jetStream(t, leader), written(t, 300), queue.Options{Name: "test"}, lines{slow: 5 * time.Millisecond}, nil)
	if err != nil || result.Cleaned != 294 {
		t.Errorf("%+v, %v", result, err)
		cancel()
	}
	all.Wait()
	if joined.Units == 0 {
		t.Error("the joiner did nothing")
	}
	for name, conn := range map[string]*nats.Conn{"leader": leader, "joiner": joiner} {
		if err := conn.LastError(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
