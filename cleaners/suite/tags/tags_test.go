package tags

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// Two paragraphs of an article.
const (
	bridge = "The old bridge over the Wend will stay shut until spring, the council said on Monday evening."
	ferry  = "A ferry will carry walkers and cyclists in the meantime, every twenty minutes and free of charge."
)

func TestTags(t *testing.T) {
	const page = "text/html"
	for _, c := range []struct {
		name, contentType, content string
		want                       []string
	}{
		{"a line of tags", "", bridge + "\n\n" + ferry + "\n\nTags: bridges, Wend, ferries",
			[]string{"tags/led: Tags: bridges, Wend, ferries"}},
		{"German tags", "", "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.\n\nSchlagwörter: Hafen, Park",
			[]string{"tags/led: Schlagwörter: Hafen, Park"}},
		{"French tags", "", "Le vieux pont restera fermé jusqu'au printemps, a dit la mairie lundi soir.\n\nMots-clés : pont, bac",
			[]string{"tags/led: Mots-clés : pont, bac"}},
		{"a line that begins with the word", "", bridge + "\n\nTags on the bridge's railing\n\n" + ferry, nil},
		{"a sentence that begins with the word", "", bridge + "\n\nTags: that is what the police call the names which the young spray on the bridge.\n\n" + ferry, nil},

		{"where the page was filed", "", bridge + "\n\n" + ferry + "\n\nThis entry was posted in News and tagged bridges, ferries. Bookmark the permalink.",
			[]string{"tags/filed: This entry was posted in News and tagged bridges, ferries. Bookmark the permalink."}},
		{"where the page was filed, in French", "", "Le vieux pont restera fermé jusqu'au printemps, a dit la mairie lundi soir.\n\nCette entrée a été publiée dans Ville, et marqué avec pont, bac.",
			[]string{"tags/filed: Cette entrée a été publiée dans Ville, et marqué avec pont, bac."}},
		{"a soldier who was posted", "", "Posted in the north for two winters, the young officer wrote home every Sunday evening.\n\n" + ferry, nil},

		{"hashtags", "", bridge + "\n\n" + ferry + "\n\n#Wend #ferry",
			[]string{"tags/hashtags: #Wend #ferry"}},
		{"a post with its hashtag", "", bridge + "\n\n#Wend is an island again, wrote a woman who takes the bridge to work.\n\n" + ferry, nil},
		{"a rank", "", bridge + "\n\n#1\n\n" + ferry, nil},

		{"entries below a header", "", bridge + "\n\n" + ferry + "\n\nTags\n\nBridges\n\nThe Wend\n\nRelated Articles\n\nHarbour to be dredged",
			[]string{"tags/led: Tags", "tags/listed: Bridges", "tags/listed: The Wend"}},
		{"what is too long below a header", "", bridge + "\n\n" + ferry + "\n\nTags\n\nHow a bridge came to be closed\n\nThe Wend",
			[]string{"tags/led: Tags"}},
		{"entries in the body", "", bridge + "\n\nTags\n\nBlue paint\n\n" + ferry,
			[]string{"tags/led: Tags"}},

		{"a sub-heading between paragraphs", "", bridge + "\n\nTags\n\n" + ferry + "\n\n" + bridge, nil},
		{"a list that the markup names", page, `<article><p>` + bridge + `</p><p>` + ferry + `</p><ul class="tags"><li>Bridges</li><li>The Wend</li></ul></article>`,
			[]string{"tags/named: Bridges", "tags/named: The Wend"}},
		{"a paragraph in such a list", page, `<article><div class="topics"><p>` + bridge + `</p></div><p>` + ferry + `</p></article>`, nil},
		{"a list in an article whose class has its topics", page, `<article class="post tag-bridges"><div><p>` + bridge + `</p><div><ul><li>Bring a coat</li></ul></div><p>` + ferry + `</p></div></article>`, nil},
	} {
		raw := document.Raw{ContentType: c.contentType, Content: []byte(c.content)}
		cleanertest.Hold(t, c.name, Cleaner, raw, c.want)
	}
}
