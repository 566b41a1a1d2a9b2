package cleaners

import "github.com/winnow-news/winnow/cleaners/document"

// judgement is what all that was said of one block or span comes to.
type judgement struct {
	kind        document.Kind // the likeliest kind; Article when nothing speaks against it
	rule        string        // the surest rule of that kind
	probability float64       // that the block is not article text
	note        string        // what the rule goes by, where the document does not show it
	kept        bool          // a person has decided that it stays
	taken       bool          // a person has decided that it leaves
}

// weigh is the one rule by which verdicts become a decision: a logarithmic
// opinion pool (Genest and Zidek, "Combining Probability Distributions", 1986).
// Each cleaner's surest verdict on either side counts its log-odds, for removal
// or for the article; the sum is the log-odds that the block is not article
// text. The kind is the one with the most log-odds behind it, the finer before
// boilerplate. What a person has decided to keep is article, whatever else is said.
// Verdicts must be sorted, which makes the sum, and so the outcome, the same in any
// order of speaking.
func weigh(said []document.Verdict, o *odds) judgement {
	if len(said) == 1 {
		return weighOne(&said[0], o)
	}
	var byKind [document.KindCount]float64
	var against, article float64
	for i := range said {
		v := &said[i]
		if v.Kind == document.Title || superseded(said, i) {
			continue
		}
		w := o.of(v.Score)
		if v.Kind == document.Article {
			article += w
			continue
		}
		against += w
		byKind[v.Kind] += w
	}
	if article >= decided {
		keep := strongest(said, document.Article)
		return judgement{rule: keep.Rule, note: keep.Where, kept: true}
	}
	j := judgement{probability: o.chance(against - article), taken: against >= decided}
	if against != 0 {
		j.kind = likeliest(&byKind)
	} else if article == 0 {
		return j
	}
	surest := strongest(said, j.kind)
	j.rule = surest.Rule
	j.note = surest.Where
	if j.kind == document.Recurring {
		j.note = surest.Value
	}
	return j
}

// weighOne is weigh for one verdict, which more than half of all blocks have.
func weighOne(v *document.Verdict, o *odds) judgement {
	switch {
	case v.Kind == document.Title || v.Score <= leastSure: // which says nothing
		return judgement{probability: evenChance}
	case v.Kind == document.Article && v.Score >= 1:
		return judgement{rule: v.Rule, note: v.Where, kept: true}
	}
	j := judgement{kind: v.Kind, rule: v.Rule, note: v.Where, probability: o.sole(v.Kind, v.Score), taken: v.Score >= 1}
	if j.kind == document.Recurring {
		j.note = v.Value
	}
	return j
}

// superseded reports whether the cleaner behind said[i] has another verdict of
// the same side that is surer, or as sure and earlier: rules of one cleaner
// look at the same thing and must not count twice.
func superseded(said []document.Verdict, i int) bool {
	v := &said[i]
	for j := range said {
		o := &said[j]
		if j == i || (o.Kind == document.Article) != (v.Kind == document.Article) || o.Kind == document.Title ||
			!sameCleaner(o.Rule, v.Rule) {
			continue
		}
		if o.Score > v.Score || o.Score == v.Score && j < i {
			return true
		}
	}
	return false
}

func likeliest(byKind *[document.KindCount]float64) document.Kind {
	best := document.Boilerplate
	for k := range byKind {
		kind := document.Kind(k)
		if byKind[k] == 0 || kind == document.Boilerplate {
			continue
		}
		if best == document.Boilerplate || byKind[k] > byKind[best] {
			best = kind
		}
	}
	if byKind[document.Boilerplate] >= decided && byKind[best] < decided {
		return document.Boilerplate // a person said no finer kind
	}
	return best
}

// strongest returns the surest verdict of a kind, the first of equals; nil where
// there is none.
func strongest(said []document.Verdict, kind document.Kind) *document.Verdict {
	var best *document.Verdict
	for i := range said {
		if v := &said[i]; v.Kind == kind && (best == nil || v.Score > best.Score) {
			best = v
		}
	}
	return best
}

// sameCleaner reports whether two rules are of one cleaner, whose name stands in
// front of the slash.
func sameCleaner(a, b string) bool {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return false
		}
		if a[i] == '/' {
			return true
		}
	}
	return a == b
}
