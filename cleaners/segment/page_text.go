package segment

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// This file writes what the walk over a page reads: the words of text nodes into the
// open block, and the blocks.

// wordsEnd returns where the words end that begin at i and have one space between
// them, and how many spaces these are.
func wordsEnd(s string, i int) (end, spaces int) {
	for i < len(s) {
		switch {
		case !shape.MayBeBlank(s[i]):
			i++
			continue
		case s[i] == ' ' && i+1 < len(s):
			if _, blank := shape.BlankAt(s, i+1); blank > 0 {
				return i, spaces
			}
			i++
			spaces++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if shape.IsBlank(r) {
			break
		}
		i += n
	}
	return i, spaces
}

// write adds a text node to the open block, white space folded unless it is
// preformatted.
func (w *pageWalker) write(s string, p *scope) {
	if p.verbatim {
		w.verbatim(s, p)
		return
	}
	for i := 0; i < len(s); {
		if s[i] <= ' ' { // most text between elements is indentation
			w.wantSpace = w.wantSpace || w.begun
			i++
			continue
		}
		if r, n := shape.BlankAt(s, i); n > 0 {
			w.wantSpace = w.wantSpace || w.begun && !shape.IsInvisible(r)
			i += n
			continue
		}
		end, spaces := wordsEnd(s, i)
		w.words(s[i:end], spaces, p)
		i = end
	}
}

func (w *pageWalker) verbatim(s string, p *scope) {
	if !w.begun && strings.TrimFunc(s, shape.IsBlank) == "" {
		return
	}
	if !w.begun {
		s = strings.TrimLeftFunc(s, shape.IsBlank)
	}
	w.words(s, 0, p)
}

// words adds words, among which are spaces that folding white space has left.
func (w *pageWalker) words(s string, spaces int, p *scope) {
	before := len(w.text)
	switch {
	case !w.begun:
		w.begin(p)
	case w.breaks > 0:
		w.text = append(w.text, '\n')
	case w.wantTab:
		w.text = append(w.text, '\t')
	case w.wantSpace, w.inset.edge && !p.Ancestors.Has(document.InCode) && sentencesMeet(w.text, s):
		w.text = append(w.text, ' ')
	}
	w.breaks, w.wantSpace, w.wantTab, w.inset.edge = 0, false, false, false
	w.noteInset(before, len(s), p)
	w.text = append(w.text, s...)
	if p.inLink {
		w.linkBytes += int32(len(s) - spaces)
		w.links.note(p.href)
		if w.attached != nil {
			w.attached.word(w.open, len(w.text)-len(s), len(w.text))
		}
	}
}

func (w *pageWalker) begin(p *scope) {
	if len(w.text) > 0 {
		w.text = append(w.text, '\n')
	}
	w.open, w.begun, w.linkBytes, w.links = len(w.text), true, 0, blockLinks{}
	w.at = *p
	w.beginItem(&w.at)
	w.seen, w.inset.found = false, w.inset.found[:0]
	w.at.common, w.common = min(w.common, p.depth), p.depth
	w.at.images, w.images = w.images, 0
}

// lineBreak takes a <br>. Two of them, or one after a sentence's end, separate
// paragraphs; any other is a line's end inside one, as in verse or an address.
func (w *pageWalker) lineBreak(p *scope) {
	if p.verbatim {
		w.verbatim("\n", p)
		return
	}
	if !w.begun || p.flowing {
		w.wantSpace = w.begun
		return
	}
	w.breaks++
	if _, ends := shape.Ending(w.text[w.open:]); w.breaks > 1 || ends.Sentence() {
		w.flush()
	}
}

// flush closes the open block.
func (w *pageWalker) flush() {
	w.breaks, w.wantSpace, w.wantTab = 0, false, false
	if !w.begun {
		return
	}
	w.begun = false
	span := trim(w.text, document.Span{Start: w.open, End: len(w.text)})
	if span.Len() == 0 {
		return
	}
	w.settleInsets(span)
	line := int32(len(w.blocks)) + 1
	w.blocks = append(w.blocks, document.Block{Span: span, Line: line, Lines: 1, Role: w.at.role, Level: w.levelOf(&w.at), Number: w.at.number})
	w.elements = append(w.elements, document.Element{
		Tag: tagOf(w.at.element), Path: w.at.path, Depth: w.at.depth, CommonDepth: w.at.common, LinkBytes: w.linkBytes,
		Ancestors: w.at.Ancestors, Names: w.at.Names, Near: w.at.Near, Images: w.at.images, Article: w.at.article,
	})
	w.hrefs = append(w.hrefs, w.links)
	w.nodes = append(w.nodes, w.at.element)
	w.samePath[w.at.path]++
}

func tagOf(n *html.Node) string {
	if n == nil {
		return ""
	}
	return n.Data
}
