package segment

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

// attachedTo returns a document with its attachments, of a page or a text.
func attachedTo(t interface{ Fatal(...any) }, contentType, content string) *document.Document {
	raw := document.Raw{URL: "https://www.courier.example/news/bridge", ContentType: contentType + "; charset=utf-8", Content: []byte(content)}
	d, err := decode.Decode(raw, decode.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	doc := &document.Document{}
	SegmentInto(doc, raw, d, Ask{Attachments: true})
	return doc
}

// listAttached renders attachments, a line each.
func listAttached(doc *document.Document) (lines []string) {
	of := func(s document.Span) string { return doc.Source[s.Start:s.End] }
	for _, l := range doc.Attached.Links {
		lines = append(lines, fmt.Sprintf("link %q %s", of(l.Span), l.Address))
	}
	for _, i := range doc.Attached.Images {
		line := fmt.Sprintf("image %s %q before %q", i.Address, i.Alt, firstWord(doc.Source[i.At:]))
		if i.Figure.Len() > 0 {
			line += fmt.Sprintf(" figure %q", of(i.Figure))
		}
		lines = append(lines, line)
	}
	for _, e := range doc.Attached.Embeds {
		lines = append(lines, fmt.Sprintf("embed %s %q %s", e.Platform, of(e.Span), e.Address))
	}
	for _, a := range doc.Attached.Authors {
		lines = append(lines, fmt.Sprintf("author %q %s", a.Name, a.Address))
	}
	return lines
}

func firstWord(s string) string {
	if fields := strings.Fields(s); len(fields) > 0 {
		return fields[0]
	}
	return ""
}

func TestAttachmentsOfPages(t *testing.T) {
	cases := []struct {
		name, page string
		want       []string
	}{
		{"links, resolved and in pieces", `<base href="/a/"><p>See <a href="b?c=1&amp;d=2">the <b>plan</b> of</a> <a href="//cdn.example/x">it</a>.</p><a href="/card"><h3>Bridge</h3><p>It closes.</p></a>`,
			[]string{`link "the plan of" https://www.courier.example/a/b?c=1&d=2`, `link "it" https://cdn.example/x`, `link "Bridge" https://www.courier.example/card`, `link "It closes." https://www.courier.example/card`}},
		{"links that lead nowhere", `<p><a href="javascript:alert(1)">a</a> <a href="#note">b</a> <a href="mailto:a@b.example">c</a> <a>d</a> <a href="data:text/html,x">e</a> <a href="/">  </a></p>`, nil},
		{"an image in a figure", `<figure><img src="/b.jpg" alt=" The  bridge "><figcaption>The bridge at dusk.</figcaption></figure><p>Text</p>`,
			[]string{`image https://www.courier.example/b.jpg "The bridge" before "The" figure "The bridge at dusk."`}},
		{"lazy images", `<img src="data:image/gif;base64,R0" data-src="/a.jpg"><img src="/blank.gif" data-original="/b.jpg"><img src="/c.gif" data-srcset="/c1.jpg 320w, /c2.jpg 640w"><p>x</p>`,
			[]string{`image https://www.courier.example/a.jpg "" before "x"`, `image https://www.courier.example/b.jpg "" before "x"`, `image https://www.courier.example/c2.jpg "" before "x"`}},
		{"an image for readers without scripts, which the page has twice", `<p>x</p><img src="data:,"><noscript><img src="/a.jpg" alt="A"></noscript><img src="/a.jpg">`,
			[]string{`image https://www.courier.example/a.jpg "A" before ""`}},
		{"a picture", `<picture><source srcset="/a.webp 1x, /a2.webp 2x"><img alt="A"></picture><p>x</p>`,
			[]string{`image https://www.courier.example/a2.webp "A" before "x"`}},
		{"a small src and larger ones in its set", `<img src="/s.jpg?w=40" srcset="/s.jpg?w=400 400w, /s.jpg?w=900 900w"><picture><source srcset="/p.avif"><img src="/placeholder.png"></picture><p>x</p>`,
			[]string{`image https://www.courier.example/s.jpg?w=900 "" before "x"`, `image https://www.courier.example/p.avif "" before "x"`}},
		{"one image in two sizes, and images that differ by their query", `<img src="/a.jpg?w=4"><figure><img src="/a.jpg?w=9"><figcaption>Dusk</figcaption></figure><img src="/i?n=1"><img src="/i?n=2">`,
			[]string{`image https://www.courier.example/a.jpg?w=9 "" before "Dusk" figure "Dusk"`, `image https://www.courier.example/i?n=1 "" before ""`, `image https://www.courier.example/i?n=2 "" before ""`}},
		{"images that are none", `<img src="/pixel.gif" width="1" height="1"><img src="/icon.png" width=32px><img src="javascript:x"><img src="data:image/png;base64,AA"><img><p>x</p>`, nil},
		{"posts", `<p>x</p><blockquote class="twitter-tweet" data-lang="en"><p>It is <a href="https://t.co/a">closed</a></p>&mdash; Port (@port) <a href="https://twitter.com/port/status/1?x=1">May 1</a></blockquote>
			<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/AbC/"></blockquote><blockquote class="tiktok-embed" cite="https://www.tiktok.com/@port/video/7">A clip</blockquote>
			<amp-youtube data-videoid="y&amp;1"></amp-youtube>`,
			[]string{`link "closed" https://t.co/a`, `link "May 1" https://twitter.com/port/status/1?x=1`,
				"embed x \"It is closed\\n— Port (@port) May 1\" https://twitter.com/port/status/1?x=1",
				`embed instagram "" https://www.instagram.com/p/AbC/`, `embed tiktok "A clip" https://www.tiktok.com/@port/video/7`, `embed youtube "" https://www.youtube.com/watch?v=y%261`}},
		{"frames", `<p>x</p><iframe src="//www.youtube-nocookie.com/embed/a1?rel=0"></iframe><iframe src="about:blank" data-src="https://player.vimeo.com/video/7"></iframe>
			<iframe src="https://platform.twitter.com/embed/Tweet.html?id=12"></iframe><iframe src="https://www.facebook.com/plugins/post.php?href=javascript:alert(1)"></iframe>
			<iframe src="https://ads.example/youtube.com"></iframe><iframe src="https://notyoutube.com/embed/a"></iframe>`,
			[]string{`embed youtube "" https://www.youtube.com/watch?v=a1`, `embed vimeo "" https://player.vimeo.com/video/7`, `embed x "" https://twitter.com/i/status/12`}},
		{"a quotation that is no post", `<blockquote class="pull-quote"><p>It is closed.</p></blockquote>`, nil},
		{"authors", `<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"Ada Lee","url":"/people/ada"},{"name":"Sam Oak","url":"javascript:x"},{"name":"Kit Ash","url":"/"}]}</script>
			<h1>The bridge</h1><p class="byline">By <a href="/people/tom">Tom Ray</a></p>`,
			[]string{`link "Tom Ray" https://www.courier.example/people/tom`, `author "Ada Lee" https://www.courier.example/people/ada`, `author "Tom Ray" https://www.courier.example/people/tom`}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, listAttached(attachedTo(t, "text/html", c.page))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestAttachmentsOfMarkdown(t *testing.T) {
	doc := attachedTo(t, "text/plain", `# The bridge

![The bridge](https://cdn.example/b.jpg "At dusk")

It [closes **soon**](/news/close) and [is old](<https://old.example/a> "x"), see [this](javascript:x).

[![Ferry](/f.jpg)](/ferry)
`)
	want := []string{
		`link "closes **soon**" https://www.courier.example/news/close`, `link "is old" https://old.example/a`, `link "![Ferry](/f.jpg)" https://www.courier.example/ferry`,
		`image https://cdn.example/b.jpg "The bridge" before "![The"`, `image https://www.courier.example/f.jpg "Ferry" before "![Ferry](/f.jpg)](/ferry)"`,
	}
	if diff := cmp.Diff(want, listAttached(doc)); diff != "" {
		t.Errorf("attachments (-want +got):\n%s", diff)
	}
}

func TestLargestOfASet(t *testing.T) {
	for set, want := range map[string]string{
		"":                                  "",
		"a.jpg":                             "a.jpg",
		"a.jpg, b.jpg 2x":                   "b.jpg",
		"a.jpg 320w,b.jpg 1280w, c.jpg 64w": "b.jpg",
		"a,b.jpg 2x, c.jpg":                 "a,b.jpg",
		" , a.jpg,,  ":                      "a.jpg",
		"data:image/gif;base64,A 9x, a 1x":  "a",
		"a.jpg oddw":                        "a.jpg",
		"a.jpg -2x, b.jpg NaNx":             "a.jpg",
	} {
		if got := largestOf(set); got != want {
			t.Errorf("%q: got %q, want %q", set, got, want)
		}
	}
}

// What the page's data adds to the text moves what stands below it.
func TestAttachmentsMoveWithTheText(t *testing.T) {
	doc := attachedTo(t, "text/html", `<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"`+longBody+`"}</script>
		<article><a href="/up">Home</a><h1><a href="/bridge">The bridge closes</a></h1><figure><img src="/b.jpg"><figcaption>At dusk</figcaption></figure>
		<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@port/video/7">A clip</blockquote><p>See <a href="/more">more</a></p></article>`)
	if !strings.Contains(doc.Source, longBody[:40]) {
		t.Fatal("the data has not become text")
	}
	want := []string{
		`link "Home" https://www.courier.example/up`, `link "The bridge closes" https://www.courier.example/bridge`, `link "more" https://www.courier.example/more`,
		`image https://www.courier.example/b.jpg "" before "The" figure "At dusk"`, `embed tiktok "A clip" https://www.tiktok.com/@port/video/7`,
	}
	if diff := cmp.Diff(want, listAttached(doc)); diff != "" {
		t.Errorf("attachments (-want +got):\n%s", diff)
	}
}

func TestNothingIsAttachedUnlessAsked(t *testing.T) {
	page := `<p><a href="/x">x</a><img src="/a.jpg"></p>`
	if doc := segmented(t, page); doc.Attached != nil {
		t.Errorf("got %+v", doc.Attached)
	}
}

// FuzzAttachments holds any input to this: attaching changes nothing of the document,
// all offsets lie in the text, links are in order, addresses are of the web.
func FuzzAttachments(f *testing.F) {
	for _, seed := range []string{
		`<figure><img src=/a><a href=/b><p>x</p></a></figure><noscript><img src=/c></noscript>`,
		`<blockquote class=twitter-tweet><a href=https://x.com/a/status/1>a</a><blockquote class=twitter-tweet>b</blockquote></blockquote><iframe src=//youtu.be/a>`,
		`<picture><source srcset="/a 1x,/b 2x"><img></picture><pre><a href=x> a </a></pre>`,
		"# a\n\n[![x](y)](z) [a](<b> \"d\") ![]()\n",
		`<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"` + longBody + `","author":{"name":"A B","url":"c"}}</script><h1>a</h1><img src=b>`,
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, content string, page bool) {
		contentType := "text/plain"
		if page {
			contentType = "text/html"
		}
		raw := document.Raw{URL: "https://www.courier.example/news/bridge", ContentType: contentType + "; charset=utf-8", Content: []byte(content)}
		d, err := decode.Decode(raw, decode.DefaultLimits())
		if err != nil {
			t.Skip()
		}
		with, without := &document.Document{}, &document.Document{}
		SegmentInto(with, raw, d, Ask{Attachments: true})
		if d, err = decode.Decode(raw, decode.DefaultLimits()); err != nil {
			t.Fatal(err)
		}
		SegmentInto(without, raw, d, Ask{})
		found := with.Attached
		if with.Attached = nil; !cmp.Equal(with, without) {
			t.Fatalf("attaching changes the document:\n%s", cmp.Diff(without, with))
		}
		checkAttached(t, found, len(with.Source))
	})
}

func checkAttached(t *testing.T, found *document.Attachments, size int) {
	in := func(s document.Span) bool { return s.Start >= 0 && s.Start <= s.End && s.End <= size }
	web := func(address string) bool {
		return strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://")
	}
	end := 0
	for _, l := range found.Links {
		if l.Span.Start < end || l.Span.Len() == 0 || !in(l.Span) || !web(l.Address) {
			t.Fatalf("link %+v behind byte %d of %d", l, end, size)
		}
		end = l.Span.End
	}
	for _, i := range found.Images {
		if !in(i.Figure) || !in(i.Around) || i.At < 0 || i.At > size || !web(i.Address) {
			t.Fatalf("image %+v of %d bytes", i, size)
		}
	}
	for _, e := range found.Embeds {
		if !in(e.Span) || !in(e.Around) || e.At < 0 || e.At > size || e.Address != "" && !web(e.Address) {
			t.Fatalf("embed %+v of %d bytes", e, size)
		}
	}
	for _, a := range found.Authors {
		if a.Name == "" || !web(a.Address) {
			t.Fatalf("author %+v", a)
		}
	}
}
