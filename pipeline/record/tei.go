package record

import (
	"strconv"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// teiSpace is the namespace of TEI P5.
const teiSpace = "http://www.tei-c.org/ns/1.0"

// TEI returns the article as a TEI P5 document: its fields in the header, the title and
// the kept blocks in the body. Below each heading is a division, as TEI wants it.
func TEI(doc *document.Clean) string {
	body := element("body")
	if doc.Title != "" {
		body.inside = append(body.inside, element("head", textNode(doc.Title)))
	}
	blocks := blocksOf(doc, teiWords)
	if len(blocks) == 0 {
		blocks = []node{element("p")} // a body must not be empty
	}
	body.inside = append(body.inside, divisions(blocks)...)
	text := element("text", body).with("xml:lang", doc.Language)
	whole := element("TEI", teiHeader(doc), text).with("xmlns", teiSpace)
	w := markupWriter{xml: true}
	w.out.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	w.write(&whole)
	w.out.WriteByte('\n')
	return w.out.String()
}

// divisions puts every heading, and what stands below it, into a <div>, those of lower
// headings inside of those of higher ones.
func divisions(blocks []node) (all []node) {
	for len(blocks) > 0 {
		level := blocks[0].level
		if level == 0 {
			all, blocks = append(all, blocks[0]), blocks[1:]
			continue
		}
		n := 1
		for n < len(blocks) && (blocks[n].level == 0 || blocks[n].level > level) {
			n++
		}
		all = append(all, element("div", append(blocks[:1:1], divisions(blocks[1:n])...)...))
		blocks = blocks[n:]
	}
	return all
}

// teiHeader states the fields: once as the title of this file, and once as the source
// that it is from.
func teiHeader(doc *document.Clean) node {
	title, source := element("titleStmt", element("title", textNode(doc.Title))), element("bibl", element("title", textNode(doc.Title)))
	if doc.Byline != "" {
		author := element("author", textNode(doc.Byline))
		title.inside, source.inside = append(title.inside, author), append(source.inside, author)
	}
	add := func(n node, value string) {
		if value != "" {
			source.inside = append(source.inside, n)
		}
	}
	add(element("publisher", textNode(doc.SiteName)), doc.SiteName)
	add(teiDate("published", doc.Published), doc.Published)
	add(teiDate("modified", doc.Modified), doc.Modified)
	if address := firstOf(doc.Canonical, doc.URL); address != "" {
		add(element("ref", textNode(address)).with("target", teiPointer(address)), address)
	}
	add(element("idno", textNode(doc.ID)).with("type", "winnow"), doc.ID)
	header := element("teiHeader", element("fileDesc", title,
		element("publicationStmt", element("p", textNode("The article alone, taken out of its page by winnow."))),
		element("sourceDesc", source)))
	if profile := teiProfile(doc); len(profile.inside) > 0 {
		header.inside = append(header.inside, profile)
	}
	return header
}

// teiProfile states language, section and tags.
func teiProfile(doc *document.Clean) node {
	profile := element("profileDesc")
	if doc.Language != "" {
		profile.inside = append(profile.inside, element("langUsage", element("language").with("ident", doc.Language)))
	}
	class := element("textClass")
	if doc.Section != "" {
		class.inside = append(class.inside, element("keywords", element("term", textNode(doc.Section))).with("n", "section"))
	}
	if len(doc.Tags) > 0 {
		tags := element("keywords").with("n", "tags")
		for _, tag := range doc.Tags {
			tags.inside = append(tags.inside, element("term", textNode(tag)))
		}
		class.inside = append(class.inside, tags)
	}
	if len(class.inside) > 0 {
		profile.inside = append(profile.inside, class)
	}
	return profile
}

// teiDate returns a date; in machine's form where it is one.
func teiDate(what, stated string) node {
	date := element("date", textNode(stated)).with("type", what)
	if isTime(stated) {
		return date.with("when", stated)
	}
	return date
}

// isTime reports RFC 3339 or a day alone, as fields have it.
func isTime(s string) bool {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

// teiPointer returns an address as a pointer, which has no spaces.
func teiPointer(address string) string { return target(address) }

var teiWords = vocabulary{
	heading: func(level int, inside []node) node {
		head := element("head", inside...)
		head.level = level
		return head
	},
	list: func(numbered bool, items []node) node {
		if numbered {
			return element("list", items...).with("rend", "numbered")
		}
		return element("list", items...).with("rend", "bulleted")
	},
	item: func(number, _ int, inside []node) node {
		if item := element("item", inside...); number == 0 {
			return item
		} else {
			return item.with("n", strconv.Itoa(number))
		}
	},
	quote: "quote", table: "table", row: "row", cell: "cell",
	code: func(text string) node {
		return element("p", leaf("code", text, attribute{"xml:space", "preserve"}))
	},
	link: func(address, text string) node { return leaf("ref", text, attribute{"target", teiPointer(address)}) },
	image: func(image *document.Image) node {
		figure := element("figure", element("graphic").with("url", teiPointer(image.Address)))
		if caption := captionOf(image); caption != "" {
			figure.inside = append(figure.inside, element("p", textNode(caption)))
		}
		if image.Alt != "" {
			figure.inside = append(figure.inside, element("figDesc", textNode(image.Alt)))
		}
		return figure
	},
}
