package cleaners

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The rules.
var (
	ruleHeadlineHinted = document.Rule{Name: "headline/hinted", Kind: document.Title, Field: document.FieldTitle, Score: 0.97,
		Doc: "the line says what the page's metadata or the scraper's envelope give as the title"}
	ruleHeadlineTagged = document.Rule{Name: "headline/tagged", Kind: document.Title, Field: document.FieldTitle, Score: 0.9,
		Doc: "the page's only first-level heading, or the one named as a headline"}
	ruleHeadlineRepeated = document.Rule{Name: "headline/repeated", Kind: document.Title, Field: document.FieldTitle, Score: 0.9,
		Doc: "a headline-like line in the head of the document that is printed there twice"}
	ruleHeadlineFirst = document.Rule{Name: "headline/first-line", Kind: document.Title, Field: document.FieldTitle, Score: 0.8,
		Doc: "the first line in the head of the document that reads as a headline, with the body below it"}
)

// headline finds the line that is the article's title. It goes into its field,
// not among what was removed. A document that begins with its lead has none.
var headline = Cleaner{
	Name:  "headline",
	Doc:   "Lifts the article's headline into the title field. Leaves the dek, sub-headings and a lead that stands first.",
	Rules: []document.Rule{ruleHeadlineHinted, ruleHeadlineTagged, ruleHeadlineRepeated, ruleHeadlineFirst},
	Mark: func(r *Reading, say Say) {
		switch t := r.found; t.by {
		case hintedAsTitle:
			say.Block(t.block, &ruleHeadlineHinted)
		case taggedAsTitle:
			say.Block(t.block, &ruleHeadlineTagged)
		case repeatedAsTitle:
			say.Block(t.block, &ruleHeadlineRepeated)
		case firstAsTitle:
			say.Block(t.block, &ruleHeadlineFirst)
		}
	},
}

// titleFind is which block is the title, and by what; the block is -1 when there is
// none.
type titleFind struct {
	block int
	by    titleBy
}

// titleBy is the evidence by which a block is the title.
type titleBy uint8

// The evidence for a title, the surest first.
const (
	noTitle         titleBy = iota
	hintedAsTitle           // metadata or the envelope state it
	taggedAsTitle           // the page's markup names it
	repeatedAsTitle         // the head of the document has it twice
	firstAsTitle            // it is the first line that reads as a headline
)

// Words that a headline has, at least and at most. Headlines of the corpora lie
// between 3 and 30 words, but for a handful.
const (
	titleWordsMin = 3
	titleWordsMax = 32
)

// titleReach is how many blocks from the top a title stated elsewhere is looked
// for: a page's menus may stand before it.
const titleReach = 400

// findTitle looks for the title by the surest evidence first, in the blocks
// before head where nothing else states it.
func findTitle(doc *document.Document, head int) titleFind {
	if i := hintedTitle(doc); i >= 0 {
		return titleFind{i, hintedAsTitle}
	}
	if i := taggedTitle(doc); i >= 0 {
		return titleFind{i, taggedAsTitle}
	}
	if head == len(doc.Blocks) {
		return titleFind{block: -1}
	}
	first := -1
	for i := range head {
		if !isTitleLike(doc, i) {
			continue
		}
		if repeatedIn(doc, i, head) {
			return titleFind{i, repeatedAsTitle}
		}
		if first < 0 || betterTitle(doc, i, first) || extendsTitle(doc.Of(first), doc.Of(i)) {
			first = i
		}
	}
	if first < 0 {
		return titleFind{block: -1}
	}
	return titleFind{first, firstAsTitle}
}

// betterTitle reports whether block i rather than the earlier block j is the
// title: j is a short label such as a section or an outlet's name, i is not.
func betterTitle(doc *document.Document, i, j int) bool {
	return doc.Blocks[j].Shape.Words <= 4 && doc.Blocks[i].Shape.Words >= 6
}

// extendsTitle reports whether long is title with a separator and the site's
// name behind it, as the <title> of a page is.
func extendsTitle(long, title string) bool {
	if len(long) <= len(title)+2 || !strings.HasPrefix(long, title) {
		return false
	}
	rest := strings.TrimLeft(long[len(title):], " ")
	return strings.ContainsRune("|–—-:·•»", firstRune(rest)) && len(rest) <= 60
}

// hintedTitle finds the first block that says what the hint says.
func hintedTitle(doc *document.Document) int {
	if doc.Hints.Title == "" {
		return -1
	}
	for i := range min(len(doc.Blocks), titleReach) {
		if sameWords(doc.Of(i), doc.Hints.Title) {
			return i
		}
	}
	return -1
}

// taggedTitle finds the one <h1> of a page, or the one that is named a
// headline where there are several.
func taggedTitle(doc *document.Document) int {
	found, named := -1, -1
	count := 0
	for i := range doc.Blocks {
		e := doc.Blocks[i].Element
		if e == nil {
			return -1
		}
		if e.Tag != "h1" || e.Ancestors.Has(document.InHidden|document.InNav) {
			continue
		}
		found = i
		count++
		if e.Near.Has(document.NamedTitle) && named < 0 {
			named = i
		}
	}
	if named >= 0 || count != 1 {
		return named
	}
	return found
}

// isTitleLike reports whether block i of the head could be the title.
func isTitleLike(doc *document.Document, i int) bool {
	b := &doc.Blocks[i]
	if b.Shape.Words < titleWordsMin || b.Shape.Words > titleWordsMax || !isHeadlineLike(b) || b.Role == document.RoleListItem {
		return false
	}
	if isDateLine(doc, i) || isReadingTime(doc, i) {
		return false
	}
	if _, byline := bylineOf(doc, i); byline || isBreadcrumb(doc.Of(i)) {
		return false
	}
	in, all := covered(doc, i, furnitureCues)
	return 2*in < all
}

// furnitureCues are the classes whose phrases fill lines that are no headlines.
const furnitureCues = document.CueSet(1<<document.CueNavigation | 1<<document.CueShare | 1<<document.CuePlatform |
	1<<document.CueCookie | 1<<document.CueAd | 1<<document.CueSubscribe | 1<<document.CueMailing |
	1<<document.CueRelatedHeader | 1<<document.CueLegal | 1<<document.CuePromo | 1<<document.CueReadTime |
	1<<document.CueComments | 1<<document.CueMedia | 1<<document.CuePaywall)

// repeatedIn reports whether block i comes again before block end.
func repeatedIn(doc *document.Document, i, end int) bool {
	for j := i + 1; j < min(end+1, len(doc.Blocks)); j++ {
		if sameWords(doc.Of(i), doc.Of(j)) {
			return true
		}
	}
	return false
}

// sameWords reports whether a and b have the same letters and digits in the
// same order, whatever their case, marks and spaces.
func sameWords(a, b string) bool {
	for {
		ra, resta := nextWordRune(a)
		rb, restb := nextWordRune(b)
		if ra != rb {
			return false
		}
		if ra == 0 {
			return true
		}
		a, b = resta, restb
	}
}

// nextWordRune gives the first letter or digit of s, small, and what follows
// it; 0 at the end.
func nextWordRune(s string) (rune, string) {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			if c := smallWordByte[s[i]]; c != 0 {
				return rune(c), s[i+1:]
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r), s[i:]
		}
	}
	return 0, ""
}
