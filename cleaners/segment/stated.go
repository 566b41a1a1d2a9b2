package segment

import (
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
	var words []document.Word
	stated := map[uint64]bool{} // shingle → whether the page shows it
	for _, p := range body {
		_, words = shape.Cut(p, 0, words[:0])
		for i := shingleWords; i <= len(words); i++ {
			stated[shingle(words[i-shingleWords:i])] = false
		}
	}
	if len(stated) == 0 {
		return 0
	}
	seen := 0
	for i := range doc.Blocks {
		words := doc.WordsOf(i)
		if len(words) < shingleWords {
			continue
		}
		in := 0
		for k := shingleWords; k <= len(words); k++ {
			s := shingle(words[k-shingleWords : k])
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
		if 100*in >= statedShare*(len(words)-shingleWords+1) {
			doc.Blocks[i].Element.Stated = document.Yes
		}
	}
	return 100 * seen / len(stated)
}

func shingle(words []document.Word) uint64 {
	h := uint64(fnvOffset)
	for i := range words {
		h = (h ^ words[i].Hash) * fnvPrime
	}
	return h
}
