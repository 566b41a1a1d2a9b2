package related

import (
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// Some sites lead to other articles in lines of capitals between paragraphs:
//
//	"It was the last thing that I owned," he said.
//	GOVERNOR'S SON SPEAKS OF THE BOAT THAT HE HAD TO SELL
//	The family declined to comment.

// A headline in capitals has from capitalsLeast to capitalsMost words. Sub-headings
// have fewer.
const (
	capitalsLeast = 8
	capitalsMost  = 24
)

// isHeadlineInCapitals reports a line of capitals that ends no sentence, right between
// two paragraphs in small letters. In a page it must be a link.
func isHeadlineInCapitals(b evidence.Block) bool {
	s := &b.Shape
	if s.Words < capitalsLeast || s.Words > capitalsMost || !isCapitals(b) || s.Stops > 1 || s.Ends != document.EndNone && s.Ends != document.EndQuestion {
		return false
	}
	if b.Role != document.RoleParagraph || evidence.IsOpeningQuote(evidence.FirstRune(b.Text())) || b.Element != nil && !b.IsLinked() {
		return false
	}
	return b.Has(-1) && b.Has(1) && isInSmallLetters(b.By(-1)) && isInSmallLetters(b.By(1))
}

// isInSmallLetters reports a paragraph that is not in capitals itself and announces
// nothing, as a colon does: what stands below may be a sign's words.
func isInSmallLetters(b evidence.Block) bool {
	return b.Shape.Ends.Sentence() && b.Shape.Words >= quotedWords && 4*b.Shape.Upper < b.Shape.Letters
}

// quotedWords is the fewest words of a paragraph beside such a line: "She said no."
const quotedWords = 3

// isCapitals reports that all letters of b are capitals. Scripts without them have none.
func isCapitals(b evidence.Block) bool {
	return b.Shape.Upper >= 8 && b.Shape.Upper == b.Shape.Letters-b.Shape.Combining
}

// isCallInCapitals reports a line of capitals that opens with a call to follow a
// link: "CLICK HERE TO GET THE COURIER APP".
func isCallInCapitals(b evidence.Block) bool {
	if b.Shape.Words > capitalsMost || !isCapitals(b) || b.Shape.Ends == document.EndStop {
		return false
	}
	cue, ok := b.OpensWith(document.CueReadMore)
	return ok && utf8.RuneCountInString(b.TextOf(cue.Span)) >= callRunes && hasSpace(b.TextOf(cue.Span)) && evidence.HasLetter(b.After(cue.Span.End))
}

// callRunes is the fewest characters of the phrase that opens such a call.
const callRunes = 8

func hasSpace(s string) bool {
	for _, r := range s {
		if unicode.IsSpace(r) {
			return true
		}
	}
	return false
}
