package document

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// genText draws what rules, values and notes are called: few, so that many are alike, and
// some of their own.
func genText() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom([]string{"", "a/x", "a/y", "related/item", "related/head"}), rapid.StringN(0, 9, 20))
}

func genSpan(t *rapid.T) Span {
	start := rapid.IntRange(0, 40).Draw(t, "start")
	return Span{start, start + rapid.IntRange(0, 9).Draw(t, "length")}
}

// TestVerdictsSayWhatWasSaidSorted holds lists of verdicts to slices of them.
func TestVerdictsSayWhatWasSaidSorted(t *testing.T) {
	var b VerdictBuilder
	rapid.Check(t, func(t *rapid.T) {
		want := []Verdict{}
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			v := Verdict{
				Block: rapid.IntRange(0, 8).Draw(t, "block"), Span: genSpan(t), Kind: Kind(rapid.IntRange(0, 3).Draw(t, "kind")),
				Rule: genText().Draw(t, "rule"), Score: float64(rapid.IntRange(0, 3).Draw(t, "score")) / 3,
				Value: genText().Draw(t, "value"), Where: genText().Draw(t, "where"),
			}
			want = append(want, v)
			b.Add(&v)
		}
		got := b.Sorted(9)
		SortVerdicts(want)
		checkList(t, want, got.Len(), got.At, got)
		for block := range 9 {
			of := slices.DeleteFunc(slices.Clone(want), func(v Verdict) bool { return v.Block != block })
			if first := slices.IndexFunc(want, func(v Verdict) bool { return v.Block == block }); first >= 0 && !slices.Equal(got.AppendBlock(nil, first), of) {
				t.Errorf("block %d: got %v\nwant %v", block, got.AppendBlock(nil, first), of)
			}
		}
		for i := range want {
			b.Add(&want[len(want)-1-i])
		}
		if again := b.Sorted(9); !again.Equal(got) {
			t.Errorf("said the other way round it is another list")
		}
	})
}

// TestLedgersHaveTheirEntries holds ledgers to slices of entries.
func TestLedgersHaveTheirEntries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := []Entry{}
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			want = append(want, Entry{
				Span: genSpan(t), Fate: Fate(rapid.IntRange(0, 3).Draw(t, "fate")), Block: rapid.IntRange(-1, 8).Draw(t, "block"),
				Kind: Kind(rapid.IntRange(0, 3).Draw(t, "kind")), Rule: genText().Draw(t, "rule"), Score: rapid.Float64().Draw(t, "score"), Note: genText().Draw(t, "note"),
			})
		}
		got := LedgerOf(want...)
		checkList(t, want, got.Len(), got.At, got)
		if len(want) > 0 && got.Equal(LedgerOf(want[1:]...)) {
			t.Error("it is equal to one without its first entry")
		}
	})
}

// checkList compares a list with a slice, and the JSON of both.
func checkList[T comparable](t *rapid.T, want []T, n int, at func(int) T, list any) {
	got := make([]T, n)
	for i := range got {
		got[i] = at(i)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	a, errA := json.Marshal(want)
	b, errB := json.Marshal(list)
	if errA != nil || errB != nil || string(a) != string(b) {
		t.Errorf("written as\n%s, %v\nwant\n%s, %v", b, errB, a, errA)
	}
}

func TestListsThatWereNeverMadeAreNull(t *testing.T) {
	var c struct {
		Ledger   Ledger
		Verdicts Verdicts
	}
	if got, err := json.Marshal(c); err != nil || string(got) != `{"Ledger":null,"Verdicts":null}` {
		t.Errorf("got %s, %v", got, err)
	}
}

// TestAReasonIsKeptOnce, also where separators are added as such.
func TestAReasonIsKeptOnce(t *testing.T) {
	var b LedgerBuilder
	for i := range 1000 {
		b.Add(&Entry{Span: Span{i, i + 1}, Fate: Removed, Kind: Related, Rule: "related/item", Score: float64(i)})
		b.Add(&Entry{Span: Span{i, i + 1}, Block: -1})
		b.Separate(Span{i, i + 1})
	}
	l := b.Ledger()
	if len(l.items.reasons) != 2 {
		t.Errorf("%d reasons, want 2", len(l.items.reasons))
	}
	if l.At(1) != l.At(2) {
		t.Errorf("%+v is another separator than %+v", l.At(2), l.At(1))
	}
}
