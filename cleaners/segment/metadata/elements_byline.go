package metadata

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/lexicon"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// nameClasses are in the class of an element that holds a name, and authorPaths in the
// address of a page about an author.
var (
	nameClasses = []string{"author-name", "author__name", "author_name", "authorname", "byline-name", "byline__name", "byline__author", "byline-author", "p-name"}
	authorPaths = []string{"/author", "/people/", "/person/", "/staff/", "/by/", "/profile", "/autor", "/auteur", "/journalist", "/contributor", "/reporter", "/writer", "/columnist"}
)

// holdsName reports an element whose text is a name by its markup.
func holdsName(n *html.Node) bool {
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "itemprop":
			if a.Val == "name" {
				return true
			}
		case "rel":
			if slices.Contains(strings.Fields(a.Val), "author") {
				return true
			}
		case "class":
			class := strings.ToLower(a.Val)
			if slices.Contains(strings.Fields(class), "fn") || containsAny(class, nameClasses) {
				return true
			}
		case "href":
			if n.DataAtom == atom.A && containsAny(strings.ToLower(a.Val), authorPaths) {
				return true
			}
		}
	}
	return false
}

func containsAny(s string, parts []string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}

// claimElements adds what the elements about authors claim.
func (c *claims) claimElements(f *Finder, title candidate) {
	for i, found := range f.bylines {
		from, ok := found.rank(title)
		if !ok {
			continue
		}
		weight, where := weighNamed, "element named byline"
		if found.from == fromMarkup {
			weight, where = weighMarkup, "microdata or rel=author"
		}
		if from&doubted != 0 || found.from == fromNamed && c.titleFound && !found.isBeside(title) {
			weight -= worthDoubted
		}
		names := slices.DeleteFunc(bylineIn(f.bylines[i:]), func(name string) bool {
			return isFurniture(name) || found.from == fromNamed && isUntold(name, found.node)
		})
		c.claimNames(document.PlaceElement, weight, where, names)
		c.noteLinks(found.node)
	}
}

// isFurniture reports a "Read more" or "See all".
func isFurniture(name string) bool {
	for _, cue := range lexicon.Default().Find(name, nil) {
		if cue.Span.Len() < len(name) {
			continue
		}
		switch cue.Class {
		case document.CueNavigation, document.CueShare, document.CueRelatedHeader, document.CuePromo, document.CueSubscribe, document.CueComments:
			return true
		}
	}
	return false
}

// isUntold reports a word that an element named after authors holds and that nothing
// shows to be a name: a label, a section, a link to more.
func isUntold(name string, n *html.Node) bool {
	first, _ := utf8.DecodeRuneInString(name)
	if strings.ContainsRune(name, ' ') || unicode.IsUpper(first) {
		return false
	}
	return !opensByline(spacedText(n, longestByline))
}

// bylineIn returns the names in the first of the candidates, with those of its
// siblings among them that are microdata as well.
func bylineIn(finds []candidate) []string {
	first := finds[0]
	names := namesOfElement(first.node)
	if first.from != fromMarkup || len(names) == 0 {
		return names
	}
	for _, next := range finds[1:] {
		if next.from == fromMarkup && isBeside(first.node, next.node) {
			for _, name := range namesOfElement(next.node) {
				if !containsName(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return names
}

// isBeside reports whether two elements are siblings or cousins.
func isBeside(a, b *html.Node) bool {
	if a.Parent == nil || b.Parent == nil {
		return false
	}
	return a.Parent == b.Parent || a.Parent.Parent == b.Parent.Parent && a.Parent.Data == b.Parent.Data && a.Parent.DataAtom != atom.Div
}

// namesOfElement returns the names that an element about authors states: those in its
// text, where that has every name that is marked up or linked in it, else these alone.
// A card about the author repeats the name and tells more.
func namesOfElement(n *html.Node) []string {
	for _, key := range [...]string{"content", "datetime"} {
		if v := dom.Attr(n, key); v != "" {
			return authorNames(v)
		}
	}
	marked := markedNames(n, nil)
	written := writtenNames(textLines(n))
	for _, name := range marked {
		if !containsName(written, name) {
			return marked
		}
	}
	return written
}

// markedNames returns the names of people that are marked up or linked in an element.
func markedNames(n *html.Node, names []string) []string {
	for child := n.FirstChild; child != nil && len(names) < mostCandidates; child = child.NextSibling {
		if child.Type != html.ElementNode || dom.IsUnread(child) {
			continue
		}
		if !holdsName(child) {
			names = markedNames(child, names)
			continue
		}
		for _, name := range writtenNames(textLines(child)) {
			if isPersonal(name) && !containsName(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// writtenNames returns the names in the lines of an element: of the line that begins
// with a "By", else of the first that has a person's, else of the first with any.
func writtenNames(lines []string) (names []string) {
	lines = joinedLines(lines)
	var any []string
	for _, line := range lines {
		found := authorNames(line)
		if len(found) == 0 {
			continue
		}
		person := slices.ContainsFunc(found, isPersonal)
		if person && opensByline(line) {
			return found
		}
		if names == nil && person {
			names = found
		}
		if any == nil {
			any = found
		}
	}
	if names != nil {
		return names
	}
	return any
}

// joinedLines joins the lines that go on: "By", "Ada Lee", "and", "Tom Ray".
func joinedLines(lines []string) (joined []string) {
	for _, line := range lines {
		if last := len(joined) - 1; last >= 0 && (goesOn(joined[last]) || isJoint(line)) {
			joined[last] += " " + line
			continue
		}
		joined = append(joined, line)
	}
	return joined
}

// goesOn reports a line that is the beginning of a byline.
func goesOn(line string) bool {
	return isBylineLead(line) || strings.HasSuffix(line, ",") || strings.HasSuffix(line, "&") || isJointWord(line[strings.LastIndexByte(line, ' ')+1:])
}

// isJoint reports a line that joins two names, or begins with what does.
func isJoint(line string) bool {
	first, _, _ := strings.Cut(line, " ")
	return strings.HasPrefix(line, ",") || strings.HasPrefix(line, "&") || isJointWord(first)
}

// isJointWord reports an "and".
func isJointWord(word string) bool {
	for _, sep := range nameSeparators {
		if len(sep) > 3 && sep == " "+word+" " {
			return true
		}
	}
	return false
}

// textLines returns the texts of an element's lines, within the bound on a byline.
func textLines(n *html.Node) (lines []string) {
	text := textIn(n, longestByline, false)
	if text == "" {
		return nil
	}
	var out lineGatherer
	out.gather(n)
	out.end()
	return out.lines
}

// lineGatherer collects the lines in an element: an element that is no part of a
// line, and one that ends where another begins, end them.
type lineGatherer struct {
	lines []string
	line  strings.Builder
}

func (g *lineGatherer) end() {
	if text := strings.Join(strings.Fields(g.line.String()), " "); text != "" {
		g.lines = append(g.lines, text)
	}
	g.line.Reset()
}

func (g *lineGatherer) gather(n *html.Node) {
	if n.Type == html.TextNode {
		g.line.WriteString(n.Data)
		return
	}
	if n.Type != html.ElementNode || dom.IsUnread(n) {
		return
	}
	apart := n.DataAtom == atom.Br || dom.IsBlock(n.DataAtom) || isBesideElement(n)
	if g.line.WriteByte(' '); apart {
		g.end()
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		g.gather(child)
	}
	if g.line.WriteByte(' '); apart {
		g.end()
	}
}

// isBesideElement reports an inline element whose neighbour is another, with no text
// between them: <span>Ada Lee</span><span>The Courier</span>.
func isBesideElement(n *html.Node) bool {
	next := n.NextSibling
	for next != nil && isPassed(next) {
		next = next.NextSibling
	}
	return next != nil && next.Type == html.ElementNode && strings.Contains(strings.TrimSpace(spacedText(n, longestByline)), " ") && !dom.IsUnread(next)
}

// isPassed reports what stands between elements and shows nothing. Most of it is not in
// the tree at all, where the page was decoded without what nobody reads.
func isPassed(n *html.Node) bool {
	return n.Type == html.CommentNode || n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" || n.DataAtom == atom.Script || n.DataAtom == atom.Style
}
