// Package duplicate marks what the document says twice because the page did. Of two
// copies the body's stays, whichever came first; between equals, the first.
package duplicate

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
	ruleTitle = document.Rule{Name: "duplicate/title", Kind: document.Duplicate, Score: 0.92,
		Doc: "the headline again, as a line of its own"}
	ruleExact = document.Rule{Name: "duplicate/exact", Kind: document.Duplicate, Score: 0.95,
		Doc: "a paragraph that stands in the document elsewhere, word for word"}
	ruleNear = document.Rule{Name: "duplicate/near", Kind: document.Duplicate, Score: 0.93,
		Doc: "a paragraph that stands elsewhere in the document but for a few words, none of them a number or a name"}
	ruleWithin = document.Rule{Name: "duplicate/within", Kind: document.Duplicate, Score: 0.93,
		Doc: "a paragraph, such as a caption or pull-quote, whose words a longer one has too, but for a label or credit at its edges"}
	ruleQuote = document.Rule{Name: "duplicate/pull-quote", Kind: document.Duplicate, Score: 0.85,
		Doc: "a line of its own, no sentence's end of its own, that a paragraph of the body says too"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name: "duplicate",
	Doc: "Takes out the headline printed again and paragraphs that repeat another one, word for word or nearly. " +
		"Leaves short replies, questions, verse, lists, tables, refrains, and sentences that differ in a number or a name.",
	Rules: []document.Rule{ruleTitle, ruleExact, ruleNear, ruleWithin, ruleQuote},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		markTitles(l, say)
		markRepeats(l, say)
		markPullQuotes(l, say)
	},
}

// markTitles marks the lines that say the headline again.
func markTitles(l *evidence.Layout, say cleaner.Say) {
	if l.Title().By == evidence.NoTitle {
		return
	}
	title := l.At(l.Title().Block)
	if title.Shape.Words < evidence.TitleWordsMin {
		return
	}
	for i, g := range l.Glances() { // a longer one has a mark behind the headline
		if (g.Looks.Has(evidence.LooksMarked) || int32(g.Words) == title.Shape.Words) && i != title.I && repeatsTitle(l.At(i), title) {
			say.Block(l.At(i), &ruleTitle)
		}
	}
}

// markRepeats marks the paragraphs that another one makes needless.
func markRepeats(l *evidence.Layout, say cleaner.Say) {
	refrains := refrains(l, l.Repeats())
	for _, f := range l.Repeats() {
		switch {
		case !f.Exact:
			say.Block(l.At(f.Block), nearRule(f))
		case !refrains[f.Of]:
			say.Block(l.At(f.Block), &ruleExact)
		}
	}
}

// nearRule is the rule of a repeat that is not word for word.
func nearRule(r evidence.Repeat) *document.Rule {
	if r.Within {
		return &ruleWithin
	}
	return &ruleNear
}

// refrainCopies is how often a refrain stands in a document at least.
const refrainCopies = 3

// refrains returns the blocks that return at least twice and each time lead on
// to something else, as refrains and slogans do. Copies that a page makes, such
// as one for each width of screen, come with what follows them.
func refrains(l *evidence.Layout, found []evidence.Repeat) map[int]bool {
	var returns map[int]int
	for _, f := range found {
		if !f.Exact || f.Adjacent() || followAlike(l, f.Block, f.Of) {
			continue
		}
		if returns == nil {
			returns = make(map[int]int)
		}
		returns[f.Of]++
	}
	var all map[int]bool
	for of, n := range returns {
		if n+1 >= refrainCopies {
			if all == nil {
				all = make(map[int]bool)
			}
			all[of] = true
		}
	}
	return all
}

// followAlike reports whether the blocks after i and j say the same.
func followAlike(l *evidence.Layout, i, j int) bool {
	return max(i, j)+1 < len(l.Blocks) && evidence.SameWords(l.Of(i+1), l.Of(j+1))
}

// A pull-quote has pullQuoteWords to mostPullQuoteWords words. At most pullQuotes
// lines of a document are looked for, so that a document of nothing but such lines
// costs no more than a few searches.
const (
	pullQuoteWords     = 6
	mostPullQuoteWords = 70
	pullQuotes         = 24
)

// markPullQuotes marks the sentences that a page shows a second time, larger.
func markPullQuotes(l *evidence.Layout, say cleaner.Say) {
	left := pullQuotes
	for b := range l.Looking(evidence.LooksMarked) {
		if left == 0 || b.Shape.Words < pullQuoteWords || b.Shape.Words > mostPullQuoteWords || !isPullQuoteLike(b) {
			continue
		}
		left--
		if saidElsewhere(b) {
			say.Block(b, &ruleQuote)
		}
	}
}

// isPullQuoteLike reports a line between quotation marks, with nothing said of
// who speaks.
func isPullQuoteLike(b evidence.Block) bool {
	text := b.Text()
	first := evidence.FirstRune(text)
	if !evidence.IsOpeningQuote(first) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	return evidence.IsClosingMark(last) && last != ')' && last != ']' || first == '„' && last == '“' // as German and its neighbours quote
}

// saidElsewhere reports whether a longer paragraph has the words of b,
// quotation and end marks at its edges aside.
func saidElsewhere(b evidence.Block) bool {
	words := strings.TrimFunc(b.Text(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for at := 0; ; {
		k := strings.Index(b.Layout.Text[at:], words)
		if k < 0 {
			return false
		}
		at += k + len(words)
		if at <= b.Span.Start || at > b.Span.End+len(words) {
			return true
		}
	}
}

// repeatsTitle reports whether b says the headline again, and is not a
// list entry or heading that only happens to be as short.
func repeatsTitle(b, title evidence.Block) bool {
	return b.Shape.Words == title.Shape.Words && b.SaysSame(title) || evidence.ExtendsTitle(b.Text(), title.Text())
}
