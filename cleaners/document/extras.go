package document

import (
	"fmt"
	"strings"
)

// ExtraSet is a bit set of what a clean document has as data beside its text, where
// it is asked for: mostly what was taken out of the text.
type ExtraSet uint8

// The extras.
const (
	ExtraImages  ExtraSet = 1 << iota // the article's images, with captions and credits
	ExtraRelated                      // the other articles that it leads to
	ExtraEmbeds                       // posts and videos of other sites in it
	ExtraLinks                        // the links of its own text
	ExtraAuthors                      // who wrote it, one by one
	extraEnd

	AllExtras = extraEnd - 1
)

var extraNames = [...]string{"images", "related", "embeds", "links", "authors"}

// allName asks for all extras.
const allName = "all"

// Has reports whether any of the extras of t is in s.
func (s ExtraSet) Has(t ExtraSet) bool { return s&t != 0 }

// String returns the names in their order, joined by commas; "" for none.
func (s ExtraSet) String() string {
	var names []string
	for i, name := range extraNames {
		if s.Has(1 << i) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// ParseExtras is the inverse of String, in any order. "all" is all of them. Its
// error names what is none.
func ParseExtras(names string) (s ExtraSet, err error) {
	for name := range strings.SplitSeq(names, ",") {
		switch at := indexOf(extraNames[:], strings.TrimSpace(name)); {
		case at >= 0:
			s |= 1 << at
		case strings.TrimSpace(name) == allName:
			s = AllExtras
		case names != "":
			return 0, fmt.Errorf("unknown extra %q: want %s or %s", name, strings.Join(extraNames[:], ", "), allName)
		}
	}
	return s, nil
}

func indexOf(names []string, name string) int {
	for i, n := range names {
		if n == name {
			return i
		}
	}
	return -1
}

// UnmarshalText lets an ExtraSet be a flag. It adds to s: the flag may be repeated.
func (s *ExtraSet) UnmarshalText(text []byte) error {
	parsed, err := ParseExtras(string(text))
	*s |= parsed
	return err
}

// Extras is what a clean document has as data beside its text. A list that was not
// asked for is nil; one that was asked for and has nothing is empty.
type Extras struct {
	Images  []Image
	Related []RelatedArticle
	Embeds  []Embed
	Links   []Link
	Authors []Author
}

// Place is where in a document an extra is from.
type Place struct {
	Start     int   // bytes of Source: of the text that it is taken from, or where it stood
	End       int   // equal to Start for what has no text
	Paragraph int   // index of the paragraph that it stands in or before; the number of paragraphs behind the last
	Removed   []int // indexes into Clean.Removed of the entries that it is taken from, in order
}

// Image is one image of the article, or what a text still has of one: its caption.
type Image struct {
	Place          // of its caption and credit, where it has one
	Address string // absolute; empty where only the caption is left
	Alt     string
	Caption string
	Credit  string // as it stood, without the brackets around it
}

// RelatedArticle is one other article that was advertised around this one.
type RelatedArticle struct {
	Place
	Headline string
	Address  string // absolute, or empty
}

// Embed is a post, a video or the like of another site.
type Embed struct {
	Place
	Platform string // "youtube", "x", …; empty when the text does not tell
	Post     string // what it says, where the document has its words
	Author   string // as it stood: "Ada Lee (@adalee)"
	Address  string // absolute, or empty
}

// Link is one link of the kept text. One that a removed span cuts in two is two.
type Link struct {
	Place
	At      int // bytes of the paragraph's text before it
	Text    string
	Address string // absolute
}

// Author is one person of the byline.
type Author struct {
	*Place         // where the text names the person; nil where only the page's data does
	Name    string // as the byline has it
	Address string // absolute, or empty
}
