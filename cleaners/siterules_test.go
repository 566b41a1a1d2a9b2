package cleaners

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
)

// ruledPage is a page about which rules for its site say something. What winnow makes of
// it without them is not what the tests are about.
const ruledPage = `<!DOCTYPE html><html lang="en"><head><title>Ferry stops | The Harbour Post</title>
<meta property="og:title" content="Ferry stops for a week"><meta name="desk" content="Ada Lee"></head>
<body><div class="head"><h1>Ferry stops</h1><p class="when">4 March 2026</p><span class="who">By Mira Holt</span></div>
<div id="story"><p>The harbour ferry stops for a week, the city said on Thursday, since its engine has to be looked at in the yard.</p>
<p>Its captain said that <b class="sell">(order your ticket now)</b> the crew would be paid for the time.</p>
<p class="teaser-line">The bridge was painted green by its owners in the night of Monday, and nobody had asked them to do it.</p>
<p>In the meantime a bus goes around the bay, which takes an hour and a half, as everybody on the island knows.</p>
<div class="box"><p>Ninety people work in the yard, whose owner lives in another town, and comes by once in a month.</p></div></div>
<div class="after"><p>The yard is looking for painters, who have worked with ships before, and who can start in the summer.</p></div>
</body></html>`

func cleanRuled(t *testing.T, page string, files fstest.MapFS, options ...Option) *document.Clean {
	t.Helper()
	set, err := siterules.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	e := Must(New(append(options, WithSiteRules(set))...))
	clean, err := e.Clean(document.Raw{ID: "a", URL: "https://www.example.com/news/ferry", ContentType: "text/html; charset=utf-8", Content: []byte(page)})
	if err != nil {
		t.Fatal(err)
	}
	checkBalance(t, clean.Source, clean)
	return clean
}

func config(lines ...string) fstest.MapFS {
	return fstest.MapFS{"example.com.txt": {Data: []byte(strings.Join(lines, "\n"))}}
}

// removedBy lists what site rules removed: "RULE WHERE TEXT".
func removedBy(clean *document.Clean) (lines []string) {
	for _, r := range clean.Removed {
		if strings.HasPrefix(r.Rule, "site/") {
			lines = append(lines, r.Rule+" "+r.Text)
		}
	}
	return lines
}

func TestSiteConfigOnAPage(t *testing.T) {
	const teaser = "The bridge was painted green by its owners in the night of Monday, and nobody had asked them to do it."
	const painters = "The yard is looking for painters, who have worked with ships before, and who can start in the summer."
	cases := []struct {
		name    string
		rules   fstest.MapFS
		removed []string
		title   string
		byline  string
		date    string
	}{
		{"strip", config("strip: //p[@class='teaser-line']"), []string{"site/boilerplate " + teaser}, "", "", ""},
		{"strip, inside a sentence", config("strip: //b[@class='sell']"), []string{"site/boilerplate (order your ticket now)"}, "", "", ""},
		{"strip, by the library", config("strip: //div[@id='story']/following-sibling::div"), []string{"site/boilerplate " + painters}, "", "", ""},
		{"strip_id_or_class", config("strip_id_or_class: teaser-"), []string{"site/boilerplate " + teaser}, "", "", ""},
		{"kind", config("# winnow: kind related", "strip_id_or_class: teaser-"), []string{"site/related " + teaser}, "", "", ""},
		{"another host", fstest.MapFS{"a.example.com.txt": {Data: []byte("strip: //p")}, ".example.com.txt": {Data: []byte("strip: //p")}}, nil, "", "", ""},
		{"all sites", fstest.MapFS{"global.txt": {Data: []byte("strip_id_or_class: teaser-")}}, []string{"site/boilerplate " + teaser}, "", "", ""},
		{"all sites, but not beside this", fstest.MapFS{
			"global.txt":      {Data: []byte("strip_id_or_class: teaser-")},
			"example.com.txt": {Data: []byte("autodetect_on_failure: no\nstrip: //nothing")},
		}, nil, "", "", ""},
		{"title of an element", config("title: //h2", "title: //h1"), nil, "Ferry stops", "", ""},
		{"title of an attribute", config("title: //meta[@property='og:title']/@content", "title: //h1"), nil, "Ferry stops for a week", "", ""},
		{"title by a function", config("title: substring-before(//title, ' |')"), nil, "Ferry stops", "", ""},
		{"author of an element", config("author: //span[@class='who']"), nil, "", "Mira Holt", ""},
		{"author of an attribute", config("author: //meta[@name='desk']/@content"), nil, "", "Ada Lee", ""},
		{"date", config("date: //meta[@name='desk']/@content", "date: //p[@class='when']"), nil, "", "", "2026-03-04"},
		{"replace_string", config(`replace_string(<p class="teaser-line">): <p hidden class="gone">`, "strip: //p[@class='gone']"), []string{"site/boilerplate " + teaser}, "", "", ""},
		{"find_string", config(`find_string: <p class="teaser-line">`, `replace_string: <p class="gone">`, "strip_id_or_class: gone"), []string{"site/boilerplate " + teaser}, "", "", ""},
		{"body that selects nothing", config("body: //div[@id='article']"), nil, "", "", ""},
		{"body of a headline", config("body: //h1"), nil, "", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			clean := cleanRuled(t, ruledPage, c.rules)
			var removed []string
			for _, line := range removedBy(clean) {
				if !strings.HasPrefix(line, "site/byline") && !strings.HasPrefix(line, "site/published") {
					removed = append(removed, line)
				}
			}
			if diff := cmp.Diff(c.removed, removed); diff != "" {
				t.Errorf("removed (-want +got):\n%s", diff)
			}
			for _, f := range []struct{ name, want, got string }{{"title", c.title, clean.Title}, {"byline", c.byline, clean.Byline}, {"published", c.date, clean.Published}} {
				if f.want != "" && f.want != f.got {
					t.Errorf("%s: %q, want %q", f.name, f.got, f.want)
				}
			}
		})
	}
}

func TestBodyRaisesDoubtOutside(t *testing.T) {
	clean := cleanRuled(t, ruledPage, config("body: //div[@id='nothing']", "body: //h1", "body: //div[@id='story']"))
	var outside []string
	for _, v := range clean.Verdicts.All() {
		if v.Rule == "site/outside" {
			outside = append(outside, clean.Source[v.Span.Start:v.Span.End]+v.Where)
		}
	}
	if len(outside) == 0 || len(outside) > 4 {
		t.Errorf("outside: %q", outside)
	}
	for _, p := range clean.Paragraphs {
		if p.Text == "In the meantime a bus goes around the bay, which takes an hour and a half, as everybody on the island knows." {
			return
		}
	}
	t.Error("the body itself is gone")
}

func TestStrippedImagesAreNoExtras(t *testing.T) {
	page := strings.Replace(ruledPage, "<p>In the", `<img src="/a/ferry.jpg" alt="The ferry"><img src="https://pixel.example.net/b.jpg" alt="Buy"><div class="pics"><img src="/c.jpg" alt="More"></div><p>In the`, 1)
	count := func(rules fstest.MapFS) (found []string) {
		for _, image := range cleanRuled(t, page, rules, WithExtras(document.AllExtras)).Extras.Images {
			found = append(found, image.Alt)
		}
		return found
	}
	if diff := cmp.Diff([]string{"The ferry", "Buy", "More"}, count(config("strip: //nothing"))); diff != "" {
		t.Errorf("without a rule (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"The ferry"}, count(config("strip_image_src: pixel.example", "strip_id_or_class: pics"))); diff != "" {
		t.Errorf("with rules (-want +got):\n%s", diff)
	}
}

// TestStrippedTextDoesNotComeBackFromData has a page that shows little of its article,
// whose data has all of it and a paragraph that a rule strips.
func TestStrippedTextDoesNotComeBackFromData(t *testing.T) {
	const offer = "The paper costs less than a coffee for all who have it sent to their homes before the summer comes."
	var stated []string
	for _, day := range []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"} {
		stated = append(stated, "On "+day+" the yard found that of "+day+"'s ropes one was wet, and of "+day+"'s sails two were torn, while no painter of "+day+" came, its owner said.")
	}
	body := strings.Join(append(stated, offer, "It goes on in the summer, when the island is full."), `\n\n`)
	page := `<!DOCTYPE html><html lang="en"><head><title>Ferry stops</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry stops","articleBody":"` + body + `"}</script></head>
<body><div class="story"><h1>Ferry stops</h1><div class="offer"><p>` + offer + `</p></div><p>Read on with an account.</p></div></body></html>`
	count := func(clean *document.Clean) (kept, removed int) {
		for _, p := range clean.Paragraphs {
			if p.Text == offer {
				kept++
			}
		}
		for _, r := range clean.Removed {
			if r.Text == offer && strings.HasPrefix(r.Rule, "site/") {
				removed++
			}
		}
		return kept, removed
	}
	if _, removed := count(cleanRuled(t, page, config("strip: //nothing"))); removed != 0 {
		t.Errorf("%d removed without a rule", removed)
	}
	if kept, removed := count(cleanRuled(t, page, config("strip_id_or_class: offer"))); kept != 0 || removed != 2 {
		t.Errorf("%d kept and %d removed, want it removed from the page and from its data", kept, removed)
	}
	// The body is around both: nothing of the data is outside of it.
	for _, v := range cleanRuled(t, page, config("body: //div[@class='story']")).Verdicts.All() {
		if v.Rule == "site/outside" {
			t.Errorf("doubts block %d", v.Block)
		}
	}
}

// A body that the site has moved its article out of must not cost the article: what it
// selects now is a menu, or what readers wrote, and has few of the page's paragraphs.
func TestAStaleBodyDoubtsNothing(t *testing.T) {
	const page = `<!DOCTYPE html><html lang="en"><head><title>Ferry stops for a week</title></head><body>
<div class="more"><p>Subscribers read more about the yard, its owner and the ninety people who work there. All of it is on the next page.</p><ul><li>The bridge is green</li><li>The yard looks for painters</li><li>The bus takes an hour</li></ul></div>
<h1>Ferry stops for a week</h1><main>
<p>The harbour ferry stops for a week, the city said on Thursday, since its engine has to be looked at in the yard.</p>
<p>Its captain said that the crew would be paid for the time, and that the passengers would get their money back.</p>
<p>The bridge was painted green by its owners in the night of Monday, and nobody had asked them to do it.</p>
<p>In the meantime a bus goes around the bay, which takes an hour and a half, as everybody on the island knows.</p>
<p>Ninety people work in the yard, whose owner lives in another town, and comes by once in a month.</p>
</main></body></html>`
	outside := func(clean *document.Clean) (n int) {
		for _, v := range clean.Verdicts.All() {
			if v.Rule == "site/outside" {
				n++
			}
		}
		return n
	}
	if n := outside(cleanRuled(t, page, config("body: //div[@class='more']"))); n > 0 {
		t.Errorf("%d blocks are doubted by a body that is a list of teasers", n)
	}
	if n := outside(cleanRuled(t, page, config("body: //main"))); n == 0 {
		t.Error("no block is doubted by the body")
	}
	clean := cleanRuled(t, page, config("body: //div[@class='more']", "body: //main"))
	if n := outside(clean); n == 0 {
		t.Error("behind a body that does not count, another does not count either")
	}
	for _, v := range clean.Verdicts.All() {
		if v.Rule == "site/outside" && v.Where != "example.com.txt:2" {
			t.Errorf("%s doubts", v.Where)
		}
	}
}
