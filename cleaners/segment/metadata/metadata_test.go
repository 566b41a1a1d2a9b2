package metadata

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/fixtures/cases"
)

const courierURL = "https://www.courier.example/news/bridge?page=1"

// finderOf walks a page as whoever segments it does.
func finderOf(t interface{ Fatal(...any) }, page string) *Finder {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	f := &Finder{}
	enterAll(f, root, dom.Ancestry{})
	return f
}

func enterAll(f *Finder, n *html.Node, at dom.Ancestry) {
	if n.Type == html.ElementNode {
		if dom.IsUnread(n) {
			f.Skip(n)
			return
		}
		attrs := dom.AttrsOf(n)
		at = at.Enter(n, &attrs)
		f.Enter(n, at, &attrs)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		enterAll(f, c, at)
	}
}

// hintsOf reads the hints of a page at address.
func hintsOf(t testing.TB, address, page string) document.Hints {
	t.Helper()
	hints, _ := finderOf(t, page).Read(address, document.Hints{})
	return hints
}

func TestHints(t *testing.T) {
	cases := []struct {
		name, page string
		want       document.Hints
	}{
		{
			name: "a graph whose author is a reference",
			page: `<html lang="en-GB"><title>Bridge to close | The Courier</title><script type="application/ld+json">
				{"@context":"https://schema.org","@graph":[
				{"@type":"WebPage","@id":"#page","datePublished":"2026-03-01","author":"Webmaster"},
				{"@type":["Article","NewsArticle"],"headline":"Bridge to close","author":[{"@id":"#lee"},{"@type":"Person","name":"Tom Ray"}],
				 "datePublished":"2026-03-04T09:03:00+01:00","dateModified":"2026-03-05T10:00:00+01:00","articleSection":["City","News"],
				 "keywords":["bridge","harbour"],"image":{"@id":"#cables"},"publisher":{"@id":"#courier"},"inLanguage":"en-GB"},
				{"@type":"ImageObject","@id":"#cables","url":"/img/cables.jpg"},
				{"@type":"Organization","@id":"#courier","name":"The Courier"},
				{"@type":"Person","@id":"#lee","name":"Ada Lee"}]}</script>
				<h1>Bridge to close</h1>`,
			want: document.Hints{
				Title: "Bridge to close", Byline: "Ada Lee, Tom Ray", Published: "2026-03-04T09:03:00+01:00", Modified: "2026-03-05T10:00:00+01:00",
				Section: "City", SiteName: "The Courier", Image: "https://www.courier.example/img/cables.jpg", Language: "en-GB",
				Type: "article", Tags: []string{"bridge", "harbour"},
			},
		},
		{
			name: "a language that is none does not hide the stated one",
			page: `<html lang="fr"><head><meta property="og:locale" content="utf"><title>Bridge to close</title></head><h1>Bridge to close</h1>`,
			want: document.Hints{Title: "Bridge to close", Language: "fr"},
		},
		{
			name: "OpenGraph and its kin, with a base and relative links",
			page: `<head><base href="https://cdn.courier.example/a/"><link rel="canonical" href="https://www.courier.example/news/bridge">
				<meta property="og:title" content="Bridge to close - The Courier"><meta property="og:site_name" content="The Courier">
				<meta property="og:image" content="lead.jpg"><meta property="article:published_time" content="2026-03-04T09:03+0100">
				<meta property="article:modified_time" content="2026-03-01"><meta property="article:author" content="https://www.facebook.com/ada">
				<meta name="author" content="By Ada Lee, city reporter"><meta property="article:section" content="City">
				<meta property="article:tag" content="bridge"><meta property="article:tag" content="Bridge"><meta name="keywords" content="seo, words"></head>`,
			want: document.Hints{
				Title: "Bridge to close", Byline: "Ada Lee", Published: "2026-03-04T09:03:00+01:00", Section: "City", SiteName: "The Courier",
				Canonical: "https://www.courier.example/news/bridge", Image: "https://cdn.courier.example/a/lead.jpg", Tags: []string{"bridge"},
			},
		},
		{
			name: "microdata, with a reader's comment and a related card that have the same",
			page: `<div class="related"><time itemprop="datePublished" datetime="2020-01-01">1 Jan</time><a rel="author">Else Who</a></div>
				<article itemscope><h1 itemprop="headline">Bridge to close</h1><meta itemprop="articleSection" content="City">
				<span itemprop="author" itemscope><a href="/ada"><span itemprop="name">Ada Lee</span></a> in town</span>
				<time itemprop="datePublished" datetime="2026-03-04T09:03:00Z">today</time><time itemprop="dateModified" datetime="2026-03-06">later</time>
				<a rel="tag" href="/t/bridge">#bridge</a></article>
				<div class="comment"><span itemprop="author">Grumbler</span></div>`,
			want: document.Hints{
				Title: "Bridge to close", Byline: "Ada Lee", Published: "2026-03-04T09:03:00Z", Modified: "2026-03-06", Section: "City", Tags: []string{"bridge"},
			},
		},
		{
			name: "class names alone, and a heading that is the site's name",
			page: `<title>Bridge to close » Courier</title><header><h1>Courier</h1></header>
				<div class="page with-sidebar"><h1>Bridge to close</h1><p class="post-byline">By <b>Ada Lee</b> and Tom Ray | Courier</p>
				<span class="post-date">4. März 2026</span></div>`,
			want: document.Hints{Title: "Bridge to close", Byline: "Ada Lee, Tom Ray", Published: "2026-03-04"},
		},
		{
			name: "a person is surer than the publisher that the metadata name as author",
			page: `<meta property="og:site_name" content="The Courier"><meta name="author" content="The Courier">
				<h1>Bridge to close</h1><a rel="author" href="/ada">Ada Lee</a>`,
			want: document.Hints{Title: "Bridge to close", Byline: "Ada Lee", SiteName: "The Courier"},
		},
		{
			name: "a list of other pages is nobody's article",
			page: `<title>City news</title><script type="application/ld+json">[
				{"@type":"NewsArticle","headline":"One","author":"A B","url":"/1"},{"@type":"NewsArticle","headline":"Two","url":"/2"},
				{"@type":"NewsArticle","headline":"Three","url":"/3"},{"@type":"NewsArticle","headline":"Four","url":"/4"}]</script><h1>City news</h1>`,
			want: document.Hints{Title: "City news"},
		},
		{
			name: "of several articles the one at the page's address",
			page: `<script type="application/ld+json">[{"@type":"NewsArticle","headline":"Ferry late","author":"A B","url":"/news/ferry"},
				{"@type":"NewsArticle","headline":"Bridge to close","author":"Ada Lee","mainEntityOfPage":{"@id":"https://www.courier.example/news/bridge"}}]</script>`,
			want: document.Hints{Title: "Bridge to close", Byline: "Ada Lee", Type: "newsarticle"},
		},
		{
			name: "an article that is not free, as JSON writes it",
			page: `<meta property="og:type" content="website"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge to close",
				"isAccessibleForFree":false}</script>`,
			want: document.Hints{Title: "Bridge to close", Type: "newsarticle", Free: document.No},
		},
		{
			name: "a collection that is free, as a word",
			page: `<title>City news</title><script type="application/ld+json">{"@type":["WebPage","CollectionPage"],"name":"City",
				"isAccessibleForFree":"http://schema.org/True"}</script>`,
			want: document.Hints{Title: "City news", Type: "collectionpage", Free: document.Yes},
		},
		{
			name: "a thread of a forum, in microdata and against what templates print",
			page: `<meta property="og:type" content="website"><div itemscope itemtype="https://schema.org/DiscussionForumPosting"></div>`,
			want: document.Hints{Type: "discussionforumposting"},
		},
		{
			name: "a question's page, and an article's comments",
			page: `<div itemscope itemtype="http://schema.org/Comment"></div><div itemscope itemtype="http://schema.org/QAPage"></div>`,
			want: document.Hints{Type: "qapage"},
		},
		{
			name: "an article behind the publisher's paywall, by its tier",
			page: `<meta property="og:type" content="Article"><meta property="article:content_tier" content="locked">`,
			want: document.Hints{Type: "article", Free: document.No},
		},
		{
			name: "the section before the article in a breadcrumb list",
			page: `<script type="application/ld+json">{"@graph":[{"@type":"WebPage","breadcrumb":{"@type":"BreadcrumbList","itemListElement":[
				{"position":1,"name":"Home"},{"position":2,"item":{"@id":"/city","name":"City &amp; Harbour"}},{"position":3,"name":"Bridge to close"}]}}]}</script>
				<h1>Bridge to close</h1>`,
			want: document.Hints{Title: "Bridge to close", Section: "City & Harbour"},
		},
		{
			name: "the section in an element of breadcrumbs, which ends before the article",
			page: `<nav class="breadcrumbs"><ul><li><a href="/">Startseite</a> ›</li><li><a href="/c">Stadt</a> ›</li></ul></nav><h1>Bridge to close</h1>`,
			want: document.Hints{Title: "Bridge to close", Section: "Stadt"},
		},
		{
			name: "breadcrumbs that lead from the front page to the article have no section",
			page: `<div id="breadcrumb"><a href="/">Home</a> / <a href="/x">Bridge to close</a></div><h1>Bridge to close</h1>`,
			want: document.Hints{Title: "Bridge to close"},
		},
		{
			name: "a template's front page is no canonical address",
			page: `<link rel="canonical" href="https://www.courier.example/"><meta property="og:url" content="https://www.courier.example/news/bridge">`,
			want: document.Hints{Canonical: "https://www.courier.example/news/bridge"},
		},
		{
			name: "metadata that a stray tag pushed into the body",
			page: `<head><div></div><title>x</title><meta property="og:title" content="Bridge to close"><meta name="author" content="Ada Lee"></head>`,
			want: document.Hints{Title: "Bridge to close", Byline: "Ada Lee"},
		},
		{
			name: "the labels of a card",
			page: `<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Lee">
				<meta name="twitter:label2" content="Est. reading time"><meta name="twitter:data2" content="3 minutes">`,
			want: document.Hints{Byline: "Ada Lee"},
		},
		{
			name: "authors of a paper, family names first",
			page: `<meta name="citation_author" content="Lee, Ada"><meta name="citation_author" content="Ray, Tom">`,
			want: document.Hints{Byline: "Ada Lee, Tom Ray"},
		},
		{name: "a page that says nothing", page: `<p>Text.</p>`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, hintsOf(t, courierURL, c.page), cmpopts.IgnoreFields(document.Hints{}, "Bylines")); diff != "" {
				t.Errorf("hints differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheAddressDatesThePageLast(t *testing.T) {
	cases := []struct{ address, page, want string }{
		{"https://courier.example/2026/03/04/bridge", "", "2026-03-04"},
		{"https://courier.example/a/2026-3-4-bridge", "", "2026-03-04"},
		{"https://courier.example/2026/03/bridge", "", ""},
		{"https://courier.example/12026/03/04/", "", ""},
		{"https://courier.example/2026/33/04/", "", ""},
		{"https://courier.example/2026/03/04/bridge", `<time datetime="2026-03-05">`, "2026-03-05"},
	}
	for _, c := range cases {
		if got := hintsOf(t, c.address, c.page).Published; got != c.want {
			t.Errorf("%s %s: published %q, want %q", c.address, c.page, got, c.want)
		}
	}
}

func TestSlashesFollowTheLanguage(t *testing.T) {
	cases := []struct{ language, want string }{
		{"en-US", "2026-03-04"}, {"en", "2026-03-04"}, {"en-GB", "2026-04-03"}, {"fr", "2026-04-03"}, {"", "2026-04-03"},
	}
	for _, c := range cases {
		page := `<html lang="` + c.language + `"><span class="date">3/4/2026</span>`
		if got := hintsOf(t, "", page).Published; got != c.want {
			t.Errorf("lang=%q: published %q, want %q", c.language, got, c.want)
		}
	}
}

func TestTitles(t *testing.T) {
	cases := []struct{ name, page, want string }{
		{"the heading's wording", `<title>Bridge: harbour bridge to close in May | Courier</title><h1>Harbour bridge to close in May</h1>`, "Harbour bridge to close in May"},
		{"no slogan", `<title>Harbour bridge to close in May</title><h1>Subscribe and save</h1>`, "Harbour bridge to close in May"},
		{"of two headings the like one", `<title>Harbour bridge to close</title><h1>Our best offers</h1><h1>The harbour bridge to close</h1>`, "The harbour bridge to close"},
		{"the site's name in front", `<meta property="og:site_name" content="The Courier"><title>The Courier: Bridge to close</title>`, "Bridge to close"},
		{"the host's name behind", `<title>Bridge to close – Courier</title>`, "Bridge to close"},
		{"a heading over two lines", `<title>Bridge to close for a year</title><h1>Bridge to close<br>for a year</h1>`, "Bridge to close for a year"},
		{"a dash of its own, and the host's name", `<title>Works report 282 - the tunnel in sight | The Courier</title>`, "Works report 282 - the tunnel in sight"},
		{"a dash of its own", `<title>How the harbour learned to love the bridge — or to dread it less</title>`, "How the harbour learned to love the bridge — or to dread it less"},
		{"a name that is stated nowhere", `<title>Bridge to close for a year - Harlow Gazette</title>`, "Bridge to close for a year"},
		{"a section and a name that are stated nowhere", `<title>Bridge to close for a year - News - Harlow Gazette</title>`, "Bridge to close for a year"},
		{"two titles that agree", `<meta property="og:title" content="Bridge to close - again"><title>Bridge to close - again - Harbour Post</title>`, "Bridge to close - again"},
		{"a word of the host's name", `<title>News: bridge to close</title><h1>News: bridge to close</h1>`, "News: bridge to close"},
		{"a label in the heading", `<meta property="og:title" content="What the bridge is to me"><title>Opinion | What the bridge is to me</title><h1><a>Opinion</a> What the bridge is to me</h1>`, "What the bridge is to me"},
		{"the site's name as a heading", `<meta property="og:site_name" content="The Courier"><meta property="og:title" content="The Courier"><title>Bridge to close | The Courier</title><h1>The Courier</h1>`, "Bridge to close"},
		{"hints where to break a word", "<title>Hafen\u00adumbau beginnt</title><h1>Hafen&shy;umbau be<wbr>ginnt</h1>", "Hafenumbau beginnt"},
		{"Chinese, channel and site", `<title>海港大桥将关闭一年_社会频道_河港新闻网</title>`, "海港大桥将关闭一年"},
		{"Chinese, dashes", `<title>海港大桥将关闭一年-社会新闻-河港网</title>`, "海港大桥将关闭一年"},
		{"Chinese, a dash of its own", `<title>海港大桥2026-2027年关闭</title>`, "海港大桥2026-2027年关闭"},
		{"Chinese, the site's name as a heading", `<title>海港大桥将关闭一年-河港网</title><h1>河港网</h1>`, "海港大桥将关闭一年"},
		{"Taiwan, bars", `<title>海港大橋將關閉一年｜即時新聞｜河港電子報</title>`, "海港大橋將關閉一年"},
		{"Japanese", `<title>港の橋、一年間閉鎖へ - 河港新聞</title>`, "港の橋、一年間閉鎖へ"},
		{"a heading in Chinese is like its title", `<title>海港大桥将从五月起关闭一年_河港网</title><h1>海港大桥将从五月起关闭一年</h1>`, "海港大桥将从五月起关闭一年"},
		{"a colon of its own", `<title>Bridge: what we know</title>`, "Bridge: what we know"},
	}
	for _, c := range cases {
		if got := hintsOf(t, courierURL, c.page).Title; got != c.want {
			t.Errorf("%s: title %q, want %q", c.name, got, c.want)
		}
	}
}

func TestByline(t *testing.T) {
	cases := []struct{ line, want string }{
		{"By Ada Lee", "Ada Lee"},
		{"Written by Ada Lee and Tom Ray", "Ada Lee, Tom Ray"},
		{"Ada Lee, Tom Ray & Bela Trant", "Ada Lee, Tom Ray, Bela Trant"},
		{"By Ada Lee, city reporter", "Ada Lee"},
		{"Ada Lee, MD, PhD", "Ada Lee"},
		{"Ada Lee | The Courier", "Ada Lee"},
		{"By Ada Lee 4 March 2026", "Ada Lee"},
		{"Ada Lee · March 4, 2026 · 3 min read", "Ada Lee"},
		{"Posted by Ada Lee on Thursday, 5 March", "Ada Lee"},
		{"Reviewed by Tom Ray", ""},
		{"By Ada Lee. Reviewed by Tom Ray", "Ada Lee"},
		{"Von Jürgen Weiß und Ada Lee", "Jürgen Weiß, Ada Lee"},
		{"Ada (Nell) Lee", "Ada (Nell) Lee"},
		{"Ada Lee (City)", "Ada Lee"},
		{"Theresa May", "Theresa May"},
		{"Ada Lee May 4", "Ada Lee"},
		{"ada@courier.example", ""},
		{"https://www.facebook.com/ada", ""},
		{"admin", ""},
		{"{{author.name}}", ""},
		{"page.head.author", ""},
		{"Thursday", ""},
		{"", ""},
	}
	for _, c := range cases {
		if got := Byline(c.line); got != c.want {
			t.Errorf("Byline(%q) = %q, want %q", c.line, got, c.want)
		}
	}
}

// FuzzRead checks that any page is read, with dates and addresses in their forms.
func FuzzRead(f *testing.F) {
	f.Add(courierURL, statedPage)
	for _, page := range cases.Sections(cases.Page) {
		f.Add(courierURL, page)
	}
	f.Add("", `<script type="application/ld+json">{"@graph":[{"@type":"Article","@id":"#a","author":{"@id":"#a"}}]}</script>`)
	f.Fuzz(func(t *testing.T, address, page string) {
		h := hintsOf(t, address, page)
		for _, date := range []string{h.Published, h.Modified} {
			if date != "" && dates.Normalize(date, dates.DayFirst) != date {
				t.Errorf("%q is no date", date)
			}
		}
		for _, link := range []string{h.Canonical, h.Image} {
			if link != "" && !strings.HasPrefix(link, "http://") && !strings.HasPrefix(link, "https://") {
				t.Errorf("%q is not absolute", link)
			}
		}
	})
}
