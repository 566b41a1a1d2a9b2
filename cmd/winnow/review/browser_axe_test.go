package review

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// samples is the pages with all they can have: the sample documents, corrections, rules,
// memory, stories and an alarm.
func samples() Options {
	s := clean(fixtures.Samples()...)
	first := s.documents[0]
	for _, d := range s.documents {
		if d.ID == "document-whole" || strings.HasPrefix(d.Title, "Harbour bridge") {
			first = d
		}
	}
	notes := &drawer{}
	for i, p := range first.Pieces {
		if i == 6 || i == 8 {
			notes.all = append(notes.all, corrections.Correction{
				Schema: corrections.Schema, ID: "c" + string(rune('1'+i)), At: now, By: "ada", Document: first.ID, Input: "x", URL: first.URL, Site: first.Site, Language: "en",
				Start: p.Start, End: p.End, Text: p.Text, Was: corrections.Judgement{Kind: p.Kind, Rule: p.Rule}, Want: 3, Note: "it stands below the picture",
			})
		}
	}
	return Options{
		Catalog: s, Corrections: notes, Exports: exports{}, Memory: &recollection{}, Stories: tales{}, Drift: watch{},
		Rules: &book{files: map[string]string{first.Site + ".txt": "line equals: Follow the Courier => share\n", "everywhere.txt": "line begins: Sign up for => newsletter\n"}},
	}
}

// shownPages is every page, by name.
func shownPages(o Options) map[string]string {
	s := o.Catalog.(*shelf)
	of := func(title string) string {
		for _, d := range s.documents {
			if strings.HasPrefix(d.Title, title) {
				return "/d/" + d.Key
			}
		}
		return "/d/" + s.documents[0].Key
	}
	bridge, whole := of("Harbour bridge"), of("Torwart")
	site := o.Corrections.(*drawer).all[0].Site
	return map[string]string{
		"queue": "/", "queue-filtered": "/?lang=en&kind=related", "queue-empty": "/?text=nothing+of+the+kind", "search": "/?text=harbour",
		"document": bridge + "?at=6&i=6", "document-beside": bridge + "?view=beside&at=7", "document-kept": bridge + "?view=kept", "document-frame": whole + "?page=1&at=5", "document-kind": bridge + "?kind=related",
		"document-arabic": of("بلدة") + "?at=4", "document-chinese": of("青屿"),
		"corrections": "/corrections", "corrections-empty": "/corrections?site=none", "rules": "/rules", "rules-new": "/rules/draft", "rules-draft": "/rules/draft?from=c7", "sites": "/sites", "site": "/sites/" + site,
		"help": "/help", "fail": "/d/none",
	}
}

// axeFile is where `npm ci --prefix fixtures/axe` puts axe.
var axeFile = filepath.Join("..", "..", "..", "fixtures", "axe", "node_modules", "axe-core", "axe.min.js")

// axeRun asks axe, and returns what is serious, a line each.
const axeRun = `axe.run(document, {iframes: false, resultTypes: ['violations']}).then(r => JSON.stringify(r.violations
	.filter(v => v.impact === 'serious' || v.impact === 'critical')
	.flatMap(v => v.nodes.slice(0, 3).map(n => v.id + ': ' + n.target.join(' ') + ': ' + n.failureSummary.replace(/\s+/g, ' ')))))`

func TestNoPageHasABarrier(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		t.Skip("`npm ci --prefix fixtures/axe` installs axe")
	}
	b := startBrowser(t)
	o := samples()
	at := b.open(t, o)
	pages := shownPages(o)
	for _, scheme := range []string{"light", "dark"} {
		at.scheme(scheme)
		for name, path := range pages {
			at.visit(path)
			at.axe(string(axe), scheme+" "+name)
		}
	}
	at.visit(pages["rules-draft"])
	for _, step := range []string{"try", "rollout"} {
		at.leave(chromedp.Click(chromedp.CSS("button[value=" + step + "]")))
		at.axe(string(axe), "a draft after "+step)
	}
	at.visit(pages["document"])
	at.do(keys("s"))
	at.axe(string(axe), "a split stretch")
	at.do(keys("r"))
	at.axe(string(axe), "choosing a kind")

	locked := b.open(t, Options{Catalog: o.Catalog, Access: Access{Token: "a token that nobody guesses"}})
	locked.visit("/")
	locked.axe(string(axe), "signing in")
}

// axe fails for each serious fault that axe finds on the page.
func (b *tab) axe(script, where string) {
	b.t.Helper()
	eval[bool](b, script+";true")
	var found []string
	if err := json.Unmarshal([]byte(eval[string](b, axeRun)), &found); err != nil {
		b.t.Fatal(err)
	}
	for _, fault := range found {
		b.t.Errorf("%s: %s", where, fault)
	}
}

// TestNoPageIsTooWide wants every page to fit a telephone and a desk.
func TestNoPageIsTooWide(t *testing.T) {
	b := startBrowser(t)
	o := samples()
	at := b.open(t, o)
	folder := os.Getenv("REVIEW_SCREENSHOTS") // a folder: what is seen is kept there
	for name, path := range shownPages(o) {
		at.visit(path)
		for _, width := range []int64{1280, 400} {
			at.do(chromedp.EmulateViewport(width, 900))
			if over := eval[int](at, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s at %d: %d pixels too wide: %s", name, width, over, eval[string](at, `[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll')).slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ')`))
			}
			if folder != "" {
				at.keep(folder, name, width)
			}
		}
	}
}
