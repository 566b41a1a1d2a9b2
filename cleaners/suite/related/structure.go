package related

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// This file marks other stories that a page tells by its structure alone: a stream of
// cards below the article, and a feed of short news above its headline.

// A page's article has at least ownWords words in paragraphs beside such a list, and a
// list has at least listCards cards.
const (
	ownWords  = 100
	listCards = 3
)

func markStructure(l *evidence.Layout, say cleaner.Say) {
	if l.Format != document.HTML || l.Live().Is() {
		return
	}
	markCards(l, say)
	markFeed(l, say)
}

// markCards marks the cards below the article: linked headings of one path, each with a
// paragraph of one path below it and a label, the section or the source, between the
// paragraph and the next heading. Lists of an article have no such labels.
func markCards(l *evidence.Layout, say cleaner.Say) {
	first, words := -1, int32(0)
	for b := range l.Each() {
		if isCardHeading(b) && words >= ownWords {
			first = b.I
			break
		}
		if b.IsBody() {
			words += b.Shape.Words
		}
	}
	if first < 0 {
		return
	}
	heading, prose := l.At(first), l.At(first+1)
	cards, last, labels := 0, first, 0
	for i := first; i+1 < len(l.Blocks); {
		b, below := l.At(i), l.At(i+1)
		if !isCardHeading(b) || b.Element.Path != heading.Element.Path || below.Element.Path != prose.Element.Path || !below.IsProse() {
			break
		}
		cards++
		last = i + 1
		for i += 2; i < len(l.Blocks) && i <= last+cardLabels && isCardLabel(l.At(i)); i++ {
			labels++
		}
	}
	if cards < listCards || labels < cards || hasBodyBelow(l, last+cardLabels+1, prose.Element.Path) {
		return
	}
	if l.At(first-1).Element.Path == aboveHeading(l, first, heading.Element.Path) {
		first--
	}
	for b := range l.Range(first, last+1) {
		say.Block(b, &ruleCard)
	}
	for b := range l.Range(last+1, last+1+labels/cards) {
		if isCardLabel(b) {
			say.Block(b, &ruleCard)
		}
	}
}

// cardLabels is how many labels may stand between two cards, cardLabelWords how long one is.
const (
	cardLabels     = 3
	cardLabelWords = 6
)

func isCardHeading(b evidence.Block) bool {
	return b.Role == document.RoleHeading && 10*int(b.Element.LinkBytes) >= 7*b.Span.Len() && b.Element.Link >= document.LinkAway && b.Element.Siblings >= listCards && b.Has(1) && !b.InLive()
}

func isCardLabel(b evidence.Block) bool {
	return b.Shape.Words <= cardLabelWords && !b.Shape.Ends.Sentence() && b.Role != document.RoleHeading && b.Element.Siblings >= listCards
}

// aboveHeading returns the path of the label above the second card's heading; 0 where
// there is none.
func aboveHeading(l *evidence.Layout, first int, heading uint64) uint64 {
	for b := range l.Range(first+1, len(l.Blocks)) {
		if b.Element.Path == heading {
			if above := b.By(-1); isCardLabel(above) {
				return above.Element.Path
			}
			return 0
		}
	}
	return 0
}

// hasBodyBelow reports a paragraph of the article from index from on: one of another path
// than the cards'.
func hasBodyBelow(l *evidence.Layout, from int, cards uint64) bool {
	for b := range l.Range(from, len(l.Blocks)) {
		if b.IsBody() && b.Element.Path != cards && !b.Element.Ancestors.Has(document.InFooter) && !b.IsLinked() {
			return true
		}
	}
	return false
}

// markFeed marks short news above the headline, each below its time. The headline must be
// one that the page states or heads itself with, and the article below it longer.
func markFeed(l *evidence.Layout, say cleaner.Say) {
	title := l.Title()
	if title.Block < listCards || title.By != evidence.TitleHinted && title.By != evidence.TitleTagged {
		return
	}
	first, times, path := -1, 0, uint64(0)
	above, below := int32(0), int32(0)
	for b := range l.Each() {
		if b.I < title.Block && b.IsDateLine() && b.Element.Siblings >= listCards && (first < 0 || b.Element.Path == path) {
			times++
			if first < 0 {
				first, path = b.I, b.Element.Path
			}
		}
		if b.IsBody() && first >= 0 && b.I < title.Block {
			above += b.Shape.Words
		} else if b.IsBody() && b.I > title.Block {
			below += b.Shape.Words
		}
	}
	if times < listCards || below < ownWords || below < above {
		return
	}
	for b := range l.Range(first, title.Block) {
		say.Block(b, &ruleFeed)
	}
}
