package metadata

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// Finder collects the elements of a page that may state something of it, while the
// page is walked over: Skip and Enter are called for each element, in the page's
// order, Read and AppBody afterwards. It only notes nodes until then. The zero
// value is ready.
type Finder struct {
	head      *html.Node
	language  string
	title     string       // of the <title>
	bodyTitle *html.Node   // the <title> of a head that a stray text pushed into the body
	scripts   []*html.Node // JSON-LD
	// Memory for those that stand in the head.
	headMetas, headScripts []*html.Node

	appData appScripts   // what the page's scripts render it from
	metas   []*html.Node // <meta> and <link>

	headings    []candidate // <h1>, and what is marked as the headline
	bylines     []candidate
	dates       []candidate
	tags        []candidate
	others      []candidate // the rest of the microdata
	breadcrumbs *html.Node  // the breadcrumbs
	answers     bool        // the microdata has answers to a question
	forum       string      // the type of a forum's thread or a question's page, in the microdata
	entered     int         // how many elements Enter was called for

	authors *authorAddresses // nil when nobody asked for them
	base    *url.URL         // what the page's links are relative to, once it was read; or nil
}

// candidate is an element that may state a field, and where it stands.
type candidate struct {
	node      *html.Node
	names     document.NameSet
	ancestors document.AncestorSet
	from      source
	order     int // how many elements the page has before it
}

// mostCandidates bounds each list. What states a field of the article stands early,
// while a page of ten thousand comments has as many authors.
const mostCandidates = 64

func (f *Finder) note(list *[]candidate, n *html.Node, at dom.Ancestry, from source) {
	if len(*list) < mostCandidates {
		*list = append(*list, candidate{n, at.Names, at.Ancestors, from, f.entered})
	}
}

// Reset makes the Finder ready for another page. It keeps its memory, and nothing of
// the page before.
func (f *Finder) Reset() {
	clear(f.scripts)
	clear(f.metas)
	clear(f.headScripts)
	clear(f.headMetas)
	lists := [...]*[]candidate{&f.headings, &f.bylines, &f.dates, &f.tags, &f.others}
	for _, list := range lists {
		clear(*list)
	}
	*f = Finder{
		scripts: f.scripts[:0], metas: f.metas[:0], headScripts: f.headScripts[:0], headMetas: f.headMetas[:0], appData: f.appData.emptied(),
		headings: f.headings[:0], bylines: f.bylines[:0], dates: f.dates[:0], tags: f.tags[:0], others: f.others[:0],
	}
}

// Skip notes an element that the walk does not enter: the head, scripts.
func (f *Finder) Skip(n *html.Node) {
	switch n.DataAtom {
	case atom.Head:
		if f.head == nil {
			f.head = n
		}
	case atom.Title:
		if f.bodyTitle == nil {
			f.bodyTitle = n
		}
	case atom.Script:
		if len(f.scripts) < mostCandidates && strings.Contains(dom.Attr(n, "type"), "ld+json") {
			f.scripts = append(f.scripts, n)
		} else {
			f.appData.see(n)
		}
	}
}

// Enter notes an element that the walk enters, which has these attributes. at is the
// ancestry of what is inside it.
func (f *Finder) Enter(n *html.Node, at dom.Ancestry, attrs *dom.Attrs) {
	f.entered++
	switch n.DataAtom {
	case atom.Html:
		f.language = dom.Attr(n, "lang")
	case atom.H1:
		f.note(&f.headings, n, at, fromElement)
	case atom.Time:
		f.note(&f.dates, n, at, fromElement)
	case atom.Meta, atom.Link:
		f.seeMeta(n, at)
		return
	}
	if at.Own.Has(document.NamedByline) {
		f.note(&f.bylines, n, at, fromNamed)
	}
	if at.Own.Has(document.NamedDate) && n.DataAtom != atom.Time {
		f.note(&f.dates, n, at, fromNamed)
	}
	if f.breadcrumbs == nil && at.Own.Has(document.NamedNavigation) && isBreadcrumbs(n) {
		f.breadcrumbs = n
	}
	if !attrs.Marked {
		return
	}
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "itemprop":
			f.seeProperty(n, at, a.Val)
		case "itemtype":
			f.seeType(a.Val)
		case "rel":
			f.seeRelation(n, at, a.Val)
		}
	}
}

// seeMeta notes a <meta> or <link> in the body: it is microdata, or part of the
// head that a stray tag pushed out of it.
func (f *Finder) seeMeta(n *html.Node, at dom.Ancestry) {
	if property := dom.Attr(n, "itemprop"); property != "" {
		f.seeProperty(n, at, property)
	} else if len(f.metas) < mostCandidates {
		f.metas = append(f.metas, n)
	}
}

func (f *Finder) seeProperty(n *html.Node, at dom.Ancestry, property string) {
	switch property {
	case "headline":
		f.note(&f.headings, n, at, fromMarkup)
	case "author", "creator":
		f.note(&f.bylines, n, at, fromMarkup)
	case "datePublished", "dateCreated", "dateModified":
		f.note(&f.dates, n, at, fromMarkup)
	case "keywords":
		f.note(&f.tags, n, at, fromMarkup)
	case "articleSection", "image", "inLanguage":
		f.note(&f.others, n, at, fromMarkup)
	}
}

// seeType notes that the page is a forum's or a question's. Other types of the microdata
// are as often those of a part of the page.
func (f *Finder) seeType(address string) {
	switch kind := strings.ToLower(address[strings.LastIndexByte(address, '/')+1:]); strings.TrimSpace(kind) {
	case "discussionforumposting", "qapage":
		if f.forum == "" {
			f.forum = strings.TrimSpace(kind)
		}
	case "answer":
		f.answers = true
	}
}

func (f *Finder) seeRelation(n *html.Node, at dom.Ancestry, relations string) {
	for rel := range strings.FieldsSeq(relations) {
		switch rel {
		case "author":
			f.note(&f.bylines, n, at, fromMarkup)
		case "tag":
			f.note(&f.tags, n, at, fromNamed)
		}
	}
}

// HasAnswers reports whether the page's microdata has answers to a question. What it
// calls comments are then remarks on these.
func (f *Finder) HasAnswers() bool { return f.answers }

// HasAppData reports whether the page has data for its scripts. Searching it by
// AppBody takes longer than reading the rest.
func (f *Finder) HasAppData() bool { return !f.appData.isEmpty() }

// AppBody returns the article's text as the data for the page's scripts has it,
// in paragraphs, or nothing.
func (f *Finder) AppBody() []string { return f.appData.body() }
