package document

import (
	"cmp"
	"iter"
	"slices"
)

// Verdicts is what was said of one document, in the order of CompareVerdicts. It is read
// only.
type Verdicts struct{ items items }

// Len returns the number of verdicts.
func (v *Verdicts) Len() int { return len(v.items.all) }

// At returns verdict i.
func (v *Verdicts) At(i int) Verdict {
	at, r := &v.items.all[i], v.items.reasonOf(i)
	return Verdict{Block: int(at.block), Span: at.span(), Kind: r.kind, Rule: r.rule, Score: at.score, Value: r.note, Where: r.where}
}

// KindAt returns the kind of verdict i, without the rest of it. So does BlockAt.
func (v *Verdicts) KindAt(i int) Kind { return v.items.reasonOf(i).kind }

// BlockAt returns the block of verdict i.
func (v *Verdicts) BlockAt(i int) int { return int(v.items.all[i].block) }

// ScoreAt returns the score of verdict i.
func (v *Verdicts) ScoreAt(i int) float64 { return v.items.all[i].score }

// IsWholeAt reports whether verdict i is on the whole block.
func (v *Verdicts) IsWholeAt(i int) bool { return v.items.all[i].span().IsZero() }

// ReasonAt returns the number, below Reasons, of what verdict i says: of equal numbers all
// but block, span and score are equal.
func (v *Verdicts) ReasonAt(i int) int { return int(v.items.all[i].reason) }

// SameRules reports what same reports of the rules of verdicts i and j.
func (v *Verdicts) SameRules(i, j int, same func(a, b string) bool) bool {
	return same(v.items.reasonOf(i).rule, v.items.reasonOf(j).rule)
}

// Reasons returns how many different things the verdicts say.
func (v *Verdicts) Reasons() int { return len(v.items.reasons) }

// CountBlock returns how many verdicts from verdict i on are on block.
func (v *Verdicts) CountBlock(i, block int) (n int) {
	for i+n < len(v.items.all) && int(v.items.all[i+n].block) == block {
		n++
	}
	return n
}

// AppendBlock appends to dst what was said of the block of verdict i, which must be the
// first of it.
func (v *Verdicts) AppendBlock(dst []Verdict, i int) []Verdict {
	for block := v.items.all[i].block; i < len(v.items.all) && v.items.all[i].block == block; i++ {
		dst = append(dst, v.At(i))
	}
	return dst
}

// All ranges over the verdicts and their numbers.
func (v *Verdicts) All() iter.Seq2[int, Verdict] {
	return func(yield func(int, Verdict) bool) {
		for i := range v.items.all {
			if !yield(i, v.At(i)) {
				return
			}
		}
	}
}

// Equal reports whether two lists have the same verdicts.
func (v Verdicts) Equal(other Verdicts) bool { return v.items.same(&other.items) }

// MarshalJSON returns the verdicts as an array, null for a list that was never made.
func (v Verdicts) MarshalJSON() ([]byte, error) { return marshal(&v.items, v.At) }

// VerdictBuilder collects what is said of one document after the other, in memory that
// it uses again. Its zero value is ready.
type VerdictBuilder struct {
	builder builder
	ends    []int32 // of each block, where its verdicts end among the sorted
	numbers []int32 // of each reason, its number among those of the sorted, plus 1
}

// Add adds a verdict.
func (b *VerdictBuilder) Add(v *Verdict) {
	b.builder.add(v.Score, v.Block, v.Span, &reason{kind: v.Kind, rule: v.Rule, note: v.Value, where: v.Where})
}

// Sorted returns the verdicts that were added, of a document of so many blocks, in the
// order of CompareVerdicts, and begins another document. The list is not the builder's
// any more. It takes time that grows with their number alone: the verdicts are dealt to
// their blocks, and only those of one block are compared.
func (b *VerdictBuilder) Sorted(blocks int) Verdicts {
	sorted := b.deal(blocks)
	from := int32(0)
	for _, end := range b.ends[:blocks] {
		switch of := sorted[from:end]; len(of) {
		case 0, 1:
		case 2: // nearly all others: a rule's and the classifier's
			if b.compare(&of[0], &of[1]) > 0 {
				of[0], of[1] = of[1], of[0]
			}
		default:
			slices.SortFunc(of, func(x, y item) int { return b.compare(&x, &y) })
		}
		from = end
	}
	v := Verdicts{items{all: sorted, reasons: b.renumber(sorted)}}
	b.builder.reset()
	return v
}

// deal returns the verdicts by their blocks.
func (b *VerdictBuilder) deal(blocks int) []item {
	all := b.builder.all
	b.ends = append(b.ends[:0], make([]int32, blocks+1)...)
	for i := range all {
		b.ends[all[i].block+1]++
	}
	for k := range blocks {
		b.ends[k+1] += b.ends[k]
	}
	dealt := make([]item, len(all))
	for i := range all { // what begins as a block's start becomes its end
		next := &b.ends[all[i].block]
		dealt[*next] = all[i]
		*next++
	}
	return dealt
}

// compare is CompareVerdicts for two of one block.
func (b *VerdictBuilder) compare(x, y *item) int {
	if x.start != y.start || x.end != y.end {
		return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(x.end, y.end))
	}
	r, s := &b.builder.reasons[x.reason], &b.builder.reasons[y.reason]
	switch {
	case r.kind != s.kind:
		return cmp.Compare(r.kind, s.kind)
	case r.rule != s.rule:
		return cmp.Compare(r.rule, s.rule)
	case x.score != y.score:
		return cmp.Compare(y.score, x.score)
	case r.note != s.note:
		return cmp.Compare(r.note, s.note)
	}
	return cmp.Compare(r.where, s.where)
}

// renumber gives reasons the order in which sorted verdicts have them, and returns them.
func (b *VerdictBuilder) renumber(sorted []item) []reason {
	b.numbers = append(b.numbers[:0], make([]int32, len(b.builder.reasons))...)
	reasons := make([]reason, 0, len(b.builder.reasons))
	for i := range sorted {
		number := &b.numbers[sorted[i].reason]
		if *number == 0 {
			reasons = append(reasons, b.builder.reasons[sorted[i].reason])
			*number = int32(len(reasons))
		}
		sorted[i].reason = *number - 1
	}
	return reasons
}

// Reset begins another document.
func (b *VerdictBuilder) Reset() { b.builder.reset() }

// Cap returns for how many verdicts and blocks the builder has memory.
func (b *VerdictBuilder) Cap() int {
	return max(cap(b.builder.all), cap(b.builder.reasons), cap(b.ends))
}
