// Package related marks what leads to other articles: zones of cards under a header,
// lists of times and headlines, and teasers run into a paragraph.
package related

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleHeader = document.Rule{Name: "related/header", Kind: document.Related, Score: 0.97,
		Doc: "a line that heads a list of other articles"}
	ruleItem = document.Rule{Name: "related/item", Kind: document.Related, Score: 0.95,
		Doc: "a line of a card below such a header: source, time, headline"}
	ruleSummary = document.Rule{Name: "related/summary", Kind: document.Related, Score: 0.85,
		Doc: "a card's summary: a paragraph in the rhythm of the zone's cards"}
	ruleTimed = document.Rule{Name: "related/timed-list", Kind: document.Related, Score: 0.88,
		Doc: "times and headlines in turn, after the article, without a header"}
	ruleNamed = document.Rule{Name: "related/named", Kind: document.Related, Score: 0.75,
		Doc: "the page's markup names it a related block"}
	ruleArticle = document.Rule{Name: "related/other-article", Kind: document.Related, Score: 0.97,
		Doc: "a block of an <article> that is not the headline's: the next story, or a card"}
	ruleLine = document.Rule{Name: "related/read-more-line", Kind: document.Related, Score: 0.92,
		Doc: "a line that leads to one other article"}
	ruleAppeared = document.Rule{Name: "related/first-appeared", Kind: document.Related, Score: 0.99,
		Doc: "a feed's line below the article: the post HEADLINE appeared first on OUTLET"}
	ruleCapitals = document.Rule{Name: "related/capitals", Kind: document.Related, Score: 0.95,
		Doc: "a headline or a call to follow a link, all in capitals, between paragraphs"}
	ruleCard = document.Rule{Name: "related/card", Kind: document.Related, Score: 0.98,
		Doc: "a line of a page's list below the article: linked heading, summary and label, again and again"}
	ruleFeed = document.Rule{Name: "related/feed", Kind: document.Related, Score: 0.97,
		Doc: "above a page's headline, a line of short news, each below its time"}
	// The score outweighs what the model and the place of a paragraph say for a dek.
	ruleInset = document.Rule{Name: "related/inset", Kind: document.Related, Score: 0.985,
		Doc: "the card of another story between paragraphs: a headline or its dek, with a reading time below"}
	ruleAside = document.Rule{Name: "related/read-more-aside", Kind: document.Related, Score: 0.9,
		Doc: "another article's headline with its read-more link, run into a paragraph"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "related",
	Doc: "Takes out related-article blocks with their headers, headlines, times and whole summaries, and teasers inside paragraphs. " +
		"Leaves the body that returns after such a block, and lists and sub-headings of the article.",
	Rules: []document.Rule{
		ruleHeader,
		ruleItem,
		ruleSummary,
		ruleTimed,
		ruleNamed,
		ruleArticle,
		ruleLine,
		ruleAppeared,
		ruleCapitals,
		ruleCard,
		ruleFeed,
		ruleInset,
		ruleAside,
	},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		markZones(l, say)
		markTimedList(l, say)
		markStructure(l, say)
		for b := range l.Looking(evidence.LooksCued | evidence.LooksTagged | evidence.LooksCapital) {
			if b.Cued&tellingCues != 0 || b.Element != nil {
				if b.InOtherArticle() {
					say.Block(b, &ruleArticle)
				}
				if b.IsFirstAppeared() {
					say.Block(b, &ruleAppeared)
					continue
				}
				markTelling(b, say)
			}
			if isHeadlineInCapitals(b) || b.Cued.Has(document.CueReadMore) && isCallInCapitals(b) {
				say.Block(b, &ruleCapitals)
			}
		}
	},
}

// tellingCues are the classes of phrases that tell of other articles.
const tellingCues = document.CueSet(1<<document.CueReadMore | 1<<document.CueRelatedHeader | 1<<document.CueReadTime | 1<<document.CueFoot)

// markTelling marks what phrases or a page's elements tell.
func markTelling(b evidence.Block, say cleaner.Say) {
	markTeasers(b, say)
	markLedInLine(b, say)
	markInsets(b, say)
	if isEmptyHeader(b) {
		say.Block(b, &ruleHeader)
	}
}

func markZones(l *evidence.Layout, say cleaner.Say) {
	for _, z := range l.Zones() {
		say.Block(l.At(z.Header), &ruleHeader)
		summaries := z.Summary
		for b := range l.Range(z.Header+1, z.End) {
			switch {
			case len(summaries) > 0 && summaries[0] == b.I:
				summaries = summaries[1:]
				say.Block(b, &ruleSummary)
			case b.IsRelatedHeader():
				say.Block(b, &ruleHeader)
			default:
				say.Block(b, &ruleItem)
			}
		}
	}
}

// timedCards is how many pairs of time and headline make a list.
const timedCards = 3

// markTimedList marks times and headlines in turn after the last paragraph,
// where no header opened a zone.
func markTimedList(l *evidence.Layout, say cleaner.Say) {
	if l.LastBody() < 0 {
		return
	}
	first, last, cards := -1, -1, 0
	for b := range l.Range(l.LastBody()+1, l.NextZone(l.LastBody())-1) {
		if below := b.By(1); b.IsDateLine() && !b.InLive() && below.IsHeadlineLike() && !below.IsDateLine() {
			if cards++; first < 0 {
				first = b.I
			}
			last = below.I
		}
	}
	if cards < timedCards {
		return
	}
	for b := range l.Range(first, last+1) {
		if b.IsDateLine() || b.IsHeadlineLike() && b.Shape.Words >= evidence.TitleWordsMin {
			say.Block(b, &ruleTimed)
		}
	}
}

func markTeasers(b evidence.Block, say cleaner.Say) {
	if e := b.Element; e != nil && e.Names.Has(document.NamedRelated) {
		score := 0.75
		switch {
		case b.IsProse():
			score = 0.7
		case b.IsLinked(): // a headline that leads away
			score = 0.96
		}
		say.Sure(b, &ruleNamed, score)
	}
	if !b.Cued.Has(document.CueReadMore) && !b.Cued.Has(document.CueRelatedHeader) || b.IsTableSource() {
		return
	}
	if score := readMoreLineScore(b); score > 0 {
		say.Sure(b, &ruleLine, score)
		return
	}
	for _, cue := range b.Cues() {
		if cue.Class != document.CueReadMore && cue.Class != document.CueRelatedHeader {
			continue
		}
		if span, ok := teaserAround(b, cue); ok {
			say.Span(b, span, &ruleAside)
		}
	}
}

// teaserWords bounds a line that leads to one other article.
const teaserWords = 34

// readMoreLineScore judges a line that is, begins with or ends in a read-more
// cue: "Read more", "Read more: HEADLINE", "HEADLINE Read More »". Behind a
// leading cue only a colon, a dash or an arrow makes the rest a link; without
// one, it is a sentence's beginning ("Read more books …").
func readMoreLineScore(b evidence.Block) float64 {
	if b.Shape.Words > teaserWords {
		return 0
	}
	if b.IsOnly(document.CueReadMore) || closesToMore(b) {
		return 0.95
	}
	for _, cue := range b.Cues() {
		if cue.Class != document.CueReadMore && cue.Class != document.CueRelatedHeader {
			continue
		}
		if b.IsReported(cue.Span) {
			continue
		}
		before, after := b.Before(cue.Span.Start), b.After(cue.Span.End)
		if isBracketed(b.Text()) && !evidence.HasLetterOrDigit(before) && !b.IsQuoted(cue.Span.Start) && evidence.HasLetter(after) {
			return 0.95
		}
		if !evidence.HasLetterOrDigit(before) && !b.IsQuoted(cue.Span.Start) && evidence.LeadsOn(b.TextOf(cue.Span), after) {
			return 0.92
		}
		if cue.Class == document.CueReadMore && strings.ContainsRune(b.TextOf(cue.Span), ' ') && !evidence.HasLetterOrDigit(after) && b.StartsCapital(cue.Span.Start) && b.Shape.Stops == 0 {
			return 0.9
		}
	}
	return 0
}

// closingWords bounds a line of a window's button and the header below it.
const closingWords = 8

// closesToMore reports "Close More from the Courier": a button of the window that shows
// other articles, and their header.
func closesToMore(b evidence.Block) bool {
	if b.Shape.Words > closingWords || b.Shape.Ends != document.EndNone || !b.Cued.Has(document.CueRelatedHeader) {
		return false
	}
	button, ok := b.OpensWith(document.CueNavigation)
	if !ok {
		return false
	}
	for _, cue := range b.Cues() {
		if cue.Class == document.CueRelatedHeader && cue.Span.Start > button.Span.End && !evidence.HasLetterOrDigit(b.Layout.Text[button.Span.End:cue.Span.Start]) &&
			b.StartsCapital(cue.Span.Start) && hasSpace(b.TextOf(cue.Span)) && (cue.Span.End == b.Span.End || evidence.BeginsWithName(b.After(cue.Span.End))) {
			return true
		}
	}
	return false
}

// isBracketed reports a line that is in square brackets from end to end.
func isBracketed(s string) bool {
	return strings.HasPrefix(s, "[") && strings.IndexByte(s, ']') == len(s)-1
}

// teaserHeadline bounds, in bytes, the headline in front of an inline
// read-more link.
const teaserHeadline = 200

// teaserAround returns the teaser around an inline cue that an arrow follows: the
// headline in front of it, back to the end of the sentence before, and the
// arrow. A headline behind a colon is cut when it runs to the block's end.
func teaserAround(b evidence.Block, cue document.Cue) (document.Span, bool) {
	if !b.StartsCapital(cue.Span.Start) || b.IsQuoted(cue.Span.Start) || b.IsReported(cue.Span) {
		return document.Span{}, false
	}
	start := b.SentenceStart(cue.Span.Start)
	after := b.After(cue.Span.End)
	if n := arrow(after); n > 0 && cue.Class == document.CueReadMore {
		if cue.Span.Start-start > teaserHeadline {
			start = cue.Span.Start
		}
		return document.Span{Start: start, End: cue.Span.End + n}, true
	}
	if evidence.HasLetterOrDigit(b.Layout.Text[start:cue.Span.Start]) || !evidence.LeadsOn(b.TextOf(cue.Span), after) && !isGluedLead(b, cue) {
		return document.Span{}, false
	}
	end, stopped := b.SentenceEnd(cue.Span.End)
	if at := camel(b.After(cue.Span.End)); at > 0 && at < min(teaserHeadline, end-cue.Span.End) {
		return document.Span{Start: cue.Span.Start, End: cue.Span.End + at}, true
	}
	if stopped || end-cue.Span.End > teaserHeadline {
		at, glued := b.GluedStart(cue.Span.End+1, teaserHeadline)
		if !glued {
			at, glued = b.CaselessStart(cue.Span.End, teaserHeadline)
		}
		if !glued {
			return document.Span{}, false
		}
		end = cue.Span.End + len(strings.TrimRight(b.Layout.Text[cue.Span.End:at], " \u00a0"))
	}
	return document.Span{Start: cue.Span.Start, End: end}, true
}

// isGluedLead reports a phrase of several words that a dump has put right behind a
// sentence's end, without a space, and in front of a headline: "…nées.À lire aussi Un".
func isGluedLead(b evidence.Block, cue document.Cue) bool {
	if cue.Span.Start == b.Span.Start || !strings.ContainsRune(b.TextOf(cue.Span), ' ') {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(b.Before(cue.Span.Start))
	return evidence.IsSentenceEnd(last) && evidence.BeginsWithName(b.After(cue.Span.End))
}

// camelLeast is how many small letters stand before the capital that a dump has glued
// to a word: names such as McDonald and YouTube have fewer, or more behind.
const camelLeast = 4

// camel returns where in s a word in small letters goes on with a capital, 0 when none
// does: a dump ran two elements together there.
func camel(s string) int {
	small := 0
	for i, r := range s {
		switch {
		case unicode.IsLower(r):
			small++
		case unicode.IsUpper(r) && small >= camelLeast:
			return i
		default:
			small = 0
		}
	}
	return 0
}

// arrow returns how many bytes of s are an arrow after optional space.
func arrow(s string) int {
	trimmed := strings.TrimLeft(s, " \u00a0")
	r, n := utf8.DecodeRuneInString(trimmed)
	if strings.ContainsRune("»›→>▶►", r) {
		for n < len(trimmed) && trimmed[n] == '>' {
			n++
		}
		return len(s) - len(trimmed) + n
	}
	return 0
}
