package extras

import (
	"sort"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// caption is what was marked as the caption of one image: a description, a credit, or
// both, in one ledger entry or in two that follow each other.
type caption struct {
	entries []int
	words   string
	credit  string
	taken   bool // an image has it
}

// images returns the article's images, those of which only the caption is left
// included.
func (c *collector) images() (images []document.Image) {
	captions := c.captions()
	kept := c.keptText()
	for _, found := range c.attached.Images {
		if !c.isIn(&found.Setting, &kept) {
			continue
		}
		image := document.Image{Address: found.Address, Alt: found.Alt}
		image.Place = c.place(document.Span{Start: found.At, End: found.At})
		if i := c.captionOf(found, captions); i >= 0 {
			own := &captions[i]
			if own.credit == "" && evidence.SameWords(own.words, found.Alt) && i+1 < len(captions) {
				c.join(own, &captions[i+1])
			}
			own.taken = true
			c.give(&image, own)
		}
		images = append(images, image)
	}
	posts := c.Posts()
	for i := range captions {
		if own := &captions[i]; !own.taken && own.words+own.credit != "" && c.isLost(own, &kept, posts) {
			image := document.Image{}
			c.give(&image, own)
			images = append(images, image)
		}
	}
	return images
}

// isLost reports whether a caption is one of an image that the document lost. A page
// has its images, and those that a script shows stand in the article.
func (c *collector) isLost(own *caption, kept *kept, posts []evidence.Post) bool {
	span := c.clean.Ledger.SpanAt(own.entries[0])
	if element := c.Blocks[c.clean.Ledger.BlockAt(own.entries[0])].Element; element != nil {
		return kept.extent.Contains(span) || element.Ancestors.Has(document.InFigure|document.InFigcaption)
	}
	i := sort.Search(len(posts), func(i int) bool { return posts[i].Span.End > span.Start })
	return i == len(posts) || !posts[i].Span.Overlaps(span)
}

// give gives an image its caption, and the caption's place. A caption that only
// repeats the description for those who cannot see is left out.
func (c *collector) give(image *document.Image, own *caption) {
	image.Caption, image.Credit = own.words, own.credit
	if image.Address != "" && evidence.SameWords(image.Caption, image.Alt) && image.Alt != "" {
		image.Caption = ""
	}
	first, last := c.clean.Ledger.SpanAt(own.entries[0]), c.clean.Ledger.SpanAt(own.entries[len(own.entries)-1])
	image.Place = c.place(document.Span{Start: first.Start, End: last.End})
}

// join adds the caption below to own, which is an image's description in a dump, when
// nothing stands between the two and below has no image of its own.
func (c *collector) join(own, below *caption) {
	last, next := c.clean.Ledger.SpanAt(own.entries[len(own.entries)-1]), c.clean.Ledger.SpanAt(below.entries[0])
	all := c.attached.Images
	i := sort.Search(len(all), func(i int) bool { return all[i].At >= next.Start })
	if !c.onlySpace(last.End, next.Start) || below.taken || i < len(all) && all[i].At < next.End {
		return
	}
	own.words, own.credit, below.taken = below.words, below.credit, true
	own.entries = append(own.entries, below.entries...)
}

// captions returns what the ledger has of captions, in order.
func (c *collector) captions() (all []caption) {
	before := -1 // the entry before, white space aside
	for i, e := range c.clean.Ledger.All() {
		if e.Fate == document.Separator {
			continue
		}
		if isCaption(&e) {
			words, credit := c.captionParts(&e)
			last := len(all) - 1
			if last >= 0 && words == "" && credit != "" && all[last].credit == "" && all[last].entries[0] == before {
				all[last].credit = credit
				all[last].entries = append(all[last].entries, i)
			} else {
				all = append(all, caption{entries: []int{i}, words: words, credit: credit})
			}
		}
		before = i
	}
	return all
}

// captionParts parts a caption's entry into description and credit.
func (c *collector) captionParts(e *document.Entry) (words, credit string) {
	part := c.At(e.Block).CreditPart(e.Span)
	words = strings.TrimRight(c.text(document.Span{Start: e.Span.Start, End: part.Start}), " |/–—-•©([（")
	credit = strings.Trim(c.text(part), " |/–—-•()[]（）【】")
	if !evidence.HasLetter(words) {
		words = "" // the number of a picture
	}
	return words, credit
}

// captionOf returns the index of an image's caption: the one in its figure, else the
// first one behind it or its figure with no text between; -1 where there is none.
func (c *collector) captionOf(image *document.AttachedImage, captions []caption) int {
	from := image.At
	if image.Figure.Len() > 0 {
		from = image.Figure.Start
	}
	first := func(i int) document.Span { return c.clean.Ledger.SpanAt(captions[i].entries[0]) }
	i := sort.Search(len(captions), func(i int) bool { return first(i).End > from })
	switch {
	case i == len(captions):
		return -1
	case first(i).Start < image.Figure.End:
	case captions[i].taken || !c.onlySpace(max(from, image.Figure.End), first(i).Start):
		return -1
	}
	return i
}

// onlySpace reports whether there is nothing but white space and blanked marks between
// two bytes.
func (c *collector) onlySpace(from, to int) bool {
	return from >= to || strings.TrimSpace(c.Text[from:to]) == ""
}
