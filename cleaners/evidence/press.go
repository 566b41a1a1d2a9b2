package evidence

import (
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds the foot of a press release: "About Kestrel Robotics" with its
// paragraph, whom to ask, and "SOURCE Kestrel Robotics".

const (
	// aboutWords is the most words of the header above what a firm says of itself.
	aboutWords = 8
	// aboutLead is the most of them in front of the name: "O firmie".
	aboutLead = 3
	// aboutReach is how many lines above whom to ask that header stands at most.
	aboutReach = 12
	// aboutProse is the most paragraphs that a firm says of itself.
	aboutProse = 3
	// contactWords is the most words of a line of whom to ask.
	contactWords = 14
	// contactReach is how many lines below its header an address or a number stands.
	contactReach = 6
	// phoneDigits is the fewest digits of a telephone number.
	phoneDigits = 7
)

// PressFoot returns the foot of a press release; empty where there is none. It takes a
// line that heads whom to ask, or says whose release it is, and an address or a number.
func (l *Layout) PressFoot() Stretch {
	for b := range l.Looking(LooksCued | LooksCapital) { // "SOURCE" has LooksCapitals
		if b.I <= l.FirstBody() || !b.headsContacts() || !b.contactBelow() {
			continue
		}
		foot := Stretch{b.I, b.I + 1}
		foot.First = b.aboutAbove()
		if above := l.At(foot.First - 1); above.Shape.Letters == 0 && foot.First-1 > l.FirstBody() {
			foot.First-- // "###"
		}
		for foot.End < len(l.Blocks) && !l.At(foot.End).InZone() && l.At(foot.End).goesOnContacts() {
			foot.End++
		}
		return foot
	}
	return Stretch{}
}

// aboutAbove returns the index of the header of what the firm says of itself, soon
// above b, or that of b.
func (b Block) aboutAbove() int {
	paragraphs := 0
	for d := 1; d <= aboutReach && b.I-d > b.Layout.FirstBody() && paragraphs <= aboutProse; d++ {
		o := b.By(-d)
		if o.headsAbout() {
			return o.I
		}
		if o.IsProse() {
			paragraphs++
		}
	}
	return b.I
}

// headsContacts reports a short line that begins with a phrase for whom to ask, or says
// whose release it is right below an address or a number.
func (b Block) headsContacts() bool {
	if b.Shape.Words > contactWords {
		return false
	}
	if _, ok := b.OpensWith(document.CueFoot); ok {
		return true
	}
	return isSourceOf(b.Text()) && b.Has(-1) && b.By(-1).isContact()
}

// contactBelow reports whether an address or a number is in b or soon below.
func (b Block) contactBelow() bool {
	for o := range b.Layout.Range(b.I-1, b.I+contactReach+1) {
		if o.isContact() {
			return true
		}
	}
	return false
}

// isContact reports a short line with an address or a telephone number.
func (b Block) isContact() bool {
	return b.Shape.Words <= contactWords && (strings.ContainsRune(b.Text(), '@') || b.Shape.Digits >= phoneDigits)
}

// isSourceOf reports "SOURCE Kestrel Robotics", in capitals as press services have it.
func isSourceOf(s string) bool {
	rest, ok := strings.CutPrefix(s, "SOURCE")
	return ok && BeginsWithName(rest) && (rest[0] == ' ' || rest[0] == ':')
}

// goesOnContacts reports a line that goes on with the foot: a name, an address, a
// number, whose release it is, or what the firm says of itself.
func (b Block) goesOnContacts() bool {
	switch {
	case b.Shape.Words <= contactWords && !b.IsProse(), b.isContact(), isSourceOf(b.Text()):
		return true
	}
	return b.I > 0 && b.By(-1).headsAbout()
}

// headsAbout reports a header whose last words, or first, are a name that begins the
// paragraph below: "About Kestrel Robotics" above "Kestrel Robotics builds …".
func (b Block) headsAbout() bool {
	if b.Shape.Words < 2 || b.Shape.Words > aboutWords || b.Shape.Ends.Sentence() || !b.Has(1) || !b.By(1).IsProse() {
		return false
	}
	below := b.By(1).Text()
	name := strings.TrimRight(b.Text(), " :\u00a0")
	if b.Shape.Scripts&document.CJK != 0 {
		_, n := utf8.DecodeRuneInString(name)
		return strings.HasPrefix(below, name[min(2*n, len(name)):]) || opensAlike(name, below)
	}
	if opensAlike(name, below) {
		return true
	}
	for range aboutLead {
		_, rest, found := strings.Cut(name, " ")
		if !found {
			return false
		}
		if name = rest; BeginsWithName(name) && (strings.HasPrefix(below, name) || strings.HasPrefix(afterArticle(below), name)) {
			return true
		}
	}
	return false
}

// aboutName is the fewest bytes of the name that such a header begins with.
const aboutName = 9

// opensAlike reports whether more than half of a header, but not all of it, begins the
// paragraph below, up to the end of a word: "Kestrel Robotics Hakkında".
func opensAlike(header, below string) bool {
	n := 0
	for n < min(len(header), len(below)) && header[n] == below[n] {
		n++
	}
	n = runeStart(header, min(n, len(header)-1))
	word := n == len(header) || n > 0 && header[n-1] == ' ' || FirstRune(header[n:]) >= firstCJK
	return word && n >= aboutName && 2*n > len(header)
}

// firstCJK is the first letter of scripts that put no spaces between words.
const firstCJK = '\u2e80'

// articleBytes is the most bytes of an article in front of a name: "The", "Die", "A".
const articleBytes = 4

func afterArticle(s string) string {
	if at := strings.IndexByte(s, ' '); at > 0 && at <= articleBytes {
		return s[at+1:]
	}
	return s
}
