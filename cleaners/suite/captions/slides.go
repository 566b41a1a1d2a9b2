package captions

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// A page's gallery between paragraphs has its slides' numbers in front of what they show:
// "3/8 Massive boat leaves". Whether they show the article's pictures or other stories,
// they are no part of its text. A story told in slides has no paragraphs outside of them.

// A gallery has at least slidesLeast numbered slides, and the page outsideWords words in
// paragraphs outside of it, some of them below.
const (
	slidesLeast  = 3
	outsideWords = 100
)

func markSlides(l *evidence.Layout, say cleaner.Say) {
	if l.Format != document.HTML {
		return
	}
	first, last, next, of := -1, -1, 1, ""
	for b := range l.Each() {
		if !b.Element.Names.Has(document.NamedMedia) {
			continue
		}
		if number, total, ok := slideNumber(b.Text()); ok && number == next && (of == "" || total == of) {
			if first < 0 {
				first, of = b.I, total
			}
			last = b.I
			next++
		}
	}
	if next <= slidesLeast {
		return
	}
	for last+1 < len(l.Blocks) && l.At(last+1).Element.Names.Has(document.NamedMedia) {
		last++
	}
	outside, below := int32(0), false
	for b := range l.Each() {
		if b.IsBody() && !b.Element.Names.Has(document.NamedMedia) {
			outside += b.Shape.Words
			below = below || b.I > last
		}
	}
	if outside < outsideWords || !below {
		return
	}
	for b := range l.Range(first, last+1) {
		if b.Element.Names.Has(document.NamedMedia) {
			say.Block(b, &ruleSlide)
		}
	}
}

// slideNumber returns the number of a slide and how many there are, as the line has
// them, for "3/8 Massive boat leaves".
func slideNumber(s string) (number int, of string, ok bool) {
	word, rest, _ := strings.Cut(s, " ")
	left, right, found := strings.Cut(word, "/")
	if !found || len(left) == 0 || len(left) > 2 || len(right) == 0 || len(right) > 2 || !evidence.HasLetter(rest) || strings.Trim(left+right, "0123456789") != "" {
		return 0, "", false
	}
	for _, c := range []byte(left) {
		number = 10*number + int(c-'0')
	}
	return number, right, true
}
