package memory

import (
	"cmp"
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Much of what a site repeats lives for one day: the headlines beside the
// article, the most read, the teasers below. It never comes to leastDays. But on
// that day it is on all pages, and they are about different things.

// When a paragraph counts as furniture of a day. Witnesses are other documents
// that were fetched on the day and are no copies of the judged one. RESULTS.md
// has what the numbers bring, and what they lose.
const (
	// leastOnDay witnesses are enough by themselves. Fewer may be the report that
	// a second one took its background from: then the paragraph must stand apart
	// from the article, and the score leaves it to what else speaks for it.
	leastOnDay = 3
	// leastOutside witnesses are for a paragraph that only its place tells: above
	// or below the article. A second report often ends with what the first said.
	leastOutside = 2

	// headlineNames in common with its document's headline make a paragraph one
	// that the document is about.
	headlineNames = 2

	oneScore = 0.9  // of a paragraph that stands apart, with one witness
	twoScore = 0.96 // with two
	dayScore = 0.985
)

// What makes two documents of a day copies of one article: they have most of its
// longest paragraphs in common.
const (
	coreParagraphs = 3
	coreWords      = 8 // of a sentence that reads as the article's
)

// today is what the other documents of a day say of one document.
type today struct {
	*View
	histories []history       // of the view's paragraphs
	looked    bool            // that somebody asked for the copies
	copies    map[uint32]bool // documents that are the same article under another name
	own       bool            // that somebody asked for the next two
	first     int             // the first paragraph of prose of the document's own, and the last
	last      int
}

// isProse reports whether a paragraph reads as one of an article.
func (v *View) isProse(paragraph int) bool {
	if len(v.blocks[paragraph]) > 1 {
		return false
	}
	b := &v.doc.Blocks[v.blocks[paragraph][0]]
	return b.Shape.Words >= coreWords && b.Shape.Ends.Sentence()
}

// findCopies finds the documents that have most of the longest paragraphs. The
// article under another address has them, whatever its page has beside it; a
// page with the same things beside another article has not. Of what is in more
// documents than are counted exactly nobody can tell, nor is it the article.
func (d *today) findCopies() {
	d.looked = true
	var core []int
	for i := range d.Paragraphs {
		if d.isProse(i) && d.histories[i].n < keptRefs {
			core = append(core, i)
		}
	}
	slices.SortStableFunc(core, func(a, b int) int { return cmp.Compare(d.lettersOf(b), d.lettersOf(a)) })
	core = core[:min(len(core), coreParagraphs)]
	for _, i := range core {
		for _, ref := range d.histories[i].refs() {
			if d.copies[ref.document()] {
				continue
			}
			n := 0 // of the longest paragraphs, how many it has
			for _, other := range core {
				if hasDocument(d.histories[other].refs(), ref.document()) {
					n++
				}
			}
			if 2*n < len(core) {
				continue
			}
			if d.copies == nil {
				d.copies = make(map[uint32]bool)
			}
			d.copies[ref.document()] = true
		}
	}
}

// findOwn finds where the prose is that no witness has.
func (d *today) findOwn() {
	d.own = true
	d.first, d.last = len(d.Paragraphs), -1
	for i := range d.Paragraphs {
		if d.isProse(i) && d.histories[i].documents == 0 {
			d.first, d.last = min(d.first, i), i
		}
	}
}

// witnesses counts the documents of the day that have a paragraph.
func (d *today) witnesses(paragraph int) (n int) {
	for _, ref := range d.histories[paragraph].refs() {
		if !ref.fetchedOn(d.Fetched) || ref.document() == d.Document {
			continue
		}
		if !d.looked {
			d.findCopies()
		}
		if !d.copies[ref.document()] {
			n++
		}
	}
	return n
}

// judge returns the witnesses of a paragraph, where they say something, and how sure they
// are; else 0.
func (d *today) judge(paragraph int) (witnesses int, score float64) {
	n := d.witnesses(paragraph)
	switch {
	case n == 0 || d.histories[paragraph].background || d.isLead(paragraph):
		return 0, 0
	case n >= leastOnDay:
		return n, dayScore
	case !d.isApart(paragraph) && (n < leastOutside || !d.isOutside(paragraph)):
		return 0, 0
	}
	return n, [...]float64{1: oneScore, 2: twoScore}[n]
}

// isLead reports whether a paragraph may be what the document begins with, and
// the other pages have as a teaser for it: it has names of its headline, and
// nothing says that it stands apart.
func (d *today) isLead(paragraph int) bool {
	if d.isApart(paragraph) {
		return false
	}
	n := 0
	for _, name := range d.Paragraphs[paragraph].Names {
		if name != 0 && d.headline.has(name) {
			n++
		}
	}
	return n >= headlineNames
}

// isOutside reports whether a paragraph is above or below all prose of the
// document's own. Of one that has none nobody can tell.
func (d *today) isOutside(paragraph int) bool {
	if !d.own {
		d.findOwn()
	}
	return d.last >= 0 && (paragraph < d.first || paragraph > d.last)
}

// What stands around an article, by the elements of the page and by their names.
const (
	apartElements = document.InNav | document.InAside | document.InFooter | document.InForm | document.InButton | document.InDialog
	apartNames    = document.NamedRelated | document.NamedNewsletter | document.NamedPromo | document.NamedAd | document.NamedComments |
		document.NamedShare | document.NamedNavigation | document.NamedSidebar | document.NamedFooter | document.NamedLegal | document.NamedWidget
)

// isApart reports whether a paragraph is not the article's by itself: short
// lines in a row, mostly links, or in a part of the page for other things.
func (v *View) isApart(paragraph int) bool {
	blocks := v.blocks[paragraph]
	if len(blocks) > 1 {
		return true
	}
	b := &v.doc.Blocks[blocks[0]]
	e := b.Element
	return e != nil && (2*int(e.LinkBytes) >= b.Span.Len() || e.Ancestors.Has(apartElements) || e.Names.Has(apartNames))
}
