package body

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// An article's headline and its paragraphs.
const (
	title  = "Old bridge to stay shut until spring"
	bridge = "The old bridge over the Wend will not open before April, the council said on Monday evening."
	ferry  = "A ferry will carry walkers and cyclists in the meantime, every twenty minutes and free of charge."
	vote   = "The council will vote on the money in June, after the hearing that the owners have asked for."
)

// markBut returns what the cleaner says of raw under other rules than these.
func markBut(t *testing.T, raw document.Raw, rules ...*document.Rule) (lines []string) {
	t.Helper()
	for _, line := range cleanertest.Mark(t, Cleaner, raw) {
		if !slices.ContainsFunc(rules, func(r *document.Rule) bool { return strings.HasPrefix(line, r.Name+": ") }) {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestParagraphs(t *testing.T) {
	const hafen = "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte, und die Kräne bleiben stehen."
	score := func(block int, rule *document.Rule, score float64) document.Verdict {
		return document.Verdict{Block: block, Kind: document.Article, Rule: rule.Name, Score: score}
	}
	for _, c := range []struct {
		name string
		raw  document.Raw
		want []document.Verdict
	}{
		{"two together", document.Raw{Content: []byte(bridge + "\n\n" + ferry)},
			[]document.Verdict{score(0, &ruleParagraph, 0.76), score(1, &ruleParagraph, 0.76)}},
		{"in a language that the model has hardly seen", document.Raw{Language: "de", Content: []byte(hafen + "\n\n" + hafen)},
			[]document.Verdict{score(0, &ruleParagraph, 0.9), score(1, &ruleParagraph, 0.9)}},
		{"there, with lines between", document.Raw{Language: "de", Content: []byte(hafen + "\n\nEin Blick vom Kran auf das alte Becken\n\nEin Blick vom Becken auf den alten Kran\n\n" + hafen)},
			[]document.Verdict{score(0, &ruleParagraph, 0.9), score(3, &ruleParagraph, 0.9)}},
		{"alone", document.Raw{Content: []byte(bridge)}, nil},
		{"all that a text is", document.Raw{Content: []byte("Home News Sport " + bridge + " " + ferry + " " + vote + " " + ferry)}, []document.Verdict{score(0, &ruleParagraph, 0.72)}},
		{"far from the next one", document.Raw{Content: []byte(bridge + "\n\nWalkers wait at the landing on the north bank\n\n" + ferry)}, nil},
		{"a summary in a list of other articles", document.Raw{Content: []byte(bridge + "\n\n" + ferry + "\n\nRelated Articles\n\n2 hours ago\n\nMill owner sells to a baker\n\n" + vote)},
			[]document.Verdict{score(0, &ruleParagraph, 0.76), score(1, &ruleParagraph, 0.76)}},
		{"pieces of a page on one line", document.Raw{Content: []byte("Wend Courier | River | " + strings.Repeat(bridge+" "+ferry+" "+vote+" ", 6))}, nil},
	} {
		_, said := cleanertest.Verdicts(t, Cleaner, c.raw)
		if diff := cmp.Diff(c.want, said); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestLines(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // but for paragraphs
	}{
		{"a sub-heading", bridge + "\n\nWho pays for the ferry\n\n" + ferry,
			[]string{"body/sub-heading: Who pays for the ferry"}},
		{"a German sub-heading", "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.\n\nWer das bezahlt\n\nDie Kräne bleiben stehen, denn sie gelten seit zehn Jahren als Denkmal.",
			[]string{"body/sub-heading: Wer das bezahlt"}},
		{"a heading below a live blog's time", bridge + "\n\n" + ferry + "\n\nWalkers wait at the landing on the north bank\n\nShare\n\n14:02\n\nThe debate begins\n\n" + vote,
			[]string{"body/sub-heading: The debate begins"}},
		{"a newsletter's name", bridge + "\n\nRiver Notes\n\nSign up for our newsletter\n\n" + ferry, nil},
		{"a header of other articles", bridge + "\n\nRelated Articles\n\nMill owner sells to a baker\n\n" + ferry, nil},
		{"a line behind the article", bridge + "\n\n" + ferry + "\n\nWho pays for the ferry", nil},

		{"a dek", title + "\n\n" + bridge + "\n\n" + ferry,
			[]string{"body/dek: " + bridge}},
		{"a dek without a stop", title + "\n\nA ferry for walkers, and nothing for lorries\n\nBy Ada Lee\n\n" + bridge + "\n\n" + ferry,
			[]string{"body/dek: A ferry for walkers, and nothing for lorries"}},
		{"another headline below the headline", title + "\n\nMill owner sells to a baker from the hills\n\nHarbour to be dredged\n\n" + bridge + "\n\n" + ferry, nil},
		{"the headline again", title + "\n\n" + title + "\n\nBy Ada Lee\n\n" + bridge + "\n\n" + ferry, nil},
		{"a button below the headline", title + "\n\nSign up for our newsletter and read more\n\nBy Ada Lee\n\n" + bridge + "\n\n" + ferry, nil},

		{"a short last line", bridge + "\n\n" + ferry + "\n\nNobody will be cut off.",
			[]string{"body/last-line: Nobody will be cut off."}},
		{"a last line of rights", bridge + "\n\n" + ferry + "\n\nAll rights reserved.", nil},
		{"a line below the last line", bridge + "\n\n" + ferry + "\n\nMira Holt\n\nNobody will be cut off.", nil},

		{"entries of a list", bridge + "\n\n- a coat for the deck\n- coins for the way back\n\n" + ferry,
			[]string{"body/list-item: - a coat for the deck", "body/list-item: - coins for the way back"}},
		{"an entry with a credit's words", bridge + "\n\n- Photo: Mira Holt of the Wend Courier, at noon\n- coins for the way back\n\n" + ferry,
			[]string{"body/list-item: - coins for the way back"}},
		{"a list behind the article", bridge + "\n\n" + ferry + "\n\n- a coat for the deck\n- coins for the way back", nil},

		{"a lead-in", bridge + "\n\nThe mayor had this to say of it:\n\n“We looked at every bolt, and what we found made us close the bridge at once.”\n\n" + ferry,
			[]string{"body/lead-in: The mayor had this to say of it:"}},
		{"a few words with a colon", bridge + "\n\nMore from us:\n\n" + ferry + "\n\n" + vote,
			[]string{"body/sub-heading: More from us:"}},

		{"a table's rows", bridge + "\n\n| Day | Walkers |\n| --- | --- |\n| Monday | 900 |\n\n" + ferry,
			[]string{"body/table: | Day | Walkers |", "body/table: | --- | --- |", "body/table: | Monday | 900 |"}},
		{"a table behind the article", bridge + "\n\n" + ferry + "\n\n| Day | Walkers |\n| --- | --- |\n| Monday | 900 |", nil},
	} {
		got := markBut(t, document.Raw{Content: []byte(c.text)}, &ruleParagraph)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestStated(t *testing.T) {
	const data = `<head><script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"` + title +
		`","articleBody":"` + bridge + ` Who pays for it ` + ferry + ` Mira Holt, Wend"}</script></head>`
	const shown = `<body><article><h1>` + title + `</h1><p>` + bridge + `</p><h2>Who pays for it</h2><p>` + ferry + `</p><p>Mira Holt, Wend</p></article><div><p>` + vote + `</p></div></body>`
	for _, c := range []struct {
		name, page string
		want       []string
	}{
		{"paragraphs and a heading that the data has", data + shown, []string{
			"body/stated: " + bridge, "body/stated: Who pays for it", "body/stated: " + ferry,
		}},
		{"no data", shown, nil},
	} {
		raw := document.Raw{ContentType: "text/html", Content: []byte(c.page)}
		got := markBut(t, raw, &ruleParagraph, &ruleDek, &ruleSubheading)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestNotes(t *testing.T) {
	const page = `<article><p>` + bridge + `<sup><a href="#n1">1</a></sup></p><p>` + ferry + `</p></article>` +
		`<footer><p id="n1">Minutes, leaf 12</p><p id="n2">Print</p></footer>`
	got := markBut(t, document.Raw{ContentType: "text/html", Content: []byte(page)}, &ruleParagraph)
	if diff := cmp.Diff([]string{"body/note: Minutes, leaf 12"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTableOfAPage(t *testing.T) {
	const page = `<article><p>` + bridge + `</p><table><tr><td>Monday</td><td>900</td></tr></table><p>` + ferry + `</p></article>`
	got := markBut(t, document.Raw{ContentType: "text/html", Content: []byte(page)}, &ruleParagraph)
	if diff := cmp.Diff([]string{"body/table: Monday\t900"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
