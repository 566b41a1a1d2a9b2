package evidence

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Title is which block is the title, and by what; the block is -1 when there is
// none.
type Title struct {
	Block int
	By    TitleEvidence
}

// TitleEvidence is the evidence by which a block is the title.
type TitleEvidence uint8

// The evidence for a title, the surest first.
const (
	NoTitle        TitleEvidence = iota
	TitleHinted                  // metadata or the envelope state it
	TitleTagged                  // the page's markup names it
	TitleRepeated                // the head of the document has it twice
	TitleFirstLine               // it is the first line that reads as a headline
)

// Words that a headline has, at least and at most. Headlines of the corpora lie
// between 3 and 30 words, but for a handful.
const (
	TitleWordsMin = 3
	titleWordsMax = 32
)

// titleReach is how many blocks from the top a title stated elsewhere is looked
// for: a page's menus may stand before it.
const titleReach = 400

// findTitle looks for the title by the surest evidence first, in the blocks
// before head where nothing else states it.
func findTitle(doc *document.Document, head int) Title {
	if i := hintedTitle(doc); i >= 0 {
		return Title{i, TitleHinted}
	}
	if i := taggedTitle(doc); i >= 0 {
		return Title{i, TitleTagged}
	}
	if head == len(doc.Blocks) {
		return Title{Block: -1}
	}
	first := -1
	for i := range head {
		if !isTitleLike(doc, i) {
			continue
		}
		if repeatedIn(doc, i, head) {
			return Title{i, TitleRepeated}
		}
		if first < 0 || betterTitle(doc, i, first) || ExtendsTitle(doc.Of(first), doc.Of(i)) {
			first = i
		}
	}
	if first < 0 {
		return Title{Block: -1}
	}
	return Title{first, TitleFirstLine}
}

// betterTitle reports whether block i rather than the earlier block j is the
// title: j is a short label such as a section or an outlet's name, i is not.
func betterTitle(doc *document.Document, i, j int) bool {
	return doc.Blocks[j].Shape.Words <= 4 && doc.Blocks[i].Shape.Words >= 6
}

// ExtendsTitle reports whether long is title with a separator and the site's
// name behind it, as the <title> of a page is.
func ExtendsTitle(long, title string) bool {
	if len(long) <= len(title)+2 || !strings.HasPrefix(long, title) {
		return false
	}
	rest := strings.TrimLeft(long[len(title):], " ")
	return strings.ContainsRune("|–—-:·•»", FirstRune(rest)) && len(rest) <= 60
}

// hintedTitle finds the first block that says what the hint says.
func hintedTitle(doc *document.Document) int {
	if doc.Hints.Title == "" {
		return -1
	}
	for i := range min(len(doc.Blocks), titleReach) {
		if SameWords(doc.Of(i), doc.Hints.Title) {
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
	if b.Shape.Words < TitleWordsMin || b.Shape.Words > titleWordsMax || !IsHeadlineLike(b) || b.Role == document.RoleListItem {
		return false
	}
	if IsDateLine(doc, i) || IsReadingTime(doc, i) {
		return false
	}
	if _, byline := BylineOf(doc, i); byline || IsBreadcrumb(doc.Of(i)) {
		return false
	}
	in, all := Covered(doc, i, FurnitureCues)
	return 2*in < all
}

// FurnitureCues are the classes whose phrases fill lines that are no headlines.
const FurnitureCues = document.CueSet(1<<document.CueNavigation | 1<<document.CueShare | 1<<document.CuePlatform |
	1<<document.CueCookie | 1<<document.CueAd | 1<<document.CueSubscribe | 1<<document.CueMailing |
	1<<document.CueRelatedHeader | 1<<document.CueLegal | 1<<document.CuePromo | 1<<document.CueReadTime |
	1<<document.CueComments | 1<<document.CueMedia | 1<<document.CuePaywall)

// repeatedIn reports whether block i comes again before block end.
func repeatedIn(doc *document.Document, i, end int) bool {
	for j := i + 1; j < min(end+1, len(doc.Blocks)); j++ {
		if SameWords(doc.Of(i), doc.Of(j)) {
			return true
		}
	}
	return false
}
