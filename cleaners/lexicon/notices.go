package lexicon

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Notices are the phrases by which a server says that the page which was asked
// for is not here: they tell of a whole page, and are looked for in its title
// and short lines only. They are apart from the cues, which every block is
// searched for.

//go:embed notices.txt
var noticeData string

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

// String gives the class's section in the data file.
func (n NoticeClass) String() string { return noticeNames[n] }

// Notice is one phrase found in a text.
type Notice struct {
	Span  document.Span
	Class NoticeClass
}

// Notices finds the notices in text, in order, as Find finds cues.
func (l *Lexicon) Notices(text string) []Notice {
	found := l.notices.find(text, nil)
	sortCues(found)
	notices := make([]Notice, 0, len(found))
	for _, c := range found[:dropNested(found)] {
		notices = append(notices, Notice{c.Span, NoticeClass(c.Class)})
	}
	return notices
}

// compileNotices makes the phrasebook of the notices. Its classes are numbers
// to it, so they pass for cues'.
func compileNotices(content string) (*phrasebook, error) {
	f := file{language: "notices", size: len(content)}
	class, open := NoticeClass(0), false
	number := 0
	for line := range strings.Lines(content) {
		number++
		line = strings.TrimRight(line, "\r\n")
		switch {
		case line == "" || strings.HasPrefix(line, commentSign):
		case strings.HasPrefix(line, "["):
			if class, open = noticeNamed(line); !open {
				return nil, fmt.Errorf("notices:%d: unknown section %q", number, line)
			}
		case !open:
			return nil, fmt.Errorf("notices:%d: phrase %q stands before any [class]", number, line)
		default:
			f.entries = append(f.entries, entry{phrase: line, class: document.CueClass(class)})
		}
	}
	letters, err := newAlphabet([]file{f})
	if err != nil {
		return nil, err
	}
	return compile(letters, []file{f})
}

func noticeNamed(section string) (NoticeClass, bool) {
	for n, name := range noticeNames {
		if section == "["+name+"]" {
			return NoticeClass(n), true
		}
	}
	return 0, false
}
