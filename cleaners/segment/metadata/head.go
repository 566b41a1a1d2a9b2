package metadata

import (
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// readHead reads the head's <meta>, <link> and <title>, and those that stand in
// the body.
func (c *claims) readHead(f *Finder) {
	if f.head != nil {
		head := goquery.NewDocumentFromNode(f.head)
		f.metas = append(head.Find("meta[content], link[rel][href]").Nodes, f.metas...)
		f.scripts = append(head.Find("script").FilterFunction(isLinkedData).Nodes, f.scripts...)
		c.resolveFrom(head.Find("base[href]").AttrOr("href", ""))
		f.title = head.Find("title").First().Text()
	}
	if f.title == "" && f.bodyTitle != nil && f.bodyTitle.FirstChild != nil {
		f.title = f.bodyTitle.FirstChild.Data // the one text that a <title> may hold
	}
	c.slashes = c.slashesOf(f)
	var authors authorMetas
	for _, n := range f.metas {
		switch {
		case n.Data == "link":
			c.readLink(n)
		case metaFields[metaName(n)] == metaAuthor:
			authors.add(metaName(n), dom.Attr(n, "content"))
		default:
			c.readMeta(n, f)
		}
	}
	for _, stated := range authors {
		c.claimByline(document.PlaceMeta, weighMeta, "meta "+stated.meta, stated.names)
	}
	c.addTitle(f.title)
	c.offerLanguage(fromElement, f.language)
}

// authorMetas has the authors that the <meta> of each name state: several <meta>
// of one name list them.
type authorMetas []struct{ meta, names string }

// familyFirst is the <meta> that states "Lee, Ada": the tags of Highwire Press,
// which Google Scholar reads, have the family name first.
const familyFirst = "citation_author"

func (a *authorMetas) add(meta, name string) {
	if family, given, ok := strings.Cut(name, ","); ok && meta == familyFirst {
		name = given + " " + family
	}
	for i := range *a {
		if (*a)[i].meta == meta {
			(*a)[i].names += "; " + name
			return
		}
	}
	*a = append(*a, struct{ meta, names string }{meta, name})
}

// readMeta reads one <meta> that states no author.
func (c *claims) readMeta(n *html.Node, f *Finder) {
	name, content := metaName(n), dom.Attr(n, "content")
	switch metaFields[name] {
	case metaTitle:
		c.addTitle(content)
	case metaPublished:
		c.offerDate(&c.published, fromMeta, content)
	case metaDate:
		c.offerDate(&c.published, fromLoose, content)
	case metaModified:
		c.offerDate(&c.modified, fromMeta, content)
	case metaSection:
		c.section.offer(fromMeta, content)
	case metaSite:
		c.addSiteName(fromMeta, content)
	case metaOwner:
		c.addOwner(content)
	case metaImage:
		c.offerAddress(&c.image, fromMeta, content)
	case metaAddress:
		c.offerCanonical(fromElement, content)
	case metaLanguage:
		c.offerLanguage(fromPage, content)
	case metaTag:
		c.offerTags(fromMeta, content)
	case metaKeywords:
		c.offerTags(fromElement, content)
	case metaType:
		c.kind.offer(fromElement, strings.ToLower(content)) // templates print "article" and "website" on anything
	case metaTier:
		c.free.offer(fromMeta, truthOf(strings.EqualFold(strings.TrimSpace(content), "free")))
	default:
		c.readCardLabel(name, content, f)
	}
}

// readCardLabel reads the labelled values of a Twitter card: twitter:label1
// says "Written by" and twitter:data1 says by whom.
func (c *claims) readCardLabel(name, content string, f *Finder) {
	i, ok := strings.CutPrefix(name, "twitter:data")
	if !ok {
		return
	}
	for _, n := range f.metas {
		if metaName(n) == "twitter:label"+i && isBylineLead(dom.Attr(n, "content")) {
			c.claimByline(document.PlaceMeta, weighMeta, "meta "+name, content)
			return
		}
	}
}

// resolveFrom resolves the page's links against its <base> from here on.
func (c *claims) resolveFrom(base string) {
	if u, err := url.Parse(c.absolute(base)); err == nil && u.Host != "" {
		c.base = u
	}
}

// metaName returns the name of a <meta> in lower case.
func metaName(n *html.Node) string {
	for _, key := range [...]string{"property", "name", "itemprop", "http-equiv"} {
		if name := dom.Attr(n, key); name != "" {
			return strings.ToLower(strings.TrimSpace(name))
		}
	}
	return ""
}

func (c *claims) readLink(n *html.Node) {
	for rel := range strings.FieldsSeq(strings.ToLower(dom.Attr(n, "rel"))) {
		switch rel {
		case "canonical":
			c.offerCanonical(fromMeta, dom.Attr(n, "href"))
		case "image_src":
			c.offerAddress(&c.image, fromElement, dom.Attr(n, "href"))
		}
	}
}
