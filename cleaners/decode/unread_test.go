package decode

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/fixtures/cases"
)

func TestDropUnread(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"scripts and styles":         {`<STYLE media="a>b">p{}</style ><p>a<script src=x/>x("</p>")</script>b`, `<STYLE media="a>b"></style ><p>a<script src=x/></script>b`},
		"data":                       {`<script type="application/ld+json">{}</script><script id=__NEXT_DATA__>{}</script><script> self.__next_f.push([1])</script>`, ""},
		"in a comment":               {`<!-- <script> --><p>a</p><script>x</script>`, `<!-- <script> --><p>a</p><script></script>`},
		"in an empty comment":        {`<!--><script>x</script><!---><style>y</style><!-- a --!><style>z</style>`, `<!--><script></script><!---><style></style><!-- a --!><style></style>`},
		"in an attribute":            {`<p title='<script>' a = "<style>">a</p><style>x</style>`, `<p title='<script>' a = "<style>">a</p><style></style>`},
		"in a text area":             {`<textarea><script>x</textarea><script>y</script>`, `<textarea><script>x</textarea><script></script>`},
		"a script that hides itself": {`<style>x</style><script><!-- <script>x</script> --></script><script>y</script>`, `<style></style><script><!-- <script>x</script> --></script><script>y</script>`},
		"a picture":                  {`<svg><title>a</title><g><path d="M0"/></g></svg><script>x</script>`, `<svg><title>a</title><g><path d="M0"/></g></svg><script></script>`},
		"a picture with a style":     {`<svg><style>x</style></svg><script>y</script>`, `<svg><style>x</style></svg><script></script>`},
		"a picture with a page":      {`<svg><desc><p>x</desc></svg><script>y</script>`, ""},
		"an escaped type":            {`<script type="application&#x2F;ld&#x2B;json">{}</script>`, ""},
		"JSON":                       {`<script type="application/json">{}</script>`, `<script type="application/json"></script>`},
		"the state of an AMP page":   {`<amp-state id=a><script type="application/json">{}</script></amp-state>`, ""},
		"cut off":                    {`<script>x</script><script>y`, `<script></script><script>y`},
		"cut off in a tag":           {`<p>a<script a="`, ""},
		"plain text":                 {`<plaintext><script>x</script>`, ""},
		"nothing":                    {`a < b`, ""},
	} {
		want := c.want
		if want == "" {
			want = c.src
		}
		if diff := cmp.Diff(want, readAll(dropUnread(c.src, false, false))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// readAll reads a page in small pieces.
func readAll(d *dropper) string {
	var out strings.Builder
	if _, err := io.Copy(&out, iotest.OneByteReader(d)); err != nil {
		return err.Error()
	}
	return out.String()
}

// rest writes a page's tree without what is in scripts and styles.
func rest(n *html.Node) string {
	for c := range n.Descendants() {
		if c.DataAtom == atom.Script || c.DataAtom == atom.Style {
			for c.FirstChild != nil {
				c.RemoveChild(c.FirstChild)
			}
		}
	}
	var out strings.Builder
	if err := html.Render(&out, n); err != nil {
		return err.Error() // a void element with children: said of both trees
	}
	return out.String()
}

// FuzzDropUnread compares the trees of a page with and without the content of its
// scripts and styles.
func FuzzDropUnread(f *testing.F) {
	for _, page := range cases.Sections(cases.Page) {
		f.Add(page)
	}
	f.Add(`<svg><g></p><title><b></svg><script>x</script>`)
	f.Add(`<select><svg><title><script></title></svg><style a=/>x</style></select><frameset><script>`)
	f.Add(`<!----!-->a<style>--></style><noscript><script></noscript>x</script><?a><!a><![CDATA[<script>]]></a/b=c=>`)
	f.Fuzz(func(t *testing.T, page string) {
		before, err := html.Parse(strings.NewReader(page))
		if err != nil {
			return
		}
		after, err := html.Parse(dropUnread(page, false, false))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rest(before), rest(after)); diff != "" {
			t.Errorf("%q (-with scripts and styles +without):\n%s", page, diff)
		}
	})
}
