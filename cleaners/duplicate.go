package cleaners

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

const (
	ruleDuplicateTitle = "duplicate/title"
	ruleDuplicateExact = "duplicate/exact"
	ruleDuplicateQuote = "duplicate/pull-quote"
)

// duplicate marks what the document says twice because the page did.
var duplicate = Cleaner{
	Name: "duplicate",
	Doc: "Takes out the headline printed again and paragraphs that repeat an earlier one word for word. " +
		"Leaves short replies, verse, lists and refrains.",
	Rules: []Rule{
		{Name: ruleDuplicateTitle, Doc: "the headline again, as a line of its own"},
		{Name: ruleDuplicateExact, Doc: "a paragraph that stands in the document already, word for word"},
		{Name: ruleDuplicateQuote, Doc: "a line of its own, no sentence's end of its own, that a paragraph of the body says too"},
	},
	Mark: func(r *Reading, say Say) {
		doc := r.Document
		markDuplicates(r, say)
		markPullQuotes(doc, say)
	},
}

// duplicateWords is the fewest words of a paragraph that nobody writes twice on
// purpose. Refrains and replies are shorter.
const duplicateWords = 12

func markDuplicates(r *Reading, say Say) {
	doc := r.Document
	title := r.found
	first := make(map[uint64]int, len(doc.Blocks))
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if title.rule != "" && i != title.block && repeatsTitle(doc, i, title.block) {
			say(document.Verdict{Block: i, Kind: document.Duplicate, Rule: ruleDuplicateTitle, Score: 0.92})
			continue
		}
		if b.Shape.Words < duplicateWords || b.Role == document.RoleTable || b.Role == document.RoleCode {
			continue
		}
		key := wordsHash(doc.Of(i))
		j, seen := first[key]
		if !seen {
			first[key] = i
			continue
		}
		if sameWords(doc.Of(i), doc.Of(j)) {
			say(document.Verdict{Block: i, Kind: document.Duplicate, Rule: ruleDuplicateExact, Score: 0.95})
		}
	}
}

// A pull-quote has at least pullQuoteWords words. At most pullQuotes lines of a
// document are looked for, so that a document of nothing but such lines costs
// no more than a few searches.
const (
	pullQuoteWords = 6
	pullQuotes     = 24
)

// markPullQuotes marks the sentences that a page shows a second time, larger.
func markPullQuotes(doc *document.Document, say Say) {
	left := pullQuotes
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if left == 0 || b.Shape.Words < pullQuoteWords || b.Shape.Words > captionWords || !isPullQuoteLike(doc, i) {
			continue
		}
		left--
		if saidElsewhere(doc, i) {
			say(document.Verdict{Block: i, Kind: document.Duplicate, Rule: ruleDuplicateQuote, Score: 0.85})
		}
	}
}

// isPullQuoteLike reports a line between quotation marks, with nothing said of
// who speaks.
func isPullQuoteLike(doc *document.Document, i int) bool {
	text := doc.Of(i)
	last, _ := utf8.DecodeLastRuneInString(text)
	return isOpeningQuote(firstRune(text)) && isClosingMark(last) && last != ')' && last != ']'
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
	if b.Words < titleWordsMin {
		return false
	}
	return a.Words == b.Words && sameWords(doc.Of(i), doc.Of(title)) || extendsTitle(doc.Of(i), doc.Of(title))
}

// wordsHash hashes the letters and digits of s, small, by FNV-1a (Fowler, Noll,
// Vo) over runes. Equal hashes are compared before anything is said.
func wordsHash(s string) uint64 {
	h := uint64(14695981039346656037)
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			h = (h ^ uint64(unicode.ToLower(r))) * 1099511628211
		}
	}
	return h
}
