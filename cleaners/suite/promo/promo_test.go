package promo

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// Two paragraphs of an article, and a German and a French one.
const (
	bridge = "The old bridge over the Wend will stay shut until spring, the council said on Monday evening."
	ferry  = "A ferry will carry walkers and cyclists in the meantime, every twenty minutes and free of charge."
	hafen  = "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte."
	pont   = "Le vieux pont restera fermé jusqu'au printemps, a dit la mairie lundi soir."
)

func TestPromo(t *testing.T) {
	const page = "text/html"
	for _, c := range []struct {
		name, contentType, content string
		want                       []string
	}{
		{"a call to donate", "", bridge + "\n\nSupport our journalism with a gift of any size.\n\n" + ferry,
			[]string{"promo/line: Support our journalism with a gift of any size."}},
		{"a channel to follow", "", bridge + "\n\n" + ferry + "\n\nFollow the Courier on Facebook",
			[]string{"promo/line: Follow the Courier on Facebook"}},
		{"an app, its name in between", "", bridge + "\n\n" + ferry + "\n\nGet the Courier app",
			[]string{"promo/line: Get the Courier app"}},
		{"a line that ends so", "", bridge + "\n\n" + ferry + "\n\nWend on your phone: download our app",
			[]string{"promo/line: Wend on your phone: download our app"}},
		{"a channel to subscribe to", "", bridge + "\n\n" + ferry + "\n\nSubscribe to River Notes and follow us on Telegram",
			[]string{"promo/line: Subscribe to River Notes and follow us on Telegram"}},
		{"a German call", "", hafen + "\n\nFolgen Sie uns auf Instagram",
			[]string{"promo/line: Folgen Sie uns auf Instagram"}},
		{"a French call", "", pont + "\n\nSoutenez notre travail par un don.",
			[]string{"promo/line: Soutenez notre travail par un don."}},
		{"an instruction", "", bridge + "\n\nFollow the signs to the landing.\n\n" + ferry, nil},
		{"a report on an app", "", bridge + "\n\nWalkers can download the app of the ferry line, which shows where it is, and half of the town has done so.\n\n" + ferry, nil},
		{"a report on a campaign", "", bridge + "\n\nThe owners asked the town to “support our journalism” and printed the appeal on every page of the paper.\n\n" + ferry, nil},

		{"a barrier", "", bridge + "\n\nSubscribe to continue reading this report.",
			[]string{"promo/paywall: Subscribe to continue reading this report."}},
		{"two of its phrases", "", bridge + "\n\nAlready a subscriber? Log in to read more",
			[]string{"promo/paywall: Already a subscriber? Log in to read more"}},
		{"a German barrier", "", hafen + "\n\nSie sind bereits Abonnent? Jetzt Abo abschließen",
			[]string{"promo/paywall: Sie sind bereits Abonnent? Jetzt Abo abschließen"}},
		{"a French barrier", "", pont + "\n\nArticle réservé aux abonnés",
			[]string{"promo/paywall: Article réservé aux abonnés"}},
		{"a report on barriers", "", bridge + "\n\nThe paper will end its free articles in May, and a reader will then have to pay for unlimited digital access.\n\n" + ferry, nil},

		{"a player's button", "", "Listen to this article\n\n" + bridge + "\n\n" + ferry,
			[]string{"promo/media: Listen to this article"}},
		{"a French player's label", "", "Voir la vidéo\n\n" + pont,
			[]string{"promo/media: Voir la vidéo"}},
		{"a report on a video", "", bridge + "\n\nVideo of the bolts was shown\n\n" + ferry, nil},

		{"a long text with a call in it", "", bridge + "\n\n" + ferry + " " + bridge + " Support our journalism, said the owner's plea. " + ferry, nil},

		{"a box that the markup names", page, `<article><p>` + bridge + `</p><div class="promo-box"><p>The river in twelve pictures</p></div><p>` + ferry + `</p></article>`,
			[]string{"promo/named: The river in twelve pictures"}},
		{"a barrier that the markup names", page, `<article><p>` + bridge + `</p><p>` + ferry + `</p><div class="paywall"><h3>Two months for the price of one</h3></div></article>`,
			[]string{"promo/named: Two months for the price of one"}},
		{"a paragraph behind a barrier", page, `<article><div class="paywall"><p>` + bridge + `</p></div><p>` + ferry + `</p></article>`, nil},

		{"a line below a promotion", "", bridge + "\n\n" + ferry + "\n\nDownload our app\n\nThe river, its towns and its weather",
			[]string{"promo/line: Download our app", "promo/beside: The river, its towns and its weather"}},
		{"a label above a promotion", "", bridge + "\n\n" + ferry + "\n\nFrom the north bank\n\nDownload our app",
			[]string{"promo/beside: From the north bank", "promo/line: Download our app"}},
		{"a sub-heading below a promotion in the body", "", bridge + "\n\nDownload our app\n\nThe river and its towns\n\n" + ferry,
			[]string{"promo/line: Download our app"}},
		{"another list below a promotion", "", bridge + "\n\n" + ferry + "\n\nDownload our app\n\nRead our related articles\n\nComments are closed here",
			[]string{"promo/line: Download our app"}},
	} {
		raw := document.Raw{ContentType: c.contentType, Content: []byte(c.content)}
		cleanertest.Hold(t, c.name, Cleaner, raw, c.want)
	}
}
