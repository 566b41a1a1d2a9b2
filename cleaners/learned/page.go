package learned

import (
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// nameGroups are the sorts of class and id names that a row tells apart.
var nameGroups = [...]struct {
	name  string
	names document.NameSet
}{
	{"article", document.NamedArticle},
	{"title", document.NamedTitle},
	{"byline", document.NamedByline | document.NamedDate | document.NamedSection},
	{"caption", document.NamedCaption | document.NamedMedia},
	{"related", document.NamedRelated},
	{"newsletter", document.NamedNewsletter | document.NamedPromo | document.NamedPaywall},
	{"ad", document.NamedAd},
	{"comments", document.NamedComments},
	{"tags", document.NamedTags | document.NamedShare},
	{"navigation", document.NamedNavigation | document.NamedSidebar | document.NamedHeader | document.NamedFooter},
	{"legal", document.NamedLegal},
	{"bio", document.NamedBio},
	{"hidden", document.NamedHidden | document.NamedWidget | document.NamedContents},
}

const nameGroupCount = len(nameGroups)

// inBoilerplate are the elements that hold more boilerplate than article.
const inBoilerplate = document.InNav | document.InAside | document.InHeader | document.InFooter | document.InForm | document.InButton | document.InDialog

// page writes where in the page the block is.
func (x *extractor) page(i int, r *row) {
	b := &x.doc.Blocks[i]
	e := b.Element
	if e == nil {
		*(*[FeatureCount - pageFrom]uint8)(r[pageFrom:]) = [FeatureCount - pageFrom]uint8{}
		return
	}
	*(*[2]uint8)(r[pageLinks:]) = x.shared.beside[besideLinkReach+i]
	r[pageDepth], r[pageSiblings] = small(1+e.Depth), logKnown(float32(e.Siblings))
	r[pageReadability] = uint8(1 + e.Readability)
	in := func(set document.AncestorSet) uint8 { return known(e.Ancestors.Has(set)) }
	r[pageInArticle], r[pageInBoilerplate] = in(document.InArticle|document.InMain), in(inBoilerplate)
	r[pageInHidden], r[pageInList] = in(document.InHidden), in(document.InList|document.InTable)
	r[pageSamePathAbove], r[pageSamePathBelow] = known(x.pathAt(i-1) == e.Path), known(x.pathAt(i+1) == e.Path)
	r[pageDeclared], r[pageStated], r[pageData] = x.declared, uint8(1+e.Stated), uint8(1+e.Data)
	*(*[nameGroupCount]uint8)(r[pageNamesFrom:]) = x.shared.names.of(e)
	x.pageGroups(i, r)
	x.storyPage(i, r)
}

// pageGroups writes what the blocks are like that share an element, a section or a
// path with block i.
func (x *extractor) pageGroups(i int, r *row) {
	c, t := &x.shared, &x.groups
	around := x.elements.enclosing(i)
	for k, at := range around {
		*(*[2]uint8)(r[elementsFrom+2*k:]) = c.runs[at].size
	}
	for k, at := range around[:innerRuns] {
		*(*[storyRunCount]uint8)(r[storyRunsFrom+storyRunCount*k:]) = c.runs[at].stories
	}
	inner, parent := &c.runs[around[0]], &c.runs[around[1]]
	r[elementParts], r[elementParentParts] = inner.parts, parent.parts
	*(*[4]uint8)(r[homeProse:]) = inner.home
	section := t.sectionOf[i]
	at := t.sections[section]
	r[sectionAbove], r[sectionBelow] = small(1+int32(i-at.start)), small(int32(at.end-i))
	*(*[2]uint8)(r[sectionWords:]) = c.sections[section]
	path := &c.paths[t.pathOf[i]]
	r[pagePathBlockWords] = path.blockWords
	*(*[3]uint8)(r[pathLinks:]) = path.links
	*(*[3]uint8)(r[pathHomes:]) = path.homes
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

// pathAt returns the path of block i, or 0.
func (x *extractor) pathAt(i int) uint64 {
	if i < 0 || i >= len(x.doc.Blocks) || x.doc.Blocks[i].Element == nil {
		return 0
	}
	return x.doc.Blocks[i].Element.Path
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
