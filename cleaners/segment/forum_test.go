package segment

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
)

func TestForumAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"https://forum.boats.example/t/dry-hatch/12":                     true,
		"https://community.boats.example/topic/12/dry-hatch":             true,
		"https://www.boats.example/forum/hulls/dry-hatch-12":             true,
		"https://www.boats.example/threads/dry-hatch.12/":                true,
		"https://www.boats.example/viewtopic.php?f=2&t=12":               true,
		"https://www.boats.example/discussion/12":                        true,
		"https://foro.barcos.example/12":                                 true,
		"https://forum.boats.example/":                                   false,
		"https://www.boats.example/forum/":                               false,
		"https://www.boats.example/forum/hulls":                          false,
		"https://www.boats.example/threads":                              false,
		"https://www.boats.example/news/forum-on-hulls-raises-questions": false,
		"https://www.boats.example/community/2026/05/hall-opens":         false,
		"https://www.boats.example/topics/hulls/dry-hatch":               false,
		"https://www.forumofboats.example/2026/05/dry-hatch-in-one-day":  false,
		"":                              false,
		"https://www.boats.example/%zz": false,
		"forum":                         false,
	} {
		if got := isForumAddress(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

// TestNoForumIsTakenForNone: the quick look at an address lets every thread's pass.
func TestNoForumIsTakenForNone(t *testing.T) {
	part := rapid.SampledFrom([]string{
		"https://", "www.", "Forum", "foros", "BBS", "answers", "community", "boards", "discuss", "Thread", "viewTopic", "showthread", "discussions",
		"boats", "example", ".", "/", "-", "_", "?t=12", "#p1", ".php", "12", ":80", "a@", "%66orum", "é", " ", ";", "",
	})
	rapid.Check(t, func(t *rapid.T) {
		address := strings.Join(rapid.SliceOfN(part, 0, 12).Draw(t, "parts"), "")
		if got, want := isForumAddress(address), isThreadAddress(address); got != want {
			t.Errorf("%q: %v, read whole %v", address, got, want)
		}
	})
}

// TestForums, and what their pages name comments: posts lose the name, and remarks on
// answers and what readers say below an article keep it.
func TestForums(t *testing.T) {
	const (
		thread = "https://www.boats.example/threads/dry-hatch.12/"
		post   = "<p>I had the same on my boat last year, and it was neither the seal nor the hinge but the screws that let the water in.</p>"
		reply  = `<div class="comment">` + post + "</div>"
		remark = `<div class="comment"><p>Not on mine.</p></div>`
		answer = `<div itemprop="suggestedAnswer" itemtype="https://schema.org/Answer">` + post + remark + "</div>"
	)
	declared := func(kind, page string) string {
		return `<div itemscope itemtype="https://schema.org/` + kind + `">` + page + "</div>"
	}
	for _, c := range []struct {
		name, url, page string
		forum, named    bool // and the last paragraph is named comments
	}{
		{"a thread by its address", thread, post + reply + reply, true, false},
		{"one by its microdata", "", declared("DiscussionForumPosting", strings.Repeat(post, 6)+reply+reply), true, false},
		{"of another vocabulary's case", "", declared("discussionForumPosting", post+reply), true, false},
		{"with prose below its posts", thread, post + reply + "<p>To install our app, open the menu and choose the first line.</p>" + reply, true, false},
		{"remarks between posts", thread, post + remark + post + post + remark, true, true},
		{"remarks on answers", "", declared("QAPage", answer+answer), true, true},
		{"remarks on the question alone", "", declared("QAPage", declared("Question", post+remark)+declared("Answer", post)+remark), true, true},
		{"an article at such an address", thread, `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Dry hatches"}</script>` + strings.Repeat(post, 6) + reply, false, true},
		{"an article with comments", "https://www.boats.example/dry-hatch", strings.Repeat(post, 6) + declared("Comment", reply), false, true},
	} {
		raw := document.Raw{URL: c.url, ContentType: "text/html", Content: []byte(c.page)}
		d, err := decode.Decode(raw, decode.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		doc := Segment(raw, d)
		last := doc.Blocks[len(doc.Blocks)-1].Element.Names.Has(document.NamedComments)
		if doc.Forum != c.forum || last != c.named {
			t.Errorf("%s: forum %v, the last paragraph named comments %v", c.name, doc.Forum, last)
		}
	}
}
