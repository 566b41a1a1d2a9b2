package evidence

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// What stands above the headline at the top of a text reads as one: a picture's caption
// with its credit on the next line, a box of other headlines below its header, a line
// that leads to one.

// TopCaptions is how many blocks from the top a caption above the headline begins at
// most, and captionWords how long it is.
const (
	TopCaptions  = 3
	captionWords = 40
)

// isAboveCredit reports a line whose next is the credit of a picture. It is a caption, or
// the headline above the article's picture.
func (b Block) isAboveCredit() bool {
	return b.Element == nil && b.Shape.Words <= captionWords && b.Has(1) && b.By(1).IsCreditLine()
}

// isTopCaption reports the caption of a picture at the top: with its credit behind it,
// or a sentence above the credit, which nothing stands above that could be the headline.
func (b Block) isTopCaption() bool {
	if b.isCreditedCaption() {
		return true
	}
	if b.I >= TopCaptions || !b.isAboveCredit() || b.Shape.Stops > 2 {
		return false
	}
	for i := range b.I {
		if b.Layout.At(i).isTitleLike() {
			return false
		}
	}
	return true
}

// topCaptionScore is how surely the first line of a text ends in a credit that is the
// caption above its headline.
const topCaptionScore = 0.9

// isCreditedCaption reports a caption with its credit as the first line, with a
// headline below it.
func (b Block) isCreditedCaption() bool {
	return b.I == 0 && b.Has(1) && b.Element == nil && b.By(1).IsHeadlineLike() && b.By(1).Shape.Ends == document.EndNone && b.TrailingCreditScore() >= topCaptionScore
}

// isCaptionAbove reports whether b is the caption of a picture and below, behind its
// credit, the headline: a headline is the shorter of the two, and what stands below the
// headline's own picture is the dek, which is longer.
func (b Block) isCaptionAbove(below Block) bool {
	return b.I < TopCaptions && b.isAboveCredit() && below.I > b.I+1 &&
		(b.Shape.Ends.Sentence() || below.Shape.Words <= b.Shape.Words && !below.Shape.Ends.Sentence())
}

// IsCaptionAboveTitle reports the caption of a picture at the top of a text, with its
// credit and the headline below it.
func (b Block) IsCaptionAboveTitle() bool {
	if b.I >= TopCaptions {
		return false
	}
	title := b.Layout.Title().Block
	return title > b.I && b.isCaptionAbove(b.Layout.At(title))
}

// readingStems are in the phrases that ask readers to read another article as well.
// "Interview:", "Photos:" and "Exclusive:" lead to one as often as they open a headline.
var readingStems = []string{
	"read", "also", "related", "les", "lies", "auch", "siehe", "mehr zum", "lire", "lisez", "aussi", "lea", "lee", "leé", "también", "leia", "veja", "também", "legg", "anche",
	"lees", "ook", "les også", "læs", "läs", "också", "lue", "czytaj", "zobacz", "čt", "přeč", "prečít", "чита", "також", "также", "чете", "okuy", "ilgili", "olvas", "cite", "baca", "đọc", "xem thêm",
	"διαβ", "阅读", "閱讀", "相关", "相關", "関連", "あわせて", "관련", "اقرأ", "بخوانید", "קרא", "पढ़ें",
}

// leadsToOther reports a line that leads to another article, whose headline stands behind
// a colon: "Read more: Ferry company hires captains".
func (b Block) leadsToOther() bool {
	for _, class := range [...]document.CueClass{document.CueReadMore, document.CueRelatedHeader} {
		cue, opens := b.OpensWith(class)
		if !opens || !asksToRead(b.TextOf(cue.Span)) {
			continue
		}
		rest := strings.TrimLeft(b.After(cue.Span.End), " \u00a0")
		if strings.HasSuffix(b.TextOf(cue.Span), ":") || strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "：") {
			return HasLetter(rest)
		}
	}
	return false
}

func asksToRead(phrase string) bool {
	phrase = strings.ToLower(phrase)
	return slices.ContainsFunc(readingStems, func(stem string) bool { return strings.Contains(phrase, stem) })
}

// mostBoxed is how many headlines a box above the headline has.
const mostBoxed = 12

// topBox finds the header of a box of other headlines above the headline of a text, and
// the headline below it, 0 where there is none. sure is whether more than their order tells
// that the headline is another than those in the box.
func topBox(l *Layout, head int) (header, title int, sure bool) {
	if !l.hasBox(head) {
		return 0, 0, false
	}
	header = -1
	var lines []Block
	for b := range l.Range(0, head) {
		if b.Element != nil {
			return 0, 0, false
		}
		switch {
		case header < 0 && b.headsBox():
			header = b.I
		case b.isPictureText():
		case b.isTitleLike() && b.repeatedIn(head):
			return 0, 0, false
		case b.isTitleLike() || header >= 0 && b.Role == document.RoleListItem:
			if header < 0 {
				return 0, 0, false // the headline stands above
			}
			lines = append(lines, b)
		}
	}
	if header < 0 || len(lines) < 2 || len(lines) > mostBoxed {
		return 0, 0, false
	}
	k, sure := headlineBelow(lines)
	if k == 0 || lines[k].Role == document.RoleListItem {
		return 0, 0, false
	}
	return header, lines[k].I, sure
}

// hasBox reports whether the header of a box stands above block head.
func (l *Layout) hasBox(head int) bool {
	for b := range l.Cued(zoneCues) {
		if b.I >= head {
			break
		}
		if b.headsBox() {
			return true
		}
	}
	return false
}

// headsBox reports the header of a box. A single word is a menu's as often: "News".
func (b Block) headsBox() bool {
	return b.IsOnly(document.CueReadMore) || b.IsRelatedHeader() && (b.Shape.Words > 1 || b.Shape.Scripts&document.CJK != 0)
}

// headlineBelow returns which of the lines below the header of a box is the headline
// below the box: the one that a byline or a date follows where the others have none, or
// the first behind a wider gap, or else the last. A dek below the headline is longer.
func headlineBelow(lines []Block) (k int, sure bool) {
	signed, count := 0, 0
	for k, b := range lines {
		if b.isSignedBelow() {
			signed = k
			count++
		}
	}
	k = len(lines) - 1
	switch {
	case count == 1:
		k, sure = signed, true
	case lines[k].Role == document.RoleListItem:
		return k, false
	default:
		for j := 1; j < len(lines) && !sure; j++ {
			wider := lines[j].Gap > lines[j-1].Gap && (j > 1 || len(lines) == 2)
			if wider || lines[j-1].Role == document.RoleListItem && lines[j].Role != document.RoleListItem {
				k, sure = j, true
			}
		}
	}
	if lines[k].isDekOf(lines[k-min(k, 1)]) {
		k--
	}
	return k, sure
}

// isSignedBelow reports whether the next line names who wrote what b is the headline of,
// or when.
func (b Block) isSignedBelow() bool {
	if !b.Has(1) {
		return false
	}
	next := b.By(1)
	_, stamp := next.Stamp()
	_, byline := next.Byline()
	return stamp || byline || next.IsDateLine()
}

// isDekOf reports a sentence below headline o, or a line that is half as long again.
func (b Block) isDekOf(o Block) bool {
	return b.I > o.I && o.Role != document.RoleListItem && (b.Shape.Ends == document.EndStop || b.Shape.Words > titleDek && 2*b.Shape.Words > 3*o.Shape.Words)
}

// titleDek is how many words most headlines have at most.
const titleDek = 9
