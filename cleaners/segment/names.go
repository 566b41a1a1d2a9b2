package segment

import (
	"math/bits"

	"github.com/winnow-news/winnow/cleaners/document"
)

// wideShare is the share of a page's words, in percent, that a name may stand
// over and still tell something of a part: a wrapper of the whole page that is
// called "has-comments" tells nothing of what it wraps.
const wideShare = 60

// dropWideNames takes the names that most of the page's text is under off all
// blocks, but for those that an article's body has.
func dropWideNames(doc *document.Document) {
	var under [32]int
	all := 0
	for i := range doc.Blocks {
		words := int(doc.Blocks[i].Shape.Words)
		all += words
		for names := uint32(doc.Blocks[i].Element.Names); names != 0; names &= names - 1 {
			under[bits.TrailingZeros32(names)] += words
		}
	}
	var wide document.NameSet
	for bit, words := range under {
		if 100*words > wideShare*all {
			wide |= 1 << bit
		}
	}
	wide &^= document.NamedArticle
	for i := range doc.Blocks {
		e := doc.Blocks[i].Element
		e.Names &^= wide
		e.Near &^= wide
	}
}
