package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// The bounds of examples.
const (
	maxExamples   = 20  // of one kind
	maxPerSite    = 3   // of the heaviest removals: a template must not fill the list
	heavyBytes    = 800 // of text that a document must have to be among the heaviest removals
	exampleBytes  = 600 // of removed text shown
	maxAddress    = 300
	rejectExcerpt = 200
)

// Example is a document that is worth looking at.
type Example struct {
	ID      string         `json:"id"`
	URL     string         `json:"url,omitempty"`
	Site    string         `json:"site,omitempty"`
	File    string         `json:"file"`
	Bytes   int            `json:"bytes"`
	Took    time.Duration  `json:"took"`
	Share   float64        `json:"share"`          // of its text that was removed
	Text    uint64         `json:"text,omitempty"` // bytes, kept and removed
	Is      string         `json:"is"`
	Title   string         `json:"title,omitempty"`
	Removed []RemovedPiece `json:"removed,omitempty"`
}

// RemovedPiece is one removal of an example, its text cut.
type RemovedPiece struct {
	Rule string `json:"rule"`
	Kind string `json:"kind"`
	Text string `json:"text"`
	Cut  int    `json:"cut,omitempty"` // bytes that are not shown
}

func newExample(seen *Seen, share float64) Example {
	doc := seen.Doc
	return Example{
		ID: clip(doc.ID, maxAddress), URL: clip(doc.URL, maxAddress),
		Site: strings.Clone(named(doc.Site, noSite, maxName)), File: clip(seen.File, maxAddress),
		Title: clip(doc.Title, maxAddress),
		Bytes: seen.Bytes, Took: seen.Took, Share: share, Is: doc.Quality.Is.String(),
	}
}

func slower(a, b *Example) int {
	return cmp.Or(cmp.Compare(b.Took, a.Took), byPlace(a, b))
}

func heavier(a, b *Example) int {
	return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(b.Text, a.Text), byPlace(a, b))
}

// byPlace orders what is equal otherwise, so that the same documents are kept in
// whatever order they come.
func byPlace(a, b *Example) int {
	return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.File, b.File), cmp.Compare(a.Bytes, b.Bytes), strings.Compare(a.Title, b.Title), cmp.Compare(a.Took, b.Took))
}

// tooLate reports whether a document comes behind all of a full list: most do, and
// cost nothing more.
func tooLate(kept []Example, probe *Example, order func(a, b *Example) int) bool {
	return len(kept) >= maxExamples && order(probe, &kept[len(kept)-1]) > 0
}

func keepSlow(kept []Example, seen *Seen, share float64) []Example {
	probe := Example{ID: cutBytes(seen.Doc.ID, maxAddress), Took: seen.Took, File: seen.File}
	if tooLate(kept, &probe, slower) {
		return kept
	}
	return mergeExamples(kept, []Example{newExample(seen, share)}, slower, maxExamples)
}

// keepHeavy keeps the documents that lost the largest share of their text. Listings
// and walls are not among them: that nothing of them is left is as it should be.
func keepHeavy(kept []Example, seen *Seen, share float64, text uint64) []Example {
	if text < heavyBytes || !meantToRead(seen.Doc.Quality.Is) {
		return kept
	}
	probe := Example{ID: cutBytes(seen.Doc.ID, maxAddress), Share: share, Text: text, File: seen.File}
	if tooLate(kept, &probe, heavier) {
		return kept
	}
	e := newExample(seen, share)
	e.Text = text
	e.Removed = excerpt(seen.Doc.Removed)
	return mergeExamples(kept, []Example{e}, heavier, perSite)
}

func meantToRead(is document.PageType) bool {
	switch is {
	case document.IsListing, document.IsConsent, document.IsError:
		return false
	}
	return true
}

// excerpt returns the longest removals of a document in their order, of which
// exampleBytes are shown.
func excerpt(removed []record.Removal) []RemovedPiece {
	order := make([]int, len(removed))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(removed[b].Text), len(removed[a].Text)) })
	const most = 4
	order = order[:min(len(order), most)]
	slices.Sort(order)
	pieces := make([]RemovedPiece, 0, len(order))
	left := exampleBytes
	for i, at := range order {
		r := &removed[at]
		text := cutBytes(r.Text, left/(len(order)-i))
		left -= len(text)
		pieces = append(pieces, RemovedPiece{
			Rule: clip(r.Rule, maxName), Kind: r.Kind.String(), Text: clip(text, exampleBytes), Cut: len(r.Text) - len(text),
		})
	}
	return pieces
}

// perSite as a limit is maxExamples, of which maxPerSite are of one site.
const perSite = -1

// mergeExamples returns the first of both lists in an order.
func mergeExamples(a, b []Example, order func(a, b *Example) int, limit int) []Example {
	all := append(slices.Clone(a), b...)
	slices.SortFunc(all, func(a, b Example) int { return order(&a, &b) })
	if limit == perSite {
		of := make(map[string]int)
		all = slices.DeleteFunc(all, func(e Example) bool {
			of[e.Site]++
			return of[e.Site] > maxPerSite
		})
		limit = maxExamples
	}
	return all[:min(len(all), limit)]
}

// reason is the rejects of one reason, and the first of them by file and record.
type reason struct {
	Rejects uint64 `json:"rejects"`
	File    string `json:"file"`
	Record  int    `json:"record"`
	Error   string `json:"error"`
	Excerpt string `json:"excerpt,omitempty"` // of the original
}

func (t *Tally) reject(seen *Seen) {
	t.rejects++
	if seen.Reject == nil {
		return
	}
	r := seen.Reject
	reasonOf(t.reasons, named(r.Reason, "(none)", maxName), maxReasons).merge(&reason{
		Rejects: 1, File: clip(r.File, maxAddress), Record: r.Record,
		Error: clip(r.Error, maxAddress), Excerpt: clip(r.Original, rejectExcerpt),
	})
}

func reasonOf(reasons map[string]*reason, name string, limit int) *reason {
	r := reasons[name]
	if r == nil && len(reasons) >= limit {
		name = otherNames
		r = reasons[name]
	}
	if r == nil {
		r = &reason{}
		reasons[strings.Clone(name)] = r
	}
	return r
}

func (r *reason) merge(o *reason) {
	rejects := r.Rejects + o.Rejects
	before := cmp.Or(strings.Compare(o.File, r.File), cmp.Compare(o.Record, r.Record), strings.Compare(o.Error, r.Error), strings.Compare(o.Excerpt, r.Excerpt))
	if r.Rejects == 0 || before < 0 {
		*r = *o
	}
	r.Rejects = rejects
}
