package advertisement

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// Two paragraphs of an article, and one in German.
const (
	bridge = "The old bridge over the Wend will stay shut until spring, the council said on Monday evening."
	ferry  = "A ferry will carry walkers and cyclists in the meantime, every twenty minutes and free of charge."
	hafen  = "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte."
)

func TestAdvertisement(t *testing.T) {
	const page = "text/html"
	for _, c := range []struct {
		name, contentType, content string
		want                       []string
	}{
		{"a label between paragraphs", "", bridge + "\n\nAdvertisement\n\n" + ferry,
			[]string{"advertisement/label: Advertisement"}},
		{"a label of several phrases", "", bridge + "\n\nAdvertisement - Scroll to continue\n\n" + ferry,
			[]string{"advertisement/label: Advertisement - Scroll to continue"}},
		{"a German label", "", hafen + "\n\n— Anzeige —\n\nDie Kräne bleiben stehen, denn sie gelten als Denkmal.",
			[]string{"advertisement/label: — Anzeige —"}},
		{"a French label", "", "Le vieux pont restera fermé jusqu'au printemps, a dit la mairie.\n\nPublicité\n\nUn bac gratuit passera toutes les vingt minutes.",
			[]string{"advertisement/label: Publicité"}},
		{"a heading about advertisements", "", bridge + "\n\nAdvertisement rules to change\n\n" + ferry, nil},
		{"a report on advertisements", "", "The advertisement ran for a week. Advertisement and editorial had been kept apart until then, she said.", nil},

		{"a label run into a paragraph", "", bridge + " Advertisement " + ferry,
			[]string{"advertisement/aside: Advertisement"}},
		{"a label at a paragraph's end", "", bridge + "\n\n" + ferry + " Story continues below this ad",
			[]string{"advertisement/aside: Story continues below this ad"}},
		{"a German label run into a paragraph", "", hafen + " Anzeige Die Kräne bleiben stehen, denn sie gelten als Denkmal.",
			[]string{"advertisement/aside: Anzeige"}},
		{"a word of a sentence", "", bridge + " She keeps the first Advertisement in a frame above her desk.", nil},
		{"a sentence that goes on", "", bridge + " Advertisement of the post begins in May, and the new keeper starts in June.", nil},

		{"a slot that the markup names", page, `<article><p>` + bridge + `</p><div class="ad-slot">Boots for every weather</div><p>` + ferry + `</p></article>`,
			[]string{"advertisement/named: Boots for every weather"}},
		{"a slot, named on the parent", page, `<article><p>` + bridge + `</p><div class="sponsored"><p>Boots for every weather</p></div><p>` + ferry + `</p></article>`,
			[]string{"advertisement/named: Boots for every weather"}},
		{"a paragraph in a banner", page, `<article><div class="banner"><p>` + bridge + `</p></div><p>` + ferry + `</p></article>`, nil},
		{"a name that only begins like one", page, `<article><p>` + bridge + `</p><div class="address">12 Quay Street</div><p>` + ferry + `</p></article>`, nil},

		{"paid cards behind the article", "", bridge + "\n\n" + ferry + "\n\nSponsored content\n\nTen chairs that your back will love\n\nHouse of Chairs",
			[]string{"advertisement/label: Sponsored content", "advertisement/card: Ten chairs that your back will love", "advertisement/card: House of Chairs"}},
		{"paid cards up to another part", "", bridge + "\n\n" + ferry + "\n\nSponsored content\n\nTen chairs that your back will love\n\nRelated Articles\n\nHarbour to be dredged in May",
			[]string{"advertisement/label: Sponsored content", "advertisement/card: Ten chairs that your back will love"}},
		{"an empty slot behind the article", "", bridge + "\n\n" + ferry + "\n\nAd\n\nTimes of the ferry in winter",
			[]string{"advertisement/label: Ad"}},
		{"a line below a label in the body", "", bridge + "\n\nSponsored content\n\nTimes of the ferry\n\n" + ferry,
			[]string{"advertisement/label: Sponsored content"}},
	} {
		raw := document.Raw{ContentType: c.contentType, Content: []byte(c.content)}
		cleanertest.Hold(t, c.name, Cleaner, raw, c.want)
	}
}
