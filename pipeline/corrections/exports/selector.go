package exports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// selectorDocuments of a site are tried for a selector: each page is read and parsed.
const selectorDocuments = 30

// SuggestSelector returns rules in the form of cosmetic filters that remove the element of
// a page that holds a correction's stretch, by ids and classes that look as if they stay:
// first those that remove nothing else. Page is the raw document as UTF-8. It returns an
// error that wraps ErrNoRule where there is no such rule.
func SuggestSelector(ctx context.Context, c *corrections.Correction, page []byte, known Documents) ([]Suggestion, error) {
	if !c.Want.Removable() {
		return nil, fmt.Errorf("%w: a filter removes, and keeps nothing", ErrNoRule)
	}
	site := siteOf(c)
	if site == "" {
		return nil, fmt.Errorf("%w: the document's site is not known", ErrNoRule)
	}
	root, err := html.Parse(strings.NewReader(string(page)))
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", c.Document, err)
	}
	var all []Suggestion
	selectors := selectorsOf(holder(root, lettersOf(c.Text)))
	for _, s := range selectors {
		one := Suggestion{Site: site, Kind: c.Want, Form: "selector", Text: s.String(), Rule: site + "##" + s.String()}
		one.File = filterList(&one)
		if _, err := siterules.FromFiles(map[string][]byte{"suggested.filters": []byte(one.File)}); err != nil {
			return nil, fmt.Errorf("%s: %w", one.Rule, err)
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%w: nothing that holds the stretch has an id or a class that looks as if it stays", ErrNoRule)
	}
	for d, err := range known.SiteDocuments(ctx, c.Site, selectorDocuments) {
		if err != nil {
			return nil, err
		}
		if err := trySelectors(ctx, c, selectors, all, d); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(min(a.Wrong, 1), min(b.Wrong, 1)), cmp.Compare(b.Right+b.Already, a.Right+a.Already), cmp.Compare(a.Wrong, b.Wrong))
	})
	return all[:min(len(all), mostSuggestions)], nil
}

// filterList returns a list with one filter, which says what is taken out.
func filterList(s *Suggestion) string {
	kind := s.Kind
	if kind == document.Recurring { // that is memory's alone
		kind = document.Boilerplate
	}
	return fmt.Sprintf("! winnow: kind %s\n%s\n", kind, s.Rule)
}

// trySelectors counts what selectors hit in one page.
func trySelectors(ctx context.Context, c *corrections.Correction, selectors []selector, all []Suggestion, d catalog.SiteDocument) error {
	if d.Raw == nil {
		return nil
	}
	raw, err := d.Raw(ctx)
	if err != nil {
		return ctx.Err() // it is there no longer
	}
	root, err := html.Parse(strings.NewReader(string(raw.Content)))
	if err != nil {
		return nil
	}
	var keptTexts []string
	for _, p := range d.Pieces {
		if letters := lettersOf(p.Text); p.Fate != document.Removed && letters != "" {
			keptTexts = append(keptTexts, letters)
		}
	}
	said := lettersOf(c.Text)
	isKept := slices.Contains(keptTexts, said)
	for i, s := range selectors {
		for n := range root.Descendants() {
			if !s.matches(n) {
				continue
			}
			text := lettersOf(textOfNode(n))
			if text == "" {
				continue
			}
			lost := slices.IndexFunc(keptTexts, func(kept string) bool {
				return kept != said && (strings.Contains(text, kept) && len(kept) >= leastLetters || kept == text)
			})
			if lost < 0 {
				if isKept && strings.Contains(text, said) {
					all[i].Right++
				} else {
					all[i].Already++
				}
				continue
			}
			if all[i].Wrong++; len(all[i].Examples) < mostExamples {
				all[i].Examples = append(all[i].Examples, short(textOfNode(n)))
			}
		}
	}
	return nil
}

// lettersOf returns the letters and digits of a text, small: what is left of it whatever
// white space and marks were read.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// textOfNode returns what an element shows.
func textOfNode(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data + " ")
		case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "noscript" || n.Data == "template"):
			return
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
	}
	walk(n)
	return b.String()
}

// holder returns the outermost element that has nothing but a text, or else the innermost
// that has all of it; nil where none has.
func holder(root *html.Node, letters string) *html.Node {
	if letters == "" {
		return nil
	}
	var best *html.Node
	for n := root; n != nil; {
		var next *html.Node
		for child := range n.ChildNodes() {
			if child.Type == html.ElementNode && strings.Contains(lettersOf(textOfNode(child)), letters) {
				next = child
				break
			}
		}
		if next == nil {
			return best
		}
		if best = next; lettersOf(textOfNode(next)) == letters {
			return best
		}
		n = next
	}
	return best
}

// step is what a selector asks of one element.
type step struct{ tag, id, class string }

// selector is one or two steps, of which the first is somewhere above the second.
type selector []step

// String returns the selector in CSS.
func (s selector) String() string {
	parts := make([]string, len(s))
	for i, step := range s {
		parts[i] = step.tag
		if step.id != "" {
			parts[i] += "#" + step.id
		}
		if step.class != "" {
			parts[i] += "." + step.class
		}
	}
	return strings.Join(parts, " ")
}

func (s selector) matches(n *html.Node) bool {
	last := len(s) - 1
	if !s[last].matches(n) {
		return false
	}
	if last == 0 {
		return true
	}
	for above := n.Parent; above != nil; above = above.Parent {
		if s[:last].matches(above) {
			return true
		}
	}
	return false
}

func (s step) matches(n *html.Node) bool {
	if n.Type != html.ElementNode || s.tag != "" && n.Data != s.tag {
		return false
	}
	if s.id != "" && attribute(n, "id") != s.id {
		return false
	}
	return s.class == "" || slices.Contains(strings.Fields(attribute(n, "class")), s.class)
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// above is how many elements around the one that holds a text are asked for a name.
const above = 3

// selectorsOf returns selectors of an element, the widest first: by its own names, and by
// its tag below a name of one around it.
func selectorsOf(n *html.Node) (all []selector) {
	if n == nil || n.Data == "html" || n.Data == "body" {
		return nil
	}
	own := namesOf(n)
	for _, name := range own {
		all = append(all, selector{name})
	}
	around := n.Parent
	for range above {
		if around == nil || around.Data == "body" || around.Data == "html" {
			break
		}
		for _, name := range namesOf(around) {
			for _, o := range own {
				all = append(all, selector{name, o})
			}
			all = append(all, selector{name, {tag: n.Data}})
		}
		around = around.Parent
	}
	return all
}
