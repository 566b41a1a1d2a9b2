package evidence

import (
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// LegalWords is the most words of a legal text that is told by its words. Longer
// ones are told by their markup or by what the site repeats.
const LegalWords = 80

// IsRightsLine reports whether b is a copyright notice. A sign with two legal phrases
// is one anywhere, and so is one with a year that opens a line or ends one that is
// no sentence. Below block last, the sign alone is one, and so are two legal phrases,
// or one in a short line. A sentence of the article may quote a notice.
func (b Block) IsRightsLine(last int) bool {
	text := b.Text()
	sign := strings.Contains(text, "©") || strings.HasPrefix(text, "(c)") || strings.HasPrefix(text, "Copyright") && b.Shape.Digits >= 4
	cues := b.CountCues(document.CueLegal)
	if sign && (cues >= 2 || b.I > last || b.Shape.Digits >= 4 && (!b.IsProse() || strings.ContainsRune("©(C", FirstRune(text)))) {
		return true
	}
	return b.I > last && (cues >= 2 || cues >= 1 && b.Shape.Words <= 40 && !b.IsProse() && !b.isSigned())
}

// AsksConsent reports a request for consent: a sentence of b begins with a phrase of
// it, outside of quotations and reports, and b has more of them or is little else. A
// report on cookies has one at the start of a sentence at most.
func (b Block) AsksConsent() bool {
	if !b.Cued.Has(document.CueCookie) {
		return false
	}
	if cues := b.Cues(); b.IsQuoted(cues[0].Span.Start) || !b.OpensSentenceWith(document.CueCookie) {
		return false
	}
	return b.CountCues(document.CueCookie) >= 2 || b.IsMostly(1<<document.CueCookie)
}

// tableSourceWords is the most words of a line that says whose figures are above.
const tableSourceWords = 14

// IsTableSource reports the line below a table or a chart that says whose figures they
// are: "Source: Office for National Statistics". An agency there has a picture above.
func (b Block) IsTableSource() bool {
	if b.Shape.Words > tableSourceWords || !b.Cued.Has(document.CueSource) || b.Cued&(1<<document.CueAgency|1<<document.CueCredit) != 0 || !b.Has(-1) {
		return false
	}
	if _, ok := b.OpensWith(document.CueSource); !ok {
		return false
	}
	above := b.By(-1)
	return above.Role == document.RoleTable || above.InSeries() ||
		above.Shape.Digits > 0 && !above.Shape.Ends.Sentence() && !above.IsDateLine() && above.Cued&(1<<document.CueAgency|1<<document.CueCredit) == 0 && b.I > b.Layout.FirstBody()
}

// signedWords is the fewest words of a sentence that an agency signs.
const signedWords = 8

// isSigned reports a sentence with one legal phrase behind its end and nothing after
// that: "… in the north. (dpa)".
func (b Block) isSigned() bool {
	for _, cue := range b.Cues() {
		if cue.Class != document.CueLegal {
			continue
		}
		before := strings.TrimRight(b.Before(cue.Span.Start), " \u00a0")
		last, _ := utf8.DecodeLastRuneInString(before)
		return strings.ContainsRune(".!?…”“\"", last) && wordsUpTo(signedWords, before) >= signedWords && !HasLetterOrDigit(b.After(cue.Span.End))
	}
	return false
}

// IsLabel reports whether b is one to four words and no sentence, and no date,
// breadcrumb or piece of navigation.
func (b Block) IsLabel() bool {
	if e := b.Element; e != nil && (e.Ancestors.Has(document.InNav|document.InFooter|document.InButton) || e.Names.Has(document.NamedNavigation)) {
		return false
	}
	return b.Shape.Letters > 0 && b.Shape.Words <= 4 && !b.Shape.Ends.Sentence() && !b.IsDateLine() && !(b.MayHaveMark() && IsBreadcrumb(b.Text())) &&
		!b.IsOnly(document.CueNavigation)
}

// Breadcrumbs have at least two separators, and parts of a few words.
const (
	crumbSeparators = 2
	crumbBytes      = 40
)

// IsBreadcrumb reports whether s is short parts with separators between them:
// "Home > World > Europe", or a menu with bars.
func IsBreadcrumb(s string) bool {
	n := 0
	for rest := s; ; {
		at, width := separator(rest)
		if at < 0 {
			return (n >= crumbSeparators || n == 1 && len(s) <= crumbBytes && !strings.ContainsAny(s, "|/")) && len(rest) <= 2*crumbBytes
		}
		if at > crumbBytes {
			return false
		}
		n++
		rest = rest[at+width:]
	}
}

// separators part the links of a trail.
var separators = []string{">", "»", "›", "|", "/"}

// mayBeSeparator tells by their first byte what may be one: most lines have none.
var mayBeSeparator = func() (first [256]bool) {
	for _, sign := range separators {
		first[sign[0]] = true
	}
	return first
}()

// separator finds the next separator that stands between spaces, -1 where there is
// none; its width is with them.
func separator(s string) (at, width int) {
	for i := 1; i < len(s); i++ {
		if !mayBeSeparator[s[i]] || s[i-1] != ' ' {
			continue
		}
		for _, sign := range separators {
			if rest, ok := strings.CutPrefix(s[i:], sign); ok && strings.HasPrefix(rest, " ") {
				return i - 1, len(sign) + 2
			}
		}
	}
	return -1, 0
}

// HasNavigationWord reports whether one of the blocks of l from index from up to,
// but not including, to is a phrase of navigation and nothing else.
func HasNavigationWord(l *Layout, from, to int) bool {
	for j := from; j < to; j++ {
		if l.At(j).IsOnly(document.CueNavigation) {
			return true
		}
	}
	return false
}

// IsTagLine reports whether b lists tags behind a word for them ("Tags: a, b"), or is
// that word alone.
func (b Block) IsTagLine() bool {
	if b.Shape.Ends.Sentence() {
		return false
	}
	cue, ok := b.OpensWith(document.CueTags)
	if !ok {
		return false
	}
	rest := strings.TrimSpace(b.After(cue.Span.End))
	return !HasLetterOrDigit(rest) || LeadsOn(b.TextOf(cue.Span), rest) || FirstRune(rest) == '#'
}

// filedWords bounds a line that says where its page was filed: the tags it lists
// can be many.
const filedWords = 60

// IsFiledLine reports whether b says in whole sentences where its page was filed, as
// blogs do below a post: "This entry was posted in News and tagged harbour, ferries."
// It begins with a phrase of tags and has another one; a sentence of an article that
// has something "posted in" a place has one at most.
func (b Block) IsFiledLine() bool {
	if b.Shape.Words > filedWords || !b.Cued.Has(document.CueTags) || b.CountCues(document.CueTags) < 2 {
		return false
	}
	cue, ok := b.OpensWith(document.CueTags)
	return ok && b.Shape.Ends.Sentence() && strings.ContainsRune(b.TextOf(cue.Span), ' ')
}
