package related

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// This file marks the card of another story that stands between the paragraphs of an
// article: its headline, perhaps its dek, and below them how long it takes to read.

// insetAbove is the fewest paragraphs of the article above such a card: the article's
// own headline has its reading time below it, too.
const insetAbove = 2

// insetTitle is the fewest words of the card's headline, insetDek the most of its dek.
const (
	insetTitle = 4
	insetDek   = 30
)

// markInsets marks what stands above a reading time in the body.
func markInsets(b evidence.Block, say cleaner.Say) {
	if !b.Cued.Has(document.CueReadTime) || !b.InBody() || b.InLive() || !b.IsReadingTime() || !b.Has(1) || !b.By(1).IsProse() || !hasParagraphsAbove(b, insetAbove) {
		return
	}
	switch above := b.By(-1); {
	case isInsetTitle(above):
		say.Block(above, &ruleInset)
	case above.IsProse() && above.Shape.Words <= insetDek && above.I > b.Layout.FirstBody()+1 && isInsetTitle(above.By(-1)):
		say.Block(above, &ruleInset)
		say.Block(above.By(-1), &ruleInset)
	}
}

// isInsetTitle reports a headline between paragraphs.
func isInsetTitle(b evidence.Block) bool {
	return b.Shape.Words >= insetTitle && b.IsHeadlineLike() && b.Shape.Ends == document.EndNone && b.I != b.Layout.Title().Block && b.Role != document.RoleListItem
}

func hasParagraphsAbove(b evidence.Block, n int) bool {
	for above := range b.Layout.Range(b.Layout.FirstBody(), b.I-1) {
		if above.IsBody() {
			if n--; n == 0 {
				return true
			}
		}
	}
	return false
}
