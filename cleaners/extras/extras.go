// Package extras returns as data what was taken out of a document, and what its text
// leads to: images with captions and credits, the other articles that were advertised,
// posts of other sites, the links of the kept text, and the authors one by one.
//
// It adds no mark. It reads the ledger's kinds, what segmenting attached and the
// evidence, and knows no rule: a caption is what was marked as one, whichever rule did.
// Each extra has its Place: bytes of the text, a paragraph, entries of what was
// removed.
//
//   - extras.go: Collect
//   - place.go: where bytes of the text have gone
//   - images.go, setting.go: which images are the article's, and their captions
//   - related.go, embeds.go, links.go, authors.go: the others
package extras

import (
	"cmp"
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// Collect returns the extras of clean that are asked for. clean was assembled from the
// layout's document, which has attachments where it was segmented with them.
func Collect(l *evidence.Layout, clean *document.Clean, ask document.ExtraSet) *document.Extras {
	c := &collector{Layout: l, clean: clean, attached: l.Attached, extras: &document.Extras{}}
	if c.attached == nil {
		c.attached = &document.Attachments{}
	}
	c.removedAt = removedIndexes(clean)
	if ask.Has(document.ExtraImages) {
		c.extras.Images = inOrder(c.images(), func(i document.Image) document.Place { return i.Place })
	}
	if ask.Has(document.ExtraRelated) {
		c.extras.Related = inOrder(c.related(), func(r document.RelatedArticle) document.Place { return r.Place })
	}
	if ask.Has(document.ExtraEmbeds) {
		c.extras.Embeds = inOrder(c.embeds(), func(e document.Embed) document.Place { return e.Place })
	}
	if ask.Has(document.ExtraLinks) {
		c.extras.Links = inOrder(c.links(), func(l document.Link) document.Place { return l.Place })
	}
	if ask.Has(document.ExtraAuthors) {
		c.extras.Authors = c.authors()
	}
	return c.extras
}

// collector collects the extras of one document.
type collector struct {
	*evidence.Layout
	clean     *document.Clean
	attached  *document.Attachments
	extras    *document.Extras
	removedAt []int // of each ledger entry, its index in Clean.Removed; -1 for one that is not removed
}

// inOrder sorts by place, and returns a list that is not nil.
func inOrder[T any](all []T, place func(T) document.Place) []T {
	slices.SortStableFunc(all, func(a, b T) int { return cmp.Compare(place(a).Start, place(b).Start) })
	if all == nil {
		return []T{}
	}
	return all
}
