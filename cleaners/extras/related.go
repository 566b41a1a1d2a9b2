package extras

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
)

// related returns the other articles that were removed as related: the headlines, with
// their addresses where they are known.
func (c *collector) related() (all []document.RelatedArticle) {
	linked := c.relatedAreLinked()
	byAddress := map[string]int{}
	headed := map[string]bool{} // addresses whose headline is a heading
	for _, e := range c.clean.Ledger.All() {
		if e.Fate != document.Removed || e.Kind != document.Related {
			continue
		}
		for _, headline := range c.headlines(&e) {
			if headline.Address == "" && linked || c.isOwn(&headline) {
				continue
			}
			at, seen := byAddress[headline.Address]
			if headline.Address == "" || !seen {
				byAddress[headline.Address] = len(all)
				all = append(all, headline)
			} else if c.Blocks[e.Block].Role == document.RoleHeading && !headed[headline.Address] {
				all[at] = headline // a card's heading, below its kicker
			}
			headed[headline.Address] = headed[headline.Address] || c.Blocks[e.Block].Role == document.RoleHeading
		}
	}
	return all
}

// relatedAreLinked reports whether the document has the links of what was removed as
// related. A line without one is no headline then.
func (c *collector) relatedAreLinked() bool {
	for _, e := range c.clean.Ledger.All() {
		if e.Fate == document.Removed && e.Kind == document.Related && len(c.linksIn(e.Span)) > 0 {
			return true
		}
	}
	return false
}

// isOwn reports a headline that leads to the document itself.
func (c *collector) isOwn(r *document.RelatedArticle) bool {
	if c.clean.Title != "" && evidence.SameWords(r.Headline, c.clean.Title) {
		return true
	}
	own := func(address string) bool { return address != "" && bareAddress(address) == bareAddress(r.Address) }
	return own(c.clean.URL) || own(c.clean.Canonical)
}

// bareAddress returns an address without what does not change the page.
func bareAddress(address string) string {
	address, _, _ = strings.Cut(address, "#")
	return strings.TrimRight(address, "/")
}

// headlines returns the headlines in one removed entry: the texts of its links, else
// the line itself.
func (c *collector) headlines(e *document.Entry) (found []document.RelatedArticle) {
	b := c.At(e.Block)
	whole := e.Span == b.Span
	if whole && (b.IsRelatedHeader() || b.IsDateLine() || b.IsOnly(document.CueReadMore)) {
		return nil
	}
	links := c.linksIn(e.Span)
	for _, link := range links {
		span := c.withoutCue(b, link.Span)
		if c.words(span) < evidence.TitleWordsMin && links[0].Address == links[len(links)-1].Address {
			span = c.withoutCue(b, e.Span) // "Read more", behind the headline
		}
		if c.isHeadline(b, span) && !slices.ContainsFunc(found, func(r document.RelatedArticle) bool { return r.Address == link.Address }) {
			found = append(found, document.RelatedArticle{Place: c.place(span), Headline: c.text(span), Address: link.Address})
		}
	}
	span := c.withoutCue(b, e.Span)
	if len(links) > 0 || !c.isHeadline(b, span) || whole && !b.IsHeadlineLike() {
		return found
	}
	return []document.RelatedArticle{{Place: c.place(span), Headline: c.text(span)}}
}

// isHeadline reports whether a part of a block may be a headline: it is long enough,
// and the block is no summary of another article.
func (c *collector) isHeadline(b evidence.Block, span document.Span) bool {
	if c.words(span) < evidence.TitleWordsMin {
		return false
	}
	zones := c.Zones()
	if k := sort.Search(len(zones), func(k int) bool { return zones[k].End > b.I }); k < len(zones) {
		if _, summary := slices.BinarySearch(zones[k].Summary, b.I); summary {
			return false
		}
	}
	return b.Role == document.RoleHeading || span != b.Span || !b.IsProse() || b.IsLinked()
}

// words counts the words of a span. Scripts without spaces have one in two letters.
func (c *collector) words(span document.Span) int {
	text := c.Text[span.Start:span.End]
	wide := 0
	for _, r := range text {
		if evidence.IsCJK(r) {
			wide++
		}
	}
	return max(len(strings.Fields(text)), (wide+1)/2)
}

// withoutCue returns span without the phrase that leads to the other article, and
// without the marks at its ends: "Read more: HEADLINE", "HEADLINE Read more »".
func (c *collector) withoutCue(b evidence.Block, span document.Span) document.Span {
	for _, cue := range b.Cues() {
		if cue.Class != document.CueReadMore && cue.Class != document.CueRelatedHeader || !span.Contains(cue.Span) {
			continue
		}
		before, after := c.Text[span.Start:cue.Span.Start], c.Text[cue.Span.End:span.End]
		switch {
		case !evidence.HasLetterOrDigit(before) && (evidence.LeadsOn(b.TextOf(cue.Span), after) || !evidence.HasLetterOrDigit(after)):
			span.Start = cue.Span.End
		case !evidence.HasLetterOrDigit(after):
			span.End = cue.Span.Start
		}
	}
	return c.trimmed(span)
}

// trimmed returns span without white space and marks that lead on at its ends.
func (c *collector) trimmed(span document.Span) document.Span {
	isMark := func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(":：|»›→>–—-•▶►*", r)
	}
	text := c.Text[span.Start:span.End]
	span.Start += len(text) - len(strings.TrimLeftFunc(text, isMark))
	text = c.Text[span.Start:span.End]
	span.End -= len(text) - len(strings.TrimRightFunc(text, isMark))
	return span
}
