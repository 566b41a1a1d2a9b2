package learned

import "github.com/winnow-news/winnow/cleaners/document"

// Other stories stand around an article as cards: each in an element of its own,
// of the same form as its neighbours, with a linked headline, a picture, a time and
// a paragraph that reads like the article's. What tells them from the article is
// not in the paragraph but in where it stands: the article's paragraphs share one
// element, have its headline above them, and share its names. This file finds it in
// the tree of elements, so that it holds in every language.

// datedWords and datedDigits make a line one that states a time or a date: short,
// with some digits.
const (
	datedWords  = 8
	datedDigits = 3
)

// stories is what a page's elements tell of other stories. Of a text only dated is
// there.
type stories struct {
	direct   []float32 // of each run: the words of running text directly in it, in no smaller run
	main     int32     // the run with the most of them
	alike    []int32   // of each run: its slot in shapes
	shapes   hashCounts
	headline int // the block that is the headline, or -1

	linked, images, headings, firsts []int32 // prefix sums over the blocks: story links, pictures, headings, <h1>
	dated                            []int32 // and lines that state a time
	articles                         []articlePart
	homesOf                          []int32 // of each path: how many runs its blocks lie directly in
	lastHome                         []int32 // and the one that the last of them did
}

// articlePart is one <article> of a page, by its own blocks.
type articlePart struct {
	words    float32
	headline bool
}

// findStories gathers the evidence of doc, once its elements and groups are known.
func (x *extractor) findStories(doc *document.Document) {
	s, n := &x.stories, len(doc.Blocks)
	s.dated = resize(s.dated, n+1)
	for i := range doc.Blocks {
		shape := &doc.Blocks[i].Shape
		s.dated[i+1] = s.dated[i] + int32(flag(shape.Words <= datedWords && shape.Digits >= datedDigits))
	}
	s.headline, s.main = -1, 0
	runs := x.elements.runs
	s.direct, s.alike = resize(s.direct, len(runs)), resize(s.alike, len(runs))
	if len(runs) == 0 {
		return
	}
	x.countInPage(doc)
	s.shapes.begin(len(runs))
	for k := range runs {
		r := &runs[k]
		s.alike[k] = s.shapes.add(doc.Blocks[r.start].Element.Path ^ uint64(r.parent)*fnvPrime)
		if s.direct[k] > s.direct[s.main] {
			s.main = int32(k)
		}
	}
	s.headline = x.findHeadline(doc)
	if s.headline >= 0 {
		s.articles[doc.Blocks[s.headline].Element.Article].headline = true
	}
}

// countInPage sums up what the page's blocks have, in order.
func (x *extractor) countInPage(doc *document.Document) {
	s, n := &x.stories, len(doc.Blocks)
	s.linked, s.images = resize(s.linked, n+1), resize(s.images, n+1)
	s.headings, s.firsts = resize(s.headings, n+1), resize(s.firsts, n+1)
	s.homesOf, s.lastHome = resize(s.homesOf, len(x.groups.paths)), resize(s.lastHome, len(x.groups.paths))
	s.articles = s.articles[:0]
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		e, home := b.Element, x.elements.of[i]
		s.direct[home] += x.summaries[i].prose
		s.linked[i+1] = s.linked[i] + int32(flag(isStoryLink(b)))
		s.images[i+1] = s.images[i] + e.Images
		s.headings[i+1] = s.headings[i] + int32(flag(b.Role == document.RoleHeading))
		s.firsts[i+1] = s.firsts[i] + int32(flag(b.Role == document.RoleHeading && b.Level == 1))
		if p := x.groups.pathOf[i]; s.homesOf[p] == 0 || s.lastHome[p] != home {
			s.homesOf[p]++
			s.lastHome[p] = home
		}
		for int(e.Article) >= len(s.articles) {
			s.articles = append(s.articles, articlePart{})
		}
		s.articles[e.Article].words += x.summaries[i].words
	}
}

// isStoryLink reports whether a block is little else than a link to a story of the
// site.
func isStoryLink(b *document.Block) bool {
	return b.Element.Link == document.LinkStory && 3*int(b.Element.LinkBytes) >= 2*b.Span.Len()
}

// findHeadline returns the block that is the page's headline: the heading that has
// the most words of its title, the first <h1> where none has, or -1.
func (x *extractor) findHeadline(doc *document.Document) int {
	best, first := -1, -1
	for i := range doc.Blocks {
		b, g := &doc.Blocks[i], &x.summaries[i]
		if b.Role != document.RoleHeading {
			continue
		}
		if b.Level == 1 && first < 0 {
			first = i
		}
		if g.inHeadline < logCount(int32(len(x.wordsOf(i))+1)/2) || g.inHeadline == 0 {
			continue
		}
		if best < 0 || g.inHeadline > x.summaries[best].inHeadline {
			best = i
		}
	}
	if best < 0 {
		return first
	}
	return best
}

// measureKin notes for every block how many of its long words the article's likely
// place has: of a page the run with the most running text, of a text its core.
func (x *extractor) measureKin() {
	x.vocabulary.begin()
	for i := range x.summaries {
		if x.isKin(i) {
			x.vocabulary.add(i, x.numbersOf(i))
		}
	}
	x.vocabulary.sum()
	for i := range x.summaries {
		x.summaries[i].kin = x.sharedPart(i, x.isKin(i))
	}
}

// isKin reports whether block i is running text in the article's likely place.
func (x *extractor) isKin(i int) bool {
	if x.summaries[i].prose == 0 {
		return false
	}
	if len(x.elements.runs) > 0 {
		return x.elements.of[i] == x.stories.main
	}
	return x.core.start <= i && i < x.core.end
}

// storyText writes what tells of other stories in a text as in a page.
func (x *extractor) storyText(i int, r *row) {
	r[kinOverlap] = x.summaries[i].kin
	for k, reach := range &datedWindows {
		from, to := max(0, i-reach), min(len(x.summaries), i+reach+1)
		r[datedFrom+k] = small(x.stories.dated[to] - x.stories.dated[from])
	}
	r[rhythmPeriod], r[rhythmStrength] = x.period(i)
}

// periods are the distances that a rhythm is looked for at: how many lines a card
// may have.
const (
	leastPeriod = 2
	mostPeriod  = 6

	tripleReach = 2 * mostPeriod // how far triples are compared
)

// A triple has three coarse forms, four bits each. noTriple equals none in any of them.
const (
	oneForm  = 0x111 // the same form three times is so many times the form
	noTriple = 0x888
)

// equalForms tells of two triples, by what bits they differ in, how many of their
// forms are equal.
var equalForms = func() (equal [1 << 12]uint8) {
	for differ := range equal {
		equal[differ] = flag(differ&0xF == 0) + flag(differ&0xF0 == 0) + flag(differ&0xF00 == 0)
	}
	return equal
}()

// noteTriples notes the triple around every block that has one block above it and
// one below, by the coarse forms of all.
func (x *extractor) noteTriples(forms []uint8) {
	x.triples = extend(x.triples, len(forms)+2*tripleReach)
	for i := range x.triples {
		x.triples[i] = noTriple
	}
	around := uint16(0) // the triple of the block before
	for i, form := range forms {
		around = around<<4&0xFFF | uint16(form)
		if i >= 2 {
			x.triples[tripleReach+i-1] = around
		}
	}
}

// period returns at which distance the lines around block i come again with the
// same form, and how many of 12 comparisons hold there.
func (x *extractor) period(i int) (period, strength uint8) {
	around := (*[2*tripleReach + 1]uint16)(x.triples[i:])
	own := around[tripleReach]
	if own == noTriple || own == own&15*oneForm {
		return 0, 0
	}
	for p := leastPeriod; p <= mostPeriod; p++ {
		same := equalForms[(own^around[tripleReach-2*p])&0xFFF] + equalForms[(own^around[tripleReach-p])&0xFFF] +
			equalForms[(own^around[tripleReach+p])&0xFFF] + equalForms[(own^around[tripleReach+2*p])&0xFFF]
		if same > strength {
			period, strength = uint8(p), same
		}
	}
	return period, strength
}

// coarseForm is what lines of cards have in common: about how long they are, and
// whether they end as a sentence does. It is below 8.
func coarseForm(s *document.Shape) uint8 {
	return uint8(min(bucket(s.Words), 7)/2)<<1 | flag(s.Ends.Sentence())
}

// storyPage writes what only a page tells of other stories, but for what pageGroups
// does.
func (x *extractor) storyPage(i int, r *row) {
	s, n := &x.stories, len(x.summaries)
	e := x.doc.Blocks[i].Element
	r[storyLink], r[storyImages] = uint8(1+e.Link), small(1+e.Images)
	main := &x.elements.runs[s.main]
	r[homeSide] = 1 + flag(i >= int(main.start)) + flag(i >= int(main.end))
	r[headlineDistance] = absent
	if s.headline >= 0 {
		r[headlineDistance] = distance(i - s.headline)
	}
	*(*[2]uint8)(r[headlineUp:]) = x.shared.runs[x.elements.of[i]].headline
	r[headlineFirsts], r[headlineFirstsAbove] = small(1+s.firsts[n]), small(1+s.firsts[i+1])
	part := &s.articles[e.Article]
	r[articleCount], r[articleNumber] = small(int32(len(s.articles))), small(1+e.Article)
	r[articleShare], r[articleHeadline] = grade(share(part.words, x.words[n])), known(part.headline)
	around := (*[2*besideLinkReach + 1][2]uint8)(x.shared.beside[i:])
	for k, d := range &besideLinkAt {
		*(*[2]uint8)(r[besideLinksFrom+2*k:]) = around[besideLinkReach+d]
	}
}
