package review

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// tried is rules whose trial says what a test wants, and that know what was asked for.
type tried struct {
	book
	trial Trial
	sites []string
}

func (b *tried) Try(_ context.Context, _ RuleFile, site string, _ time.Time) (*Trial, error) {
	b.sites = append(b.sites, site)
	t := b.trial
	return &t, nil
}

// leaves is a change that takes a text out of an article.
func leaves(text, named string) Change {
	return Change{Title: "Peat road open", Text: text, Letters: len(text), Named: named, Now: corrections.Judgement{Removed: true, Kind: document.Related, Rule: "site/related"}}
}

func TestALossThatPeopleAskedForIsToldFromOthers(t *testing.T) {
	asked := []string{"in our dossier: birds of the moor", "more of the moor every friday in our letter"}
	for _, c := range []struct {
		text, named string
		want        bool
	}{
		{"In our dossier: Birds of the moor", "", true},                                         // people said so
		{"Read on  in the Courier", "read on in the courier", true},                             // all of the line is in the rule
		{"In our dossier: Peat", "in our dossier:", true},                                       // a label
		{"More of the moor in pictures", "more of the moor", true},                              // as a line begins that people marked
		{"The council votes again on 9 December", "the council", false},                         // nobody said so of such a line
		{"More peat will be cut this year, the county said.", "more", false},                    // too short to name a line
		{"Who: the county", "who:", false},                                                      // nor is that a label
		{"The road across the moor is open again, the county said.", "", false},                 // another form of rule
		{"In our dossier: Birds of the moor, and why the county drains it.", "birds of", false}, // in its middle
	} {
		change := leaves(c.text, c.named)
		if got := isMeant(&change, asked); got != c.want {
			t.Errorf("%q, of which the rule says %q: asked for is %v", c.text, c.named, got)
		}
	}
}

// TestATrialAddsUp wants changes of one text together, with a count, and what memory has
// taken out already told.
func TestATrialAddsUp(t *testing.T) {
	rules := &tried{book: book{files: map[string]string{"moor.rules": "site moor.example\n"}}, trial: Trial{Documents: 60, Changed: 42, Moved: 10, Lost: 500, Already: []Already{{"memory", 40}, {"related/lead", 2}}}}
	for i := range 32 {
		c := leaves("In our dossier: Birds", "in our dossier:")
		c.Title = fmt.Sprintf("Story %d", i)
		rules.trial.Changes = append(rules.trial.Changes, c)
	}
	rules.trial.Changes = append(rules.trial.Changes, leaves("The road is open again.", ""))
	notes := &drawer{}
	h := newPages(t, Options{Rules: rules, Corrections: notes, By: "ada"})
	page := ask(h, "POST", "/rules/draft", url.Values{"name": {"moor.rules"}, "text": {"x\n"}, "do": {"try"}}, nil).Body.String()
	for _, want := range []string{
		"<b>42 documents would change</b>", "<b>32 times</b>", "672 of them asked for", "Taken out already by memory: 40; taken out already by <code>related/lead</code>: 2.",
		"in 10 documents nothing else would change", "of all sites cleaned both ways",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	_, red, _ := strings.Cut(page, "Article that would leave")
	red, asked, _ := strings.Cut(red, "Asked for:")
	if !strings.Contains(red, "The road is open") || strings.Contains(red, "dossier") || strings.Count(asked, "In our dossier") != 1 {
		t.Errorf("in red stands %s, asked for is %s", red, asked)
	}
}

// TestATrialSaysWhereItsTextStands looks for the corrected line in what was published.
func TestATrialSaysWhereItsTextStands(t *testing.T) {
	notes := &drawer{}
	h := newPages(t, Options{Rules: &tried{trial: Trial{Documents: 2}}, Corrections: notes, By: "ada"})
	ask(h, "POST", "/d/"+bridges().documents[0].Key+"/mark", markOf(t, "Traders", "promo"), nil)
	page := ask(h, "POST", "/rules/draft", url.Values{"name": {"a.rules"}, "text": {"x\n"}, "do": {"try"}, "from": {"c1"}}, nil).Body.String()
	if want := "stands in 1 published document of the site, 1 of them"; !strings.Contains(page, "stands in 2 published documents of the site, 2 of them") && !strings.Contains(page, want) {
		t.Error("the page does not say where the line stands")
	}
}

// TestATrialTakesADomain names a site in each way that people know it by.
func TestATrialTakesADomain(t *testing.T) {
	rules := &tried{trial: Trial{Documents: 3}}
	h := newPages(t, Options{Rules: rules, By: "ada"})
	for _, site := range []string{"courier-example", "courier.example", "www.Courier.example", "https://courier.example/news/1", "sport.courier.example"} {
		form := url.Values{"name": {"a.rules"}, "text": {"x\n"}, "site": {site}, "do": {"try"}}
		if page := ask(h, "POST", "/rules/draft", form, nil).Body.String(); !strings.Contains(page, "3 documents of courier-example cleaned") {
			t.Errorf("%s: the page does not say what it tried", site)
		}
	}
	if strings.Join(rules.sites, " ") != strings.Repeat("courier-example ", 4)+"courier-example" {
		t.Errorf("tried on %q", rules.sites)
	}
	form := url.Values{"name": {"a.rules"}, "text": {"x\n"}, "site": {"curier.example"}, "do": {"try"}}
	if page := ask(h, "POST", "/rules/draft", form, nil).Body.String(); !strings.Contains(page, "the catalog has no document of curier.example") || len(rules.sites) != 5 {
		t.Error("a site that is not there is tried")
	}
}

// TestAFileWithoutTextIsTakenAway wants to be asked.
func TestAFileWithoutTextIsTakenAway(t *testing.T) {
	rules := &book{files: map[string]string{"moor.rules": "site moor.example\n"}}
	h := newPages(t, Options{Rules: rules, By: "ada"})
	form := url.Values{"name": {"moor.rules"}, "text": {" \r\n"}, "base": {"in force"}, "note": {"the site is gone"}, "untried": {"1"}, "do": {"rollout"}}
	w := ask(h, "POST", "/rules/draft", form, nil)
	if page := w.Body.String(); !strings.Contains(page, "Tick “take the file away”") || !strings.Contains(page, `name="delete"`) || len(rules.rolled) > 0 || w.Code != http.StatusOK {
		t.Fatalf("it does not ask: rolled out %q", rules.rolled)
	}
	form.Set("delete", "1")
	if page := ask(h, "POST", "/rules/draft", form, nil).Body.String(); !strings.Contains(page, "moor.rules is taken away.") || len(rules.rolled) != 1 {
		t.Errorf("it is not taken away: %q", rules.rolled)
	}
}
