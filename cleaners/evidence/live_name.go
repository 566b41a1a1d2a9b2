package evidence

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file says whether something names a document a live blog: its title, a label
// beside it, its address.

// namesLive reports whether the title, a label in the head or the address says that
// the document is a live blog.
func namesLive(l *Layout) bool {
	if addressNamesLive(l.URL) {
		return true
	}
	if l.isOneLine() {
		return l.At(0).namesLive(titleBytes)
	}
	t := l.Title()
	for b := range l.Range(t.Block-labelReach, t.Block+labelReach+1) {
		if b.Cued.Has(document.CueLive) && !b.isFurniture() && (b.I == t.Block && b.namesLive(b.Span.Len()) || !b.IsLinked() && b.Shape.Words <= 4 && b.IsOnly(document.CueLive)) {
			return true
		}
	}
	return false
}

// titleBytes is as much of a dump of one line as its title takes.
const titleBytes = 120

// isOneLine reports a dump of one line: its first piece has the title.
func (l *Layout) isOneLine() bool {
	return len(l.Blocks) > 0 && (l.Blocks[0].Piece || l.Blocks[len(l.Blocks)-1].Piece)
}

// isNamed reports whether something says that the marks are those of a live blog.
func (f *liveFinder) isNamed() bool {
	return f.titleNamesLive() || f.form != markAgo && namesLive(f.Layout)
}

// titleNamesLive reports whether the title itself says that it is a live blog.
func (f *liveFinder) titleNamesLive() bool {
	t := f.Title()
	return t.By != NoTitle && !f.isOneLine() && f.At(t.Block).namesLive(len(f.Text))
}

// labelReach is how far from the title the label of a live blog stands.
const labelReach = 3

// namesLive reports a phrase for a live blog: one of several words, or long,
// anywhere in its first bytes; "live" only where it stands by itself, in front of the
// title or at its end.
func (b Block) namesLive(first int) bool {
	for _, cue := range b.Cues() {
		if cue.Class != document.CueLive || cue.Span.End-b.Span.Start > first {
			continue
		}
		text := b.TextOf(cue.Span)
		before, after := strings.TrimSpace(b.Before(cue.Span.Start)), strings.TrimSpace(b.After(cue.Span.End))
		if strings.ContainsAny(text, " -") || nameLength(text) > shortName {
			return true
		}
		if before == "" || after == "" || !unicode.IsLetter(FirstRune(after)) || isNoWord(lastRune(before)) {
			return true
		}
	}
	return false
}

// shortName is how long a phrase is at most that means other things as well: "ticker".
const shortName = 6

// nameLength returns how many characters a phrase has, two for each that is a syllable
// or a word.
func nameLength(s string) (n int) {
	for _, r := range s {
		if n++; r >= FirstCJK {
			n++
		}
	}
	return n
}

func lastRune(s string) (last rune) {
	for _, r := range s {
		last = r
	}
	return last
}

// liveAddresses are the words of addresses that live blogs have.
var liveAddresses = []string{
	"live", "liveblog", "liveblogs", "ticker", "liveticker", "newsticker", "newsblog", "live-updates", "live-blog", "directo", "direct", "diretta",
	"en-vivo", "ao-vivo", "em-direto", "minuto-a-minuto", "na-zywo", "canli", "as-it-happened",
}

// addressNamesLive reports whether a part of the address's path is one of liveAddresses.
func addressNamesLive(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	for part := range strings.FieldsFuncSeq(strings.ToLower(u.Path), func(r rune) bool { return r == '/' || r == '.' || r == '_' }) {
		if slices.Contains(liveAddresses, part) {
			return true
		}
		for _, word := range liveAddresses {
			if strings.HasPrefix(part, word+"-") || strings.HasSuffix(part, "-"+word) {
				return word != "direct"
			}
		}
	}
	return false
}
