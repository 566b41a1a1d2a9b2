package record

import (
	"strconv"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// HTML returns the article as a small HTML document: its fields in the head, the title
// and the kept blocks by their roles in an <article>. Nothing of the page's own markup
// is in it.
func HTML(doc *document.Clean) string {
	article := element("article")
	if doc.Title != "" {
		article.inside = append(article.inside, element("h1", textNode(doc.Title)))
	}
	article.inside = append(article.inside, blocksOf(doc, htmlWords)...)
	page := element("html", htmlHead(doc), element("body", article)).with("lang", doc.Language)
	var w markupWriter
	w.out.WriteString("<!DOCTYPE html>\n")
	w.write(&page)
	w.out.WriteByte('\n')
	return w.out.String()
}

// htmlHead states the fields in the names that pages commonly have for them.
func htmlHead(doc *document.Clean) node {
	named := doc.Title
	if strings.TrimSpace(named) == "" {
		named = doc.ID // a title must not be empty
	}
	head := element("head", element("meta").with("charset", "utf-8"), element("title", textNode(named)))
	meta := func(key, name, value string) {
		if value != "" {
			head.inside = append(head.inside, element("meta").with(key, name).with("content", value))
		}
	}
	meta("name", "author", doc.Byline)
	meta("property", "article:published_time", doc.Published)
	meta("property", "article:modified_time", doc.Modified)
	meta("property", "article:section", doc.Section)
	for _, tag := range doc.Tags {
		meta("property", "article:tag", tag)
	}
	meta("property", "og:site_name", doc.SiteName)
	meta("property", "og:image", doc.Image)
	if address := firstOf(doc.Canonical, doc.URL); address != "" {
		head.inside = append(head.inside, element("link").with("rel", "canonical").with("href", address))
	}
	return head
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// mostHTMLLevel is the deepest heading that HTML has.
const mostHTMLLevel = 6

var htmlWords = vocabulary{
	heading: func(level int, inside []node) node {
		return element("h"+strconv.Itoa(min(level+1, mostHTMLLevel)), inside...)
	},
	list: func(numbered bool, items []node) node {
		if numbered {
			return element("ol", items...)
		}
		return element("ul", items...)
	},
	item: func(number, expected int, inside []node) node {
		item := element("li", inside...)
		if number > 0 && number != expected {
			return item.with("value", strconv.Itoa(number))
		}
		return item
	},
	quote: "blockquote", table: "table", row: "tr", cell: "td",
	code: func(text string) node { return element("pre", leaf("code", text)) },
	link: func(address, text string) node { return leaf("a", text, attribute{"href", address}) },
	image: func(image *document.Image) node {
		img := node{name: "img", attrs: []attribute{{"src", image.Address}, {"alt", image.Alt}}, block: true}
		if caption := captionOf(image); caption != "" {
			return element("figure", img, element("figcaption", textNode(caption)))
		}
		return element("figure", img)
	},
}

// captionOf returns an image's caption and credit.
func captionOf(image *document.Image) string {
	if image.Credit == "" {
		return image.Caption
	}
	return strings.TrimSpace(image.Caption + " (" + image.Credit + ")")
}
