package segment

import (
	"encoding/json"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// readHints fills doc.Hints with what the page says about itself: JSON-LD
// first, then OpenGraph and its kin, then the elements. What the scraper said
// already stands.
func readHints(doc *document.Document, root *html.Node) {
	page := goquery.NewDocumentFromNode(root)
	h := &doc.Hints
	readLinkedData(h, page)
	readMeta(h, page)
	readElements(h, page)
	h.Title = withoutSite(h.Title, h.SiteName)
}

// setOnce fills a hint that nobody has filled yet.
func setOnce(field *string, value string) {
	if value = fold(value); *field == "" && value != "" {
		*field = value
	}
}

// readMeta reads <meta> by property, name or itemprop.
func readMeta(h *document.Hints, page *goquery.Document) {
	page.Find("meta[content]").Each(func(_ int, s *goquery.Selection) {
		content, _ := s.Attr("content")
		name := s.AttrOr("property", s.AttrOr("name", s.AttrOr("itemprop", "")))
		switch strings.ToLower(name) {
		case "og:title", "twitter:title", "headline":
			setOnce(&h.Title, content)
		case "author", "article:author", "parsely-author", "dc.creator", "sailthru.author":
			if !strings.Contains(content, "://") {
				setOnce(&h.Byline, content)
			}
		case "article:published_time", "datepublished", "parsely-pub-date", "dc.date.issued", "publishdate", "date":
			setOnce(&h.Published, normalDate(content))
		case "article:modified_time", "og:updated_time", "datemodified", "lastmod":
			setOnce(&h.Modified, normalDate(content))
		case "article:section", "parsely-section":
			setOnce(&h.Section, content)
		case "og:site_name", "application-name":
			setOnce(&h.SiteName, content)
		case "og:image", "twitter:image":
			setOnce(&h.Image, content)
		case "article:tag":
			h.Tags = append(h.Tags, fold(content))
		case "keywords", "news_keywords":
			if len(h.Tags) == 0 {
				h.Tags = splitTags(content)
			}
		}
	})
}

func splitTags(s string) (tags []string) {
	for tag := range strings.SplitSeq(s, ",") {
		if tag = fold(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// readElements falls back on the page's own elements.
func readElements(h *document.Hints, page *goquery.Document) {
	setOnce(&h.Language, page.Find("html").AttrOr("lang", ""))
	setOnce(&h.Canonical, page.Find(`link[rel="canonical"]`).AttrOr("href", ""))
	if h1 := page.Find("h1"); h1.Length() == 1 {
		setOnce(&h.Title, h1.Text())
	}
	setOnce(&h.Title, page.Find("title").First().Text())
	setOnce(&h.Published, normalDate(page.Find("article time[datetime], time[pubdate]").First().AttrOr("datetime", "")))
	setOnce(&h.Byline, page.Find(`[rel="author"], [itemprop="author"] [itemprop="name"]`).First().Text())
}

// linkedData is as much of schema.org's Article as winnow reads.
// https://schema.org/Article
type linkedData struct {
	Type      any          `json:"@type"`
	Graph     []linkedData `json:"@graph"`
	Headline  string       `json:"headline"`
	Author    any          `json:"author"`
	Published string       `json:"datePublished"`
	Modified  string       `json:"dateModified"`
	Section   any          `json:"articleSection"`
	Language  any          `json:"inLanguage"`
	Publisher any          `json:"publisher"`
}

// readLinkedData reads the page's JSON-LD. Blocks that are no JSON, as some
// sites ship, cost nothing but themselves.
func readLinkedData(h *document.Hints, page *goquery.Document) {
	page.Find(`script[type="application/ld+json"]`).Each(func(_ int, s *goquery.Selection) {
		text := strings.TrimSpace(s.Text())
		var many []linkedData
		if strings.HasPrefix(text, "[") {
			_ = json.Unmarshal([]byte(text), &many) // what could be read is used
		} else {
			many = make([]linkedData, 1)
			_ = json.Unmarshal([]byte(text), &many[0])
		}
		for _, ld := range many {
			ld.read(h)
		}
	})
}

func (ld linkedData) read(h *document.Hints) {
	for _, inner := range ld.Graph {
		inner.read(h)
	}
	if !ld.isArticle() {
		return
	}
	setOnce(&h.Title, html.UnescapeString(ld.Headline))
	setOnce(&h.Byline, html.UnescapeString(strings.Join(namesOfThings(ld.Author), ", ")))
	setOnce(&h.Published, normalDate(ld.Published))
	setOnce(&h.Modified, normalDate(ld.Modified))
	setOnce(&h.SiteName, strings.Join(namesOfThings(ld.Publisher), ", "))
	if section := namesOfThings(ld.Section); len(section) > 0 {
		setOnce(&h.Section, section[0])
	}
	if l := namesOfThings(ld.Language); len(l) > 0 {
		setOnce(&h.Language, l[0])
	}
}

func (ld linkedData) isArticle() bool {
	for _, t := range namesOfThings(ld.Type) {
		if strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "BlogPosting") || t == "Report" {
			return true
		}
	}
	return false
}

// namesOfThings reads a JSON-LD value that may be a string, a thing with a
// name, or a list of either.
func namesOfThings(v any) (names []string) {
	switch v := v.(type) {
	case string:
		if v != "" && !strings.Contains(v, "://") {
			names = append(names, v)
		}
	case map[string]any:
		names = namesOfThings(v["name"])
	case []any:
		for _, one := range v {
			names = append(names, namesOfThings(one)...)
		}
	}
	return names
}

// titleSeparators part a headline from the site's name in a <title>.
var titleSeparators = []string{" | ", " – ", " — ", " - ", " :: ", " • ", " · ", " » "}

// withoutSite takes the site's name off a title, when the last part after a
// separator is that name, or is short beside what is before it.
func withoutSite(title, site string) string {
	for _, sep := range titleSeparators {
		i := strings.LastIndex(title, sep)
		if i < 0 {
			continue
		}
		head, tail := title[:i], title[i+len(sep):]
		if strings.EqualFold(tail, site) || sep == " | " && len(strings.Fields(tail)) <= 4 && len(strings.Fields(head)) >= 4 {
			return withoutSite(head, site)
		}
	}
	return title
}
