package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// Insets: what a page has inside a line and is no part of its sentence. The walk notes
// what may be one by its element (enterInset, noteInset). Where the block ends, what it
// was is told by the text around (settleInsets). In the text that others read an inset
// inside a sentence is blanked; one at an end of its block stays.

// insetKind is why a text may be an inset.
type insetKind uint8

const (
	noInset   insetKind = iota
	outOfView           // hidden from sight
	hiddenNow           // hidden until a script shows it
	unspoken            // hidden from those who have the page read to them: mostly seen
	reading             // of a <ruby>
	noteMark            // a link to a note of this page, or back
	lineCount           // the numbers of a code's lines
)

// insetState is what the open block may have for insets.
type insetState struct {
	found []foundInset
	edge  bool // an inline element has begun or ended since the last character
}

type foundInset struct {
	span document.Span
	kind insetKind
}

// enterInset sets what is inside element n of these attributes, by its scope outside
// and inside.
func (w *pageWalker) enterInset(n *html.Node, attrs *dom.Attrs, outside, inside *scope) {
	if inside.apart == ownLine && !inside.flowing {
		if inside.inset != lineCount {
			inside.inset = noInset
		}
		switch {
		case outside.inset == noInset && isGutter(n, attrs.Class):
			inside.inset, inside.around = lineCount, outside.Ancestry
		case newlyHidden(outside, inside) && w.isInSentence(n):
			inside.inset, inside.flowing, inside.around = outOfView, true, outside.Ancestry
		}
		return
	}
	w.inset.edge = w.inset.edge || isEdge(n)
	switch {
	case inside.inset != noInset && inside.inset != unspoken:
		return
	case newlyHidden(outside, inside), inside.inset == unspoken && inside.Ancestors.Has(document.InHidden):
		w.enterHidden(n, outside, inside)
	case isReading(n):
		inside.inset, inside.around = reading, outside.Ancestry
	case (n.DataAtom == atom.A || n.DataAtom == atom.Sup) && w.enterNoteMark(n, attrs.Href, outside):
		inside.inset, inside.around = noteMark, outside.Ancestry
	case (n.DataAtom == atom.Td || n.DataAtom == atom.Th || inside.verbatim || inside.Ancestors.Has(document.InCode)) && isGutter(n, attrs.Class):
		inside.inset, inside.around = lineCount, outside.Ancestry
	}
}

func newlyHidden(outside, inside *scope) bool {
	return inside.Ancestors.Has(document.InHidden) && !outside.Ancestors.Has(document.InHidden)
}

// enterHidden enters an inline element that is hidden.
func (w *pageWalker) enterHidden(n *html.Node, outside, inside *scope) {
	kind := noInset
	switch dom.HidingOf(n) {
	case dom.FromSight:
		kind = outOfView
	case dom.ForNow:
		kind = hiddenNow
	case dom.FromAloud:
		kind = unspoken
		if besideFormula(n) {
			kind = outOfView
		}
	}
	if kind == noInset || inside.inset == unspoken && kind == unspoken {
		return
	}
	if inside.inset == noInset {
		inside.around = outside.Ancestry
	}
	inside.inset = kind
	inside.flowing = kind != unspoken && w.isInSentence(n)
}

// isReading reports what tells how a base of <ruby> is read, with its brackets.
func isReading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Rt, atom.Rp, atom.Rtc:
		return n.Parent != nil && (n.Parent.DataAtom == atom.Ruby || n.Parent.DataAtom == atom.Rtc)
	}
	return false
}

// noteInset notes that n bytes of words will be written in scope p. before is where the
// text ended before the space in front of them.
func (w *pageWalker) noteInset(before, n int, p *scope) {
	if p.inset == noInset {
		if !w.seen && len(w.inset.found) > 0 {
			// The block stands where its visible text does.
			w.at.Ancestry, w.at.path, w.at.depth = p.Ancestry, p.path, p.depth
		}
		w.seen = true
		return
	}
	start := len(w.text)
	if last := len(w.inset.found) - 1; last >= 0 && w.inset.found[last].kind == p.inset && w.inset.found[last].span.End == before {
		w.inset.found[last].span.End = start + n
		return
	}
	w.inset.found = append(w.inset.found, foundInset{document.Span{Start: start, End: start + n}, p.inset})
}

// isEdge reports an element at whose edges a page's style may set text apart.
func isEdge(n *html.Node) bool { return n.DataAtom == atom.Span || dom.IsCustom(n) }

// sentencesMeet reports that a sentence ended before the edge of an element and the next
// begins behind it, with no space between: the page's style sets them apart.
func sentencesMeet(text []byte, next string) bool {
	if len(text) == 0 {
		return false
	}
	switch text[len(text)-1] {
	case '.', '!', '?', ':', ';':
	default:
		return false
	}
	r, size := utf8.DecodeRuneInString(next)
	after, _ := utf8.DecodeRuneInString(next[size:])
	return unicode.IsUpper(r) && !unicode.IsUpper(after) && after != '.'
}

// settleInsets decides, of what may be insets in a block, which ones are.
func (w *pageWalker) settleInsets(block document.Span) {
	if len(w.inset.found) == 0 {
		return
	}
	text := string(w.text[block.Start:block.End])
	for i, f := range w.inset.found {
		span := trim(text, document.Span{Start: max(f.span.Start-block.Start, 0), End: min(f.span.End-block.Start, len(text))})
		if span.Len() <= 0 {
			continue
		}
		if f.kind == noteMark {
			span = withBrackets(text, span)
		}
		behind := span.End
		if i+1 < len(w.inset.found) && w.inset.found[i+1].kind == outOfView && w.inset.found[i+1].span.Start-block.Start == behind {
			behind = min(w.inset.found[i+1].span.End-block.Start, len(text))
		}
		if kind := w.settle(text[span.Start:span.End], text[behind:], f.kind, span.Start > 0); kind != 0 {
			w.insets = append(w.insets, document.Inset{Span: document.Span{Start: block.Start + span.Start, End: block.Start + span.End}, Kind: kind})
		}
	}
}

// withBrackets returns the span of a mark in a block's text with the brackets that are
// around it.
func withBrackets(text string, mark document.Span) document.Span {
	if mark.Start == 0 || mark.End == len(text) {
		return mark
	}
	switch text[mark.Start-1:mark.Start] + text[mark.End:mark.End+1] {
	case "[]", "()":
		return document.Span{Start: mark.Start - 1, End: mark.End + 1}
	}
	return mark
}

// settle returns what an inset is whose text is inside and behind which its block goes
// on with rest, or 0 where it is none. follows tells that something stands before it.
func (w *pageWalker) settle(inside, rest string, kind insetKind, follows bool) document.InsetKind {
	switch kind {
	case reading:
		return document.InsetReading
	case noteMark:
		return document.InsetMark
	case lineCount:
		return document.InsetNumber
	}
	switch {
	case !w.seen: // all of the block is hidden
	case kind == outOfView, kind == hiddenNow && !(follows && isRest(inside, rest)), kind == unspoken && isOrnament(inside, rest):
		return document.InsetHidden
	}
	return 0
}

const (
	// restWords is the fewest words of the rest of a paragraph that a click shows.
	restWords = 5
	// moreWords and moreBytes are the most that the button behind it has: "read more".
	moreWords = 3
	moreBytes = 100
)

// isRest reports hidden text that may be the rest of a paragraph, which a click shows:
// sentences, with nothing but a button behind them.
func isRest(inside, rest string) bool {
	if len(rest) > moreBytes {
		return false
	}
	s := shape.Measure(inside)
	return s.Words >= restWords && s.Ends.Sentence() && shape.Measure(rest).Words <= moreWords
}

// isOrnament reports a text that only readers who see the page have and that says
// nothing: a sign, or a letter drawn large where the word behind it has it, too.
func isOrnament(inside, rest string) bool {
	if len(rest) > len(inside) && strings.EqualFold(rest[:len(inside)], inside) && hasLetter(inside) {
		return true
	}
	for _, r := range inside {
		if !shape.IsBlank(r) && !unicode.Is(unicode.So, r) && !unicode.Is(unicode.Sm, r) {
			return false
		}
	}
	return true
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }
