package decode

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/fixtures/cases"
)

func TestDropAttributes(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"what is read stays":         {`<div class=a id="b" onclick='c > d' role=main data-x>e`, `<div class=a id="b" role=main >e`},
		"without spaces":             {`<div data-x="1"class="a"data-y='2'id=b>`, `<div class="a"id=b>`},
		"in capitals":                {`<DIV DATA-X=1 CLASS=A ONCLICK=B>`, `<DIV CLASS=A >`},
		"slashes":                    {`<br data-x=1 / class=a / data-y/>`, `<br / class=a / >`},
		"an equals sign in front":    {`<p =a=b class=c>`, `<p class=c>`},
		"spaces around the sign":     {`<p data-x = "1" class = 'a' data-y >`, `<p class = 'a' >`},
		"a sign in a value":          {`<p data-x="a>b" class=">">c`, `<p class=">">c`},
		"styles that hide":           {`<p style="color:red"><p style="display:none"><p style="DISPLAY:none"><p style="left:-999px;position:absolute">`, `<p ><p style="display:none"><p style="DISPLAY:none"><p style="left:-999px;position:absolute">`},
		"pictures":                   {`<img src=a data-b=c.jpg alt=d width=1 height="2">`, `<img src=a >`},
		"pictures without a source":  {`<img data-b=c.jpg alt=d width=1>`, `<img data-b=c.jpg alt=d >`},
		"embedded pages":             {`<iframe data-x=1 width=2></iframe>`, ``},
		"formatting":                 {`<b data-x=1><a data-x=1 href=b>c`, `<b data-x=1><a href=b>c`},
		"drawings":                   {`<svg width=1><path d="M0 0"/></svg><p width=1>`, `<svg></svg><p >`},
		"a tag without an end":       {`<p data-x=1>a<p data-y=2 data-z="`, `<p >a<p data-y=2 data-z="`},
		"scripts, and their content": {`<script async src=a nonce=b>c</script>`, `<script src=a ></script>`},
		"data":                       {`<script data-x type="application/ld+json">{}</script>`, `<script type="application/ld+json">{}</script>`},
	} {
		want := c.want
		if want == "" {
			want = c.src
		}
		got := strings.ReplaceAll(readAll(dropUnread(c.src, true, false)), "  ", " ") // the spaces on both sides of what is dropped stay
		if diff := cmp.Diff(want, strings.ReplaceAll(got, "  ", " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// readOf writes a tree without the attributes that are dropped, scripts and styles but for
// their data, comments, the shapes of pictures, links and the like that may be left out,
// and without the white space that is at the ends of a text.
func readOf(n *html.Node) string {
	var unread []*html.Node
	for c := range n.Descendants() {
		switch {
		case c.Type == html.CommentNode, c.Namespace == "" && isUnreadData(c):
			unread = append(unread, c)
		case c.Namespace != "":
			c.Attr = nil // in drawings: which of them the pass has reached depends on the tags before
			if c.Data == "svg" && isBare(c) {
				for c.FirstChild != nil {
					c.RemoveChild(c.FirstChild)
				}
			}
		case c.Type == html.ElementNode:
			of := attributesBy(c.Data, kindOf(c.Data))
			if of == readOfImage && !slices.ContainsFunc(c.Attr, func(a html.Attribute) bool { return a.Key == "src" }) {
				of = allButSize
			}
			c.Attr = slices.DeleteFunc(slices.Clone(c.Attr), func(a html.Attribute) bool { return of.drops(a.Key, a.Val) })
		}
	}
	for _, c := range unread {
		c.Parent.RemoveChild(c)
	}
	joinTexts(n)
	return rest(n)
}

// isUnreadData reports an element that may be left out as a whole.
func isUnreadData(n *html.Node) bool {
	switch n.Data {
	case "script", "style":
		return true
	case "meta":
		return !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
			switch a.Key {
			case "property", "name", "itemprop", "http-equiv":
				return !isUnreadMeta(strings.ToLower(a.Val))
			}
			return false
		})
	case "link":
		of := ""
		for _, a := range n.Attr {
			of += a.Key + " " + a.Val + " "
		}
		return !isReadLink(of)
	}
	return false
}

// joinTexts joins neighbouring texts and removes white space at their ends.
func joinTexts(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type != html.TextNode {
			joinTexts(c)
			c = next
			continue
		}
		if next != nil && next.Type == html.TextNode {
			next.Data = c.Data + next.Data
			c.Data = ""
		}
		if !isVerbatim(c) {
			c.Data = strings.Trim(tagSpaces.ReplaceAllString(c.Data, " "), " ")
		}
		if c.Data == "" {
			n.RemoveChild(c)
		}
		c = next
	}
}

var tagSpaces = regexp.MustCompile("[ \t\r\n\f]+")

// isVerbatim reports whether a text is preformatted, or all that an element has.
func isVerbatim(n *html.Node) bool {
	for p := range n.Ancestors() {
		switch p.Data {
		case "pre", "listing", "script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "xmp", "plaintext":
			return true
		}
	}
	return false
}

// isBare reports whether a picture has nothing but shapes.
func isBare(picture *html.Node) bool {
	for c := range picture.Descendants() {
		switch {
		case c.Type == html.TextNode && strings.Trim(c.Data, " \t\r\n\f") != "", c.Type == html.ElementNode && !isShape(strings.ToLower(c.Data)):
			return false
		}
	}
	return true
}

// FuzzDropAttributes compares the trees of a page with and without what nobody reads.
func FuzzDropAttributes(f *testing.F) {
	for _, page := range cases.Sections(cases.Page) {
		f.Add(page)
	}
	f.Add(`<table data-x><input type=hidden data-x/><tr onclick="a>b"class=c><td =a=b / data-y/><b data-x=1><b data-x=2><a data-z><a b>`)
	f.Add(`<p style="color:red"a><svg width=1><title data-x><g></svg><body class=a data-b><html data-c lang=d><select data-x><option data-y>`)
	f.Add("<g><svg></g><path></g></svg></g><svg/><svg a=/><g/></svg><svg><path a=1 a=x/></svg><svg>a<?b><!-- cccccccccc --></svg><p>a          <          b")
	f.Add("<pre>          <b>          </b></pre>          <svg><title>          </title><g></svg><!-- aaaaaaaaaa --!>          <listing>\n          ")
	f.Add("<p>          a          </x>          b          </p>          <table>          <tr>          a          <!-->          <!--          -->")
	f.Fuzz(func(t *testing.T, page string) { compareTrees(t, page) })
}

// TestDropFromSoup is FuzzDropAttributes for pages whose tags stand in any order.
func TestDropFromSoup(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 1))
	for range 2000 {
		compareTrees(t, cases.Soup(r))
	}
}

// compareTrees holds the tree of a page without what nobody reads against that with all.
func compareTrees(t *testing.T, page string) {
	t.Helper()
	before, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return
	}
	after, err := html.Parse(dropUnread(page, true, countTags(page).shadows > 0))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(readOf(before), readOf(after)); diff != "" {
		t.Errorf("%q (-with all attributes +without):\n%s", page, diff)
	}
}
