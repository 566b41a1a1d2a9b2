package evidence

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
)

// A scrape can be a whole page in one line. No line stands by the headline there, so
// what the article is called, who wrote it and when is read from the text around the
// headline: "Bridge to close - The Courier Home News Sport Bridge to close By Ada Lee 4
// March 2026 The bridge …".

// InLine is what a text of one line says of its article.
type InLine struct {
	Title     string
	Byline    string // the names, as they are written
	Published string // YYYY-MM-DD
	Modified  string // YYYY-MM-DD
}

// Bounds on where it is looked for, in bytes.
const (
	lineTitle   = 300   // of the headline
	lineHead    = 500   // from the top, where the headline stands once
	lineRepeat  = 60000 // from the top, where it stands again
	lineBelow   = 700   // behind the headline: the dek, the author, the date
	lineShare   = 90    // of 100 bytes of the text that the line has
	lineShorter = 160   // a shorter line is a headline and its date
)

// InLine returns what a text of one line says; nothing for any other document.
func (l *Layout) InLine() (in InLine) {
	if l.Format != document.PlainText || !l.isInOneLine() {
		return in
	}
	start := l.Blocks[0].Span.Start
	title, below := l.repeatedTitle(start)
	if title == "" {
		title, below = l.titleBeforeByline(start)
	}
	if title == "" {
		title, below = l.statedTitle(start)
	}
	if title == "" {
		return in
	}
	in.Title = title
	for range mostHeadlines {
		end := min(len(l.Text), below+lineBelow)
		in.Byline = l.bylineIn(below, end)
		if in.Published == "" {
			in.Published, in.Modified = l.daysIn(below, end)
		}
		next := strings.Index(firstBytes(l.Text[below:], lineRepeat), title)
		if in.Byline != "" || next < 0 {
			break
		}
		below += next + len(title)
	}
	if in.Byline == "" {
		in.signed(l, start)
	}
	return in
}

// mostHeadlines is how often the headline is looked behind, where a list of the latest
// articles has it as well.
const mostHeadlines = 6

// signed reads the first byline that a date follows, wherever it stands.
func (in *InLine) signed(l *Layout, start int) {
	end := start + len(firstBytes(l.Text[start:], lineRepeat))
	for at := start; ; {
		_, names, ok := l.bylineLead(at, end)
		if !ok {
			return
		}
		byline := l.namesAt(names, end)
		stamp := firstBytes(l.Text[names:], len(byline)+signedBytes)
		if f := dates.Find(stamp, l.slashes()); f.Day != "" && strings.HasPrefix(strings.TrimLeft(stamp, " :"), byline) {
			in.Byline = byline
			if in.Published == "" {
				in.Published = f.Day
			}
			return
		}
		at = names
	}
}

// signedBytes is how far behind the names the date stands.
const signedBytes = 60

// isInOneLine reports whether one line has nearly all of the text.
func (l *Layout) isInOneLine() bool {
	longest, line, total := 0, 0, 0
	for i := range l.Blocks {
		n := l.Blocks[i].Span.Len()
		if !l.Blocks[i].Piece {
			line = 0
		}
		line += n
		total += n
		longest = max(longest, line)
	}
	return longest >= lineShorter && 100*longest >= lineShare*total
}

// repeatedTitle returns the longest beginning of the text that it has again further
// down: the page's title and its headline. below is where the text behind the latter
// begins. A beginning that ends inside a sentence is none: the two may be worded
// differently.
func (l *Layout) repeatedTitle(start int) (title string, below int) {
	head := firstBytes(l.Text[start:], lineTitle)
	rest := firstBytes(l.Text[start:], lineRepeat)
	for _, end := range titleEnds(head) {
		s := head[:end]
		at := strings.Index(rest[end:], s)
		if at < 0 {
			break
		}
		if isHeadlineText(s) && endsTitle(s, head[end:]) {
			title, below = s, start+2*end+at
		}
	}
	return strings.TrimRight(title, titleMarks), below
}

// titleMarks stand between a headline and the site's name.
const titleMarks = " |–—-:·•»_｜"

// titleEnds returns where s may be cut: behind words. Its last may be cut itself.
func titleEnds(s string) (ends []int) {
	inside := false
	for i, r := range s {
		word := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		if i > 0 && (inside && !word || IsCJK(r) || unicode.IsSpace(r)) {
			ends = append(ends, i)
		}
		inside = word
	}
	return slices.Compact(ends)
}

// endsTitle reports whether a headline can end between the two texts: before a mark, or
// before a word with a capital and behind one that is no small word.
func endsTitle(s, rest string) bool {
	next := strings.TrimLeft(rest, " \u00a0")
	first := FirstRune(next)
	if strings.ContainsRune("|–—-·•»_｜", first) {
		return len(next) < len(rest) || first == '|' || first == '_' || first == '｜'
	}
	last := s[strings.LastIndexByte(s, ' ')+1:]
	small := unicode.IsLower(FirstRune(last)) && len(last) <= len("from")
	return len(next) < len(rest) && (unicode.IsUpper(first) || IsCJK(first)) && !small && !strings.HasSuffix(s, ".")
}

// statedTitle returns the page's title that the text begins with, in front of a mark, the
// site's name and a menu.
func (l *Layout) statedTitle(start int) (title string, below int) {
	head := firstBytes(l.Text[start:], lineTitle)
	at := -1
	for _, mark := range [...]string{" | ", " - ", " – ", " — ", " • ", " · "} {
		if i := strings.Index(head, mark); i > 0 && (at < 0 || i < at) && isHeadlineText(head[:i]) {
			at = i
		}
	}
	if at < 0 || !l.hasMenuWord(start+at, start+at+lineTitle) {
		return "", 0
	}
	return head[:at], start + at
}

// isHeadlineText reports a text of as many words as a headline has.
func isHeadlineText(s string) bool {
	n := wordsUpTo(titleWordsMax+1, s)
	if strings.ContainsFunc(s, IsCJK) {
		return utf8.RuneCountInString(s) >= 2*TitleWordsMin && utf8.RuneCountInString(s) <= 2*titleWordsMax
	}
	return n >= TitleWordsMin && n <= titleWordsMax && len(s) >= 12
}

// titleBeforeByline returns the headline that the text begins with, where a byline or a
// date follows it, and where these begin.
func (l *Layout) titleBeforeByline(start int) (title string, below int) {
	end := min(len(l.Text), start+lineHead)
	at := end
	if lead, _, ok := l.bylineLead(start+1, end); ok {
		at = lead
	}
	head := firstBytes(l.Text[start:], at-start)
	if f := dates.Find(head, l.slashes()); f.Day != "" {
		if i := strings.Index(head, f.Text); i > 0 {
			at = start + i
		}
	}
	for _, cue := range l.cuesIn(start+1, at) {
		if cue.Class != document.CueUpdated || cue.Span.End > at {
			continue
		}
		if wordsUpTo(leadWords+1, l.Text[cue.Span.End:at]) <= leadWords {
			at = cue.Span.Start
			break
		}
	}
	if at >= end {
		return "", 0
	}
	title = strings.TrimRight(l.Text[start:at], titleMarks+",(/")
	if i := strings.Index(title, " | "); i > 0 && isHeadlineText(title[:i]) {
		title = title[:i]
	}
	if !isHeadlineText(title) || hasInnerStop(title) || l.hasMenuWord(start, at) {
		return "", 0
	}
	return title, at
}

// hasMenuWord reports whether a phrase that menus have stands in a stretch of the text.
func (l *Layout) hasMenuWord(from, to int) bool {
	for _, cue := range l.cuesIn(from, to) {
		if cue.Class == document.CueNavigation || cue.Class == document.CueCookie || cue.Class == document.CueSubscribe {
			return true
		}
	}
	return false
}

// cuesIn returns the lexicons' finds that begin in a stretch of the text.
func (l *Layout) cuesIn(from, to int) []document.Cue {
	a := sort.Search(len(l.Cues), func(k int) bool { return l.Cues[k].Span.Start >= from })
	b := sort.Search(len(l.Cues), func(k int) bool { return l.Cues[k].Span.Start >= to })
	return l.Cues[a:max(a, b)]
}

// bylineLead returns where the names begin behind the first phrase in a stretch of the
// text that leads to one, and where that phrase begins.
func (l *Layout) bylineLead(from, to int) (lead, names int, ok bool) {
	for _, cue := range l.cuesIn(from, to) {
		if cue.Class != document.CueByline || cue.Span.End >= to {
			continue
		}
		first := FirstRune(l.Text[cue.Span.Start:])
		before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(l.Text[:cue.Span.Start], " "))
		apart := !HasLetter(l.Text[from:cue.Span.Start]) || unicode.IsUpper(first) || !unicode.IsLower(before) || IsCJK(first)
		if apart && l.namesAt(cue.Span.End, to) != "" {
			return cue.Span.Start, cue.Span.End, true
		}
	}
	if i := strings.Index(l.Text[from:to], " By"); i >= 0 && unicode.IsUpper(FirstRune(l.Text[from+i+len(" By"):])) {
		names = from + i + len(" By") // glued: "ByAda Lee"
		return from + i + 1, names, l.namesAt(names, to) != ""
	}
	return 0, 0, false
}

// bylineIn returns the names behind the first byline in a stretch of the text, or those
// that stand between the headline and the date, or behind the date and a mark.
func (l *Layout) bylineIn(from, to int) string {
	if _, names, ok := l.bylineLead(from, to); ok {
		return l.namesAt(names, to)
	}
	s := strings.ToValidUTF8(l.Text[from:to], "")
	f := dates.Find(s, l.slashes())
	i := strings.Index(s, f.Text)
	if f.Day == "" || i < 0 {
		return ""
	}
	if name, rest := nameAt(s[:i]); name != "" && !HasLetter(rest) {
		return name
	}
	if rest := strings.TrimLeft(f.After, " "); rest != "" && strings.ContainsRune("/|•·", FirstRune(rest)) {
		name, _ := nameAt(rest[utf8.RuneLen(FirstRune(rest)):])
		return name
	}
	return ""
}

// lineDateGap is how far, in bytes, a date may stand from a byline or the headline.
const lineDateGap = 400

// daysIn returns the days that a stretch of the text states as those of publication and
// of a change.
func (l *Layout) daysIn(from, to int) (published, modified string) {
	for at := from; at < to; {
		s := strings.ToValidUTF8(l.Text[at:to], "")
		f := dates.Find(s, l.slashes())
		i := strings.Index(s, f.Text)
		if f.Day == "" || i < 0 || published == "" && modified == "" && i > lineDateGap {
			break
		}
		if published+modified != "" && i > lineChangeGap {
			break
		}
		switch changed := l.leadsChange(at, at+i); {
		case changed && modified == "":
			modified = f.Day
		case !changed && published == "":
			published = f.Day
		}
		if published != "" && modified != "" {
			break
		}
		at += i + max(len(f.Text), 1)
	}
	if published == "" {
		published = modified
	}
	if modified < published {
		modified = ""
	}
	return published, modified
}

// lineChangeGap is how far the day of a change stands from that of the publication.
const lineChangeGap = 60

// leadsChange reports whether a word for a change leads to the date at p.
func (l *Layout) leadsChange(from, p int) (changed bool) {
	for _, cue := range l.cuesIn(from, p) {
		if cue.Class == document.CueUpdated && cue.Span.End <= p && wordsUpTo(changeBetween+1, l.Text[cue.Span.End:p]) <= changeBetween {
			changed = isChange(l.Text[cue.Span.Start:cue.Span.End])
		}
	}
	return changed
}
