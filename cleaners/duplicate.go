package cleaners

import (
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

const (
	ruleDuplicateTitle = "duplicate/title"
	ruleDuplicateExact = "duplicate/exact"
)

// duplicate marks what the document says twice because the page did.
var duplicate = Cleaner{
	Name: "duplicate",
	Doc: "Takes out the headline printed again and paragraphs that repeat an earlier one word for word. " +
		"Leaves short replies, verse, lists and refrains.",
	Rules: []Rule{
		{Name: ruleDuplicateTitle, Doc: "the headline again, as a line of its own"},
		{Name: ruleDuplicateExact, Doc: "a paragraph that stands in the document already, word for word"},
	},
	Mark: markDuplicates,
}

// duplicateWords is the fewest words of a paragraph that nobody writes twice on
// purpose. Refrains and replies are shorter.
const duplicateWords = 12

func markDuplicates(doc *document.Document, say Say) {
	title := findTitle(doc)
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
			say(document.Verdict{Block: i, Kind: document.Duplicate, Rule: ruleDuplicateExact, Score: 0.9})
		}
	}
}

// repeatsTitle reports whether block i says the headline again, and is not a
// list entry or heading that only happens to be as short.
func repeatsTitle(doc *document.Document, i, title int) bool {
	a, b := &doc.Blocks[i].Shape, &doc.Blocks[title].Shape
	if a.Words != b.Words || a.Words < titleWordsMin {
		return false
	}
	return sameWords(doc.Of(i), doc.Of(title))
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
