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

// Cleaner marks what the document says twice because the page did. Of two
// copies the body's stays, whichever came first; between equals, the first.
var Cleaner = cleaner.Cleaner{
	Name: "duplicate",
	Doc: "Takes out the headline printed again and paragraphs that repeat another one, word for word or nearly. " +
		"Leaves short replies, questions, verse, lists, tables, refrains, and sentences that differ in a number or a name.",
	Rules: []document.Rule{ruleTitle, ruleExact, ruleNear, ruleWithin, ruleQuote},
	Mark: func(r *evidence.Layout, say cleaner.Say) {
		markTitles(r, say)
		markRepeats(r, say)
		markPullQuotes(r.Document, say)
	},
}

// markTitles marks the lines that say the headline again.
func markTitles(r *evidence.Layout, say cleaner.Say) {
	if r.Title.By == evidence.NoTitle {
		return
	}
	for i := range r.Blocks {
		if i != r.Title.Block && repeatsTitle(r.Document, i, r.Title.Block) {
			say.Block(i, &ruleTitle)
		}
	}
}

// markRepeats marks the paragraphs that another one makes needless.
func markRepeats(r *evidence.Layout, say cleaner.Say) {
	found := evidence.FindRepeats(r)
	refrains := refrains(r.Document, found)
	for _, f := range found {
		switch {
		case !f.Exact:
			say.Block(f.Block, nearRule(f))
		case !refrains[f.Of]:
			say.Block(f.Block, &ruleExact)
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

// refrains gives the blocks that return at least twice and each time lead on
// to something else, as refrains and slogans do. Copies that a page makes, such
// as one for each width of screen, come with what follows them.
func refrains(doc *document.Document, found []evidence.Repeat) map[int]bool {
	var returns map[int]int
	for _, f := range found {
		if !f.Exact || f.Adjacent() || followAlike(doc, f.Block, f.Of) {
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
func followAlike(doc *document.Document, i, j int) bool {
	if max(i, j)+1 >= len(doc.Blocks) {
		return false
	}
	return evidence.SameWords(doc.Of(i+1), doc.Of(j+1))
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
func markPullQuotes(doc *document.Document, say cleaner.Say) {
	left := pullQuotes
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if left == 0 || b.Shape.Words < pullQuoteWords || b.Shape.Words > mostPullQuoteWords || !isPullQuoteLike(doc, i) {
			continue
		}
		left--
		if saidElsewhere(doc, i) {
			say.Block(i, &ruleQuote)
		}
	}
}

// isPullQuoteLike reports a line between quotation marks, with nothing said of
// who speaks.
func isPullQuoteLike(doc *document.Document, i int) bool {
	text := doc.Of(i)
	last, _ := utf8.DecodeLastRuneInString(text)
	return evidence.IsOpeningQuote(evidence.FirstRune(text)) && evidence.IsClosingMark(last) && last != ')' && last != ']'
}

// saidElsewhere reports whether a longer paragraph has the words of block i,
// quotation and end marks at its edges aside.
func saidElsewhere(doc *document.Document, i int) bool {
	b := doc.Blocks[i].Span
	words := strings.TrimFunc(doc.Of(i), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for at := 0; ; {
		k := strings.Index(doc.Text[at:], words)
		if k < 0 {
			return false
		}
		at += k + len(words)
		if at <= b.Start || at > b.End+len(words) {
			return true
		}
	}
}

// repeatsTitle reports whether block i says the headline again, and is not a
// list entry or heading that only happens to be as short.
func repeatsTitle(doc *document.Document, i, title int) bool {
	a, b := &doc.Blocks[i].Shape, &doc.Blocks[title].Shape
	if b.Words < evidence.TitleWordsMin {
		return false
	}
	return a.Words == b.Words && evidence.SameWords(doc.Of(i), doc.Of(title)) || evidence.ExtendsTitle(doc.Of(i), doc.Of(title))
}
