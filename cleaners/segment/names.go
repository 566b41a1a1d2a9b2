package segment

import (
	"math/bits"

	"github.com/winnow-news/winnow/cleaners/document"
)

// wideShare is the share of a page's words, in percent, that elements of a name may
// hold for the name to be evidence. A wrapper of the whole page that is called
// "has-comments" says nothing of what it wraps.
const wideShare = 60

// threadStory is how much running text must stand above the comments of a page for
// their name to hold however long they are.
const threadStory = 100

// dropWideNames removes from all blocks and attachments the names that hold most of the page's text,
// but for the names of an article's body, and the name comments where posts says that it
// stands for a forum's posts.
func dropWideNames(doc *document.Document, posts bool) {
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
	switch {
	case posts:
		wide |= document.NamedComments
	case wide.Has(document.NamedComments) && doc.NamedBelow(document.NamedComments, 0, threadStory) < len(doc.Blocks):
		wide &^= document.NamedComments // a thread may be much longer than its article, but does not wrap it
	}
	for i := range doc.Blocks {
		e := doc.Blocks[i].Element
		e.Names &^= wide
		e.Near &^= wide
	}
	if doc.Attached == nil {
		return
	}
	for _, image := range doc.Attached.Images {
		image.Names &^= wide
	}
	for _, embed := range doc.Attached.Embeds {
		embed.Names &^= wide
	}
}
