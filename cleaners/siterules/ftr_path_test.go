package siterules

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// pathPage has what the paths of the tests are about.
const pathPage = `<!DOCTYPE html><html lang="en"><head><title>Ferry stops | The Harbour Post</title>
<meta property="og:title" content="Ferry stops"><meta name="author" content="Ada Lee"></head>
<body class="page wide"><div id="top"><h1 class="head line">Ferry <em>stops</em></h1><h1>Again</h1></div>
<div class="text body-text"><p class="lead">The ferry stops.</p><p>It <a href="/a?print=1" rel="x">stopped</a> on Monday.</p>
<aside><p>Read more: the <a href="/b">bridge</a></p><div class="text">inner <p>deep</p></div></aside>
<ul><li>one</li><li class="on">two</li><li>three <b>bold</b></li></ul><span>Image</span><strong>Read</strong></div>
<div class="texture"><p>More</p><p class="lead big">Most</p>a text<p>Read<br>more</p></div><footer id="foot"><p>Foot</p></footer>
</body></html>`

// simplePaths is expressions that chains can say. They are held against the library.
var simplePaths = []string{
	"//p", "//*", "/html", "/html/body/div", "/body", "//div//p", "//div/p", "//div//div//p", "//body//aside/p",
	"//p[@class='lead']", `//p[@class="lead"]`, "//p[@class]", "//p[not(@class)]", "//*[@id='top']/h1", "//div[@id = 'top' or @id='foot']",
	"//div[contains(@class, 'text')]", "//div[contains(@class,'text') and not(contains(@class, 'ure'))]", "//p[@class!='lead']",
	"//div[contains(concat(' ',normalize-space(@class),' '),' text ')]", "//div[contains(concat(' ', @class, ' '), ' text ')]//p",
	"//a[starts-with(@href, '/a')]", "//a[contains(@href, 'print')]/@href", "//meta[@property='og:title']/@content", "//meta/@name",
	"//p[. = 'More']", "//p[contains(., 'stop')]", "//p[contains(text(), 'Read')]", "//p[text()='Foot']", "//h1[contains(normalize-space(.), 'Ferry stops')]",
	"//strong[text()='Read']", "//span[.='Image' or .='Video']", "//p[starts-with(string(.), 'The')]", "//h1[normalize-space()='Ferry stops']",
	"//p[a]", "//p[.//a]", "//li[b]", "//aside[p/a]", "//div[not(.//a)]", "//p[contains(., 'the') and a]", "//div[./p]", "//div[.//div/p]",
	"//h1[1]", "//p[2]", "//div/p[1]", "//li[2][@class]", "//li[@class][1]", "//div[@class='text body-text']//li[3]/b", "//*[2]",
	"(//p)[1]", "(//p)[3]", "(//div//p)[2]", "//h1 | //footer", "//p[@class='lead'] | //aside//p | //li", "(//p)[1] | (//li)[2]",
	"//p[(@class='lead' or a) and not(. = 'x')]", " // p [ @class = 'lead' ] ", "//div [@id='top']", "//nothing", "//p[not(a) and not(@class)]",
}

// nodesBy returns what a library's evaluation selects, and the values.
func nodesBy(t *testing.T, expr string, page *html.Node) []string {
	t.Helper()
	e, err := newExpression(expr)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	left := &steps{rule: 1 << 30, page: 1 << 30}
	nodes, values, err := e.evaluate(page, left)
	if err != nil || left.out {
		t.Fatalf("%s: %v", expr, err)
	}
	var said []string
	for _, n := range nodes {
		said = append(said, pathTo(n))
	}
	said = append(said, values...)
	slices.Sort(said)
	return slices.Compact(said)
}

// nodesByChains returns what chains select.
func nodesByChains(t *testing.T, expr string, page *html.Node) []string {
	t.Helper()
	paths, ok := parsePaths(expr)
	if !ok {
		t.Fatalf("%s is no set of chains", expr)
	}
	rules := &pageRules{}
	rules.addRule(pageRule{where: "a.txt:1"}, paths)
	s := selecting{page: page, found: &Rules{}, perRule: 1 << 30, parts: []selected{{pageRules: rules}}}
	s.left.page = 1 << 30
	s.walk()
	var said []string
	for _, h := range s.parts[0].hits {
		if h.node != nil {
			said = append(said, pathTo(h.node))
		} else {
			said = append(said, h.value)
		}
	}
	slices.Sort(said)
	return slices.Compact(said)
}

// pathTo names a node by where it stands.
func pathTo(n *html.Node) string {
	if n.Parent == nil {
		return ""
	}
	at := 0
	for s := n; s != nil; s = s.PrevSibling {
		at++
	}
	return fmt.Sprintf("%s/%s:%d", pathTo(n.Parent), strings.TrimSpace(n.Data), at)
}

func TestChainsSelectWhatTheLibraryDoes(t *testing.T) {
	page := parsed1(t, pathPage)
	for _, expr := range simplePaths {
		want, got := nodesBy(t, expr, page), nodesByChains(t, expr, page)
		if !slices.Equal(want, got) {
			t.Errorf("%s\nlibrary %q\nchains  %q", expr, want, got)
		}
	}
}

func parsed1(t testing.TB, source string) *html.Node {
	t.Helper()
	page, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	return page
}
