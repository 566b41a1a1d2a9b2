package quality

import (
	"net/url"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// survey is what the rules of quality look at: counts over a document and over
// what was kept of it, taken in one walk.
type survey struct {
	layout *evidence.Layout
	clean  *document.Clean

	kept      int  // words that were kept
	prose     int  // words of the kept paragraphs
	run       int  // most words of two or more kept paragraphs with no card between them
	stretch   int  // the same of one or more
	cards     int  // headlines of other pages: linked ones outside menus, or in a text any
	body      int  // bytes outside menus
	links     int  // of them, inside links
	lastProse int  // the last kept paragraph's block, or -1
	whole     bool // the page's data had the article, whatever the page shows of it
	keptBlock []bool
}

// surveyOf walks the blocks once.
func surveyOf(l *evidence.Layout, clean *document.Clean) *survey {
	s := &survey{layout: l, clean: clean, lastProse: -1, keptBlock: keptBlocks(l, clean)}
	run, paragraphs := 0, 0
	for i := range l.Blocks {
		b := l.At(i)
		if s.card(b) {
			run, paragraphs = 0, 0
		}
		if e := b.Element; e != nil && !inMenu(e) {
			s.body += b.Span.Len()
			s.links += int(e.LinkBytes)
		}
		if !s.keptBlock[i] {
			continue
		}
		words := int(b.Shape.Words)
		s.kept += words
		if !b.IsProse() || b.IsLinked() {
			continue
		}
		s.prose += words
		s.whole = s.whole || b.Element != nil && b.Element.Data != document.Shown
		s.lastProse = i
		run += words
		s.stretch = max(s.stretch, run)
		if paragraphs++; paragraphs > 1 || b.Shape.Stops >= loneRunStops {
			s.run = max(s.run, run)
		}
	}
	return s
}

// loneRunStops is how many sentences make one paragraph a run of text: an
// article in one block.
const loneRunStops = 5

// series counts the kept lines of lists that are the news.
func (s *survey) series() (n int) {
	for i, kept := range s.keptBlock {
		if kept && s.layout.At(i).InSeries() {
			n++
		}
	}
	return n
}

// card counts b if it is a card's headline.
func (s *survey) card(b evidence.Block) bool {
	if s.layout.Format == document.HTML && !isCard(b) || s.layout.Format != document.HTML && !isTextCard(b) {
		return false
	}
	s.cards++
	return true
}

// timed counts the cards of a text with a time beside them.
func (s *survey) timed() (n int) {
	for i := range s.layout.Blocks {
		if b := s.layout.At(i); isTextCard(b) && timeBeside(b) {
			n++
		}
	}
	return n
}

// keptBlocks tells which blocks stayed, whole or in part.
func keptBlocks(l *evidence.Layout, clean *document.Clean) []bool {
	kept := make([]bool, len(l.Blocks))
	for i := range clean.Ledger.Len() {
		if clean.Ledger.FateAt(i) == document.Kept {
			kept[clean.Ledger.BlockAt(i)] = true
		}
	}
	return kept
}

// A card's headline has so many words: in a text, where a menu's entries and
// sub-headings look alike, two more at least.
const (
	cardWordsMin     = 3
	textCardWordsMin = 5
	cardWordsMax     = 30
)

// isCard reports a linked headline outside the page's menus.
func isCard(b evidence.Block) bool {
	return b.IsLinked() && !inMenu(b.Element) && b.Shape.Words >= cardWordsMin && b.Shape.Words <= cardWordsMax
}

// isTextCard reports a line of a text that could be the headline of another
// page.
func isTextCard(b evidence.Block) bool {
	return b.Shape.Words >= textCardWordsMin && b.Shape.Words <= cardWordsMax && b.Shape.Ends == document.EndNone && b.IsHeadlineLike() && !b.IsProse() && !b.InSeries()
}

// timeReach is how many lines below a headline its time may be: a source's name
// stands between.
const timeReach = 2

// timeBeside reports whether a date or time stands right above b or soon below.
func timeBeside(b evidence.Block) bool {
	for d := -1; d <= timeReach; d++ {
		if d != 0 && b.Has(d) && b.By(d).IsDateLine() {
			return true
		}
	}
	return false
}

// inMenu reports what stands in the frame around every page of a site.
func inMenu(e *document.Element) bool {
	return e.Ancestors.Has(document.InNav|document.InHeader|document.InFooter) ||
		e.Names.Has(document.NamedNavigation|document.NamedHeader|document.NamedFooter)
}

// briefWords is the fewest words of a brief: a sentence or two.
const briefWords = 20

// isBrief reports a short article among the headlines of others: six tenths of
// the text are in one place, and it has a date or an author.
func (s *survey) isBrief() bool {
	return s.stretch >= briefWords && 10*s.stretch >= 6*s.prose && (s.clean.Published != "" || s.clean.Byline != "")
}

// isFrontPage reports the address of a site's front page.
func (s *survey) isFrontPage() bool {
	u, err := url.Parse(s.layout.URL)
	return err == nil && u.Host != "" && strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
}
