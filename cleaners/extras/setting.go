package extras

import "github.com/winnow-news/winnow/cleaners/document"

// Images and frames have no text that could be judged. They are the article's where
// the text around them is.

// What a page's markup says of images and frames that are not the article's. It counts
// only where no kept block is in the like.
const (
	asideNames = document.NamedRelated | document.NamedNewsletter | document.NamedPromo | document.NamedAd | document.NamedComments |
		document.NamedShare | document.NamedNavigation | document.NamedSidebar | document.NamedFooter | document.NamedLegal |
		document.NamedBio | document.NamedByline | document.NamedTags
	asideElements = document.InNav | document.InFooter | document.InForm | document.InHidden | document.InButton | document.InDialog | document.InAside
	// bodyElements are those that say that what is outside of the kept text's
	// range may still be the article's.
	bodyElements = document.InArticle | document.InMain | document.InFigure
)

// kept is what the kept text says of where the article is.
type kept struct {
	extent    document.Span
	ancestors document.AncestorSet
	names     document.NameSet
}

// keptText finds where the kept text is.
func (c *collector) keptText() (k kept) {
	first := true
	for _, e := range c.clean.Ledger.All() {
		if e.Fate != document.Kept && e.Fate != document.Lifted {
			continue
		}
		if first {
			k.extent.Start, first = e.Span.Start, false
		}
		k.extent.End = e.Span.End
		if element := c.Blocks[e.Block].Element; element != nil {
			k.ancestors |= element.Ancestors
			k.names |= element.Names
		}
	}
	return k
}

// isIn reports whether what stands at s is the article's.
func (c *collector) isIn(s *document.Setting, k *kept) bool {
	switch {
	case k.extent.Len() == 0:
		return false
	case s.Around.Len() == 0 && c.Format != document.HTML:
		return c.isAmongArticle(s.At)
	case s.Names&^k.names&asideNames != 0, s.Ancestors&^k.ancestors&asideElements != 0:
		return false
	case (s.At < k.extent.Start || s.At > k.extent.End) && !s.Ancestors.Has(bodyElements):
		return false
	}
	from, to := c.entries(s.Around)
	for i := from; i < to; i++ {
		if c.isArticle(i) {
			return true
		}
	}
	return false
}

// isAmongArticle reports whether the text that at stands in is the article's, or, where
// there is none, that on one side of it.
func (c *collector) isAmongArticle(at int) bool {
	l := &c.clean.Ledger
	i, _ := c.entries(document.Span{Start: at, End: at + 1})
	if i < l.Len() && l.FateAt(i) != document.Separator {
		return c.isArticle(i)
	}
	return i > 0 && c.isArticle(i-1) || i+1 < l.Len() && c.isArticle(i+1)
}
