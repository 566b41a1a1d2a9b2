package lexicon

import (
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

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

// parseNotices reads the file of notices. To a phrasebook a class is a number, so that
// a NoticeClass can be stored as a CueClass.
func parseNotices(content string) (file, error) {
	f := file{language: "notices"}
	class, open := NoticeClass(0), false
	number := 0
	for line := range strings.Lines(content) {
		number++
		line = strings.TrimRight(line, "\r\n")
		switch {
		case line == "" || strings.HasPrefix(line, commentSign):
		case strings.HasPrefix(line, "["):
			if class, open = noticeNamed(line); !open {
				return file{}, fmt.Errorf("notices:%d: unknown section %q", number, line)
			}
		case !open:
			return file{}, fmt.Errorf("notices:%d: phrase %q stands before any [class]", number, line)
		default:
			f.entries = append(f.entries, entry{phrase: line, class: document.CueClass(class)})
		}
	}
	return f, nil
}

func noticeNamed(section string) (NoticeClass, bool) {
	for n, name := range noticeNames {
		if section == "["+name+"]" {
			return NoticeClass(n), true
		}
	}
	return 0, false
}
