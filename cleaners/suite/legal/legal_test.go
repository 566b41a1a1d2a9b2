package legal

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// Two paragraphs of an article.
const (
	bridge = "The old bridge over the Wend will stay shut until spring, the council said on Monday evening."
	ferry  = "A ferry will carry walkers and cyclists in the meantime, every twenty minutes and free of charge."
)

func TestLegal(t *testing.T) {
	const page = "text/html"
	for _, c := range []struct {
		name, contentType, content string
		want                       []string
	}{
		{"a copyright line", "", bridge + "\n\n" + ferry + "\n\n© 2026 Wend Courier. All rights reserved.",
			[]string{"legal/rights: © 2026 Wend Courier. All rights reserved."}},
		{"copying is forbidden", "", bridge + "\n\n" + ferry + "\n\nMay not be reproduced without permission of the Wend Courier",
			[]string{"legal/rights: May not be reproduced without permission of the Wend Courier"}},
		{"a German copyright line", "", "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.\n\nCopyright: Wendischer Bote 2026. Alle Rechte vorbehalten.",
			[]string{"legal/rights: Copyright: Wendischer Bote 2026. Alle Rechte vorbehalten."}},
		{"a French copyright line", "", "Le vieux pont restera fermé jusqu'au printemps, a dit la mairie lundi soir.\n\n© Le Courrier du Wend 2026, tous droits réservés",
			[]string{"legal/rights: © Le Courrier du Wend 2026, tous droits réservés"}},
		{"a report on copyright", "", bridge + "\n\nThe court found that the copyright holder had waited too long, and that the song was free to be sung.\n\n" + ferry, nil},
		{"rights in the body", "", bridge + "\n\nAll rights reserved for walkers\n\n" + ferry, nil},

		{"a consent request", "", "We use cookies to make this site work. Accept all\n\n" + bridge,
			[]string{"legal/cookie: We use cookies to make this site work. Accept all"}},
		{"a German consent request", "", "Wir verwenden Cookies, um die Seite zu verbessern. Alle akzeptieren\n\nDer alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.",
			[]string{"legal/cookie: Wir verwenden Cookies, um die Seite zu verbessern. Alle akzeptieren"}},
		{"a report on consent", "", bridge + "\n\nThe regulator said that a site which writes “We use cookies” and offers no choice breaks the law.", nil},
		{"cookies of the other sort", "", "In the bakery we use cookies from the day before, crushed with butter, as the floor of the cake.\n\n" + ferry, nil},

		{"links to terms", "", bridge + "\n\n" + ferry + "\n\nPrivacy Policy | Terms and Conditions | Contact",
			[]string{"legal/terms: Privacy Policy | Terms and Conditions | Contact"}},
		{"links to German terms", "", "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.\n\nImpressum | Datenschutzbestimmungen",
			[]string{"legal/terms: Impressum | Datenschutzbestimmungen"}},
		{"a sentence about a policy", "", bridge + "\n\nThe privacy policy of the ferry line fills forty pages, and nobody on board had read it.", nil},

		{"a notice that the markup names", page, `<div id="gdpr"><p>Your choices on this site</p></div><article><p>` + bridge + `</p><p>` + ferry + `</p></article>`,
			[]string{"legal/named: Your choices on this site"}},
		{"a long text in a container named so", page, `<div class="legal-news"><article><p>` + long + `</p></article></div>`, nil},
	} {
		raw := document.Raw{ContentType: c.contentType, Content: []byte(c.content)}
		cleanertest.Hold(t, c.name, Cleaner, raw, c.want)
	}
}

// long is a paragraph of more words than a notice may have.
var long = strings.Repeat(bridge+" "+ferry+" ", 5)
