package newsletter

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

func TestBoxes(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a call", bridge + "\n\nSign up for our weekly newsletter and read what the river does next.\n\n" + ferry,
			[]string{"newsletter/call: Sign up for our weekly newsletter and read what the river does next."}},
		{"the mail first", bridge + "\n\n" + ferry + "\n\nNewsletter from the north bank, every Friday at noon",
			[]string{"newsletter/call: Newsletter from the north bank, every Friday at noon"}},
		{"a German call", hafen + "\n\nMelden Sie sich für unseren Newsletter an und lesen Sie jeden Freitag aus dem Hafen.",
			[]string{"newsletter/call: Melden Sie sich für unseren Newsletter an und lesen Sie jeden Freitag aus dem Hafen."}},
		{"a French call", pont + "\n\nAbonnez-vous à la newsletter du fleuve et de ses villes, chaque vendredi.",
			[]string{"newsletter/call: Abonnez-vous à la newsletter du fleuve et de ses villes, chaque vendredi."}},
		{"a report on a newsletter", bridge + "\n\nThe parish has had a newsletter since 1911, and people sign up for it at the church door.\n\n" + ferry, nil},
		{"people sign up for something else", bridge + "\n\nSign up at the town hall by Friday to help with the ferry.\n\n" + ferry, nil},
		{"a quotation", bridge + "\n\n“Sign up for our newsletter” is what the page of the ferry line says, and nothing besides.\n\n" + ferry, nil},
		{"a channel to follow", bridge + "\n\n" + ferry + "\n\nSubscribe to our channel and follow us on Telegram", nil},

		{"a label", bridge + "\n\n" + ferry + "\n\nSign up for our newsletter",
			[]string{"newsletter/label: Sign up for our newsletter"}},
		{"the field", bridge + "\n\n" + ferry + "\n\nEnter your email address",
			[]string{"newsletter/label: Enter your email address"}},
		{"a German label", hafen + "\n\nNewsletter abonnieren",
			[]string{"newsletter/label: Newsletter abonnieren"}},
		{"a heading about one", bridge + "\n\nA newsletter for each street\n\n" + ferry, nil},

		{"what the mail is about, above its call", bridge + "\n\n" + ferry + "\n\nThe week on the river, in your inbox on Fridays\n\nSign up for our newsletter",
			[]string{"newsletter/beside-call: The week on the river, in your inbox on Fridays", "newsletter/label: Sign up for our newsletter"}},
		{"its name above that", bridge + "\n\n" + ferry + "\n\nRiver Notes\n\nThe week on the river, in your inbox on Fridays\n\nSign up for our newsletter",
			[]string{"newsletter/beside-call: River Notes", "newsletter/beside-call: The week on the river, in your inbox on Fridays", "newsletter/label: Sign up for our newsletter"}},
		{"below the call", bridge + "\n\n" + ferry + "\n\nSign up for our newsletter\n\nThe week on the river, in your inbox on Fridays",
			[]string{"newsletter/label: Sign up for our newsletter", "newsletter/beside-call: The week on the river, in your inbox on Fridays"}},
		{"paragraphs beside a call", bridge + "\n\nSign up for our newsletter\n\n" + ferry,
			[]string{"newsletter/label: Sign up for our newsletter"}},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

func TestAsides(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a sentence of its own", bridge + " Sign up for our daily newsletter and never miss a story. " + ferry,
			[]string{"newsletter/aside: Sign up for our daily newsletter and never miss a story."}},
		{"no stop behind it", bridge + " Sign up for our daily newsletter The council will vote in June, it said. " + ferry,
			[]string{"newsletter/aside: Sign up for our daily newsletter"}},
		{"the newsletter's name behind the call", bridge + " Sign up to Weekend Brief. Our best stories, in your inbox every Saturday. " + ferry + " " + bridge,
			[]string{"newsletter/aside: Sign up to Weekend Brief. Our best stories, in your inbox every Saturday."}},
		{"the newsletter's name before the call", bridge + " Newsletter: River Notes. Sign up and read on Fridays what the river does. " + ferry + " " + bridge,
			[]string{"newsletter/aside: Newsletter: River Notes. Sign up and read on Fridays what the river does."}},
		{"at the paragraph's end", bridge + " " + ferry + " Sign up for our daily newsletter",
			[]string{"newsletter/aside: Sign up for our daily newsletter"}},
		{"no stop behind it, and no word that begins sentences", bridge + " Sign up for our daily newsletter Walkers will pay nothing, it said. " + ferry,
			[]string{"newsletter/aside: Sign up for our daily newsletter"}},
		{"the newsletter's name behind it, and no stop", bridge + " Sign up for our newsletter River Notes The council will vote in June, it said. " + ferry,
			[]string{"newsletter/aside: Sign up for our newsletter River Notes"}},
		{"more words behind the mail", bridge + " Sign up for our newsletter and read each Friday at noon what the river has done. " + ferry,
			[]string{"newsletter/aside: Sign up for our newsletter and read each Friday at noon what the river has done."}},
		{"a call that never names the mail", bridge + " Sign up now, never miss a story, and unsubscribe at any time. " + ferry,
			[]string{"newsletter/aside: Sign up now, never miss a story, and unsubscribe at any time."}},
		{"a German one", hafen + " Abonnieren Sie unseren Newsletter und verpassen Sie nichts mehr. Die Kräne bleiben stehen, denn sie gelten seit zehn Jahren als Denkmal.",
			[]string{"newsletter/aside: Abonnieren Sie unseren Newsletter und verpassen Sie nichts mehr."}},
		{"a sentence that tells of one", bridge + " She urged the owners to sign up for the council's newsletter. " + ferry, nil},
		{"a quotation", bridge + " “Sign up for our newsletter,” it says on the door. " + ferry, nil},
		{"a call without mail", bridge + " Sign up at the town hall by Friday to help with it. " + ferry, nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

func TestPages(t *testing.T) {
	for _, c := range []struct {
		name, inner string
		want        []string
	}{
		{"a box that the markup names", `<div class="newsletter-box"><div><h3>River Notes</h3><p>What the river did this week.</p></div></div>`,
			[]string{"newsletter/named: River Notes", "newsletter/named: What the river did this week."}},
		{"a name that only begins like one", `<div class="newsletterless"><p>What the river did this week.</p></div>`, nil},
		{"an article in a container named so", `<div class="subscribe"><p>` + bridge + " " + ferry + " " + bridge + " " + ferry + `</p></div>`, nil},
	} {
		page := `<article><p>` + bridge + `</p><p>` + ferry + `</p>` + c.inner + `</article>`
		raw := document.Raw{ContentType: "text/html", Content: []byte(page)}
		cleanertest.Hold(t, c.name, Cleaner, raw, c.want)
	}
}
