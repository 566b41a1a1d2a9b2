package metadata

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// longestLinkedData is how many bytes a script may have for its JSON-LD to be read.
// An article's record has a few kB; more is a catalogue.
const longestLinkedData = 1 << 20

// isLinkedData reports the scripts that hold JSON-LD.
func isLinkedData(script *html.Node) bool {
	kind, _, _ := strings.Cut(dom.Attr(script, "type"), ";")
	return strings.EqualFold(strings.TrimSpace(kind), "application/ld+json")
}

// thing is a JSON-LD object. https://schema.org and https://www.w3.org/TR/json-ld11/
type thing = map[string]any

// graph is the JSON-LD of a page.
type graph struct {
	byID        map[string]thing // the thing that each @id names, if it is there
	articles    []thing
	pages       []thing // WebPage and its subtypes, and works that are no articles
	publishers  []thing // who publishes
	breadcrumbs []string
}

// readLinkedData reads the page's JSON-LD. A script that can't be read is left out.
func (c *claims) readLinkedData(f *Finder) {
	g := graph{byID: map[string]thing{}}
	for _, script := range f.scripts {
		if script.FirstChild == nil || len(script.FirstChild.Data) > longestLinkedData {
			continue
		}
		for _, v := range decodeLoosely(script.FirstChild.Data) {
			g.add(v, 0)
		}
	}
	if article := g.article(c); article != nil {
		c.readWork(&g, article, fromArticle)
		c.body = strings.Join(textsOf(article["articleBody"]), "\n")
	}
	c.readUpdates(&g)
	for _, page := range g.pages {
		c.readWork(&g, page, fromPage)
	}
	c.breadcrumbs = g.breadcrumbs
	for _, publisher := range g.publishers {
		c.addSiteName(fromPage, textOf(publisher["name"]))
	}
}

// deepestThing is how deep things are searched for in each other: an article in a
// page in a @graph in a list, with some to spare.
const deepestThing = 6

// add sorts the things in a decoded value by their types.
func (g *graph) add(v any, depth int) {
	if depth > deepestThing {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			g.add(one, depth+1)
		}
	case thing:
		g.addThing(v, depth)
	}
}

func (g *graph) addThing(t thing, depth int) {
	if id, ok := t["@id"].(string); ok && len(t) > 1 && len(g.byID[id]) < len(t) {
		g.byID[id] = t
	}
	switch kindOf(t) {
	case kindArticle:
		g.articles = append(g.articles, t)
	case kindPage:
		g.pages = append(g.pages, t)
	case kindPublisher:
		g.publishers = append(g.publishers, t)
	case kindBreadcrumbs:
		if g.breadcrumbs == nil {
			g.breadcrumbs = breadcrumbsOf(t)
		}
	}
	for _, key := range [...]string{"@graph", "mainEntity", "mainEntityOfPage", "breadcrumb"} {
		g.add(t[key], depth+1)
	}
}

// listing is from how many articles on the page is a list of other pages, where
// none has the page's address.
const listing = 4

// article returns the article that the page is about: the one that has the page's
// address, else the first, or nil.
func (g *graph) article(c *claims) thing {
	for _, a := range g.articles {
		if c.isOwn(a) {
			return a
		}
	}
	if len(g.articles) == 0 || len(g.articles) >= listing {
		return nil
	}
	return g.articles[0]
}

// isOwn reports whether a thing has the page's address.
func (c *claims) isOwn(t thing) bool {
	for _, key := range [...]string{"url", "@id", "mainEntityOfPage"} {
		for _, link := range append(textsOf(t[key]), idOf(t[key])) {
			u, err := url.Parse(link)
			if err != nil || strings.Trim(u.Path, "/") == "" {
				continue
			}
			for _, own := range [...]string{c.canonical.value, addressText(c.address)} {
				if o, err := url.Parse(own); err == nil && strings.Trim(u.Path, "/") == strings.Trim(o.Path, "/") {
					return true
				}
			}
		}
	}
	return false
}

func addressText(u *url.URL) string {
	if u == nil {
		return ""
	}
	return u.String()
}

// readWork reads what a work states. Only an article states the title, the section,
// tags and publisher.
func (c *claims) readWork(g *graph, t thing, from source) {
	if from == fromArticle {
		c.addTitle(unescaped(textOf(t["headline"])))
		c.addTitle(unescaped(textOf(t["name"])))
		c.section.offer(from, unescaped(textOf(t["articleSection"])))
		for _, tag := range textsOf(t["keywords"]) {
			c.offerTags(from, unescaped(tag))
		}
		c.addSiteName(from, unescaped(textOf(g.resolve(t["publisher"]))))
		c.addOwner(textOf(g.resolve(t["copyrightHolder"])))
		c.addOwner(textOf(g.resolve(t["sourceOrganization"])))
	}
	for _, key := range [...]string{"author", "creator"} {
		c.offerAuthors(g, t[key], from)
	}
	for _, key := range [...]string{"datePublished", "dateCreated", "uploadDate"} {
		c.offerDate(&c.published, from, textOf(t[key]))
	}
	c.offerDate(&c.modified, from, textOf(t["dateModified"]))
	c.offerLanguage(from, textOf(t["inLanguage"]))
	c.kind.offer(from, specificType(t))
	c.free.offer(from, truthOf(t["isAccessibleForFree"]))
	c.offerAddress(&c.image, from, g.imageOf(t["image"]))
	if c.isOwn(t) {
		c.offerCanonical(from, textOf(t["url"]))
	}
}

// offerAuthors offers the names in an author value: a string, a thing, a reference
// to one, or a list of these. Organisations are doubted.
func (c *claims) offerAuthors(g *graph, v any, from source) {
	var people, others []string
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	for _, one := range list {
		one = g.resolve(one)
		c.noteThing(one)
		names := g.namesIn(one, 0)
		if t, ok := one.(thing); ok && kindOf(t) == kindPublisher {
			others = append(others, names...)
		} else {
			people = append(people, names...)
		}
	}
	weight, place := weighLinkedData, "JSON-LD"
	if from == fromPage {
		weight, place = weighPage, "JSON-LD of the page"
	}
	c.claimByline(document.PlaceLinkedData, weight, place, strings.Join(people, "; "))
	if n := len(c.bylines); len(others) > 0 {
		if c.claimByline(document.PlaceLinkedData, weight, place, strings.Join(others, "; ")); len(c.bylines) > n {
			c.bylines[n].Outlet = true
		}
	}
}

// namesIn returns the names in an author's value: its name, which may be a thing or a
// list itself, or its given and family names, or those of the authors it has in turn.
func (g *graph) namesIn(v any, depth int) (names []string) {
	if depth > deepestThing {
		return nil
	}
	switch v := g.resolve(v).(type) {
	case []any:
		for _, one := range v {
			names = append(names, g.namesIn(one, depth+1)...)
		}
	case thing:
		given, family := textOf(v["givenName"]), textOf(v["familyName"])
		for _, key := range [...]string{"name", "@value", "@list", "author"} {
			if names = g.namesIn(v[key], depth+1); len(names) > 0 {
				return names
			}
		}
		if given != "" && family != "" {
			return []string{given + " " + family}
		}
		return textsOf(v["alternateName"])
	default:
		return textsOf(v)
	}
	return names
}

// resolve returns the thing that a reference names by its @id, and any other value
// as it is.
func (g *graph) resolve(v any) any {
	if t, ok := v.(thing); ok && textOf(t) == "" {
		if named := g.byID[idOf(t)]; named != nil {
			return named
		}
	}
	return v
}

// imageOf returns the address of an image: a string, an ImageObject, a
// reference to one, or the first of a list.
func (g *graph) imageOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		if len(v) > 0 {
			return g.imageOf(v[0])
		}
	case thing:
		if t := g.byID[idOf(v)]; t != nil && v["url"] == nil {
			v = t
		}
		for _, key := range [...]string{"url", "contentUrl"} {
			if link := textOf(v[key]); link != "" {
				return link
			}
		}
	}
	return ""
}
