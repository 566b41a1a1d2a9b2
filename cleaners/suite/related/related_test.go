package related

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// Paragraphs of an article, and headlines and a summary of other ones.
const (
	bridge = "The old bridge over the Wend will stay shut until spring, the council said on Monday evening."
	ferry  = "A ferry will carry walkers and cyclists in the meantime, every twenty minutes and free of charge."
	bolts  = "Its bolts had been loose since June, a report found."

	dredged = "Harbour to be dredged before the summer"
	mill    = "Mill owner sells to a baker from the hills"
	baker   = "The last mill on the river has been sold to a baker, who wants to grind his own rye there."
)

func TestZones(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a list behind the article", bridge + "\n\n" + ferry + "\n\nRelated Articles\n\n" + dredged + "\n\n" + mill,
			[]string{"related/header: Related Articles", "related/item: " + dredged, "related/item: " + mill}},
		{"cards with times and summaries", bridge + "\n\n" + ferry + "\n\nMore from Harbour\n\n2 hours ago\n\n" + mill + "\n\n" + baker,
			[]string{"related/header: More from Harbour", "related/item: 2 hours ago", "related/item: " + mill, "related/summary: " + baker}},
		{"the body returns", bridge + "\n\nRelated Articles\n\n" + dredged + "\n\n" + ferry + "\n\n" + bolts,
			[]string{"related/header: Related Articles", "related/item: " + dredged}},
		{"a header inside of a list", bridge + "\n\n" + ferry + "\n\nRelated Articles\n\n" + dredged + "\n\nMost Read\n\n" + mill,
			[]string{"related/header: Related Articles", "related/item: " + dredged, "related/header: Most Read", "related/item: " + mill}},
		{"another part of the page", bridge + "\n\n" + ferry + "\n\nRelated Articles\n\n" + dredged + "\n\nLeave a comment",
			[]string{"related/header: Related Articles", "related/item: " + dredged}},
		{"in square brackets", bridge + "\n\n[Related: " + dredged + "]\n\n[ See also " + dredged + ". ]\n\n" + ferry,
			[]string{"related/read-more-line: [Related: " + dredged + "]", "related/read-more-line: [ See also " + dredged + ". ]"}},
		{"an editor's words in square brackets", bridge + "\n\n[The ferry and what is related to it were built in May.]\n\n" + ferry, nil},
		{"in German", "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.\n\nMeistgelesen\n\nMühle am Fluss wird verkauft",
			[]string{"related/header: Meistgelesen", "related/item: Mühle am Fluss wird verkauft"}},
		{"in Spanish", "El viejo puente seguirá cerrado hasta la primavera, dijo el ayuntamiento el lunes.\n\nNoticias relacionadas\n\nVenden el último molino del río",
			[]string{"related/header: Noticias relacionadas", "related/item: Venden el último molino del río"}},
		{"a header with nothing of its own below", bridge + "\n\nRelated Articles\n\n" + ferry, nil},
		{"a menu's word above the article", "Latest\n\n" + dredged + "\n\n" + bridge + "\n\n" + ferry, nil},
		{"a sub-heading", bridge + "\n\nRelated trades suffer\n\n" + ferry, nil},

		{"times and headlines in turn", bridge + "\n\n" + ferry + "\n\n10:15\n\n" + dredged + "\n\n11:40\n\n" + mill + "\n\n12:05\n\nNight buses for one more winter",
			[]string{
				"related/timed-list: 10:15", "related/timed-list: " + dredged, "related/timed-list: 11:40", "related/timed-list: " + mill,
				"related/timed-list: 12:05", "related/timed-list: Night buses for one more winter",
			}},
		{"two of them", bridge + "\n\n" + ferry + "\n\n10:15\n\n" + dredged + "\n\n11:40\n\n" + mill, nil},
		{"a timeline in the body", bridge + "\n\n10:15\n\nThe first bolt falls\n\n11:40\n\nThe police shut the bridge\n\n12:05\n\nThe mayor comes\n\n" + ferry, nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

func TestTeasers(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"the words alone", bridge + "\n\nRead more\n\n" + ferry,
			[]string{"related/read-more-line: Read more"}},
		{"a headline behind them", bridge + "\n\nRead more: " + dredged + "\n\n" + ferry,
			[]string{"related/read-more-line: Read more: " + dredged}},
		{"a headline before them", bridge + "\n\n" + dredged + " Read More »\n\n" + ferry,
			[]string{"related/read-more-line: " + dredged + " Read More »"}},
		{"in German", "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.\n\nLesen Sie auch: Mühle am Fluss wird verkauft",
			[]string{"related/read-more-line: Lesen Sie auch: Mühle am Fluss wird verkauft"}},
		{"in French", "Le vieux pont restera fermé jusqu'au printemps, a dit la mairie lundi soir.\n\nLire aussi : Le dernier moulin est vendu",
			[]string{"related/read-more-line: Lire aussi : Le dernier moulin est vendu"}},
		{"a sentence that begins so", bridge + "\n\nRead more books, the mayor told the pupils, and you will need no bridge.\n\n" + ferry, nil},
		{"a sentence that ends so", bridge + "\n\nThe pupils were told by the mayor to read more\n\n" + ferry, nil},

		{"run into a paragraph, with an arrow", bridge + " " + dredged + " Read more » " + ferry + " " + bolts,
			[]string{"related/read-more-aside: " + dredged + " Read more »"}},
		{"run into a paragraph, with a colon", bridge + " " + ferry + " Read more: " + dredged,
			[]string{"related/read-more-aside: Read more: " + dredged}},
		{"no stop behind it", bridge + " Read more: " + dredged + " The council will vote in June, it said. " + ferry,
			[]string{"related/read-more-aside: Read more: " + dredged}},
		{"a quotation", bridge + " The sign says “Read more: the history of the ferry” and leads nowhere. " + ferry, nil},
		{"words of a sentence", bridge + " Read more about it in the library, she said, and it will make you weep. " + ferry, nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

func TestPages(t *testing.T) {
	const article = `<article><p>` + bridge + `</p><p>` + ferry + `</p></article>`
	named := func(block int, score float64) document.Verdict {
		return document.Verdict{Block: block, Kind: document.Related, Rule: ruleNamed.Name, Score: score}
	}
	said := func(block int, rule *document.Rule) document.Verdict {
		return document.Verdict{Block: block, Kind: document.Related, Rule: rule.Name, Score: rule.Score}
	}
	for _, c := range []struct {
		name, page string
		want       []document.Verdict
	}{
		{"a block that the markup names", article + `<div class="related"><p>River Notes</p><p><a href="/m">` + mill + `</a></p><p>` + baker + `</p></div>`,
			[]document.Verdict{named(2, 0.75), named(3, 0.96), named(4, 0.7)}},
		{"a header above links", article + `<h3>Recommended</h3><p><a href="/m">` + mill + `</a></p>`,
			[]document.Verdict{said(2, &ruleHeader), said(3, &ruleItem)}},
		{"a header above a list without links", article + `<h3>Recommended</h3><ul><li>Good boots</li><li>A coat</li></ul>`, nil},
		{"a name that only begins like one", `<article class="unrelated"><p>` + bridge + `</p><p>` + ferry + `</p></article>`, nil},
	} {
		_, got := cleanertest.Verdicts(t, Cleaner, document.Raw{ContentType: "text/html", Content: []byte(c.page)})
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestOtherArticles: an <article> that is not the headline's is another story, unless
// it lies in the headline's without a link, or the headline's is too short to tell.
func TestOtherArticles(t *testing.T) {
	long := strings.Repeat("<p>"+bridge+"</p><p>"+ferry+"</p>", 8) // 280 words
	page := func(article string) document.Raw {
		return document.Raw{URL: "https://herald.example/a", ContentType: "text/html", Content: []byte("<title>Bridge stays shut</title>" + article)}
	}
	const next = "<article><h2>" + mill + "</h2><p>" + baker + "</p></article>"
	const card = `<article><a href="/mill-owner-sells-up">` + mill + "</a></article>"
	for _, c := range []struct {
		name, page string
		want       []string
	}{
		{"the next story", "<article><h1>Bridge stays shut</h1>" + long + "</article>" + next,
			[]string{"related/other-article: " + mill, "related/other-article: " + baker}},
		{"a story above", next + "<article><h1>Bridge stays shut</h1>" + long + "</article>",
			[]string{"related/other-article: " + mill, "related/other-article: " + baker}},
		{"a card inside of the article", "<article><h1>Bridge stays shut</h1>" + long + card + "<p>" + bolts + "</p></article>",
			[]string{"related/other-article: " + mill}},
		{"an item of the article", "<article><h1>Bridge stays shut</h1>" + long + next + "<p>" + bolts + "</p></article>", nil},
		{"a short article", "<article><h1>Bridge stays shut</h1><p>" + bridge + "</p></article>" + next, nil},
		{"no headline in an article", "<h1>Bridge stays shut</h1><article>" + long + "</article>" + next, nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, page(c.page), c.want)
	}
}
