package metadata

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// An article's headline and its paragraphs, and a German article.
const (
	title  = "Old bridge to stay shut until spring"
	bridge = "The old bridge over the Wend will not open before April, the council said on Monday evening."
	ferry  = "A ferry will carry walkers and cyclists in the meantime, every twenty minutes and free of charge."
	vote   = "The council will vote on the money in June, after the hearing that the owners have asked for."

	titel = "Alter Hafen wird zum Park"
	hafen = "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte."
)

// said is one verdict as the tests below state it.
type said struct {
	Rule, Text, Value string
	Score             float64
}

// mark returns what the cleaner says of raw.
func mark(t *testing.T, raw document.Raw) (all []said) {
	t.Helper()
	doc, verdicts := cleanertest.Verdicts(t, Cleaner, raw)
	for _, v := range verdicts {
		all = append(all, said{v.Rule, doc.Of(v.Block), v.Value, v.Score})
	}
	return all
}

func TestHead(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []said
	}{
		{"a byline", title + "\n\nBy Ada Lee and Tom Ray\n\n" + bridge + "\n\n" + ferry,
			[]said{{"metadata/byline", "By Ada Lee and Tom Ray", "Ada Lee and Tom Ray", 0.93}}},
		{"a byline with a job", title + "\n\nBy Ada Lee, Court reporter\n\n" + bridge + "\n\n" + ferry,
			[]said{{"metadata/byline", "By Ada Lee, Court reporter", "Ada Lee", 0.93}}},
		{"a German byline", titel + "\n\nVon Jon Aske\n\n" + hafen,
			[]said{{"metadata/byline", "Von Jon Aske", "Jon Aske", 0.93}}},
		{"a French byline", "Le vieux pont fermé jusqu'au printemps\n\nPar Mira Holt\n\nLe vieux pont restera fermé jusqu'au printemps, a dit la mairie lundi soir.",
			[]said{{"metadata/byline", "Par Mira Holt", "Mira Holt", 0.93}}},
		{"a byline over four lines", title + "\nBy\nAda Lee\nand\nTom Ray\n" + bridge + "\n" + ferry,
			[]said{{"metadata/byline", "By", "Ada Lee, Tom Ray", 0.93}, {"metadata/byline", "Ada Lee", "Ada Lee, Tom Ray", 0.93},
				{"metadata/byline", "and", "Ada Lee, Tom Ray", 0.93}, {"metadata/byline", "Tom Ray", "Ada Lee, Tom Ray", 0.93}}},
		{"a German byline over four lines", titel + "\nVon\nJon Aske\nund\nMira Holt\n" + hafen,
			[]said{{"metadata/byline", "Von", "Jon Aske, Mira Holt", 0.93}, {"metadata/byline", "Jon Aske", "Jon Aske, Mira Holt", 0.93},
				{"metadata/byline", "und", "Jon Aske, Mira Holt", 0.93}, {"metadata/byline", "Mira Holt", "Jon Aske, Mira Holt", 0.93}}},
		{"a name right below the headline", title + "\n\nAda Lee\n\n" + bridge + "\n\n" + ferry,
			[]said{{"metadata/byline", "Ada Lee", "", 0.86}}},
		{"a name by a date", title + "\n\nAda Lee\n\n3 May 2026\n\n" + bridge + "\n\n" + ferry,
			[]said{{"metadata/byline", "Ada Lee", "", 0.75}, {"metadata/published", "3 May 2026", "2026-05-03", 0.93}}},
		{"a paragraph that begins with the word", title + "\n\nBy Monday evening the bridge was shut, and nobody could say for how long it would be.\n\n" + ferry, nil},
		{"a name as a sub-heading", title + "\n\n" + bridge + "\n\n" + ferry + "\n\nAda Lee\n\n" + vote, nil},

		{"a date with its label", title + "\n\nPublished 3 May 2026, 10:30\n\n" + bridge + "\n\n" + ferry,
			[]said{{"metadata/published", "Published 3 May 2026, 10:30", "2026-05-03", 0.93}}},
		{"a time that names no day", title + "\n\n2 hours ago\n\n" + bridge + "\n\n" + ferry,
			[]said{{"metadata/published", "2 hours ago", "", 0.93}}},
		{"a German date", titel + "\n\n3. Mai 2026\n\n" + hafen,
			[]said{{"metadata/published", "3. Mai 2026", "2026-05-03", 0.93}}},
		{"a paragraph that begins with a date", title + "\n\nMay 3, 2026, will be remembered on both banks of the river as the day on which the bridge was shut.\n\n" + ferry, nil},
		{"a dateline", title + "\n\nWEND, May 3 — " + bridge + "\n\n" + ferry, nil},
		{"a date as a sub-heading", title + "\n\n" + bridge + "\n\n" + ferry + "\n\n3 May 2026\n\n" + vote + "\n\n" + bridge, nil},

		{"a reading time", title + "\n\n3 min read\n\n" + bridge + "\n\n" + ferry,
			[]said{{"metadata/reading-time", "3 min read", "", 0.95}}},
		{"a French reading time", "Le vieux pont fermé jusqu'au printemps\n\n3 min de lecture\n\nLe vieux pont restera fermé jusqu'au printemps, a dit la mairie lundi soir.",
			[]said{{"metadata/reading-time", "3 min de lecture", "", 0.95}}},
		{"a sentence about one", title + "\n\n" + bridge + "\n\nThe report is a 90 min read, and the mayor had ten.\n\n" + ferry, nil},

		{"labels above the headline", "The Wend Courier\n\nRiver\n\n" + title + "\n\n" + bridge + "\n\n" + ferry,
			[]said{{"metadata/source", "The Wend Courier", "", 0.85}, {"metadata/section", "River", "", 0.85}}},
		{"a menu above the headline", "Wend\n\nHarbour\n\nRiver\n\nMarket\n\nHills\n\n" + title + "\n\n" + bridge + "\n\n" + ferry,
			[]said{{"metadata/section", "Hills", "", 0.85}}},
		{"labels below a menu's word", "Log in\n\nHarbour\n\n" + title + "\n\n" + bridge + "\n\n" + ferry,
			[]said{{"metadata/section", "Harbour", "", 0.85}}},
		{"a sub-heading", title + "\n\n" + bridge + "\n\nRiver\n\n" + ferry, nil},
	} {
		if diff := cmp.Diff(c.want, mark(t, document.Raw{Content: []byte(c.text)})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestFoot(t *testing.T) {
	const article = title + "\n\n" + bridge + "\n\n" + ferry + "\n\n" + vote
	for _, c := range []struct {
		name, text string
		want       []said
	}{
		{"a byline below the article", article + "\n\nBy Ada Lee",
			[]said{{"metadata/byline", "By Ada Lee", "Ada Lee", 0.85}}},
		{"an agency's credits", article + "\n\n(Reporting by Ada Lee in Wend and Jon Aske on the north bank; editing by Tom Ray)",
			[]said{{"metadata/credits", "(Reporting by Ada Lee in Wend and Jon Aske on the north bank; editing by Tom Ray)", "", 0.9}}},
		{"an agency's short credits", article + "\n\n(Reporting by Ada Lee; editing by Tom Ray)",
			[]said{{"metadata/byline", "(Reporting by Ada Lee; editing by Tom Ray)", "Ada Lee", 0.85}, {"metadata/credits", "(Reporting by Ada Lee; editing by Tom Ray)", "", 0.9}}},
		{"editors alone", article + "\n\n(Editing by Tom Ray)",
			[]said{{"metadata/credits", "(Editing by Tom Ray)", "", 0.9}}},
		{"an aside in brackets", article + "\n\n(The owners of the bridge did not answer our questions.)", nil},

		{"what the author does", article + "\n\nAda Lee is a reporter at the Wend Courier and writes on rivers.",
			[]said{{"metadata/author-box", "Ada Lee is a reporter at the Wend Courier and writes on rivers.", "", 0.85}}},
		{"the box's heading", article + "\n\nAbout the writer",
			[]said{{"metadata/author-box", "About the writer", "", 0.85}}},
		{"an address", article + "\n\nada.lee@courier.example",
			[]said{{"metadata/author-box", "ada.lee@courier.example", "", 0.85}}},
		{"what begins with the author's name", title + "\n\nBy Ada Lee\n\n" + bridge + "\n\n" + ferry + "\n\nAda Lee has rowed on the Wend since she was nine.",
			[]said{
				{"metadata/byline", "By Ada Lee", "Ada Lee", 0.93},
				{"metadata/author-box", "Ada Lee has rowed on the Wend since she was nine.", "", 0.85},
			}},
		{"in German", titel + "\n\n" + hafen + "\n\nDie Kräne bleiben stehen, denn sie gelten seit zehn Jahren als Denkmal.\n\nÜber den Autor",
			[]said{{"metadata/author-box", "Über den Autor", "", 0.85}}},
		{"a reporter whom the article tells of", title + "\n\n" + bridge + "\n\nThe man who found the first bolt on his way home, Pip Rowe, is a reporter.\n\n" + ferry + "\n\n" + vote, nil},
	} {
		if diff := cmp.Diff(c.want, mark(t, document.Raw{Content: []byte(c.text)})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestPages(t *testing.T) {
	for _, c := range []struct {
		name, page string
		want       []said
	}{
		{"a section, a byline and a time", `<article><p>River</p><h1>` + title + `</h1><p>By Ada Lee</p><p><time>3 May 2026</time></p><p>` + bridge + `</p><p>` + ferry + `</p></article>`,
			[]said{{"metadata/section", "River", "", 0.85}, {"metadata/byline", "By Ada Lee", "Ada Lee", 0.93}, {"metadata/published", "3 May 2026", "2026-05-03", 0.93}}},
		{"a label in the navigation", `<nav><p>River</p></nav><article><h1>` + title + `</h1><p>` + bridge + `</p><p>` + ferry + `</p></article>`, nil},
		{"a name in a heading below the headline", `<article><h1>` + title + `</h1><h2>Ada Lee</h2><p>` + bridge + `</p><p>` + ferry + `</p></article>`, nil},
	} {
		raw := document.Raw{ContentType: "text/html", Content: []byte(c.page)}
		if diff := cmp.Diff(c.want, mark(t, raw)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
