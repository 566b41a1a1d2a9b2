package segment

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
)

// finds is what the walk over the page came by that may state a field. It
// notes nodes only: reading them waits until all is seen.
type finds struct {
	head     *html.Node
	language string
	title    string       // of the <title>
	scripts  []*html.Node // JSON-LD
	appData  appScripts   // what the page's scripts render it from
	metas    []*html.Node // <meta> and <link>

	headings []find // <h1>, and what is marked as the headline
	bylines  []find
	dates    []find
	tags     []find
	others   []find     // the rest of the microdata
	trail    *html.Node // the breadcrumbs
}

// find is an element and where it stood.
type find struct {
	node      *html.Node
	names     document.NameSet
	ancestors document.AncestorSet
	from      source
}

// mostFinds bounds each list: what states a field of the article stands early,
// and a page of ten thousand comments has as many authors.
const mostFinds = 64

func note(list *[]find, n *html.Node, p *place, from source) {
	if len(*list) < mostFinds {
		*list = append(*list, find{n, p.names, p.ancestors, from})
	}
}

// skip sees an element that the walk does not enter.
func (f *finds) skip(n *html.Node) {
	switch n.DataAtom {
	case atom.Head:
		if f.head == nil {
			f.head = n
		}
	case atom.Script:
		if len(f.scripts) < mostFinds && strings.Contains(attr(n, "type"), "ld+json") {
			f.scripts = append(f.scripts, n)
		} else {
			f.appData.see(n)
		}
	}
}

// see sees an element that the walk enters; p is the place inside it.
func (f *finds) see(n *html.Node, p *place) {
	switch n.DataAtom {
	case atom.Html:
		f.language = attr(n, "lang")
	case atom.H1:
		note(&f.headings, n, p, fromElement)
	case atom.Time:
		note(&f.dates, n, p, fromElement)
	case atom.Meta, atom.Link:
		f.seeMeta(n, p)
		return
	}
	if p.own.Has(document.NamedByline) {
		note(&f.bylines, n, p, fromNamed)
	}
	if p.own.Has(document.NamedDate) && n.DataAtom != atom.Time {
		note(&f.dates, n, p, fromNamed)
	}
	if f.trail == nil && p.own.Has(document.NamedNavigation) && isCrumbs(n) {
		f.trail = n
	}
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "itemprop":
			f.seeProperty(n, p, a.Val)
		case "rel":
			f.seeRelation(n, p, a.Val)
		}
	}
}

// seeMeta sees a <meta> or <link> in the body: microdata, or part of the head
// that a stray tag pushed out of it.
func (f *finds) seeMeta(n *html.Node, p *place) {
	if property := attr(n, "itemprop"); property != "" {
		f.seeProperty(n, p, property)
	} else if len(f.metas) < mostFinds {
		f.metas = append(f.metas, n)
	}
}

func (f *finds) seeProperty(n *html.Node, p *place, property string) {
	switch property {
	case "headline":
		note(&f.headings, n, p, fromMarkup)
	case "author", "creator":
		note(&f.bylines, n, p, fromMarkup)
	case "datePublished", "dateCreated", "dateModified":
		note(&f.dates, n, p, fromMarkup)
	case "keywords":
		note(&f.tags, n, p, fromMarkup)
	case "articleSection", "image", "inLanguage":
		note(&f.others, n, p, fromMarkup)
	}
}

func (f *finds) seeRelation(n *html.Node, p *place, relations string) {
	for rel := range strings.FieldsSeq(relations) {
		switch rel {
		case "author":
			note(&f.bylines, n, p, fromMarkup)
		case "tag":
			note(&f.tags, n, p, fromNamed)
		}
	}
}
