package captions

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// A caption that a dump has put between two sentences has no space on either side, and
// its credit is in brackets.
func TestGluedCaptions(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"glued on both sides", bridge + "The bridge at dusk (Photo: Mira Holt)A ferry will carry walkers and cyclists.",
			[]string{"captions/caption-aside: The bridge at dusk (Photo: Mira Holt)"}},
		{"Hungarian", "A régi híd tavaszig zárva marad, közölte a város.A híd este (Fotó: Kis Anna)A komp tízpercenként jár a folyón.",
			[]string{"captions/caption-aside: A híd este (Fotó: Kis Anna)"}},
		{"a space in front", bridge + " The bridge at dusk is red (Photo: Mira Holt)A ferry will carry walkers and cyclists.", nil},
		{"a sentence goes on", bridge + "The bridge at dusk (photo: Mira Holt) is red, and the ferry is as well, she said on Monday.", nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

// Above the body a line above a credit in brackets is its caption, however short.
func TestCaptionAboveBrackets(t *testing.T) {
	const line, credit = "Old bridge", "(Photo: Mira Holt)"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"above the body", "Old bridge to stay shut until spring\n\n" + line + "\n\n" + credit + "\n\n" + bridge + "\n\n" + ferry,
			[]string{"captions/beside-credit: " + line, "captions/credit-line: " + credit}},
		{"in the body", bridge + "\n\n" + line + "\n\n" + credit + "\n\n" + ferry, []string{"captions/credit-line: " + credit}},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

// A text of one paragraph is the article, whatever credit ends it. Among other paragraphs
// such a line is a caption.
func TestAClosingCreditCostsNoArticle(t *testing.T) {
	const alone = bridge + " " + ferry
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"in brackets", alone + " (Photo: Ada Lee)", []string{"captions/closing-credit: (Photo: Ada Lee)"}},
		{"without", alone + " Photo: Ada Lee", []string{"captions/closing-credit: Photo: Ada Lee"}},
		{"an agency's", alone + " Ada Lee/Reuters", []string{"captions/closing-credit: Ada Lee/Reuters"}},
		{"below a headline", "Old bridge to stay shut until spring\n\n" + alone + " (Photo: Ada Lee)", []string{"captions/closing-credit: (Photo: Ada Lee)"}},
		{"one sentence", bridge + " (Photo: Ada Lee)", []string{"captions/trailing-credit: " + bridge + " (Photo: Ada Lee)"}},
		{"beside an article", bridge + "\n\n" + ferry + "\n\n" + "The ferry at dusk. It runs until ten. (Photo: Ada Lee)",
			[]string{"captions/trailing-credit: The ferry at dusk. It runs until ten. (Photo: Ada Lee)"}},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}
