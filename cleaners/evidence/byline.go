package evidence

import (
	"sort"
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// HeadProse is which paragraph ends the head of a document. One may be among the
// lines of the head: the dek, or a first sentence that the page shows above its
// byline.
const HeadProse = 2

// bylineWords is how many words may follow the word that leads a byline.
const bylineWords = 10

// Byline returns the names in a byline such as "By Ada Lee and Tom Ray"; ok is
// false when b is no byline.
func (b Block) Byline() (names string, ok bool) {
	cue, ok := b.OpensWith(document.CueByline)
	if !ok || b.Shape.Words > bylineWords+2 || b.Shape.Ends.Sentence() && b.Shape.Words > 6 {
		return "", false
	}
	rest := b.After(cue.Span.End)
	if !BeginsWithName(rest) || b.IsTurn() {
		return "", false
	}
	return trimName(rest), true
}

// NamesIn returns the names in span s of l, which is a byline of an entry.
func NamesIn(l *Layout, s document.Span) string {
	for i := sort.Search(len(l.Blocks), func(i int) bool { return l.Blocks[i].Span.End > s.Start }); i < len(l.Blocks) && l.Blocks[i].Span.Start <= s.Start; i++ {
		if names, ok := l.At(i).Byline(); ok && l.Blocks[i].Span.Contains(s) {
			return names
		}
	}
	return trimName(l.Text[s.Start:s.End])
}

// trimName takes marks and spaces off both ends of a name, and cuts it where a
// separator begins something else.
func trimName(s string) string {
	for i, r := range s {
		if len(s[:i]) > 3 && (r == '|' || r == '•' || r == '·' || r == ',' && !BeginsWithName(s[i:]) || r == ',' && beginsWithTitle(s[i+1:])) {
			s = s[:i]
			break
		}
	}
	start, end := len(s), 0
	for i, r := range s {
		if unicode.IsLetter(r) {
			start = min(start, i)
			end = i + len(string(r))
		}
	}
	if start >= end {
		return ""
	}
	return s[start:end]
}

// beginsWithTitle reports whether what follows a name and a comma is a job, as
// in "Ada Lee, Court reporter": its second word is small.
func beginsWithTitle(s string) bool {
	fields := strings.Fields(s)
	return len(fields) >= 2 && unicode.IsLower(FirstRune(fields[1])) && fields[1] != "and"
}

// authorBoxWords bounds the length of an author box.
const authorBoxWords = 80

// IsAuthorBox reports whether b is a short text that begins with a name and says
// soon after it what an author does ("Ada Lee is a reporter").
func (b Block) IsAuthorBox() bool {
	if !b.Cued.Has(document.CueBio) || b.Shape.Words > authorBoxWords {
		return false
	}
	for _, cue := range b.Cues() {
		if cue.Class == document.CueBio {
			lead := b.Before(cue.Span.Start)
			return len(lead) <= 48 && BeginsWithName(lead)
		}
	}
	return false
}

// bylineReach is how many blocks from the headline on a byline is looked for.
const bylineReach = 40

// authorInHead returns the name in the byline above the body, or what the page
// says of itself.
func authorInHead(l *Layout) string {
	if l.Hints.Byline != "" {
		return l.Hints.Byline
	}
	prose := 0
	for i := 0; i < min(len(l.Blocks), bylineReach) && prose < HeadProse; i++ {
		if l.At(i).IsProse() {
			prose++
		} else if name, ok := l.At(i).Byline(); ok {
			return name
		}
	}
	return ""
}

// OpensWithAuthor reports whether b begins with the author's name and is short
// enough for a box about them. An article seldom speaks of its own author in the
// third person.
func (b Block) OpensWithAuthor() bool {
	author := b.Layout.authorName()
	return len(author) > 4 && b.Shape.Words <= authorBoxWords && strings.HasPrefix(b.Text(), author)
}
