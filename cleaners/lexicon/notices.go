package lexicon

import "github.com/winnow-news/winnow/cleaners/document"

// Notices are the phrases by which a server says that it did not send the page
// which was asked for. They are about a whole page, and searched for in its title
// and short lines only; so they are apart from the cues, for which every block is
// searched.

// NoticeClass is one class of such phrases.
type NoticeClass uint8

// The classes.
const (
	NoticeMissing NoticeClass = iota // "page not found", "internal server error"
	NoticeBarred                     // "access denied", "verify you are human"
	NoticeConsent                    // "before you continue", "we value your privacy"
	noticeCount
)

var noticeNames = [noticeCount]string{"missing", "barred", "consent"}

// String returns the class's section in the data file.
func (n NoticeClass) String() string { return noticeNames[n] }

// Notice is one phrase found in a text.
type Notice struct {
	Span  document.Span
	Class NoticeClass
}

// Notices returns the notices in text, in the order and by the rules of Find.
func (l *Lexicon) Notices(text string) []Notice {
	found := l.notices.findIn(text, allLanguages, nil)
	sortCues(found)
	notices := make([]Notice, 0, len(found))
	for _, c := range found[:dropNested(found)] {
		notices = append(notices, Notice{c.Span, NoticeClass(c.Class)})
	}
	return notices
}
