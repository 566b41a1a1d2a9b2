package catalog

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// What makes a document worth a look. Weights of one document add up; a person's word
// comes first, then a long text that a rule was not sure of, since lost article text is
// the worst error.
const (
	sureScore     = 0.8 // a removal below this is told: the odds are less than four to one
	unsureLetters = 400 // a removal of so many letters is a paragraph that somebody may miss
	markedWeight  = 0.2 // of one that memory speaks against, and was kept

	largeShare   = 0.5  // a document that lost less is not told of
	strangeShare = 0.75 // and one that lost more is, where its site is not known well,
	strangeMore  = 0.1  // so much more than the site's others at least: pages of some sites are mostly lists,
	strangeLeast = 0.3  // and with less weight
	shareSpread  = 0.05 // the shares of a site differ by so much at least
	largeSpreads = 3    // times its spread above the site's median is much
	largeWeight  = 0.5  // of much; as much again the nearer it is to all
	largeRemoval = 1200 // letters of one removal that is told, however much is left
	removalRange = 6000 // letters at which its weight is whole

	qualityWeight = 0.6
	sureQuality   = 0.7 // a page that is less surely what it was judged to be is told

	// What is an article only because nothing speaks against it, and is short, is at even
	// odds without a sign that anything is wrong. So are most texts without a page: it comes
	// after every removal of more than a word or two that was nearly kept.
	shortWeight = 0.05

	reportedWeight = 1.0
	moreReported   = 0.2 // for each correction beside the first
)

// unsureReason looks for removals that were nearly kept, and for text that was nearly
// removed. It returns nil where there are none.
func unsureReason(c *record.Clean) *Reason {
	weight, n := 0.0, 0
	var worst *record.Removal
	for i := range c.Removed {
		r := &c.Removed[i]
		if r.Score >= sureScore {
			continue
		}
		n++
		near := min(1, (1-r.Score)/(1-0.5)) // 1 at even odds
		if w := near * math.Sqrt(min(1, float64(letters(r.Text))/unsureLetters)); w > weight || worst == nil {
			weight, worst = w, r
		}
	}
	if worst == nil && len(c.Marked) == 0 {
		return nil
	}
	reason := Reason{Name: ReasonUnsure, Weight: weight}
	if worst != nil {
		reason.Detail = fmt.Sprintf("%s near even odds; %s removed %d letters, %.0f%% sure", counted(n, "removal"), worst.Rule, letters(worst.Text), 100*worst.Score)
	}
	if len(c.Marked) > 0 {
		reason.Weight += markedWeight
		if reason.Detail != "" {
			reason.Detail += "; "
		}
		reason.Detail += counted(len(c.Marked), "paragraph") + " kept that the site repeats"
	}
	return &reason
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// plainArticle is the rule by which a document is an article where no other holds.
const plainArticle = "quality/article"

// qualityReason tells of a document that is no article, or not surely one.
func qualityReason(q *record.Quality) *Reason {
	good := q.Is == document.IsArticle || q.Is == document.IsLive
	switch {
	case !good:
		return &Reason{ReasonQuality, fmt.Sprintf("%s: %s", q.Is, q.Reason), qualityWeight}
	case q.Rule == plainArticle && q.Score < sureQuality:
		return &Reason{ReasonQuality, fmt.Sprintf("too short to be sure (%.0f%%): %s", 100*q.Score, q.Reason), shortWeight}
	case q.Rule != "" && q.Score < sureQuality:
		return &Reason{ReasonQuality, fmt.Sprintf("not surely %s (%.0f%%): %s", q.Is, 100*q.Score, q.Reason), qualityWeight * (1 - q.Score)}
	}
	return nil
}

// share returns how much of a document was removed, 0..1.
func (h *held) share() float64 {
	if all := h.item.Kept + h.item.Removed; all > 0 {
		return float64(h.item.Removed) / float64(all)
	}
	return 0
}

// usual is how much of its documents a site loses: the median and the spread, which is
// 1.4826 times the median distance from it and so the standard deviation where the
// shares are normal.
type usual struct {
	documents      int
	median, spread float64
}

// leastUsual documents tell what is usual for a site.
const leastUsual = 8

func usualOf(documents []*held) usual {
	shares := make([]float64, len(documents))
	for i, h := range documents {
		shares[i] = h.share()
	}
	u := usual{documents: len(shares), median: median(shares)}
	for i := range shares {
		shares[i] = math.Abs(shares[i] - u.median)
	}
	u.spread = max(shareSpread, 1.4826*median(shares))
	return u
}

// median returns the middle of values, which it sorts.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
}

// largeReason tells of a document that lost much more than its site's do, or a long
// text at once; nil for others.
func largeReason(h *held, u usual) *Reason {
	share := h.share()
	bound, least := strangeShare, strangeLeast
	switch {
	case u.documents >= leastUsual:
		bound, least = max(largeShare, u.median+largeSpreads*u.spread), largeWeight
	case u.documents > 1:
		bound = max(strangeShare, u.median+strangeMore)
	}
	if share > bound {
		r := Reason{ReasonLarge, fmt.Sprintf("%.0f%% of it was removed", 100*share), least + (share-bound)/(1-bound)*largeWeight}
		if u.documents > 1 {
			r.Detail += fmt.Sprintf("; of the site's documents, %.0f%% as a rule", 100*u.median)
		}
		return &r
	}
	if h.longest.letters >= largeRemoval {
		return &Reason{
			ReasonLarge,
			fmt.Sprintf("%s removed %d letters at once as %s", h.longest.rule, h.longest.letters, h.longest.kind),
			largeWeight * min(1, float64(h.longest.letters)/removalRange),
		}
	}
	return nil
}

// reportedReason tells of corrections.
func reportedReason(n int) *Reason {
	if n == 0 {
		return nil
	}
	return &Reason{ReasonReported, counted(n, "correction"), reportedWeight + moreReported*float64(n-1)}
}

// appendReason adds one that is there.
func appendReason(all []Reason, r *Reason) []Reason {
	if r == nil || r.Weight <= 0 {
		return all
	}
	return append(all, *r)
}

// worthOf sorts reasons and returns their sum.
func worthOf(reasons []Reason) (sum float64) {
	slices.SortStableFunc(reasons, func(a, b Reason) int { return cmp.Compare(b.Weight, a.Weight) })
	for _, r := range reasons {
		sum += r.Weight
	}
	return sum
}
