package evidence

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Title is which block is the headline, and by what evidence.
type Title struct {
	Block int           // its index, -1 when there is none
	By    TitleEvidence // NoTitle when there is none
}

// TitleEvidence is the evidence by which a block is the headline.
type TitleEvidence uint8

// The evidence for a title, the surest first.
const (
	NoTitle        TitleEvidence = iota
	TitleHinted                  // metadata or the envelope state it
	TitleTagged                  // the page's markup names it
	TitleRepeated                // the head of the document has it twice
	TitleFirstLine               // it is the first line that reads as a headline
)

// How many words a headline has, at least and at most. Headlines of the corpora have
// between 3 and 30 words, but for a handful.
const (
	TitleWordsMin = 3
	titleWordsMax = 32
)

// titleReach is how many blocks from the top a title stated elsewhere is looked
// for: a page's menus may stand before it.
const titleReach = 400

// findTitle looks for the title by the surest evidence first, and where nothing
// states it, in the head of the document.
func findTitle(l *Layout) Title {
	if i := hintedTitle(l); i >= 0 {
		return Title{i, TitleHinted}
	}
	if i := taggedTitle(l); i >= 0 {
		return Title{i, TitleTagged}
	}
	head := headEnd(l)
	if head == len(l.Blocks) {
		return Title{Block: -1}
	}
	_, from, _ := topBox(l, head)
	first := -1
	for b := range l.Range(from, head) {
		if !b.isTitleLike() {
			continue
		}
		if b.repeatedIn(head) {
			return Title{b.I, TitleRepeated}
		}
		if first < 0 || b.isBetterTitle(l.At(first)) && from == 0 || l.At(first).givesWayTo(b) {
			first = b.I
		}
	}
	if first < 0 {
		return Title{Block: -1}
	}
	return Title{first, TitleFirstLine}
}

// isBetterTitle reports whether b rather than the earlier block o is the title: o
// is a short label such as a section or an outlet's name, b is not.
func (b Block) isBetterTitle(o Block) bool {
	return o.Shape.Words <= 4 && b.Shape.Words >= 6
}

// givesWayTo reports whether b, which reads as a headline, is something else of which the
// later line o shows that: a caption, a line that leads elsewhere, the title with the
// site's name.
func (b Block) givesWayTo(o Block) bool {
	return b.isPictureText() && !o.isPictureText() || b.isCaptionAbove(o) || b.leadsToOther() && !o.leadsToOther() || ExtendsTitle(b.Text(), o.Text())
}

// isPictureText reports a line that describes a picture or credits it: a sentence with
// a credit behind it, or a phrase that only such lines begin with. It is the title only
// where no other line is. A headline may name an agency or begin with "Photos:".
func (b Block) isPictureText() bool {
	if _, opens := b.OpensWith(document.CueDepicts); opens {
		return true
	}
	if cue, opens := b.OpensWith(document.CueCredit); opens && strings.Contains(b.TextOf(cue.Span), " ") {
		return true
	}
	return b.Cued.Has(document.CueCredit) && b.Shape.Stops > 0 && b.TrailingCreditScore() > 0
}

// ExtendsTitle reports whether long is title with a separator and a short text behind
// it, as a page's <title> has the site's name.
func ExtendsTitle(long, title string) bool {
	if len(long) <= len(title)+2 || !strings.HasPrefix(long, title) {
		return false
	}
	rest := strings.TrimLeft(long[len(title):], " ")
	return strings.ContainsRune("|–—-:·•»", FirstRune(rest)) && len(rest) <= 60
}

// hintedTitle finds the first block that says what the hint says.
func hintedTitle(l *Layout) int {
	if l.Hints.Title == "" {
		return -1
	}
	for i := range min(len(l.Blocks), titleReach) {
		if SameWords(l.Of(i), l.Hints.Title) {
			return i
		}
	}
	return -1
}

// taggedTitle finds the one <h1> of a page, or the one that is named a
// headline where there are several.
func taggedTitle(l *Layout) int {
	found, named := -1, -1
	count := 0
	for b := range l.Each() {
		e := b.Element
		if e == nil {
			return -1
		}
		if e.Tag != "h1" || e.Ancestors.Has(document.InHidden|document.InNav) {
			continue
		}
		found = b.I
		count++
		if e.Near.Has(document.NamedTitle) && named < 0 {
			named = b.I
		}
	}
	if named >= 0 || count != 1 {
		return named
	}
	return found
}

// isTitleLike reports whether b of the head could be the title.
func (b Block) isTitleLike() bool {
	if b.Shape.Words < TitleWordsMin || b.Shape.Words > titleWordsMax || !b.IsHeadlineLike() || b.Role == document.RoleListItem {
		return false
	}
	if e := b.Element; e != nil && e.Ancestors.Has(document.InNav|document.InHidden) || b.isTwoSentences() {
		return false
	}
	if b.IsDateLine() || b.IsReadingTime() || b.endsInHour() {
		return false
	}
	if _, byline := b.Byline(); byline || IsBreadcrumb(b.Text()) || b.Text()[0] == '(' && b.IsCreditLine() {
		return false
	}
	in, all := b.Covered(BoilerplateCues)
	return 2*in < all
}

// A dek without a mark at its end has two sentences of at least dekSentence words.
// Headlines of two sentences are shorter.
const dekSentence = 8

// isTwoSentences reports a dek that would read as a headline but for the end of a
// sentence in its midst.
func (b Block) isTwoSentences() bool {
	if b.Shape.Stops != 1 || b.Shape.Ends != document.EndNone || b.Shape.Words < 2*dekSentence {
		return false
	}
	start := b.SentenceStart(b.Span.End)
	return wordsUpTo(dekSentence, b.Before(start)) >= dekSentence && wordsUpTo(dekSentence, b.After(start)) >= dekSentence
}

// stampDigits is the fewest digits of a date with its year and an hour.
const stampDigits = 7

// endsInHour reports a line with a month, a year and an hour: the stamp below a headline,
// whoever else it names.
func (b Block) endsInHour() bool {
	return b.Shape.Digits >= stampDigits && b.Cued.Has(document.CueDateWord) && hasClock(b.Text())
}

// BoilerplateCues are the classes whose phrases fill the lines around an article:
// calls, labels, rights, navigation. A line that they fill is no headline.
const BoilerplateCues = document.CueSet(1<<document.CueNavigation | 1<<document.CueShare | 1<<document.CuePlatform |
	1<<document.CueCookie | 1<<document.CueAd | 1<<document.CueSubscribe | 1<<document.CueMailing |
	1<<document.CueRelatedHeader | 1<<document.CueLegal | 1<<document.CuePromo | 1<<document.CueReadTime |
	1<<document.CueComments | 1<<document.CueMedia | 1<<document.CuePaywall)

// repeatedIn reports whether b comes again before block end.
func (b Block) repeatedIn(end int) bool {
	for j := b.I + 1; j < min(end+1, len(b.Layout.Blocks)); j++ {
		if o := b.Layout.At(j); !b.differsFrom(o) && SameWords(b.Text(), o.Text()) {
			return true
		}
	}
	return false
}
