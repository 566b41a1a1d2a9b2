package evidence_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

func TestTitleOfAText(t *testing.T) {
	const headline = "Ferry to run all night"
	cases := []struct {
		name       string
		paragraphs []string
		want       evidence.Title
	}{
		{"the first line that reads as one", []string{headline, ferry, mayor}, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
		{"below a date and a byline", []string{"3 May 2021", "By Ada Lee", headline, ferry}, evidence.Title{Block: 2, By: evidence.TitleFirstLine}},
		{"below a caption with its credit", []string{"The ferry at its berth, seen from the island. Photo: Tom Berg", headline, ferry}, evidence.Title{Block: 1, By: evidence.TitleFirstLine}},
		{"below a labelled caption", []string{"Image caption The ferry at its berth", headline, ferry}, evidence.Title{Block: 1, By: evidence.TitleFirstLine}},
		{"below a caption above its credit", []string{"The ferry at its berth, seen from the island", "Photo: Tom Berg", headline, ferry}, evidence.Title{Block: 2, By: evidence.TitleFirstLine}},
		{"below a caption that is a sentence", []string{"The ferry lies at its berth on Sunday, with the island behind it.", "Getty Images", headline, ferry}, evidence.Title{Block: 2, By: evidence.TitleFirstLine}},
		{"above the credit of its picture and a dek", []string{headline, "Photo: Tom Berg", "The island has asked for it for more than ten years", ferry}, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
		{"above a credit and the body", []string{headline, "Photo: Tom Berg", ferry}, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
		{"below a box of other headlines", []string{"Related articles", "Ferry company hires captains", "Harbour toll to rise", headline, "By Ada Lee", ferry}, evidence.Title{Block: 3, By: evidence.TitleFirstLine}},
		{"below a box, nothing else telling", []string{"Read more", "Ferry company hires captains", "Harbour toll to rise", headline, ferry}, evidence.Title{Block: 3, By: evidence.TitleFirstLine}},
		{"below a box, above its dek", []string{"Read more", "Ferry company hires captains", headline, "The island has asked for it for more than ten years now", ferry}, evidence.Title{Block: 2, By: evidence.TitleFirstLine}},
		{"below a header and nothing else", []string{"Related articles", headline, ferry}, evidence.Title{Block: 1, By: evidence.TitleFirstLine}},
		{"below a line that leads elsewhere", []string{"Read more: Ferry company hires captains", headline, ferry}, evidence.Title{Block: 1, By: evidence.TitleFirstLine}},
		{"an interview's label", []string{"Interview: the captain of the night", "What she sees out there at four", ferry}, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
		{"read more, in a headline", []string{"Read more books, says the minister", "The plan is to open libraries", ferry}, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
		{"an agency behind a headline", []string{headline + " - Reuters", "The island has asked for it for years", ferry}, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
		{"a headline about photos", []string{"Photos: the ferry on its first night", "The island has asked for it for years", ferry}, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
		{"below a breadcrumb", []string{"Home > World > Harbour news", headline, ferry}, evidence.Title{Block: 1, By: evidence.TitleFirstLine}},
		{"below a short label", []string{"Harbour and Island", "The ferry is to run all night", ferry}, evidence.Title{Block: 1, By: evidence.TitleFirstLine}},
		{"below itself with the site's name", []string{headline + " | Courier", headline, ferry}, evidence.Title{Block: 1, By: evidence.TitleFirstLine}},
		{"above itself with the site's name", []string{headline, headline + " | Courier", ferry}, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
		{"the line that the head has twice", []string{"Harbour and island news", headline, "3 May 2021", headline, ferry}, evidence.Title{Block: 1, By: evidence.TitleRepeated}},
		{"twice, but once in the body", []string{headline, ferry, mayor, headline}, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
		{"lines of other things", []string{"Share this article", "2 min read", "3 May 2021", ferry}, evidence.Title{Block: -1}},
		{"too few words", []string{"All night", ferry}, evidence.Title{Block: -1}},
		{"no line above the body", []string{ferry, headline}, evidence.Title{Block: -1}},
		{"no body", []string{headline, "3 May 2021"}, evidence.Title{Block: -1}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, textOf(t, c.paragraphs...).Title()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestTitleThatTheScraperStates(t *testing.T) {
	const text = "Harbour and island news\n\nFerry to run all night\n\n" + ferry
	for title, want := range map[string]evidence.Title{
		"FERRY TO RUN – all night": {Block: 1, By: evidence.TitleHinted}, // marks and case apart
		"A title of another page":  {Block: 0, By: evidence.TitleFirstLine},
	} {
		l := cleanertest.Layout(t, document.Raw{Title: title, ContentType: "text/plain", Content: []byte(text)})
		if diff := cmp.Diff(want, l.Title()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", title, diff)
		}
	}
}

// TestTitleOfAPage reads pages whose metadata state a title that no block has.
func TestTitleOfAPage(t *testing.T) {
	const label, paragraph = "<h2>Harbour and island news of today</h2>", "<p>" + ferry + "</p>"
	cases := []struct {
		name, page string
		want       evidence.Title
	}{
		{"an <h1> in a menu is not the first line", "<nav><h1>Harbour and island news of today</h1></nav><p><b>Ferry to run all night</b></p>" + paragraph, evidence.Title{Block: 1, By: evidence.TitleFirstLine}},
		{"the one <h1>", label + "<h1>All night</h1>" + paragraph, evidence.Title{Block: 1, By: evidence.TitleTagged}},
		{"of two, the one named a headline", `<h1>Courier</h1><div class="headline"><h1>Ferry all night</h1></div>` + paragraph, evidence.Title{Block: 1, By: evidence.TitleTagged}},
		{"of two, none named", "<h1>The Harbour Courier</h1><h1>All night</h1>" + paragraph, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
		{"a hidden <h1>", label + `<h1 hidden>All night</h1>` + paragraph, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
		{"no <h1>", label + paragraph, evidence.Title{Block: 0, By: evidence.TitleFirstLine}},
	}
	for _, c := range cases {
		raw := document.Raw{Title: "Found nowhere on the page", ContentType: "text/html", Content: []byte("<body>" + c.page)}
		l := cleanertest.Layout(t, raw)
		if diff := cmp.Diff(c.want, l.Title()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestExtendsTitle(t *testing.T) {
	const title = "Ferry to run all night"
	for long, want := range map[string]bool{
		title + " | Courier":     true,
		title + " – The Courier": true,
		title + ": Courier":      true,
		title:                    false,
		title + " |":             false,
		title + " and day":       false,
		"Late: " + title + " |":  false,
		title + " | the council votes on the money soon, after the hearing of the owners": false, // longer than a site's name
	} {
		if got := evidence.ExtendsTitle(long, title); got != want {
			t.Errorf("ExtendsTitle(%q) = %v", long, got)
		}
	}
}
