package captions

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// Two paragraphs of an article.
const (
	bridge = "The old bridge over the Wend will stay shut until spring, the council said on Monday evening."
	ferry  = "A ferry will carry walkers and cyclists in the meantime, every twenty minutes and free of charge."
)

func TestCredits(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a credit line", bridge + "\n\nPhoto: Mira Holt\n\n" + ferry,
			[]string{"captions/credit-line: Photo: Mira Holt"}},
		{"an agency alone", bridge + "\n\nGetty Images\n\n" + ferry,
			[]string{"captions/credit-line: Getty Images"}},
		{"a German credit", "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.\n\nBildnachweis: Jon Aske",
			[]string{"captions/credit-line: Bildnachweis: Jon Aske"}},
		{"a French credit", "Le vieux pont restera fermé jusqu'au printemps, a dit la mairie lundi soir.\n\nCrédit photo : Mira Holt",
			[]string{"captions/credit-line: Crédit photo : Mira Holt"}},
		{"a sentence that opens with the word", bridge + "\n\nCourtesy of the rail line, walkers may cross on its own bridge until the first ferry runs.\n\n" + ferry, nil},
		{"a question", bridge + "\n\nPhoto: who took it?\n\n" + ferry, nil},

		{"a caption with an agency behind it", bridge + "\n\nThe ferry on its first trip. Mira Holt/Reuters\n\n" + ferry,
			[]string{"captions/trailing-credit: The ferry on its first trip. Mira Holt/Reuters"}},
		{"a caption with its photographer", bridge + "\n\nThe ferry on its first trip. Photo: Mira Holt\n\n" + ferry,
			[]string{"captions/trailing-credit: The ferry on its first trip. Photo: Mira Holt"}},
		{"a German caption", "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.\n\nDie Kräne am Abend. Foto: Jon Aske\n\nSie bleiben stehen, denn sie gelten seit zehn Jahren als Denkmal.",
			[]string{"captions/trailing-credit: Die Kräne am Abend. Foto: Jon Aske"}},
		{"a Chinese caption", "记者周一从市政府获悉,旧桥将关闭至明年春天。\n\n渡船首航。沈若禾 摄\n\n在此期间,渡船每二十分钟一班,行人和自行车免费乘坐。",
			[]string{"captions/trailing-credit: 渡船首航。沈若禾 摄"}},
		{"an agency within a sentence", bridge + "\n\nThe bolts had been loose since June, two people with knowledge of the matter told Reuters.\n\n" + ferry, nil},
		{"an agency's sign below its report", bridge + "\n\nThe ferry runs every twenty minutes. It takes thirty people. It waits for the last train from the north (Reuters)", nil},
		{"an agency's sign on a caption", bridge + "\n\nThe ferry on its first trip from the north (Reuters)\n\n" + ferry,
			[]string{"captions/trailing-credit: The ferry on its first trip from the north (Reuters)"}},
		{"an entry of a list", bridge + "\n\n4. Bolts/Nuts\n\n" + ferry, nil},

		{"an essay with a credit below its last sentence", bridge + "\n\n" + strings.Repeat(ferry+" ", 5) + "Photo: Mira Holt\n\n" + ferry, nil},

		{"a description above a credit", bridge + "\n\nWalkers wait at the new landing\n\nPhoto: Mira Holt\n\n" + ferry,
			[]string{"captions/beside-credit: Walkers wait at the new landing", "captions/credit-line: Photo: Mira Holt"}},
		{"a sentence between a count and a credit", bridge + "\n\n1 / 3\n\nWalkers wait at the new landing.\n\nPhoto: Mira Holt\n\n" + ferry,
			[]string{"captions/numbered: 1 / 3", "captions/beside-credit: Walkers wait at the new landing.", "captions/credit-line: Photo: Mira Holt"}},
		{"a description above a credited caption", bridge + "\n\nA ferry with walkers on its upper deck\n\nThe ferry on its first trip. Mira Holt/Reuters\n\n" + ferry,
			[]string{"captions/beside-credit: A ferry with walkers on its upper deck", "captions/trailing-credit: The ferry on its first trip. Mira Holt/Reuters"}},
		{"a paragraph above a credit", bridge + "\n\n" + ferry + "\n\nPhoto: Mira Holt",
			[]string{"captions/credit-line: Photo: Mira Holt"}},
		{"a sub-heading above a credited caption", bridge + "\n\nWho pays for it\n\nThe ferry on its first trip. Mira Holt/Reuters\n\n" + ferry,
			[]string{"captions/trailing-credit: The ferry on its first trip. Mira Holt/Reuters"}},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

func TestDescriptionsAndNumbers(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a description by its opening", bridge + "\n\nAn aerial view of the bridge in fog\n\n" + ferry,
			[]string{"captions/description: An aerial view of the bridge in fog"}},
		{"a sentence behind a label", bridge + "\n\nImage: The mayor opens the new landing.\n\n" + ferry,
			[]string{"captions/description: Image: The mayor opens the new landing."}},
		{"a German description", "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.\n\nLuftaufnahme vom alten Hafen",
			[]string{"captions/description: Luftaufnahme vom alten Hafen"}},
		{"a paragraph that opens so", bridge + "\n\nAn image of the bridge went round the world that winter, and no one knew who had taken it.\n\n" + ferry, nil},

		{"a picture's number behind its sentence", bridge + "\n\nThe ferry on its first trip. 3\n\n" + ferry,
			[]string{"captions/numbered: The ferry on its first trip. 3"}},
		{"the count that a gallery repeats", bridge + "\n\nThe ferry on its first trip. 3\n\nWalkers at the landing. 3\n\nThe bridge in thick fog 3\n\n" + ferry,
			[]string{"captions/numbered: The ferry on its first trip. 3", "captions/numbered: Walkers at the landing. 3", "captions/numbered: The bridge in thick fog 3"}},
		{"counts of a gallery", bridge + "\n\n1 of 2\n\n2 of 2\n\n" + ferry,
			[]string{"captions/numbered: 1 of 2", "captions/numbered: 2 of 2"}},
		{"a paragraph that ends in a number", bridge + "\n\nThe council wants no more than one ferry, and its boat will be number 3\n\n" + ferry, nil},
		{"a rating", bridge + "\n\n5/5\n\n" + ferry + "\n\n5/5", nil},
		{"a score", bridge + "\n\n2:1\n\nPhoto: Mira Holt\n\n" + ferry,
			[]string{"captions/credit-line: Photo: Mira Holt"}},
		{"a year", bridge + "\n\nThe ferry ran before. 1921\n\n" + ferry, nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

func TestPages(t *testing.T) {
	for _, c := range []struct {
		name, inner string
		want        []document.Verdict
	}{
		{"a figure's caption", `<figure><img src="a.jpg"><figcaption>Walkers wait at the landing.</figcaption></figure>`,
			[]document.Verdict{{Block: 1, Kind: document.Caption, Rule: ruleFigcaption.Name, Score: 0.95}}},
		{"a figure's text that is named a caption", `<figure><img src="a.jpg"><div class="caption">Walkers wait at the landing.</div></figure>`,
			[]document.Verdict{{Block: 1, Kind: document.Caption, Rule: ruleFigcaption.Name, Score: 0.95}}},
		{"a caption by its class alone", `<div class="image-caption">Walkers wait at the landing.</div>`,
			[]document.Verdict{{Block: 1, Kind: document.Caption, Rule: ruleFigcaption.Name, Score: 0.7}}},
		{"a figure's table", `<figure><table><tr><td>Walkers</td><td>1,200</td></tr></table></figure>`, nil},
		{"a picture of a quotation", `<figure><blockquote><p>We had no choice, and we knew it.</p></blockquote></figure>`, nil},
	} {
		page := `<article><p>` + bridge + `</p>` + c.inner + `<p>` + ferry + `</p></article>`
		_, said := cleanertest.Verdicts(t, Cleaner, document.Raw{ContentType: "text/html", Content: []byte(page)})
		if diff := cmp.Diff(c.want, said); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
