package learned

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// pageCount is how many features only a page can give. In a text they are absent.
const pageCount = 15 + nameGroups + pageGroupCount

// nameGroups are the sorts of class and id names that a row tells apart.
const nameGroups = 13

var namesOf = [nameGroups]document.NameSet{
	document.NamedArticle,
	document.NamedTitle,
	document.NamedByline | document.NamedDate | document.NamedSection,
	document.NamedCaption | document.NamedMedia,
	document.NamedRelated,
	document.NamedNewsletter | document.NamedPromo | document.NamedPaywall,
	document.NamedAd,
	document.NamedComments,
	document.NamedTags | document.NamedShare,
	document.NamedNavigation | document.NamedSidebar | document.NamedHeader | document.NamedFooter,
	document.NamedLegal,
	document.NamedBio,
	document.NamedHidden | document.NamedWidget | document.NamedContents,
}

// furniture are the elements that hold more furniture than article.
const furniture = document.InNav | document.InAside | document.InHeader | document.InFooter | document.InForm | document.InButton | document.InDialog

// page tells where in the page the block stood.
func (x *extractor) page(i int, dst []uint8) []uint8 {
	b := &x.doc.Blocks[i]
	e := b.Element
	if e == nil {
		var none [pageCount]uint8
		return append(dst, none[:]...)
	}
	p := &x.groups.paths[x.groups.pathOf[i]]
	in := func(set document.AncestorSet) uint8 { return given(e.Ancestors.Has(set)) }
	dst = append(dst,
		portion(int(e.LinkBytes), b.Span.Len()), 1+tagClass(e.Tag), small(1+e.Depth), logGiven(float32(e.Siblings)), uint8(1+e.Readability),
		in(document.InArticle|document.InMain), in(furniture), in(document.InHidden), in(document.InList|document.InTable),
		given(x.pathAt(i-1) == e.Path), given(x.pathAt(i+1) == e.Path), logGiven(share(p.words, p.blocks)),
	)
	dst = append(dst, x.declared, uint8(1+e.Stated), uint8(1+e.Data))
	for _, names := range namesOf {
		dst = append(dst, given(e.Names.Has(names))+flag(e.Near.Has(names)))
	}
	return x.pageGroups(i, dst)
}

// declaredClass sorts what a page says it is: a schema.org type or OpenGraph's.
func declaredClass(kind string) uint8 {
	has := func(part string) bool { return strings.Contains(kind, part) }
	switch {
	case kind == "":
		return 1
	case has("forum"), has("qapage"), has("comment"), has("question"):
		return 2
	case has("article"), has("posting"), has("report"), has("review"):
		return 3
	case has("product"), has("offer"):
		return 4
	case has("collection"), has("list"), has("search"), has("category"):
		return 5
	}
	return 6
}

// given is a flag beside which absent means that nobody looked.
func given(b bool) uint8 { return 1 + flag(b) }

// pathAt gives the path of block i, or 0.
func (x *extractor) pathAt(i int) uint64 {
	if i < 0 || i >= len(x.doc.Blocks) || x.doc.Blocks[i].Element == nil {
		return 0
	}
	return x.doc.Blocks[i].Element.Path
}

// pageGroupCount is how many features the blocks give that belong with a block.
const pageGroupCount = 2*nestAll + 2 + 4 + 3

// pageGroups tells of the blocks that share an element, a section or a path with
// block i.
func (x *extractor) pageGroups(i int, dst []uint8) []uint8 {
	runs, t := x.nest.runs, &x.groups
	for _, k := range x.nest.around(i) {
		r := runs[k]
		dst = append(dst, logGiven(x.words[r.end]-x.words[r.start]), t.linked(int(r.start), int(r.end)))
	}
	inner := runs[x.nest.of[i]]
	dst = append(dst, logGiven(float32(inner.parts)), logGiven(float32(runs[inner.up].parts)))
	at := t.sections[t.sectionOf[i]]
	dst = append(dst, small(1+int32(i-at.start)), small(int32(at.end-i)), logGiven(x.words[at.end]-x.words[at.start]), t.linked(at.start, at.end))
	p := &t.paths[t.pathOf[i]]
	return append(dst, grade(share(p.links, p.bytes)), grade(share(p.prose, p.words)), grade(float32(p.last-p.first)/float32(len(x.doc.Blocks))))
}

// tagClass sorts the elements that hold text.
func tagClass(tag string) uint8 {
	switch tag {
	case "p":
		return 1
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return 2
	case "li", "dd", "dt":
		return 3
	case "div", "section", "article":
		return 4
	case "td", "th", "tr", "table":
		return 5
	case "blockquote":
		return 6
	case "pre", "code":
		return 7
	case "figcaption", "figure":
		return 8
	}
	return 0
}
