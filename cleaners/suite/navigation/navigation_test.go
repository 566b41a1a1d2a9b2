package navigation

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// Two paragraphs of an article and its headline.
const (
	title  = "Old bridge to stay shut until spring"
	bridge = "The old bridge over the Wend will not open before April, the council said on Monday evening."
	ferry  = "A ferry will carry walkers and cyclists in the meantime, every twenty minutes and free of charge."
)

func TestTexts(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a skip link", "Skip to main content\n\n" + bridge + "\n\n" + ferry,
			[]string{"navigation/label: Skip to main content"}},
		{"a German button", "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.\n\nZurück nach oben",
			[]string{"navigation/label: Zurück nach oben"}},
		{"a French button", "Le vieux pont restera fermé jusqu'au printemps, a dit la mairie lundi soir.\n\nRetour en haut de page",
			[]string{"navigation/label: Retour en haut de page"}},
		{"a way back behind the article", bridge + "\n\n" + ferry + "\n\nBack to Harbour",
			[]string{"navigation/label: Back to Harbour"}},
		{"a sub-heading of one such word", bridge + "\n\nContact\n\n" + ferry, nil},
		{"a sub-heading that begins with such words", bridge + "\n\nBack to square one\n\n" + ferry, nil},
		{"a sentence of such words", "Back to the top.\n\n" + bridge + "\n\n" + ferry, nil},

		{"a breadcrumb", "Home > News > Wend\n\n" + title + "\n\n" + bridge + "\n\n" + ferry,
			[]string{"navigation/breadcrumb: Home > News > Wend"}},
		{"two parts with an arrow", "Nachrichten › Wend\n\nAlter Hafen wird zum Park\n\nDer alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte.",
			[]string{"navigation/breadcrumb: Nachrichten › Wend"}},
		{"a row of figures in the body", bridge + "\n\nWalkers | 1,200 | 900\n\n" + ferry, nil},
		{"one bar", bridge + "\n\n" + ferry + "\n\nMira Holt | Wend", nil},

		{"a menu above the headline", "Wend\n\nHarbour\n\nRiver\n\nMarket\n\nHills\n\n" + title + "\n\n" + bridge + "\n\n" + ferry,
			[]string{"navigation/menu: Wend", "navigation/menu: Harbour", "navigation/menu: River", "navigation/menu: Market"}},
		{"a short menu with a steering word", "Log in\n\nHarbour\n\nRiver\n\n" + title + "\n\n" + bridge + "\n\n" + ferry,
			[]string{"navigation/label: Log in", "navigation/menu: Log in", "navigation/menu: Harbour"}},
		{"labels above the headline", "Wend\n\nHarbour\n\n" + title + "\n\n" + bridge + "\n\n" + ferry, nil},
		{"short lines in the body", title + "\n\n" + bridge + "\n\nOak\n\nAsh\n\nElm\n\nPine\n\nBirch\n\n" + ferry, nil},

		{"the addresses of a dump's links", "The [1]harbour board and the [2]council met on Monday, and the bridge stays shut until April.\n\n" + ferry +
			"\n\nReferences\n\nVisible links\n\n1. https://www.courier.example/board\n2. https://www.courier.example/council\n",
			[]string{
				"navigation/addresses: References", "navigation/addresses: Visible links",
				"navigation/addresses: 1. https://www.courier.example/board\n2. https://www.courier.example/council",
			}},
		{"an article's sources", bridge + "\n\n" + ferry + "\n\nReferences\n\nHolt, On bridges, 1911\n\nAske, On ferries, 1921", nil},
		{"an address in a sentence", bridge + "\n\nThe plan is at https://www.courier.example/board until the end of May.", nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

func TestPages(t *testing.T) {
	const article = `<article><p>` + bridge + `</p><p>` + ferry + `</p></article>`
	for _, c := range []struct {
		name, page string
		want       []document.Verdict
	}{
		{"a menu's element", `<nav><p>The river and its towns</p></nav>` + article,
			[]document.Verdict{{Block: 0, Kind: document.Navigation, Rule: ruleElement.Name, Score: 0.8}}},
		{"a footer's sentence", article + `<footer><p>The Courier has been printed on the north bank since 1871.</p></footer>`,
			[]document.Verdict{{Block: 2, Kind: document.Navigation, Rule: ruleElement.Name, Score: 0.8}}},
		{"a form and a button", article + `<form><p>Your town</p></form><button>Send</button>`,
			[]document.Verdict{
				{Block: 2, Kind: document.Navigation, Rule: ruleElement.Name, Score: 0.8},
				{Block: 3, Kind: document.Navigation, Rule: ruleElement.Name, Score: 0.8},
			}},
		{"an element by its role", `<div role="navigation"><p>The river and its towns</p></div>` + article,
			[]document.Verdict{{Block: 0, Kind: document.Navigation, Rule: ruleElement.Name, Score: 0.8}}},
		{"the page's header", `<header><p>The paper of the north bank</p></header>` + article,
			[]document.Verdict{{Block: 0, Kind: document.Navigation, Rule: ruleElement.Name, Score: 0.75}}},
		{"a menu by its class", `<div class="menu"><p>The river and its towns</p></div>` + article,
			[]document.Verdict{{Block: 0, Kind: document.Navigation, Rule: ruleElement.Name, Score: 0.75}}},
		{"what is hidden", article + `<div style="display: none"><p>The river rose by a metre in the night.</p></div>`,
			[]document.Verdict{{Block: 2, Kind: document.Navigation, Rule: ruleHidden.Name, Score: 0.7}}},
		{"an article's header", `<article><header><p>The river and its towns</p></header><p>` + bridge + `</p><p>` + ferry + `</p></article>`, nil},
		{"a sentence in the page's header", `<header><p>The council of Wend meets tonight, and the bridge is all that it will talk about.</p></header>` + article, nil},
		{"a paragraph in what is named a menu", `<article><div class="menu"><p>` + bridge + `</p></div><p>` + ferry + `</p></article>`, nil},
		{"what a script will show", article + `<div hidden id="S:0"><p>The river rose by a metre in the night.</p></div>`, nil},
	} {
		raw := document.Raw{ContentType: "text/html", Content: []byte(c.page)}
		_, said := cleanertest.Verdicts(t, Cleaner, raw)
		if diff := cmp.Diff(c.want, said); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
