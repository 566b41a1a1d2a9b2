package evidence

import (
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file reads what stands below an article and belongs to it as little as a
// byline does: signs of agencies and authors, credits, the line of a feed that says
// where the article appeared first.

const (
	// footReach is how many lines below the body's last paragraph its foot reaches.
	footReach = 8
	// signWords is the most words of a sign: "(avec AFP et Reuters)".
	signWords = 4
	// initialLetters is the most letters of an author's sign.
	initialLetters = 4
	// footCreditWords is the most words of a line of credits.
	footCreditWords = 45
	// soleCreditWords is the most words behind a label that alone tells of a credit.
	soleCreditWords = 8
	// tradeLetters is the fewest letters of a verb that alone leads a credit; "by" and
	// "von" lead many other lines.
	tradeLetters = 7
)

// inFoot reports whether b is soon below the body's last paragraph.
func (b Block) inFoot() bool {
	return b.InTail() && b.I-b.Layout.LastBody() <= footReach && !b.InZone()
}

// IsFootSign reports the sign of an agency or an author below the article: "(jkr)",
// "(dpa/ab)", "– Reuters", "（完）".
func (b Block) IsFootSign() bool {
	if b.Shape.Words > signWords || b.Shape.Digits > 0 || b.Shape.Letters == 0 || !b.inFoot() {
		return false
	}
	agency := b.Cued.Has(document.CueAgency)
	if isSignCode(b.Text()) || agency && b.isSignedByCode() {
		return true
	}
	if inner, ok := inBrackets(b.Text()); ok {
		return agency || isInitials(inner)
	}
	if !agency {
		return false
	}
	if in, all := b.Covered(1 << document.CueAgency); in == all {
		return true
	}
	return strings.Contains(b.Text(), "/") && !strings.Contains(b.Text(), " ") && isInitials(b.Text())
}

// codeLetters is the most letters of each part of a sign, codeParts of its parts.
const (
	codeLetters = 3
	codeParts   = 6
)

// isSignCode reports the parts of a few letters by which an agency names who wrote and
// who edited: "ab/cd", "bur-ab/cd/ef".
func isSignCode(s string) bool {
	if !strings.Contains(s, "/") || strings.ContainsAny(s, " \u00a0") {
		return false
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '-' })
	if len(parts) < 2 || len(parts) > codeParts {
		return false
	}
	for _, part := range parts {
		if LetterCount(part) > codeLetters || !isInitials(part) {
			return false
		}
	}
	return true
}

// isSignedByCode reports an agency's name with such a code behind it: "AFP ab/cd".
func (b Block) isSignedByCode() bool {
	cue, ok := b.OpensWith(document.CueAgency)
	return ok && isSignCode(strings.TrimLeft(b.After(cue.Span.End), " \u00a0-–—/"))
}

// outletWords is the most words of an outlet's name.
const outletWords = 4

// IsOutletName reports the name of the site, or a name as the last line of a text of
// several paragraphs: an outlet's, an author's.
func (b Block) IsOutletName() bool {
	s := &b.Shape
	if s.Words > outletWords || s.Letters == 0 || s.Digits > 0 || s.Ends != document.EndNone || !b.inFoot() {
		return false
	}
	if e := b.Element; e != nil && (e.Ancestors.Has(document.InNav|document.InHeader|document.InFooter) || e.Names.Has(document.NamedNavigation|document.NamedFooter)) {
		return false // the page's frame
	}
	if site := b.Layout.Hints.SiteName; site != "" && SameWords(b.Text(), site) {
		return true
	}
	return b.Element == nil && !b.Piece && b.Role == document.RoleParagraph && b.I == len(b.Layout.Blocks)-1 && b.I == b.Layout.LastBody()+1 &&
		b.Layout.LastBody() > b.Layout.FirstBody() && s.Words >= 2 && s.CapWords == s.Words && s.Commas == 0 && s.Upper < s.Letters && s.Upper > 0 && b.Cued == 0
}

// inBrackets returns what is between the brackets that s begins and ends with.
func inBrackets(s string) (inner string, ok bool) {
	s = strings.TrimSpace(s)
	for _, pair := range [...][2]string{{"(", ")"}, {"（", "）"}, {"[", "]"}} {
		if rest, found := strings.CutPrefix(s, pair[0]); found {
			return strings.CutSuffix(strings.TrimRight(rest, "."), pair[1])
		}
	}
	return "", false
}

// isInitials reports parts of a few letters each, all of one case, with slashes or
// commas between, or the one character by which a report in Chinese ends.
func isInitials(s string) bool {
	if s == "完" || s == "終" || s == "终" || s == "了" {
		return true
	}
	cased := strings.ToLower(s) == s || strings.ToUpper(s) == s
	if !cased || strings.ToLower(s) == strings.ToUpper(s) {
		return false
	}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("/,. ", r) }) {
		if LetterCount(part) > initialLetters || strings.ContainsFunc(part, func(r rune) bool { return !unicode.IsLetter(r) }) {
			return false
		}
	}
	return true
}

// IsFootCredit reports a line below the article that says who worked on it: "Editing
// by Max Dahl", "Interview: Ada Lee", "(Reporting by Ada Lee; editing by Max Dahl)".
func (b Block) IsFootCredit() bool {
	if !b.Cued.Has(document.CueByline) || b.Shape.Words > footCreditWords || b.Shape.Ends == document.EndQuestion || !b.inFoot() {
		return false
	}
	cue, ok := b.OpensWith(document.CueByline)
	if !ok || b.IsTurn() || b.ReportsLabel() {
		return false
	}
	lead, rest := b.TextOf(cue.Span), b.After(cue.Span.End)
	label := endsInColon(lead) || strings.ContainsAny(firstRuneOf(rest), ":：／/・")
	switch {
	case !BeginsWithName(rest):
		return false
	case b.CountCues(document.CueByline) >= 2 && strings.Contains(rest, ";"):
		return true
	case !label && !strings.ContainsRune(lead, ' ') && LetterCount(lead) < tradeLetters:
		return false
	}
	return wordsUpTo(soleCreditWords+1, rest) <= soleCreditWords && CapitalShare(rest) >= 0.6
}

func firstRuneOf(s string) string {
	s = strings.TrimLeft(s, " \u00a0")
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}

const (
	// appearedReach is how many blocks before the last paragraph, or after it, the line
	// stands that says where an article appeared first.
	appearedReach = 3
	// appearedWords is the most words of it: a headline is in it.
	appearedWords = 50
)

// IsFirstAppeared reports the line that feeds have below each article: "The post
// HEADLINE appeared first on OUTLET."
func (b Block) IsFirstAppeared() bool {
	if !b.Cued.Has(document.CueFoot) || b.Shape.Words > appearedWords || b.I+appearedReach < b.Layout.LastBody() || b.InBody() && b.Layout.LastBody()-b.I > 1 {
		return false
	}
	for _, cue := range b.Cues() {
		if cue.Class != document.CueFoot || cue.Span.Start == b.Span.Start {
			continue
		}
		if lead := b.Before(cue.Span.Start); wordsUpTo(3, lead) >= 3 && (b.namesTitle(lead) || namesAfterLead(lead)) {
			return true
		}
	}
	return false
}

// namesTitle reports whether s has the document's headline in it.
func (b Block) namesTitle(s string) bool {
	title := b.Layout.Hints.Title
	if t := b.Layout.Title().Block; t >= 0 {
		title = b.Layout.Of(t)
	}
	return title != "" && strings.Contains(s, title)
}

// namesAfterLead reports whether a headline with capitals follows the first words of
// s, "The post": of a sentence that goes on, the next words are small.
func namesAfterLead(s string) bool {
	capitals, seen := 0, 0
	for word := range strings.FieldsSeq(s) {
		if seen++; seen > 1 && seen <= 5 && unicode.IsUpper(FirstRune(word)) {
			capitals++
		}
	}
	return capitals >= 2
}
