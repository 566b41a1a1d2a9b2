package document

import (
	"fmt"
	"iter"
	"slices"
)

// Fate is what became of a byte.
type Fate uint8

// The fates: Kept and Lifted bytes are the article's, Removed ones are not,
// Separator ones are the white space between and around blocks.
const (
	Separator Fate = iota
	Kept
	Lifted
	Removed
)

var fateNames = [...]string{"separator", "kept", "lifted", "removed"}

// String returns the fate's name.
func (f Fate) String() string { return fateNames[f] }

// Entry is one stretch of the text with one fate.
type Entry struct {
	Span  Span
	Fate  Fate
	Block int // index into Document.Blocks, or -1 for a separator
	Kind  Kind
	Rule  string  // the rule that decided; empty when no rule spoke
	Score float64 // how sure the whole of what was said leaves us, 0..1
	Note  string  // what the rule goes by, where the document does not show it
}

// Ledger accounts for every byte of a text, in order. It is read only.
type Ledger struct{ items items }

// LedgerOf returns a ledger of entries.
func LedgerOf(entries ...Entry) Ledger {
	var b LedgerBuilder
	for i := range entries {
		b.Add(&entries[i])
	}
	return b.Ledger()
}

// Len returns the number of entries.
func (l *Ledger) Len() int { return len(l.items.all) }

// At returns entry i.
func (l *Ledger) At(i int) Entry {
	at, r := &l.items.all[i], l.items.reasonOf(i)
	return Entry{Span: at.span(), Fate: r.fate, Block: int(at.block), Kind: r.kind, Rule: r.rule, Score: at.score, Note: r.note}
}

// FateAt returns the fate of entry i, without the rest of it. So do BlockAt and SpanAt.
func (l *Ledger) FateAt(i int) Fate { return l.items.reasonOf(i).fate }

// BlockAt returns the block of entry i, or -1.
func (l *Ledger) BlockAt(i int) int { return int(l.items.all[i].block) }

// SpanAt returns the span of entry i.
func (l *Ledger) SpanAt(i int) Span { return l.items.all[i].span() }

// All ranges over the entries and their numbers.
func (l *Ledger) All() iter.Seq2[int, Entry] {
	return func(yield func(int, Entry) bool) {
		for i := range l.items.all {
			if !yield(i, l.At(i)) {
				return
			}
		}
	}
}

// Check reports the first place where the ledger does not balance: a gap, an
// overlap, or an end that is not the end of a text of length n bytes.
func (l *Ledger) Check(n int) error {
	at := 0
	for i := range l.items.all {
		s := l.SpanAt(i)
		if s.Start != at {
			return fmt.Errorf("ledger entry %d starts at byte %d, want %d", i, s.Start, at)
		}
		if s.End <= s.Start {
			return fmt.Errorf("ledger entry %d at byte %d is empty", i, at)
		}
		at = s.End
	}
	if at != n {
		return fmt.Errorf("ledger ends at byte %d of %d", at, n)
	}
	return nil
}

// Equal reports whether two ledgers have the same entries.
func (l Ledger) Equal(other Ledger) bool { return l.items.same(&other.items) }

// MarshalJSON returns the entries as an array, null for a ledger that was never made.
func (l Ledger) MarshalJSON() ([]byte, error) { return marshal(&l.items, l.At) }

// LedgerBuilder builds ledgers in memory that it uses again. Its zero value is ready.
type LedgerBuilder struct {
	builder   builder
	separator int32 // 1 + the number of the reason of separators; 0 until there is one
}

// Add adds an entry.
func (b *LedgerBuilder) Add(e *Entry) {
	b.builder.add(e.Score, e.Block, e.Span, &reason{fate: e.Fate, kind: e.Kind, rule: e.Rule, note: e.Note})
}

// Reason returns a number for what e says, all but its block, span and score, by which
// AddAs adds such entries to the ledger at hand.
func (b *LedgerBuilder) Reason(e *Entry) int32 {
	return b.builder.number(&reason{fate: e.Fate, kind: e.Kind, rule: e.Rule, note: e.Note})
}

// AddAs adds an entry that says what a number from Reason stands for.
func (b *LedgerBuilder) AddAs(reason int32, block int, span Span, score float64) {
	b.builder.all = append(b.builder.all, item{score, int32(block), int32(span.Start), int32(span.End), reason})
}

// Separate adds a separator.
func (b *LedgerBuilder) Separate(span Span) {
	if b.separator == 0 {
		b.separator = b.builder.number(&separates) + 1
	}
	b.AddAs(b.separator-1, -1, span, 0)
}

var separates = reason{fate: Separator}

// Ledger returns a ledger of the entries that were added, which is not the builder's any
// more, and begins another one.
func (b *LedgerBuilder) Ledger() Ledger {
	from := &b.builder
	all := make([]item, len(from.all))
	copy(all, from.all)
	l := Ledger{items{all: all, reasons: slices.Clone(from.reasons)}}
	b.Reset()
	return l
}

// Reset begins another ledger.
func (b *LedgerBuilder) Reset() {
	b.builder.reset()
	b.separator = 0
}

// Cap returns for how many entries the builder has memory.
func (b *LedgerBuilder) Cap() int { return max(cap(b.builder.all), cap(b.builder.reasons)) }
