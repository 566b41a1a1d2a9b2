package evidence

import "github.com/winnow-news/winnow/cleaners/document"

// This file finds who signs the last of several texts: readers' letters, short
// comments, obituaries. Names and places below a paragraph look like a menu. What
// tells them is that the paragraphs above are signed in the same way.

const (
	// signedTexts is the fewest paragraphs with such lines below.
	signedTexts = 3
	// fewSigners and mostSigners are how many lines sign one text: a name and a place.
	// One line alone may be the sub-heading of what is below.
	fewSigners  = 2
	mostSigners = 3
	// signerWords is the most words of a name, or of a place.
	signerWords = 4
)

// lastSigners returns the lines right below the body's last paragraph that sign it, as
// lines between the paragraphs above do.
func lastSigners(l *Layout) (s Stretch, ok bool) {
	last := l.LastBody()
	if last < 0 {
		return s, false
	}
	signed, most := 0, 0
	glances := l.Glances()
	for i := l.FirstBody(); i < last; i++ {
		if glances[i+1].Words > signerWords || !glances[i].Looks.Has(LooksProse) || !l.IsBodyAt(i) {
			continue
		}
		lines := 0
		for b := range l.Range(i+1, last) {
			if lines == mostSigners || !b.isSigner() {
				break
			}
			lines++
		}
		if lines >= fewSigners {
			signed++
			most = max(most, lines)
		}
	}
	s = Stretch{last + 1, last + 1}
	for s.End < len(l.Blocks) && s.End-s.First < most && l.At(s.End).isSigner() {
		s.End++
	}
	return s, signed >= signedTexts && s.End > s.First
}

// isSigner reports a name or a place: a few words, each with a capital.
func (b Block) isSigner() bool {
	s := &b.Shape
	return s.Words >= 1 && s.Words <= signerWords && s.Letters > 0 && s.Digits == 0 && s.Ends == document.EndNone && b.Role != document.RoleHeading &&
		b.Cued&NoSeriesCues == 0 && !b.InZone() && !b.HeadsOtherPart() && !b.isFurniture() && !b.IsLinked() && CapitalShare(b.Text()) == 1
}
