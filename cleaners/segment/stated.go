package segment

import (
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/metadata"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// A page's data often has the article's text as well: in the articleBody of its
// JSON-LD, or in what its scripts render it from. Where the page shows the text, the
// data is evidence for its blocks. Where it shows next to nothing of it, because a
// script would have had to run or a paywall lies over it, the data's paragraphs
// become blocks themselves: they are judged like any other, and the ledger has them.

const (
	// shingleWords is how many words in a row are compared: fewer are phrases of
	// the language.
	shingleWords = 4
	// statedShare is how much of a block the stated text must have, in percent:
	// links and notes differ between the two.
	statedShare = 80
	// shownShare is how much of the stated text the page must show, in percent,
	// for the data not to take its place: a preview is less than a fifth.
	shownShare = 20
)

// readStatedBody compares the article's text, as the page's data states it, with
// doc's blocks, and makes blocks of it where the page shows next to none of it.
// linked is the text in the JSON-LD, or empty.
func readStatedBody(doc *document.Document, linked string, page *metadata.Finder) {
	if linked != "" {
		body := metadata.Paragraphs(linked)
		if shown := matchStated(doc, body); shown >= shownShare || !metadata.IsWhole(body) {
			return
		}
		insertBody(doc, body, document.FromLinkedData)
		return
	}
	if !page.HasAppData() || shownProse(doc) >= metadata.ShortestBody {
		return
	}
	if body := page.AppBody(); metadata.IsWhole(body) {
		insertBody(doc, body, document.FromAppData)
	}
}

// shownProse returns how many words of running text the page shows.
func shownProse(doc *document.Document) (words int) {
	for i := range doc.Blocks {
		if s := &doc.Blocks[i].Shape; s.Stops > 0 && s.Ends.Sentence() {
			words += int(s.Words)
		}
	}
	return words
}

// matchStated notes for each block whether the stated text has its words, by
// shingles (Broder, "On the resemblance and containment of documents", 1997). It
// returns how much of the stated text the page shows, in percent.
func matchStated(doc *document.Document, body []string) (shown int) {
	var tokens []uint64
	stated := map[uint64]bool{} // shingle → whether the page shows it
	for _, p := range body {
		tokens = appendTokens(tokens[:0], p)
		for i := shingleWords; i <= len(tokens); i++ {
			stated[shingle(tokens[i-shingleWords:i])] = false
		}
	}
	if len(stated) == 0 {
		return 0
	}
	seen := 0
	for i := range doc.Blocks {
		tokens = appendTokens(tokens[:0], doc.Of(i))
		if len(tokens) < shingleWords {
			continue
		}
		in := 0
		for k := shingleWords; k <= len(tokens); k++ {
			s := shingle(tokens[k-shingleWords : k])
			before, ok := stated[s]
			if !ok {
				continue
			}
			in++
			if !before {
				stated[s] = true
				seen++
			}
		}
		doc.Blocks[i].Element.Stated = document.No
		if 100*in >= statedShare*(len(tokens)-shingleWords+1) {
			doc.Blocks[i].Element.Stated = document.Yes
		}
	}
	return 100 * seen / len(stated)
}

func shingle(tokens []uint64) uint64 {
	h := uint64(fnvOffset)
	for _, t := range tokens {
		h = (h ^ t) * fnvPrime
	}
	return h
}

// appendTokens appends the hashes of s's words in lower case. A character of Han,
// Kana or Hangul is a word by itself.
func appendTokens(tokens []uint64, s string) []uint64 {
	h, open := uint64(fnvOffset), false
	flush := func() {
		if open {
			tokens = append(tokens, h)
		}
		h, open = fnvOffset, false
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case shape.IsCJK(r):
			flush()
			tokens = append(tokens, (fnvOffset^uint64(r))*fnvPrime)
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			h, open = (h^uint64(unicode.ToLower(r)))*fnvPrime, true
		default:
			flush()
		}
	}
	flush()
	return tokens
}
