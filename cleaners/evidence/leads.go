package evidence

import (
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds the headlines of other articles below a line that leads to them and
// says nothing else: "Read also:", "Čtěte také", "Read more with the Courier". Such a
// line stands between paragraphs, and what is below it may be the article again.
// So its list is told by its lines alone: headlines, up to the first line that is none.

// leadInWords bounds a line that leads on.
const leadInWords = 6

// leadListLines bounds the headlines below it. Longer lists are the article's.
const leadListLines = 12

// loneWords is the fewest words of a line that is a headline although it stands
// alone between the line that leads on and a paragraph: sub-headings have fewer.
const loneWords = 5

// IsLead reports whether b leads to other articles and says nothing else: a phrase
// of several words, or of a script that puts no spaces between them, and behind it
// at most the name of who has the articles.
func (b Block) IsLead() bool {
	if b.Shape.Words > leadInWords || b.Shape.Ends.Sentence() || !b.Cued.Has(document.CueReadMore) {
		return false
	}
	cue, ok := b.OpensWith(document.CueReadMore)
	if !ok || b.IsQuoted(cue.Span.Start) || !b.StartsCapital(cue.Span.Start) {
		return false
	}
	if !strings.ContainsRune(b.TextOf(cue.Span), ' ') && b.Shape.Scripts&(document.CJK|document.Thai|document.Arabic) == 0 {
		return false
	}
	rest := b.After(cue.Span.End)
	return !HasLetterOrDigit(rest) || b.Shape.Ends == document.EndNone && isByName(rest)
}

// isByName reports one or two small words and a name behind them: " with the Courier".
func isByName(rest string) bool {
	trimmed := strings.TrimLeft(rest, " \u00a0")
	after := afterSmallWord(trimmed)
	if !BeginsWithName(after) {
		after = afterSmallWord(after)
	}
	return after != trimmed && BeginsWithName(after) && CapitalShare(after) == 1
}

// leadZone finds the headlines below line i, if it leads to some.
func leadZone(l *Layout, i int) (z Zone, ok bool) {
	lead := l.At(i)
	if !lead.IsLead() || !lead.leadsToMore() && (!lead.isBelowParagraph() || lead.isButton()) {
		return z, false
	}
	z = Zone{Header: i, bound: l.Live().boundary(i+1, len(l.Blocks))}
	end := i + 1
	for end < z.bound && end-i <= leadListLines && l.At(end).isLedHeadline() {
		end++
	}
	if end == i+1 || end-i > leadListLines {
		return z, false
	}
	if end < len(l.Blocks) && l.At(end).isReturn() {
		end = z.beforeHeading(l, i+1, end)
		if end == i+2 && l.At(i+1).isLoneSubheading(lead) {
			return z, false
		}
	}
	z.End = end
	return z, true
}

// leadsToMore reports that a lead says that more is to come.
func (b Block) leadsToMore() bool {
	return b.Shape.Ends == document.EndColon || b.Cued.Has(document.CueRelatedHeader)
}

// isBelowParagraph reports running text right above a lead. A "Read more" below a
// headline belongs to that.
func (b Block) isBelowParagraph() bool { return b.Has(-1) && b.By(-1).isReturn() }

// A lead that is there more than buttonTimes among the buttonReach blocks on either
// side is the button of each card in a list.
const (
	buttonTimes = 2
	buttonReach = 30
)

func (b Block) isButton() bool {
	times := 0
	for other := range b.Layout.Range(b.I-buttonReach, b.I+buttonReach+1) {
		if other.Cued.Has(document.CueReadMore) && other.Span.Len() == b.Span.Len() && other.Text() == b.Text() {
			times++
		}
	}
	return times > buttonTimes
}

// isLedHeadline reports a line that can be a headline in a list of them.
func (b Block) isLedHeadline() bool {
	if b.Shape.Words < TitleWordsMin || !b.IsHeadlineLike() || b.Shape.Ends == document.EndStop || b.Shape.Ends == document.EndColon {
		return false
	}
	if b.Role == document.RoleTable || b.Role == document.RoleCode || b.Role == document.RoleQuote || b.IsLead() || b.IsRelatedHeader() || b.HeadsOtherPart() {
		return false
	}
	return !unicode.IsLower(FirstRune(b.Text())) && (b.Element == nil || b.IsLinked())
}

// isLoneSubheading reports whether the only line between a lead and a paragraph is the
// paragraph's sub-heading: a few words, or marked as a heading that the lead is not.
func (b Block) isLoneSubheading(lead Block) bool {
	if b.Element != nil {
		return false // it is a link
	}
	return b.Role == document.RoleHeading && lead.Role != document.RoleHeading ||
		b.Shape.Words < loneWords && !strings.ContainsAny(b.Text(), ":?!–—|")
}
