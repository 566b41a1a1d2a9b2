package memory

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What makes a paragraph prose, by which alone a document is compared: lines of
// teasers, links and tables stand beside articles, and tie the pages of a site.
const (
	// sentenceWords is the fewest words of a paragraph that ends as sentences do.
	// Characters of Han and Kana are words.
	sentenceWords = 8
	// proseWords is the fewest of one that does not: longer than headlines are.
	proseWords = 40
)

// SignOwn is Sign for a document that also has what is not its own. It is found
// and compared by the prose among own, the paragraphs that no other document of
// its site is known to have: pages are not tied by what stands beside their
// articles. The zero Signature when that is fewer than 30 words. Body is that of
// the whole text: pages that differ in what is not their own are no twins.
func SignOwn(text string, own []string) Signature {
	var prose strings.Builder
	for _, paragraph := range own {
		if readsAsProse(paragraph) {
			prose.WriteString(paragraph)
			prose.WriteString("\n\n")
		}
	}
	all, _ := hashWords(text)
	words, names := hashWords(prose.String())
	return sign(text, all, words, names)
}

func readsAsProse(paragraph string) bool {
	words, _ := hashWords(paragraph)
	return len(words) >= proseWords || len(words) >= sentenceWords && endsSentence(paragraph)
}

// endsSentence reports whether a text ends as a sentence does, quotation marks
// and brackets left out. Dots that leave something open end a teaser.
func endsSentence(text string) bool {
	text = strings.TrimRightFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Pe, unicode.Pf, unicode.Pi) || r == '"' || r == '\''
	})
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(".!?。！？؟।։", last) && !strings.HasSuffix(text, "..")
}
