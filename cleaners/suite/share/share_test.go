package share

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

func TestShare(t *testing.T) {
	const page = "text/html"
	for _, c := range []struct {
		name, contentType, content string
		want                       []string
	}{
		{"a button", "", bridge + "\n\nShare this article\n\n" + ferry,
			[]string{"share/line: Share this article"}},
		{"a button and platforms", "", bridge + "\n\n" + ferry + "\n\nShare: Facebook, WhatsApp, 12",
			[]string{"share/line: Share: Facebook, WhatsApp, 12"}},
		{"buttons run together", "", bridge + "\n\n" + ferry + "\n\nShare on FacebookShare with friendsShare by pigeon",
			[]string{"share/line: Share on FacebookShare with friendsShare by pigeon"}},
		{"platforms below the article", "", bridge + "\n\n" + ferry + "\n\nFacebook WhatsApp",
			[]string{"share/line: Facebook WhatsApp"}},
		{"platforms in the body, by a button", "", bridge + "\n\nFacebook WhatsApp\n\nShare this article\n\n" + ferry,
			[]string{"share/line: Facebook WhatsApp", "share/line: Share this article"}},
		{"a German button", "", "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.\n\nDiesen Artikel teilen",
			[]string{"share/line: Diesen Artikel teilen"}},
		{"Spanish buttons", "", "El viejo puente seguirá cerrado hasta la primavera, dijo el ayuntamiento el lunes.\n\nCompartir en WhatsApp",
			[]string{"share/line: Compartir en WhatsApp"}},
		{"a sub-heading that names a platform", "", bridge + "\n\nFacebook\n\n" + ferry, nil},
		{"a report on platforms", "", bridge + "\n\nFacebook and WhatsApp were down for an hour. Share prices fell by a tenth.\n\n" + ferry, nil},
		{"a share of something else", "", bridge + "\n\nShare prices of ferry lines in euros\n\n" + ferry, nil},

		{"a long line that begins with the word", "", bridge + "\n\nShare on the day what the day brings, wrote the poet in FebruaryMarchApril, and keep for the night what nobody ought to see or hear\n\n" + ferry, nil},

		{"a bar that the markup names", page, `<article><p>` + bridge + `</p><p>` + ferry + `</p><div class="social-bar"><ul><li>Pass it on</li></ul></div></article>`,
			[]string{"share/named: Pass it on"}},
		{"a paragraph in such a bar", page, `<article><div class="share"><p>` + bridge + `</p></div><p>` + ferry + `</p></article>`, nil},
	} {
		raw := document.Raw{ContentType: c.contentType, Content: []byte(c.content)}
		cleanertest.Hold(t, c.name, Cleaner, raw, c.want)
	}
}
