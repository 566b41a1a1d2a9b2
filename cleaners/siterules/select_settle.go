package siterules

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
)

// The rules by name that are not one of a kind to take out.
const (
	titleRule     = "site/title"
	bylineRule    = "site/byline"
	publishedRule = "site/published"
	outsideRule   = "site/outside"
	insideRule    = "site/within" // until Settle, which makes it outsideRule of all else
)

const (
	// leastBody is how much text what is said to be the body must have, in bytes:
	// three lines. A site that has changed leaves an empty element or a headline.
	leastBody = 150
	// longestName is how long a title or a line of authors is, in bytes. A rule that
	// selects more selects something else by now.
	longestName = 300
	// mostAuthors is how many elements name the authors.
	mostAuthors = 10
	// restatedBytes is how long a paragraph must be to be told by its words alone.
	restatedBytes = 20
)

// candidate is what one rule says a field is.
type candidate struct {
	where  string
	values []string
	shown  bool // they are elements' texts
}

// settle turns what was selected into what is said of elements.
func (s *selecting) settle() map[*html.Node][]document.Ruled {
	if s.overflow {
		return nil
	}
	said := map[*html.Node][]document.Ruled{}
	for i := range s.parts {
		p := &s.parts[i]
		slices.SortStableFunc(p.hits, func(a, b picked) int { return int(a.rule - b.rule) })
		for len(p.hits) > 0 {
			n := 1
			for n < len(p.hits) && p.hits[n].rule == p.hits[0].rule {
				n++
			}
			if rule := &p.rules[p.hits[0].rule]; !s.dropped[rule] {
				s.say(rule, p.hits[:n], said)
			}
			p.hits = p.hits[n:]
		}
	}
	if len(said) == 0 {
		return nil
	}
	return said
}

// say says what becomes of all that one rule selects.
func (s *selecting) say(rule *pageRule, hits []picked, said map[*html.Node][]document.Ruled) {
	switch rule.does {
	case takesOut:
		for _, h := range hits {
			if n := above(h.node, rule.up); n != nil {
				add(said, n, document.Ruled{Kind: rule.kind, Rule: "site/" + rule.kind.String(), Where: rule.where})
			}
		}
	case isBody:
		s.found.bodies = append(s.found.bodies, rule.where)
		for _, h := range hits {
			if h.node != nil {
				add(said, h.node, document.Ruled{Kind: document.Article, Rule: insideRule, Where: rule.where})
			}
		}
	case isTitle:
		s.field(rule, hits[:1], titleRule, document.Title, said)
	case isAuthor:
		s.field(rule, hits[:min(len(hits), mostAuthors)], bylineRule, document.Metadata, said)
	case isDate:
		s.field(rule, hits[:1], publishedRule, document.Metadata, said)
	}
}

// lastSaid is among how many the same is looked for: whoever says it twice does so in a
// row, or nearly.
const lastSaid = 64

func add(said map[*html.Node][]document.Ruled, n *html.Node, r document.Ruled) {
	if before := said[n]; !slices.Contains(before[max(0, len(before)-lastSaid):], r) {
		said[n] = append(before, r)
	}
}

// above returns the element so many levels above n; nil for nothing, or the whole page.
func above(n *html.Node, levels int) *html.Node {
	for ; levels > 0 && n != nil; levels-- {
		n = n.Parent
	}
	if n == nil || n.Type == html.DocumentNode || n.Type == html.ElementNode && (n.Data == "html" || n.Data == "body") {
		return nil
	}
	return n
}

// field notes what a rule says a field is.
func (s *selecting) field(rule *pageRule, hits []picked, name string, kind document.Kind, said map[*html.Node][]document.Ruled) {
	c := candidate{where: rule.where}
	for _, h := range hits {
		if h.node != nil {
			s.left.rule, s.left.out = s.perRule, false
			h.value, _ = textOf(h.node, &s.left)
		}
		if h.value = foldSpace(h.value); h.value == "" || len(h.value) > longestName {
			continue
		}
		if kind == document.Metadata && name == publishedRule {
			if h.value = readDate(h.value); h.value == "" {
				continue
			}
		}
		c.shown = c.shown || h.node != nil
		if !slices.Contains(c.values, h.value) {
			c.values = append(c.values, h.value)
		}
		if h.node != nil {
			add(said, h.node, document.Ruled{Kind: kind, Rule: name, Where: rule.where})
		}
	}
	if len(c.values) > 0 {
		if s.found.fields == nil {
			s.found.fields = map[string][]candidate{}
		}
		s.found.fields[name] = append(s.found.fields[name], c)
	}
}

// readDate returns a date in the form of the fields, "" where there is none in s.
func readDate(s string) string {
	if date := dates.Normalize(s, dates.DayFirst); date != "" {
		return date
	}
	return dates.FindDay(s)
}

// Settle finishes what Select has said, once doc is segmented: it knows by now where
// the text of the elements stands. What is outside of the body is doubted, fields get
// their values, and paragraphs from the page's data that the page shows in elements
// that are taken out are taken out as well.
func (r *Rules) Settle(doc *document.Document) {
	if r == nil || len(doc.Ruled) == 0 && len(r.fields) == 0 {
		return
	}
	r.settleFields(doc)
	r.settleBody(doc)
	r.takeOutRestated(doc)
}

// settleFields leaves of what is said of a field what the first rule says that knows it.
func (r *Rules) settleFields(doc *document.Document) {
	for _, name := range [...]string{titleRule, bylineRule, publishedRule} {
		all := r.fields[name]
		if len(all) == 0 {
			continue
		}
		chosen := all[0]
		if chosen.shown && name != publishedRule {
			chosen.values = shownAs(doc, name, chosen)
		}
		value := strings.Join(chosen.values, ", ")
		stands := false
		doc.Ruled = slices.DeleteFunc(doc.Ruled, func(o document.Ruled) bool {
			return o.Rule == name && o.Where != chosen.where
		})
		for i := range doc.Ruled {
			o := &doc.Ruled[i]
			if o.Rule != name {
				continue
			}
			o.Value, stands = value, true
			if !hasBlock(doc, o.Span) {
				o.Span = document.Span{} // it stands in a sentence, where it stays
			}
		}
		if !stands {
			kind := document.Metadata
			if name == titleRule {
				kind = document.Title
			}
			doc.Ruled = append(doc.Ruled, document.Ruled{Kind: kind, Rule: name, Where: chosen.where, Value: value})
		}
	}
}

// shownAs returns the texts of a field's elements as segmenting reads them, which knows
// where words end: "Ada<br>Lee". Elements that it does not show have those that c has.
func shownAs(doc *document.Document, name string, c candidate) (texts []string) {
	for i := range doc.Ruled {
		if o := &doc.Ruled[i]; o.Rule == name && o.Where == c.where && o.Span.Len() > 0 {
			if text := foldSpace(doc.Read(o.Span)); text != "" && len(text) <= longestName && !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	if len(texts) == 0 {
		return c.values
	}
	return texts
}

// hasBlock reports whether a whole block stands in a stretch.
func hasBlock(doc *document.Document, s document.Span) bool {
	i := blockAt(doc, s.Start)
	return i < len(doc.Blocks) && (s.Contains(doc.Blocks[i].Span) || i+1 < len(doc.Blocks) && s.Contains(doc.Blocks[i+1].Span))
}

// settleBody doubts the blocks outside of the first body that has some text, and is not
// far off from what reads as an article.
func (r *Rules) settleBody(doc *document.Document) {
	if len(r.bodies) == 0 {
		return
	}
	bodies := map[string][]document.Span{}
	doc.Ruled = slices.DeleteFunc(doc.Ruled, func(o document.Ruled) bool {
		if o.Rule == insideRule {
			bodies[o.Where] = append(bodies[o.Where], o.Span)
		}
		return o.Rule == insideRule
	})
	for _, where := range r.bodies {
		body := union(bodies[where])
		length := 0
		for _, s := range body {
			length += s.Len()
		}
		if length >= leastBody {
			if in, out := proseOf(doc, body); in*mostOutside < out {
				r.note(where, fmt.Sprintf("selects %d bytes of paragraphs, of %d that the page has: what is outside is not doubted", in, in+out))
				continue
			}
			doubtOutside(doc, body, where)
			return
		}
	}
}

// mostOutside is how many times the paragraphs of a body those outside of it may have,
// in bytes, and still be doubted. Of a site that has changed a body selects a menu, what
// readers wrote or a list of teasers, and the article would be doubted.
const mostOutside = 3

// proseOf returns how many bytes of paragraphs are inside and outside of a body.
func proseOf(doc *document.Document, body []document.Span) (in, out int) {
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		for len(body) > 0 && body[0].End <= b.Span.Start {
			body = body[1:]
		}
		switch {
		case !isShown(b) || !isParagraph(b):
		case len(body) > 0 && body[0].Overlaps(b.Span):
			in += b.Span.Len()
		default:
			out += b.Span.Len()
		}
	}
	return in, out
}

// paragraphWords is the fewest words of what counts as a paragraph here.
const paragraphWords = 15

// isParagraph reports a block that reads as an article's paragraphs do: sentences, not
// links.
func isParagraph(b *document.Block) bool {
	return b.Shape.Words >= paragraphWords && b.Shape.Stops > 0 && b.Element != nil && 2*int(b.Element.LinkBytes) < b.Span.Len()
}

// union returns spans in order and apart from each other.
func union(spans []document.Span) (apart []document.Span) {
	slices.SortFunc(spans, func(a, b document.Span) int { return a.Start - b.Start })
	for _, s := range spans {
		if last := len(apart) - 1; last >= 0 && s.Start <= apart[last].End {
			apart[last].End = max(apart[last].End, s.End)
			continue
		}
		apart = append(apart, s)
	}
	return apart
}

// doubtOutside doubts what the page shows in blocks that body has nothing of.
func doubtOutside(doc *document.Document, body []document.Span, where string) {
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		for len(body) > 0 && body[0].End <= b.Span.Start {
			body = body[1:]
		}
		if isShown(b) && (len(body) == 0 || !body[0].Overlaps(b.Span)) {
			doc.Ruled = append(doc.Ruled, document.Ruled{Span: b.Span, Kind: document.Boilerplate, Rule: outsideRule, Where: where})
		}
	}
}

func isShown(b *document.Block) bool { return b.Element == nil || b.Element.Data == document.Shown }

// takeOutRestated takes out the paragraphs that the page's data has and the page shows
// in elements that are taken out.
func (r *Rules) takeOutRestated(doc *document.Document) {
	if !slices.ContainsFunc(doc.Blocks, func(b document.Block) bool { return !isShown(&b) }) {
		return
	}
	taken := map[string]document.Ruled{}
	for _, o := range doc.Ruled {
		if o.Rule == outsideRule || o.Value != "" || !o.Kind.Removable() {
			continue
		}
		taken[foldSpace(doc.Source[o.Span.Start:o.Span.End])] = o
		for i := blockAt(doc, o.Span.Start); i < len(doc.Blocks) && doc.Blocks[i].Span.Start < o.Span.End; i++ {
			if b := &doc.Blocks[i]; isShown(b) && o.Span.Contains(b.Span) {
				taken[foldSpace(doc.Source[b.Span.Start:b.Span.End])] = o
			}
		}
	}
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		if isShown(b) || b.Span.Len() < restatedBytes {
			continue
		}
		if o, ok := taken[foldSpace(doc.Source[b.Span.Start:b.Span.End])]; ok {
			o.Span = b.Span
			doc.Ruled = append(doc.Ruled, o)
		}
	}
}

// blockAt returns the index of the first block that ends behind a byte of the text.
func blockAt(doc *document.Document, at int) int {
	i, _ := slices.BinarySearchFunc(doc.Blocks, at, func(b document.Block, at int) int {
		if b.Span.End <= at {
			return -1
		}
		return 1
	})
	return i
}
