package dom

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/document"
)

// ancestryOfText returns the ancestry of the only text in a page.
func ancestryOfText(t *testing.T, page string) (found Ancestry) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(*html.Node, Ancestry)
	walk = func(n *html.Node, a Ancestry) {
		if n.Type == html.ElementNode {
			attrs := AttrsOf(n)
			a = a.Enter(n, &attrs)
		}
		if n.Type == html.TextNode {
			found = a
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, a)
		}
	}
	walk(root, Ancestry{})
	return found
}

func TestAncestry(t *testing.T) {
	cases := map[string]struct {
		page string
		want Ancestry
	}{
		"nothing":            {`<p>x`, Ancestry{}},
		"tags":               {`<main><article><p>x`, Ancestry{Ancestors: document.InMain | document.InArticle}},
		"ARIA roles":         {`<div role="complementary"><p role="button">x`, Ancestry{Ancestors: document.InAside | document.InButton}},
		"class of the block": {`<p class="byline">x`, Ancestry{Names: document.NamedByline, Near: document.NamedByline, Own: document.NamedByline}},
		"class of its parent": {`<div id="newsletter"><p>x`,
			Ancestry{Names: document.NamedNewsletter, Near: document.NamedNewsletter}},
		"class further up":      {`<div class="comments"><div><p>x`, Ancestry{Names: document.NamedComments}},
		"camel case":            {`<p class="relatedPosts">x`, Ancestry{Names: document.NamedRelated, Near: document.NamedRelated, Own: document.NamedRelated}},
		"a pair":                {`<div class="skip-link"><div><p>x`, Ancestry{Names: document.NamedNavigation}},
		"no pair across tokens": {`<div class="skip link"><div><p>x`, Ancestry{}},
		"a word in a word":      {`<div class="header-shadow"><p>x`, Ancestry{}},
		"classes of the body":   {`<body class="has-sidebar"><p>x`, Ancestry{}},
		"hidden":                {`<div hidden><p>x`, Ancestry{Ancestors: document.InHidden}},
		"hidden by style":       {`<p style="color:red; display : none">x`, Ancestry{Ancestors: document.InHidden}},
		"hidden by class": {`<div class="sr-only"><div><p>x`,
			Ancestry{Ancestors: document.InHidden, Names: document.NamedHidden}},
		"hidden by moving it":    {`<p style="position:absolute; left:-9999px">x`, Ancestry{Ancestors: document.InHidden}},
		"hidden by clipping it":  {`<p style="clip:rect(0 0 0 0);position:absolute">x`, Ancestry{Ancestors: document.InHidden}},
		"clipped to a rectangle": {`<p style="clip:rect(0,60px,200px,0);position:absolute">x`, Ancestry{}},
		"a tooltip":              {`<p role="tooltip">x`, Ancestry{Ancestors: document.InHidden}},
		"classes in code":        {`<pre class="comment"><span class="token comment">x`, Ancestry{Ancestors: document.InCode, Names: document.NamedComments, Near: document.NamedComments}},
		"a class of code":        {`<code class="comments">x`, Ancestry{Ancestors: document.InCode}},
		"not hidden":             {`<p aria-hidden="false" style="display:block">x`, Ancestry{}},
		"hidden until streamed":  {`<div hidden id="S:0"><p>x`, Ancestry{}},
	}
	for name, c := range cases {
		if diff := cmp.Diff(c.want, ancestryOfText(t, c.page)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.page, diff)
		}
	}
}
