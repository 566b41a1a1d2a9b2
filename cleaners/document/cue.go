package document

import "fmt"

// CueClass is one class of telling phrases. A cue is evidence, not judgement:
// "newsletter" in a sentence about a newsletter is as much a cue as in a
// sign-up box, and a cleaner looks at where it stands.
type CueClass uint8

// The classes. Each comment says which phrases belong, in any language, and
// the README of the lexicon files says how to add one.
const (
	CueRelatedHeader CueClass = iota // stands alone above a list of other articles: "related articles", "most read", "latest"
	CueReadMore                      // leads to one other article: "read more", "see also", "continue reading"
	CueSubscribe                     // asks to sign up: "sign up", "subscribe", "get the latest"
	CueMailing                       // what one signs up to: "newsletter", "inbox", "email alerts"
	CueAgency                        // picture and press agencies: "Getty Images", "AFP"
	CueCredit                        // introduces a credit: "photo by", "image:", "courtesy of", "file photo"
	CueDepicts                       // opens an image description: "an image of", "pictured above"
	CueComments                      // heads or stands in for reader comments: "leave a comment", "no comments yet"
	CueShare                         // asks to share or print: "share this", "copy link"
	CuePlatform                      // names a platform: "facebook", "whatsapp"
	CueTags                          // leads a list of tags: "tags", "topics", "filed under"
	CueAd                            // labels an advertisement: "advertisement", "story continues below"
	CueLegal                         // rights, terms, disclaimers: "all rights reserved", "privacy policy"
	CueCookie                        // consent: "we use cookies", "accept all"
	CueNavigation                    // the site's furniture: "skip to content", "log in", "menu", "back to top"
	CueByline                        // leads a byline: "by", "written by", "reporting by"
	CueBio                           // tells of an author: "is a reporter", "is based in"
	CueDateWord                      // names of months and weekdays, long and short
	CueAgo                           // relative times: "hours ago", "yesterday at"
	CueReadTime                      // "min read", "reading time"
	CueUpdated                       // leads a date line: "published", "last updated"
	CuePromo                         // the site's own wares: "download our app", "follow us", "support our journalism"
	CuePaywall                       // "subscribe to continue reading", "already a subscriber"
	CueMedia                         // player furniture: "listen to this article", "watch:", "video"
	CueBetting                       // belongs to a betting offer and its warning: "gamble responsibly", "free bets"
	CueLive                          // what a live blog calls itself: "live updates", "as it happened"
	CueSummary                       // heads what a live blog sums up, or marks an entry: "key events", "what we know so far", "pinned post"
	CueSaid                          // tells that somebody says or wrote the words beside it: "said", "was written"
	CueFoot                          // belongs to the foot of a press release or of a feed: "media contact", "appeared first on"
	CueSource                        // leads the name of whose figures or report it is: "source:"
	CueClosing                       // closes a report: "contributed to this report", "ends"
	CueClassCount    int      = iota
)

var cueNames = [CueClassCount]string{
	"related-header", "read-more", "subscribe", "mailing", "agency", "credit", "depicts", "comments",
	"share", "platform", "tags", "ad", "legal", "cookie", "navigation", "byline", "bio", "date-word",
	"ago", "read-time", "updated", "promo", "paywall", "media", "betting", "live", "summary", "said", "foot", "source", "closing",
}

// String returns the class's name in the lexicon files.
func (c CueClass) String() string {
	if int(c) < len(cueNames) {
		return cueNames[c]
	}
	return fmt.Sprintf("cue(%d)", c)
}

// ParseCueClass is the inverse of String.
func ParseCueClass(name string) (CueClass, error) {
	for c, n := range cueNames {
		if n == name {
			return CueClass(c), nil
		}
	}
	return 0, fmt.Errorf("unknown cue class %q", name)
}

// CueSet is a bit set of classes.
type CueSet uint32

// Has reports whether c is in s.
func (s CueSet) Has(c CueClass) bool { return s&(1<<c) != 0 }

// With returns s with c in it.
func (s CueSet) With(c CueClass) CueSet { return s | 1<<c }

// Cue is one phrase of a lexicon, found at whole-word boundaries in the text.
type Cue struct {
	Span  Span
	Class CueClass
}
