// Package share marks the buttons that pass an article on.
package share

import (
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleLine = document.Rule{Name: "share/line", Kind: document.Share, Score: 0.93,
		Doc: "a line of share words and platform names and next to nothing else"}
	ruleNamed = document.Rule{Name: "share/named", Kind: document.Share, Score: 0.9,
		Doc: "the page's markup names it a share bar"}
	ruleAside = document.Rule{Name: "share/aside", Kind: document.Share, Score: 0.9,
		Doc: "two or more share words and platform names behind the last sentence of a paragraph"}
)

// Cleaner is the cleaner of this package.
var Cleaner = cleaner.Cleaner{
	Name:  "share",
	Doc:   "Takes out share, print and mail buttons and their counts. Leaves reports on the platforms they name.",
	Rules: []document.Rule{ruleLine, ruleNamed, ruleAside},
	Mark: func(l *evidence.Layout, say cleaner.Say) {
		for b := range l.CuedOrTagged(shareCues) {
			if rule, score := shareRule(b); score > 0 {
				say.Sure(b, rule, score)
			} else if span, ok := buttonsBehind(b); ok {
				say.Span(b, span, &ruleAside)
			}
		}
	},
}

// shareWords bounds a share line.
const shareWords = 20

// shareCues are the classes of phrases that such a line is made of.
const shareCues = document.CueSet(1<<document.CueShare | 1<<document.CuePlatform)

func shareRule(b evidence.Block) (rule *document.Rule, score float64) {
	if b.Shape.Words > shareWords {
		return nil, 0
	}
	if b.Element != nil && b.Element.Names.Has(document.NamedShare) && !b.IsProse() {
		return ruleNamed.Default()
	}
	if b.Cued&shareCues == 0 || b.Shape.Ends == document.EndStop && b.IsProse() {
		return nil, 0
	}
	if _, opens := b.OpensWith(document.CueShare); opens && glues(b.Text()) >= 2 {
		return &ruleLine, 0.85 // "Share on FacebookShare on X…": buttons run together
	}
	in, all := b.Covered(shareCues)
	switch {
	case all == 0 || 4*in < 3*all:
		return nil, 0
	case b.Cued.Has(document.CueShare):
		return ruleLine.Default()
	}
	if b.InBody() && !besideShare(b) {
		return nil, 0 // a sub-heading may name a platform
	}
	return &ruleLine, 0.8 // platforms alone
}

// buttonsBehind returns the share words that a paragraph ends in, behind its last
// sentence: at least two, one of them no platform, each with a capital, with nothing
// between or behind them.
func buttonsBehind(b evidence.Block) (span document.Span, ok bool) {
	if !b.Cued.Has(document.CueShare) || b.Shape.Words <= shareButtons {
		return span, false
	}
	cues, start, buttons, shares := b.Cues(), b.Span.End, 0, 0
	for i := len(cues) - 1; i >= 0; i-- {
		cue := cues[i]
		if cue.Class != document.CueShare && cue.Class != document.CuePlatform || cue.Span.Start >= start {
			continue
		}
		if !b.StartsCapital(cue.Span.Start) || cue.Span.End > start || evidence.HasLetterOrDigit(b.Layout.Text[cue.Span.End:start]) {
			break
		}
		start = cue.Span.Start
		buttons++
		if cue.Class == document.CueShare {
			shares++
		}
	}
	if buttons < shareButtons || shares == 0 || b.IsQuoted(start) || b.SentenceStart(start) != start {
		return span, false
	}
	return document.Span{Start: start, End: b.Span.End}, true
}

// shareButtons is the fewest buttons behind a paragraph.
const shareButtons = 2

// besideShare reports whether a line next to b is a share line too.
func besideShare(b evidence.Block) bool {
	for _, d := range [2]int{-1, 1} {
		if !b.Has(d) || b.By(d).Cued&shareCues == 0 {
			continue
		}
		if in, all := b.By(d).Covered(shareCues); 4*in >= 3*all {
			return true
		}
	}
	return false
}

// glues counts the places where a small letter is followed by a capital inside
// a word: where a dump ran two elements together.
func glues(s string) (n int) {
	prev := rune(0)
	for _, r := range s {
		if unicode.IsLower(prev) && unicode.IsUpper(r) {
			n++
		}
		prev = r
	}
	return n
}
