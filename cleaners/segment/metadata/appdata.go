package metadata

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// appDataID is the id of the script in which Next.js hands a page's data to the
// browser. https://nextjs.org/docs/pages/building-your-application/rendering
const appDataID = "__NEXT_DATA__"

const (
	// longestAppData is how many bytes of such data are read. The page of one
	// article has some hundred kB.
	longestAppData = 2 << 20
	// deepestAppData is how deep a body is searched for: rich text in a component
	// in a page's properties, all the elements around an article, with some to
	// spare.
	deepestAppData = 64
	// fewestParagraphs is how many paragraphs of prose a list needs to be a body:
	// two are a card's headline and summary.
	fewestParagraphs = 3
)

// appScripts are the scripts that hold a page's data for its other scripts.
type appScripts struct {
	whole  []*html.Node // one piece of JSON each: of Next.js, or the state of an AMP page
	pieces []*html.Node // of what a newer Next.js page streams (appstream.go)
}

// see notes a script that has such data. An AMP page keeps its state in the
// scripts of <amp-state>: https://amp.dev/documentation/components/amp-bind
func (a *appScripts) see(script *html.Node) {
	switch {
	case dom.Attr(script, "id") == appDataID, script.Parent != nil && script.Parent.Data == "amp-state":
		if len(a.whole) < mostCandidates {
			a.whole = append(a.whole, script)
		}
	case isStreamed(script):
		a.pieces = append(a.pieces, script)
	}
}

// emptied returns a without its scripts, with their memory.
func (a *appScripts) emptied() appScripts {
	clear(a.whole)
	clear(a.pieces)
	return appScripts{whole: a.whole[:0], pieces: a.pieces[:0]}
}

func (a *appScripts) isEmpty() bool { return len(a.whole)+len(a.pieces) == 0 }

// body returns the article's paragraphs in the data, or nil. There is no schema: a
// body is one long text, often HTML, or a list whose entries are paragraphs, mostly
// under a name that says so.
func (a *appScripts) body() []string {
	var best bodySearch
	for _, script := range a.whole {
		if script.FirstChild == nil || len(script.FirstChild.Data) > longestAppData {
			continue
		}
		for _, v := range decodeLoosely(script.FirstChild.Data) {
			best.search(v, "", 0)
		}
	}
	if rows := joinStreamed(a.pieces); rows != "" {
		stream := readRows(rows)
		stream.body(&best)
	}
	return best.paragraphs
}

// bodySearch is a search for the article's text in a page's data.
type bodySearch struct {
	paragraphs []string
	weight     int      // its words, times namedBonus where the name is a body's
	queue      []queued // rows that are still to be searched
}

// bodyNames are parts of the names under which publishing systems keep an article's
// text, and otherNames those of other things that have sentences.
var (
	bodyNames  = []string{"body", "content", "article", "story", "paragraph", "text", "html", "richtext", "blocks", "components"}
	otherNames = []string{
		"related", "recommend", "latest", "trending", "popular", "footer", "header", "menu", "navigation", "comments", "sidebar",
		"translation", "locale", "messages", "i18n", "legal", "consent", "cookie", "config", "teaser", "cards", "newsletter", "more",
	}
)

// namedBonus is how many times its words a candidate with a body's name counts.
const namedBonus = 3

func (b *bodySearch) search(v any, name string, depth int) {
	if depth > deepestAppData || hasAny(name, otherNames) {
		return
	}
	switch v := v.(type) {
	case string:
		if strings.Contains(v, ". ") || strings.Contains(v, "</p>") || strings.Contains(v, "。") {
			b.offer(Paragraphs(v), name)
		}
	case []any:
		b.offer(entryTexts(v), name)
		for _, one := range v {
			b.search(one, name, depth+1)
		}
	case thing:
		for _, key := range slices.Sorted(maps.Keys(v)) { // sorted, so that rows are always queued in the same order
			b.search(v[key], strings.ToLower(key), depth+1)
		}
	case element:
		inside, under := v.children(name)
		b.search(inside, under, depth+1)
	case reference:
		b.queue = append(b.queue, queued{v, name})
	}
}

// offer takes a candidate when it weighs more than the one before. Of two that weigh
// the same it takes the one that sorts first, since a map has no order.
func (b *bodySearch) offer(paragraphs []string, name string) {
	words := wordsIn(paragraphs)
	if words < ShortestBody {
		return
	}
	if hasAny(name, bodyNames) {
		words *= namedBonus
	}
	if words > b.weight || words == b.weight && strings.Join(paragraphs, "\n") < strings.Join(b.paragraphs, "\n") {
		b.paragraphs, b.weight = paragraphs, words
	}
}

func hasAny(name string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// longestEntry is how many words one entry of a list of paragraphs may have. A
// longer one is an article of its own, and the list is one of articles.
const longestEntry = 400

// entryTexts returns the paragraphs of a list whose entries are paragraphs, or nil
// for any other list.
func entryTexts(list []any) (paragraphs []string) {
	prose := 0
	for _, one := range list {
		if t, ok := one.(thing); ok && isCard(t) {
			continue
		}
		if e, ok := one.(element); ok && !e.isParagraph() {
			continue // what is in it is searched by itself
		}
		var text strings.Builder
		gatherText(one, &text, 0)
		for _, p := range Paragraphs(text.String()) {
			words := len(strings.Fields(p))
			if words > longestEntry {
				return nil
			}
			if _, ends := shape.Ending(p); ends.Sentence() {
				prose++
			}
			paragraphs = append(paragraphs, p)
		}
	}
	if prose < fewestParagraphs {
		return nil
	}
	return paragraphs
}

// isCard reports an entry that is no paragraph: it has an address or a headline of
// its own.
func isCard(t thing) bool {
	for _, key := range [...]string{"url", "href", "slug", "title", "headline"} {
		if t[key] != nil && t[key] != "" {
			return true
		}
	}
	return false
}

// textKeys are the names under which rich text keeps its texts and parts, in the
// order in which they are read.
var textKeys = [...]string{"text", "value", "html", "content", "children", "body", "paragraph", "data"}

// gatherText writes an entry's texts one after the other.
func gatherText(v any, out *strings.Builder, depth int) {
	if depth > deepestThing {
		return
	}
	switch v := v.(type) {
	case string:
		out.WriteString(v)
	case []any:
		for _, one := range v {
			gatherText(one, out, depth+1)
		}
	case thing:
		for _, key := range textKeys {
			gatherText(v[key], out, depth+1)
		}
	case element:
		inside, _ := v.children("")
		if v.breaksLine() {
			out.WriteByte('\n')
			defer out.WriteByte('\n')
		}
		gatherText(inside, out, depth+1)
	}
}
