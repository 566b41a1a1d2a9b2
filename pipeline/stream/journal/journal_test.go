package journal_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
	"github.com/winnow-news/winnow/pipeline/stream/streamtest"
)

// words is a memory of the words that it was told, in order.
type words struct{ said []string }

// codec writes words with spaces behind them. It fails to apply a word as often
// as failures says.
type codec struct{ failures *int }

func (codec) New() *words { return &words{} }

func (codec) Load(pieces iter.Seq2[[]byte, error]) (*words, error) {
	var whole strings.Builder
	for piece, err := range pieces {
		if err != nil {
			return nil, err
		}
		whole.Write(piece)
	}
	return &words{strings.Fields(whole.String())}, nil
}

func (codec) Pieces(m *words, bytes int) iter.Seq[[]byte] {
	return slices.Chunk([]byte(strings.Join(m.said, " ")), bytes)
}

func (c codec) Apply(m *words, delta []byte) error {
	if *c.failures > 0 && len(m.said) > 1 {
		*c.failures--
		return errors.New("no more today")
	}
	m.said = append(m.said, string(delta))
	return nil
}

type head struct {
	Sequence uint64 `json:"sequence"`
	Writer   string `json:"writer"`
}

type (
	log   = journal.Log[head, words]
	owner = journal.Owner[head, words]
)

// bench is a stream with a journal.
type bench struct {
	*streamtest.Bench
	log      *log
	failures int
}

const records, snapshots = "winnow.state.1", "winnow.state.snapshot-1"

// layouts are the two kinds of journals, of which one is read through a consumer.
func layouts(t *testing.T, test func(*testing.T, *bench)) {
	for name, layout := range map[string]journal.Layout{"in batch": journal.InBatch, "apart": journal.Apart} {
		t.Run(name, func(t *testing.T) {
			b := &bench{Bench: streamtest.New(t)}
			stream, err := b.JS.Stream(t.Context(), b.Topology.CleanStream)
			if err != nil {
				t.Fatal(err)
			}
			b.log = &log{
				What: "words", Stream: stream, Subject: records, Snapshots: snapshots, Layout: layout,
				Codec: codec{&b.failures}, Logger: streamtest.Log(t),
				Adopt: func(read *head) (head, error) {
					if read == nil {
						return head{}, nil
					}
					return *read, nil
				},
			}
			if layout == journal.Apart {
				trouble := broker.NewOutage(streamtest.Log(t), "no records", b.JS.Conn())
				b.log.Reader = func(after uint64) *broker.Reader {
					return &broker.Reader{
						JS: b.JS, What: "words", Stream: b.Topology.CleanStream, Subjects: records, Last: after, Size: 2,
						Large: make(chan struct{}, 1), Trouble: trouble,
					}
				}
			}
			test(t, b)
		})
	}
}

func (b *bench) owner(t *testing.T, name string) *owner {
	t.Helper()
	return b.ownerWith(t, name, journal.Tidying{LeastBytes: 1 << 20, Share: 1, PieceBytes: 4, RetryAfter: 1})
}

func (b *bench) ownerWith(t *testing.T, name string, tidying journal.Tidying) *owner {
	t.Helper()
	o := journal.NewOwner(b.JS, b.log, journal.OwnerOptions[head]{Writer: name, Sign: func(h *head) { h.Writer = name }, Tidy: tidying})
	if err := o.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

// say appends a record that teaches a word, with a document.
func (b *bench) say(ctx context.Context, o *owner, word string) error {
	next := o.Next()
	next.Head.Sequence++
	next.Add([]byte(word))
	record, err := o.Message(next)
	if err != nil {
		return err
	}
	document := &nats.Msg{Subject: "winnow.clean.a", Data: []byte(word), Header: nats.Header{}}
	at, err := journal.Publish(ctx, b.JS, nil, []*nats.Msg{document, record})
	if err != nil {
		return err
	}
	if err := o.Learn(next.Delta); err != nil {
		return err
	}
	o.Advance(next, at)
	return nil
}

func (b *bench) sayAll(t *testing.T, o *owner, words ...string) {
	t.Helper()
	for _, word := range words {
		if err := b.say(t.Context(), o, word); err != nil {
			t.Fatal(err)
		}
	}
}

// wantWords holds what an owner remembers, and what whoever reads the journal
// now does.
func (b *bench) wantWords(t *testing.T, o *owner, want string) {
	t.Helper()
	read, fence, err := b.log.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{want, want}, []string{strings.Join(o.Memory().said, " "), strings.Join(read.said, " ")}); diff != "" {
		t.Errorf("the owner, and one who reads now (-want +got):\n%s", diff)
	}
	if fence.At != o.At() {
		t.Errorf("the owner is at %d, the journal at %d", o.At(), fence.At)
	}
}

func TestWhoTakesOverKnowsTheSame(t *testing.T) {
	layouts(t, func(t *testing.T, b *bench) {
		first := b.owner(t, "first")
		b.sayAll(t, first, "one", "two", "three")
		b.wantWords(t, first, "one two three")
		if err := first.WriteSnapshot(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.sayAll(t, first, "four", "five")
		second := b.owner(t, "second")
		b.wantWords(t, second, "one two three four five")
		if f := second.Fence(); f.Head != (head{5, "first"}) || f.Deltas != 2 {
			t.Errorf("the second is at %+v with %d deltas since the snapshot", f.Head, f.Deltas)
		}
		b.sayAll(t, second, "six")
		b.wantWords(t, second, "one two three four five six")
	})
}

func TestWhoWasOvertakenStoresNothing(t *testing.T) {
	layouts(t, func(t *testing.T, b *bench) {
		stale, ours := b.owner(t, "stale"), b.owner(t, "ours")
		b.sayAll(t, ours, "one", "two")
		if err := b.say(t.Context(), stale, "late"); !broker.Conflict(err) {
			t.Errorf("a record of one that was overtaken: %v, want a refusal", err)
		}
		if err := stale.WriteSnapshot(t.Context()); !broker.Conflict(err) {
			t.Errorf("its snapshot: %v, want a refusal", err)
		}
		if n := b.CountOn(t, b.log.Stream, "winnow.clean.a"); n != 2 {
			t.Errorf("%d documents are stored, want 2", n)
		}
		if err := ours.WriteSnapshot(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := stale.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.wantWords(t, stale, "one two")
		b.sayAll(t, stale, "three")
		b.wantWords(t, stale, "one two three")
	})
}

func TestPruningLeavesWhatMemoryNeeds(t *testing.T) {
	layouts(t, func(t *testing.T, b *bench) {
		o := b.owner(t, "o")
		b.sayAll(t, o, "one", "two", "three")
		count := func(wantRecords, wantPieces int) {
			t.Helper()
			if err := o.Prune(t.Context(), o.Fence()); err != nil {
				t.Fatal(err)
			}
			got := [2]int{int(b.CountOn(t, b.log.Stream, records)), int(b.CountOn(t, b.log.Stream, snapshots))}
			if diff := cmp.Diff([2]int{wantRecords, wantPieces}, got); diff != "" {
				t.Errorf("records and pieces that are left (-want +got):\n%s", diff)
			}
		}
		count(3, 0)
		for range 2 { // the second takes the place of the first
			if err := o.WriteSnapshot(t.Context()); err != nil {
				t.Fatal(err)
			}
			count(1, 4) // "one two three", four bytes a piece
		}
		b.sayAll(t, o, "four")
		count(2, 4)
		b.wantWords(t, o, "one two three four")
	})
}

func TestWhatIsGoneIsSaidAndTheRestRemembered(t *testing.T) {
	layouts(t, func(t *testing.T, b *bench) {
		first := b.owner(t, "first")
		b.sayAll(t, first, "one", "two")
		if err := first.WriteSnapshot(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.sayAll(t, first, "three")
		if err := b.log.Stream.Purge(t.Context(), jetstream.WithPurgeSubject(snapshots)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.log.Read(t.Context()); !errors.Is(err, journal.ErrForgotten) {
			t.Errorf("reading: %v, want ErrForgotten", err)
		}
		next := b.owner(t, "next")
		if got := strings.Join(next.Memory().said, " "); got != "three" || !next.Forgot() || !next.Due() {
			t.Errorf("the next remembers %q, forgot %v, and a snapshot is due %v", got, next.Forgot(), next.Due())
		}
		if err := next.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.wantWords(t, next, "three")
	})
}

// TestAReplayThatFailedIsDoneAnew breaks a replay off after its first deltas:
// the next one must not put those in twice.
func TestAReplayThatFailedIsDoneAnew(t *testing.T) {
	layouts(t, func(t *testing.T, b *bench) {
		behind, ours := b.owner(t, "behind"), b.owner(t, "ours")
		b.sayAll(t, behind, "one")
		if err := ours.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.sayAll(t, ours, "two", "three", "four")
		b.failures = 1
		if err := behind.Refresh(t.Context()); err == nil {
			t.Fatal("the replay did not fail")
		}
		if err := behind.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.wantWords(t, behind, "one two three four")
	})
}

func TestAnIdleOwnerLeavesMemoryAlone(t *testing.T) {
	layouts(t, func(t *testing.T, b *bench) {
		b.sayAll(t, b.owner(t, "o"), "one", "two")
		idle := journal.NewOwner(b.JS, b.log, journal.OwnerOptions[head]{Writer: "idle", Idle: true, Tidy: journal.Tidying{Share: 1, PruneEvery: 1}})
		if err := idle.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.sayAll(t, idle, "")
		if err := idle.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		read, fence, err := b.log.Read(t.Context())
		if err != nil || idle.Memory() != nil {
			t.Fatalf("%v; the idle owner remembers %v", err, idle.Memory())
		}
		if got := fmt.Sprint(read.said, fence.Head.Sequence); got != "[one two] 3" {
			t.Errorf("memory and sequence are %s, want [one two] 3", got)
		}
	})
}
