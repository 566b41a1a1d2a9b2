package related

import (
	"strings"
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
	ruleLine = document.Rule{Name: "related/read-more-line", Kind: document.Related, Score: 0.92,
		Doc: "a line that leads to one other article"}
	ruleAside = document.Rule{Name: "related/read-more-aside", Kind: document.Related, Score: 0.9,
		Doc: "another article's headline with its read-more link, run into a paragraph"}
)

// Cleaner marks what leads to other articles: zones of cards under a header,
// lists of times and headlines, and teasers run into a paragraph.
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
		ruleLine,
		ruleAside,
	},
	Mark: func(r *evidence.Layout, say cleaner.Say) {
		doc := r.Document
		markZones(r, say)
		markTimedList(r, say)
		for i := range doc.Blocks {
			markTeasers(doc, i, say)
		}
	},
}

func markZones(r *evidence.Layout, say cleaner.Say) {
	doc := r.Document
	for _, z := range r.Zones {
		say.Block(z.Header, &ruleHeader)
		summaries := z.Summary
		for i := z.Header + 1; i < z.End; i++ {
			switch {
			case len(summaries) > 0 && summaries[0] == i:
				summaries = summaries[1:]
				say.Block(i, &ruleSummary)
			case evidence.IsRelatedHeader(doc, i):
				say.Block(i, &ruleHeader)
			default:
				say.Block(i, &ruleItem)
			}
		}
	}
}

// timedCards is how many pairs of time and headline make a list.
const timedCards = 3

// markTimedList marks times and headlines in turn after the last paragraph,
// where no header opened a zone.
func markTimedList(r *evidence.Layout, say cleaner.Say) {
	if r.LastBody < 0 {
		return
	}
	first, last, cards := -1, -1, 0
	for i := r.LastBody + 1; i+1 < r.ZonesFrom(r.LastBody); i++ {
		if evidence.IsDateLine(r.Document, i) && evidence.IsHeadlineLike(&r.Blocks[i+1]) && !evidence.IsDateLine(r.Document, i+1) {
			if cards++; first < 0 {
				first = i
			}
			last = i + 1
		}
	}
	if cards < timedCards {
		return
	}
	for i := first; i <= last; i++ {
		if evidence.IsDateLine(r.Document, i) || evidence.IsHeadlineLike(&r.Blocks[i]) && r.Blocks[i].Shape.Words >= evidence.TitleWordsMin {
			say.Block(i, &ruleTimed)
		}
	}
}

func markTeasers(doc *document.Document, i int, say cleaner.Say) {
	b := &doc.Blocks[i]
	if e := b.Element; e != nil && e.Names.Has(document.NamedRelated) {
		score := 0.75
		switch {
		case evidence.IsProse(b):
			score = 0.7
		case evidence.IsLinked(b): // a headline that leads away
			score = 0.96
		}
		say.Sure(i, &ruleNamed, score)
	}
	if !b.Cued.Has(document.CueReadMore) && !b.Cued.Has(document.CueRelatedHeader) {
		return
	}
	if score := readMoreLineScore(doc, i); score > 0 {
		say.Sure(i, &ruleLine, score)
		return
	}
	for _, cue := range doc.CuesOf(i) {
		if cue.Class != document.CueReadMore && cue.Class != document.CueRelatedHeader {
			continue
		}
		if span, ok := teaserAround(doc, b, cue); ok {
			say.Span(i, span, &ruleAside)
		}
	}
}

// teaserWords bounds a line that leads to one other article.
const teaserWords = 34

// readMoreLineScore judges a line that is, begins with or ends in a read-more
// cue: "Read more", "Read more: HEADLINE", "HEADLINE Read More »". Behind a
// leading cue only a colon, a dash or an arrow makes the rest a link; without
// one, it is a sentence's beginning ("Read more books …").
func readMoreLineScore(doc *document.Document, i int) float64 {
	b := &doc.Blocks[i]
	if b.Shape.Words > teaserWords {
		return 0
	}
	if evidence.WholeBlockIs(doc, i, document.CueReadMore) {
		return 0.95
	}
	for _, cue := range doc.CuesOf(i) {
		if cue.Class != document.CueReadMore && cue.Class != document.CueRelatedHeader {
			continue
		}
		before, after := doc.Text[b.Span.Start:cue.Span.Start], doc.Text[cue.Span.End:b.Span.End]
		if !evidence.HasLetterOrDigit(before) && !evidence.IsQuoted(doc, b.Span, cue.Span.Start) && evidence.LeadsOn(doc.Text[cue.Span.Start:cue.Span.End], after) {
			return 0.92
		}
		if cue.Class == document.CueReadMore && strings.ContainsRune(doc.Text[cue.Span.Start:cue.Span.End], ' ') && !evidence.HasLetterOrDigit(after) && evidence.StartsCapital(doc, cue.Span.Start) && b.Shape.Stops == 0 {
			return 0.9
		}
	}
	return 0
}

// teaserHeadline bounds, in bytes, the headline in front of an inline
// read-more link.
const teaserHeadline = 200

// teaserAround gives the teaser around an inline cue that an arrow follows: the
// headline in front of it, back to the end of the sentence before, and the
// arrow. A headline behind a colon is cut when it runs to the block's end.
func teaserAround(doc *document.Document, b *document.Block, cue document.Cue) (document.Span, bool) {
	if !evidence.StartsCapital(doc, cue.Span.Start) || evidence.IsQuoted(doc, b.Span, cue.Span.Start) {
		return document.Span{}, false
	}
	start := evidence.SentenceStart(doc, b.Span, cue.Span.Start)
	after := doc.Text[cue.Span.End:b.Span.End]
	if n := arrow(after); n > 0 && cue.Class == document.CueReadMore {
		if cue.Span.Start-start > teaserHeadline {
			start = cue.Span.Start
		}
		return document.Span{Start: start, End: cue.Span.End + n}, true
	}
	if evidence.HasLetterOrDigit(doc.Text[start:cue.Span.Start]) || evidence.IsQuoted(doc, b.Span, cue.Span.Start) || !evidence.LeadsOn(doc.Text[cue.Span.Start:cue.Span.End], after) {
		return document.Span{}, false
	}
	end, stopped := evidence.SentenceEnd(doc, b.Span, cue.Span.End)
	if stopped || end-cue.Span.End > teaserHeadline {
		at, glued := evidence.GluedStart(doc, b.Span, cue.Span.End+1, teaserHeadline)
		if !glued {
			return document.Span{}, false
		}
		end = cue.Span.End + len(strings.TrimRight(doc.Text[cue.Span.End:at], " \u00a0"))
	}
	return document.Span{Start: cue.Span.Start, End: end}, true
}

// arrow gives how many bytes of s are an arrow after optional space.
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
