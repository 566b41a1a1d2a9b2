package segment

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

func segmentPage(t *testing.T, page string) *document.Document {
	t.Helper()
	raw := document.Raw{URL: "https://www.herald.example/news/today", ContentType: "text/html; charset=utf-8", Content: []byte(page)}
	d, err := decode.Decode(raw, decode.Limits{Bytes: 1 << 16, Nodes: 4000})
	if err != nil {
		t.Fatal(err)
	}
	return Segment(raw, d)
}

func TestClassifyLink(t *testing.T) {
	here := siteOf("https://www.herald.example/news/2026/03/04/ferry-runs-aground", "")
	for _, c := range []struct {
		href string
		want document.Leads
	}{
		{"", document.LinkPart},
		{"#comments", document.LinkPart},
		{"/news/2026/03/04/ferry-runs-aground#map", document.LinkPart},
		{"mailto:desk@herald.example", document.LinkPart},
		{"javascript:void(0)", document.LinkPart},
		{"https://herald.example#top", document.LinkPart},
		{"https://sea.example/harbour-closed-after-storm-warning", document.LinkAway},
		{"//ads.example/x", document.LinkAway},
		{"https://notherald.example/a-b-c-d", document.LinkAway},
		{"/sport", document.LinkSite},
		{"https://www.herald.example/tag/ferries/", document.LinkSite},
		{"contact.html", document.LinkSite},
		{"/news/harbour-closed-after-storm", document.LinkStory},
		{"https://sport.herald.example/match/1234567", document.LinkStory},
		{"  /news/2026/03/05/quiet ", document.LinkStory},
		{"story.php?id=93214", document.LinkStory},
		{"HTTPS://HERALD.EXAMPLE/a_b_c_d", document.LinkStory},
	} {
		if got := here.classify(c.href); got != c.want {
			t.Errorf("%q leads to %d, want %d", c.href, got, c.want)
		}
	}
}

func TestSiteOfTakesTheFirstAddressWithAHost(t *testing.T) {
	if got := siteOf("doc-17", "https://www.Herald.example/x").domain; got != "herald.example" {
		t.Errorf("domain %q", got)
	}
	if got := siteOf("", ""); got != (site{}) {
		t.Errorf("no address has site %+v", got)
	}
	if (site{}).owns("herald.example") {
		t.Error("a page without address owns a host")
	}
}

func TestBlocksKnowTheirLinksPicturesAndArticles(t *testing.T) {
	doc := segmentPage(t, `<body><article><h1>Ferry runs aground</h1>
		<p>The ferry <a href="#map">ran</a> onto rocks, <a href="/news/harbour-closed-after-storm">said</a> the harbour.</p></article>
		<div><img src=a.jpg><article><h3><a href="/news/school-roof-falls-in">School roof falls in</a></h3><p>No one was hurt.</p></article></div></body>`)
	type evidence struct {
		link            document.Leads
		images, article int32
	}
	want := []evidence{{0, 0, 1}, {document.LinkStory, 0, 1}, {document.LinkStory, 1, 2}, {0, 0, 2}}
	if len(doc.Blocks) != len(want) {
		t.Fatalf("%d blocks, want %d", len(doc.Blocks), len(want))
	}
	for i, w := range want {
		e := doc.Blocks[i].Element
		if got := (evidence{e.Link, e.Images, e.Article}); got != w {
			t.Errorf("%q has %+v, want %+v", doc.Of(i), got, w)
		}
	}
}

func FuzzClassifyLink(f *testing.F) {
	f.Add("https://www.herald.example/news", "//x:80/a-b-c-d?e#f")
	f.Add("", "a:b://c")
	f.Fuzz(func(t *testing.T, page, href string) {
		of := siteOf(page, "")
		if got := of.classify(href); got < document.LinkPart || got > document.LinkStory {
			t.Errorf("%q leads to %d", href, got)
		}
	})
}
