package quality

import (
	"fmt"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/lexicon"
)

// The rules for what stands in an article's place: errors, walls of consent,
// paywalls. All of them ask for little running text: a report on a paywall, or
// on an error page, has more.

const (
	errorProse  = 60 // words that an error page has besides: what to do now, how to search
	noticeWords = 16 // of a line that is a notice; a longer one is about something
	noticeReach = 12 // blocks outside menus among which it stands
)

// missingPage finds what a server says of a page that it hasn't got.
func missingPage(s *survey) (float64, string) { return s.noticeScore(lexicon.NoticeMissing) }

// barred finds what a server says to whom it doesn't let in.
func barred(s *survey) (float64, string) { return s.noticeScore(lexicon.NoticeBarred) }

func (s *survey) noticeScore(class lexicon.NoticeClass) (float64, string) {
	if s.prose >= errorProse || s.isBrief() {
		return 0, ""
	}
	if isNotice(s.layout.Hints.Title, class) {
		return 0.93, fmt.Sprintf("the title says %q, with %d words of running text", s.layout.Hints.Title, s.prose)
	}
	if line := s.noticeLine(class); line != "" {
		return 0.85, fmt.Sprintf("a line says %q, with %d words of running text", evidence.FoldSpace(line), s.prose)
	}
	return 0, ""
}

// noticeLine returns the first line that is a notice, of those that the reader of
// a page sees first. What is hidden waits for an error that has not happened.
func (s *survey) noticeLine(class lexicon.NoticeClass) string {
	seen := 0
	for i := range s.layout.Blocks {
		b := s.layout.At(i)
		if e := b.Element; e != nil && (inMenu(e) || e.Ancestors.Has(document.InHidden|document.InDialog|document.InForm)) {
			continue
		}
		if seen++; seen > noticeReach {
			return ""
		}
		if b.Shape.Words <= noticeWords && isNotice(s.layout.Of(i), class) {
			return s.layout.Of(i)
		}
	}
	return ""
}

// isNotice reports a text that is a notice and little else: half of its
// letters, or its beginning with a status code before it.
func isNotice(text string, class lexicon.NoticeClass) bool {
	if text == "" {
		return false
	}
	in, at := 0, 0
	for _, n := range lexicon.Default().Notices(text) {
		if n.Class == class && n.Span.End > at {
			in += evidence.LetterCount(text[max(at, n.Span.Start):n.Span.End])
			at = n.Span.End
		}
	}
	return in > 0 && 2*in >= evidence.LetterCount(text)
}

const (
	consentProse = 40 // words besides the request
	consentWords = 12 // of the request: a page that merely links to its cookie policy has fewer
)

// consentWall tells a wall of consent: most of what is there asks for it.
func consentWall(s *survey) (float64, string) {
	asks, all, kept := 0, 0, s.prose
	if s.prose >= 2*errorProse+consentProse || s.prose >= consentProse && !s.layout.HasCues(1<<document.CueCookie) || s.isBrief() {
		return 0, ""
	}
	for i := range s.layout.Blocks {
		b := s.layout.At(i)
		all += int(b.Shape.Words)
		if !b.Cued.Has(document.CueCookie) && (b.Shape.Words > noticeWords || !isNotice(s.layout.Of(i), lexicon.NoticeConsent)) {
			continue
		}
		if b.IsProse() && s.keptBlock[i] {
			if !b.AsksConsent() { // a report, or what a wall says besides
				all -= int(b.Shape.Words)
				continue
			}
			kept -= int(b.Shape.Words)
		}
		asks += int(b.Shape.Words)
	}
	if asks < consentWords || kept >= consentProse || 2*asks < all {
		return 0, ""
	}
	return 0.9, fmt.Sprintf("%d of %d words ask for consent, with %d words of running text besides", asks, all, kept)
}

const (
	notFreeProse = 200 // words of a preview
	promptProse  = 150 // of one that the page does not state to be one
	promptWords  = 40  // of the offer to subscribe
	promptReach  = 8   // blocks below the preview at which it stands
)

// notFree believes a page that says it must be paid for, when it has no whole
// article: who has a subscription gets one.
func notFree(s *survey) (float64, string) {
	if s.layout.Hints.Free != document.No || s.whole || s.prose >= notFreeProse {
		return 0, ""
	}
	return 0.9, fmt.Sprintf("states that it is not free, with %d words of running text", s.prose)
}

// paywallPrompt finds an offer to subscribe where the text breaks off. One
// sentence of it is in the frame of many a page that is free; a paywall has more
// to say, or cuts a sentence off.
func paywallPrompt(s *survey) (float64, string) {
	if s.prose == 0 || s.prose >= promptProse || s.whole {
		return 0, ""
	}
	prompts, first := 0, -1
	for i := s.lastProse + 1; i < min(len(s.layout.Blocks), s.lastProse+1+promptReach); i++ {
		if n := s.promptsIn(i); n > 0 {
			prompts += n
			if first < 0 {
				first = i
			}
		}
	}
	ends := s.layout.Blocks[s.lastProse].Shape.Ends
	broken := ends == document.EndEllipsis || ends == document.EndNone
	score := 0.0
	switch {
	case prompts == 0:
		return 0, ""
	case prompts >= 2 && broken:
		score = 0.93
	case prompts >= 2 || broken:
		score = 0.8
	}
	return score, fmt.Sprintf("%q stands below %d words of running text", cutWords(evidence.FoldSpace(s.layout.Of(first))), s.prose)
}

// promptsIn counts the phrases by which a block offers a subscription. A block
// that the page itself calls a paywall has two.
func (s *survey) promptsIn(i int) int {
	b := s.layout.At(i)
	if !b.Cued.Has(document.CuePaywall) || b.Shape.Words > promptWords {
		return 0
	}
	if b.Element != nil && b.Element.Ancestors.Has(document.InHidden) {
		return 0
	}
	if b.Element != nil && b.Element.Names.Has(document.NamedPaywall) {
		return 2
	}
	return b.CountCues(document.CuePaywall)
}

// reasonRunes is how much of a text a reason quotes.
const reasonRunes = 60

func cutWords(text string) string {
	n := 0
	for i := range text {
		if n == reasonRunes {
			return text[:i] + "…"
		}
		n++
	}
	return text
}
