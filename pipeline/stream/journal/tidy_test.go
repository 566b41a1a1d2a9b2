package journal_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/journal"
)

func TestWhatIsReplacedGoesWhenItIsLarge(t *testing.T) {
	layouts(t, func(t *testing.T, b *bench) {
		left := func(o *owner, word string, wantRecords, wantPieces int) {
			t.Helper()
			b.sayAll(t, o, word)
			if err := o.Tidy(t.Context()); err != nil {
				t.Fatal(err)
			}
			got := [2]int{int(b.CountOn(t, b.log.Stream, records)), int(b.CountOn(t, b.log.Stream, snapshots))}
			if diff := cmp.Diff([2]int{wantRecords, wantPieces}, got); diff != "" {
				t.Errorf("records and pieces after %q (-want +got):\n%s", word, diff)
			}
		}
		tidying := journal.Tidying{Every: 1, LeastBytes: 1 << 20, Share: 1, PieceBytes: 100, PruneBytes: 20}
		o := b.ownerWith(t, "o", tidying)
		left(o, "one", 2, 1) // the delta of three bytes is replaced
		left(o, "two", 4, 2) // and another, and the snapshot "one": nine
		left(o, "three", 1, 1)
		b.wantWords(t, o, "one two three")
		left(o, "four", 3, 2)
		o = b.ownerWith(t, "who knows nothing of what is left", tidying)
		left(o, "five", 1, 1)
		b.wantWords(t, o, "one two three four five")
	})
}

// TestSnapshotsThatAreDueTogetherAreStoredTogether has three journals in a stream, of
// which the last is too large for the batch of the others.
func TestSnapshotsThatAreDueTogetherAreStoredTogether(t *testing.T) {
	layouts(t, func(t *testing.T, b *bench) {
		tidying := journal.Tidying{Every: 1, LeastBytes: 1 << 20, Share: 1, PieceBytes: 1}
		var owners []*owner
		of := func(o *owner) *bench { return &bench{Bench: b.Bench, log: o.Log} }
		for i, letters := range []int{1, 200, 400} {
			log := *b.log
			log.Subject, log.Snapshots = fmt.Sprint("winnow.state.", 10+i), fmt.Sprint("winnow.state.snapshot-", 10+i)
			log.Reader = nil // it is of the bench's own subject
			o := (&bench{Bench: b.Bench, log: &log}).ownerWith(t, "o", tidying)
			b.sayAll(t, o, strings.Repeat("x", letters))
			owners = append(owners, o)
		}
		stored := func() int {
			t.Helper()
			info, err := b.log.Stream.Info(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return int(info.State.LastSeq)
		}
		before := stored()
		if err := journal.TidyAll(t.Context(), owners); err != nil {
			t.Fatal(err)
		}
		if got, want := stored()-before, 1+200+400+len(owners); got != want {
			t.Errorf("%d messages were stored, want %d", got, want)
		}
		for i, letters := range []int{1, 200, 400} {
			of(owners[i]).wantWords(t, owners[i], strings.Repeat("x", letters))
			if owners[i].Due() {
				t.Errorf("a snapshot of %s is still due", owners[i].Subject)
			}
		}

		b.sayAll(t, owners[0], "y")
		b.sayAll(t, owners[1], "y")
		b.sayAll(t, of(owners[1]).ownerWith(t, "who overtakes", tidying), "z")
		if err := journal.TidyAll(t.Context(), owners[:2]); !broker.Conflict(err) || !owners[0].Due() {
			t.Errorf("with one that was overtaken: %v; the other's is still due: %v", err, owners[0].Due())
		}
		if err := journal.TidyAll(t.Context(), owners[:1]); err != nil {
			t.Fatal(err)
		}
		of(owners[0]).wantWords(t, owners[0], "x y")
	})
}
