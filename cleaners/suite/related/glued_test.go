package related

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// A lead that is a sentence of a paragraph has a headline behind it, without a mark at
// its end.
func TestLedInside(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"in front of a word that begins sentences", bridge + " READ ALSO. Ferry company hires forty captains The council will meet on Monday to talk about it.",
			[]string{"related/read-more-aside: READ ALSO. Ferry company hires forty captains"}},
		{"with a quotation at its end", bridge + " READ ALSO. Captains angry at the council: “Nobody asked us. We sail for years” “Nobody is cut off,” said the mayor on Monday.",
			[]string{"related/read-more-aside: READ ALSO. Captains angry at the council: “Nobody asked us. We sail for years”"}},
		{"in front of a name", bridge + " READ ALSO. Ferry company hires forty captains Ada Lee will meet them on Monday.", nil},
		{"an instruction", bridge + " Read also what the council says about it. The paper is on the table of the library.", nil},
		{"too short for a headline", bridge + " READ ALSO. New bolts The council will meet on Monday to talk about it.", nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

func TestEmptyHeader(t *testing.T) {
	for _, c := range []struct {
		name, line string
		want       []string
	}{
		{"a name and a colon", "More on Old Bridge:", []string{"related/header: More on Old Bridge:"}},
		{"no name", "More on this below, said the council:", nil},
	} {
		raw := document.Raw{Content: []byte(bridge + "\n\n" + ferry + "\n\n" + bolts + "\n\n" + c.line)}
		cleanertest.Hold(t, c.name, Cleaner, raw, c.want)
	}
	raw := document.Raw{Content: []byte(bridge + "\n\nMore on Old Bridge:\n\n" + ferry + "\n\n" + bolts)}
	cleanertest.Hold(t, "above a paragraph", Cleaner, raw, nil)
}

func TestInsets(t *testing.T) {
	const title, dek = "Baker who sings on the ferry wins a prize", "The choir of the upper deck has made him its chairman."
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a headline", bridge + "\n\n" + ferry + "\n\n" + title + "\n\n5 min read\n\n" + bolts, []string{"related/inset: " + title}},
		{"a headline and a dek", bridge + "\n\n" + ferry + "\n\n" + title + "\n\n" + dek + "\n\n5 min read\n\n" + bolts,
			[]string{"related/inset: " + title, "related/inset: " + dek}},
		{"the article's own", title + "\n\n" + dek + "\n\n5 min read\n\n" + bridge + "\n\n" + ferry, nil},
		{"below a paragraph", bridge + "\n\n" + ferry + "\n\n" + bolts + "\n\n5 min read\n\n" + ferry, nil},
		{"a sentence on reading", bridge + "\n\n" + ferry + "\n\n" + title + "\n\nThe report is a 5 min read, the council said, and has no pictures in it.\n\n" + bolts, nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}
