package metadata

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// readHead reads the head's <meta>, <link> and <title>, and those that stand in
// the body.
func (c *claims) readHead(f *Finder) {
	if f.head != nil {
		c.resolveFrom(f.enterHead())
	}
	if f.title == "" && f.bodyTitle != nil && f.bodyTitle.FirstChild != nil {
		f.title = f.bodyTitle.FirstChild.Data // the one text that a <title> may hold
	}
	c.slashes = c.slashesOf(f)
	var authors authorMetas
	for _, n := range f.metas {
		if n.Data == "link" {
			c.readLink(n)
			continue
		}
		name, content := metaName(n), dom.Attr(n, "content")
		if field := metaFields()[name]; field == metaAuthor {
			authors.add(name, content)
		} else {
			c.readMeta(field, name, content, f)
		}
	}
	for _, stated := range authors {
		c.claimByline(document.PlaceMeta, weighMeta, "meta "+stated.meta, stated.names)
	}
	c.addTitle(f.title)
	c.offerLanguage(fromElement, f.language)
}

// enterHead notes what of the head may state metadata, before what stands in the body,
// and its <title>. It returns the address in the head's <base>, or "".
func (f *Finder) enterHead() (base string) {
	metas, scripts := f.headMetas[:0], f.headScripts[:0]
	based, titled := false, false
	for n := range f.head.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "meta":
			if hasAttr(n, "content") {
				metas = append(metas, n)
			}
		case "link":
			if hasAttr(n, "rel") && hasAttr(n, "href") {
				metas = append(metas, n)
			}
		case "script":
			if isLinkedData(n) {
				scripts = append(scripts, n)
			}
		case "base":
			if !based && hasAttr(n, "href") {
				base, based = dom.Attr(n, "href"), true
			}
		case "title":
			if !titled {
				f.title, titled = allText(n), true
			}
		}
	}
	f.headMetas, f.metas = f.metas, append(metas, f.metas...)
	f.headScripts, f.scripts = f.scripts, append(scripts, f.scripts...)
	return base
}

func hasAttr(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// allText returns the texts in an element as they stand there.
func allText(n *html.Node) (text string) {
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text += d.Data // nearly always one
		}
	}
	return text
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
func (c *claims) readMeta(field metaField, name, content string, f *Finder) {
	switch field {
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

// metaKeys are the attributes that name what a <meta> states, the first that has a name
// counts.
var metaKeys = [...]string{"property", "name", "itemprop", "http-equiv"}

// metaName returns the name of a <meta> in lower case.
func metaName(n *html.Node) string {
	name, rank := "", len(metaKeys)
	for i := range n.Attr {
		a := &n.Attr[i]
		if r := slices.Index(metaKeys[:rank], a.Key); r >= 0 && a.Val != "" {
			name, rank = a.Val, r
		}
	}
	return strings.ToLower(strings.TrimSpace(name))
}

func (c *claims) readLink(n *html.Node) {
	for rel := range strings.FieldsSeq(dom.Attr(n, "rel")) {
		switch {
		case strings.EqualFold(rel, "canonical"):
			c.offerCanonical(fromMeta, dom.Attr(n, "href"))
		case strings.EqualFold(rel, "image_src"):
			c.offerAddress(&c.image, fromElement, dom.Attr(n, "href"))
		}
	}
}
