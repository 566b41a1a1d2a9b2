package review

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/fixtures"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// markOf returns the form that marks the stretch of the bridge that has a text.
func markOf(t *testing.T, text, want string) url.Values {
	t.Helper()
	doc := bridges().documents[0]
	for _, p := range doc.Pieces {
		if strings.HasPrefix(p.Text, text) {
			return url.Values{"want": {want}, "source": {version(doc)}, "start": {fmt.Sprint(p.Start)}, "end": {fmt.Sprint(p.End)}}
		}
	}
	t.Fatalf("no stretch begins with %q", text)
	return nil
}

func TestMarksThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(url.Values)
		says string
	}{
		"no kind":             {func(f url.Values) { f.Set("want", "cartoon") }, "Choose what"},
		"another text":        {func(f url.Values) { f.Set("source", "0") }, "has changed"},
		"nothing chosen":      {func(f url.Values) { f.Set("end", "0") }, "Choose a stretch"},
		"no number":           {func(f url.Values) { f.Set("start", "-1") }, "Choose a stretch"},
		"beyond the block":    {func(f url.Values) { f.Set("end", fmt.Sprint(len(bridge))) }, "within one block"},
		"beyond the document": {func(f url.Values) { f.Set("start", "99999"); f.Set("end", "100000") }, "no text at that place"},
		"words it has not":    {func(f url.Values) { f.Set("only", "tram") }, "does not have"},
		"words it has twice":  {func(f url.Values) { f.Set("only", "ar") }, "times"},
		"half a character": {func(f url.Values) {
			at := strings.Index(bridge, "“") + 1
			f.Set("start", fmt.Sprint(at))
			f.Set("end", fmt.Sprint(at+10))
		}, "within a character"},
	} {
		notes := &drawer{}
		h := newPages(t, Options{Corrections: notes, By: "ada"})
		form := markOf(t, "The harbour bridge will", "caption")
		c.edit(form)
		w := ask(h, "POST", "/d/"+catalog.KeyOf("bridge")+"/mark", form, nil)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: status %d, and does not say %q", name, w.Code, c.says)
		}
		if len(notes.held()) > 0 {
			t.Errorf("%s: it was kept", name)
		}
	}
}

func TestAMarkIsKept(t *testing.T) {
	notes := &drawer{}
	reported := make(map[string]int)
	h := newPages(t, Options{Corrections: notes, By: "ada", Reported: func(id string, n int) { reported[id] = n }})
	form := markOf(t, "The harbour bridge will", "caption")
	form.Set("only", "from May")
	form.Set("note", "  a note  ")
	address := "/d/" + catalog.KeyOf("bridge")
	w := ask(h, "POST", address+"/mark?view=beside&q=lang%3Den&i=1", form, nil)
	to, _, _ := strings.Cut(w.Header().Get("Location"), "#")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, address+"?at=3&i=1&q=lang%3Den&view=beside&note=") {
		t.Fatalf("status %d, leads to %s", w.Code, to)
	}
	c := notes.held()[0]
	at := strings.Index(bridge, "from May")
	if c.Text != "from May" || c.Start != at || c.End != at+8 || c.Note != "a note" || c.Want != document.Caption || c.Was.Removed || c.Digest == "" || c.Site != "courier-example" {
		t.Errorf("kept: %+v", c)
	}
	if reported["bridge"] != 1 {
		t.Errorf("reported: %v", reported)
	}
	page := ask(h, "GET", to, nil, nil).Body.String()
	if !strings.Contains(page, "Kept: &#34;from May&#34; is no part of the article, but caption.") || !strings.Contains(page, ": caption, in part") {
		t.Error("the page after it tells nothing of it")
	}
	if page := ask(h, "GET", strings.Replace(to, "from", "form", 1), nil, nil).Body.String(); strings.Contains(page, "Kept: ") {
		t.Error("a page says what somebody else put into its address")
	}
	ask(h, "POST", address+"/undo", url.Values{}, nil)
	if n := len(notes.held()); n != 0 || reported["bridge"] != 0 {
		t.Errorf("after undo %d hold, %d are reported", n, reported["bridge"])
	}
}

func TestNobodyTakesBackWhatOthersSaid(t *testing.T) {
	notes := &drawer{}
	address := "/d/" + catalog.KeyOf("bridge")
	ask(newPages(t, Options{Corrections: notes, By: "ines"}), "POST", address+"/mark", markOf(t, "Traders", "promo"), nil)
	ask(newPages(t, Options{Corrections: notes, By: "ada"}), "POST", address+"/undo", url.Values{}, nil)
	if n := len(notes.held()); n != 1 {
		t.Errorf("%d hold", n)
	}
}

func TestDownloads(t *testing.T) {
	notes := &drawer{}
	h := newPages(t, Options{Corrections: notes, By: "ada", Exports: exports{}})
	for _, text := range []string{"Traders", "By Ada"} {
		ask(h, "POST", "/d/"+catalog.KeyOf("bridge")+"/mark", markOf(t, text, "promo"), nil)
	}
	for path, want := range map[string]string{
		"/corrections/c2/case":       "want promo\nBy Ada Lee\n",
		"/corrections/c2/line":       `{"id":"bridge"}` + "\n",
		"/corrections/corpus.jsonl":  `{"id":"bridge"}` + "\n",
		"/corrections/none/case":     "",
		"/corrections/none/withdraw": "",
	} {
		w := ask(h, "GET", path, nil, nil)
		if want == "" {
			if w.Code < 400 {
				t.Errorf("%s: status %d", path, w.Code)
			}
			continue
		}
		if diff := cmp.Diff(want, w.Body.String()); diff != "" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment; filename=") {
			t.Errorf("%s: %q (-want +got):\n%s", path, w.Header().Get("Content-Disposition"), diff)
		}
	}
	ask(h, "POST", "/corrections/c1/withdraw", url.Values{}, nil)
	if held := notes.held(); len(held) != 1 || held[0].ID != "c2" {
		t.Errorf("%d hold after one was withdrawn", len(held))
	}
}

func TestARollOutWantsATrialOfThatText(t *testing.T) {
	rules := &book{files: make(map[string]string)}
	h := newPages(t, Options{Rules: rules, By: "ada"})
	form := url.Values{"name": {"a.txt"}, "text": {"one\n"}, "note": {"why"}, "do": {"rollout"}}
	roll := func() string { return ask(h, "POST", "/rules/draft", form, nil).Body.String() }
	if !strings.Contains(roll(), "not tried yet") || len(rules.rolled) > 0 {
		t.Fatalf("rolled out without a trial: %q", rules.rolled)
	}
	form.Set("do", "try")
	_, rest, _ := strings.Cut(roll(), `name="tried" value="`)
	seal, _, _ := strings.Cut(rest, `"`)
	form.Set("tried", seal)
	form.Set("do", "rollout")
	form.Set("text", "another\n")
	if roll(); len(rules.rolled) > 0 {
		t.Fatalf("rolled out with the trial of another text: %q", rules.rolled)
	}
	form.Set("text", "one\n")
	form.Set("note", "")
	if roll(); len(rules.rolled) > 0 {
		t.Fatalf("rolled out without a word why: %q", rules.rolled)
	}
	form.Set("note", "why")
	if page := roll(); len(rules.rolled) != 1 || !strings.Contains(page, "In force: three workers") {
		t.Fatalf("rolled out: %q", rules.rolled)
	}
	form.Set("text", "wrong\n")
	form.Set("untried", "1")
	if page := roll(); len(rules.rolled) != 1 || !strings.Contains(page, "<b>line 1</b>") {
		t.Fatal("a broken draft was rolled out")
	}
}

func TestMemoryIsTaught(t *testing.T) {
	m := &recollection{}
	h := newPages(t, Options{Memory: m, By: "ada"})
	w := ask(h, "POST", "/sites/courier-example/memory", url.Values{"print": {"00c0ffee00c0ffee"}, "what": {"never"}}, nil)
	if w.Code != http.StatusSeeOther || len(m.taught) != 1 || m.taught[0] != "courier-example 00c0ffee00c0ffee never" {
		t.Errorf("status %d, taught %q", w.Code, m.taught)
	}
	if w := ask(h, "POST", "/sites/courier-example/memory", url.Values{"print": {"1"}, "what": {"all"}}, nil); w.Code != http.StatusUnprocessableEntity || len(m.taught) != 1 {
		t.Errorf("status %d, taught %q", w.Code, m.taught)
	}
	for _, other := range []string{"%3E", "*", "courier-example.%3E", "nobody"} { // on a stream the first would be all sites
		if w := ask(h, "POST", "/sites/"+other+"/memory", url.Values{"print": {"1"}, "what": {"re-emit"}}, nil); w.Code != http.StatusNotFound || len(m.taught) != 1 {
			t.Errorf("%s: status %d, taught %q", other, w.Code, m.taught)
		}
	}
}

// TestEveryByteIsShown wants the text of every sample on its page, in order: nothing that
// was segmented is missing there.
func TestEveryByteIsShown(t *testing.T) {
	s := clean(fixtures.Samples()...)
	p := &pages{Options: Options{RuleDoc: func(string) string { return "" }, Now: func() time.Time { return now }}}
	for _, d := range s.documents {
		at := docAddress{Key: d.Key, At: none}
		var shown strings.Builder
		for _, r := range p.newSheet(d, &at, nil).Rows {
			for _, piece := range r.Stretches {
				shown.WriteString(piece.Text)
			}
		}
		squeeze := func(text string) string { return strings.Join(strings.Fields(text), "") }
		if diff := cmp.Diff(squeeze(d.Judged.Source), squeeze(shown.String())); diff != "" {
			t.Errorf("%s (-source +shown):\n%s", d.ID, diff)
		}
	}
}

func TestOutageOfTheStoreIsSaid(t *testing.T) {
	h := newPages(t, Options{By: "ada", Corrections: &full{}})
	w := ask(h, "POST", "/d/"+catalog.KeyOf("bridge")+"/mark", markOf(t, "Traders", "promo"), nil)
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "could not be kept: the disk is full") {
		t.Errorf("status %d", w.Code)
	}
}

// TestALongDocumentHasParts wants every stretch on one page, and that of the chosen one.
func TestALongDocumentHasParts(t *testing.T) {
	d := &documentData{}
	for i := range 2*partSize + 1 {
		d.Rows = append(d.Rows, &row{Stretches: []*stretch{{N: i}}})
	}
	all := d.Rows
	for at, want := range map[docAddress][3]int{
		{At: none}:           {1, 0, partSize},
		{At: none, Part: 2}:  {3, 2 * partSize, 1},
		{At: none, Part: 99}: {3, 2 * partSize, 1},
		{At: partSize}:       {2, partSize, partSize},
		{At: partSize - 1}:   {1, 0, partSize},
		{At: 2*partSize + 5}: {1, 0, partSize},
	} {
		d.Rows = all
		d.part(at)
		if got := [3]int{d.Part, d.Rows[0].Stretches[0].N, len(d.Rows)}; got != want || d.Parts != 3 {
			t.Errorf("%+v: part, first stretch and rows are %v of %d parts, want %v", at, got, d.Parts, want)
		}
	}
}

func TestADraftIsShownWithoutASuggestion(t *testing.T) {
	h := newPages(t, Options{By: "ada", Rules: mute{&book{files: make(map[string]string)}}})
	ask(h, "POST", "/d/"+catalog.KeyOf("bridge")+"/mark", markOf(t, "Traders", "promo"), nil)
	w := ask(h, "GET", "/rules/draft?from=c1", nil, nil)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "No rule could be suggested: none is known") || !strings.Contains(w.Body.String(), `value="courier-example.rules"`) {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
}

// mute suggests nothing.
type mute struct{ *book }

func (mute) Suggest(context.Context, corrections.Correction) (RuleFile, error) {
	return RuleFile{}, errors.New("none is known")
}

// TestATrialIsOfTheSitesOwnDays counts back from a site's last document.
func TestATrialIsOfTheSitesOwnDays(t *testing.T) {
	p := &pages{Options: Options{Catalog: bridges(), Now: func() time.Time { return now.AddDate(1, 0, 0) }}}
	for name, want := range map[string]string{"courier-example": "2026-04-28", "": "2026-04-28", "unknown": "2027-04-28"} {
		since, err := p.since(t.Context(), name, 6)
		if got := since.Format(time.DateOnly); got != want || err != nil {
			t.Errorf("%q: since %s, %v, want %s", name, got, err, want)
		}
	}
}

// TestALossThatWasAskedForIsNoLoss tells what people said from what they did not.
func TestALossThatWasAskedForIsNoLoss(t *testing.T) {
	notes := &drawer{all: []corrections.Correction{{ID: "c1", By: "ada", Document: "x", Text: "Follow the  Courier on every channel", Want: document.Share}}}
	h := newPages(t, Options{Corrections: notes, Rules: &book{files: make(map[string]string)}, By: "ada"})
	page := ask(h, "POST", "/rules/draft", url.Values{"name": {"a.rules"}, "text": {"one\n"}, "do": {"try"}}, nil).Body.String()
	_, losses, _ := strings.Cut(page, "Article that would leave")
	losses, meant, _ := strings.Cut(losses, "Asked for:")
	meant, others, _ := strings.Cut(meant, "All else that would change")
	for text, part := range map[string]string{"ferries would run": losses, "Follow the Courier": meant, "market hours": others} {
		if !strings.Contains(part, text) {
			t.Errorf("%q is not where it belongs", text)
		}
	}
}

// TestLinksOfASite wants what links of a site's page lead to named as it is.
func TestLinksOfASite(t *testing.T) {
	page := ask(newPages(t, Options{Memory: &recollection{}}), "GET", "/sites/courier-example", nil, nil).Body.String()
	for _, link := range []string{
		`href="/?site=courier-example&amp;rule=related%2f`,
		`?find=Follow%20the%20Courier%20on`, ">Harbour bridge reopens after repairs</bdi></a>", "<bdi>courier-21</bdi>",
	} {
		if !strings.Contains(page, link) {
			t.Errorf("no %s on the page", link)
		}
	}
	if strings.Contains(page, "%25") {
		t.Error("an address is escaped twice")
	}
}

// lost is a store, and rules, that a server had which is away.
type lost struct{ drawer }

func (*lost) All(context.Context) iter.Seq2[corrections.Correction, error] {
	return func(yield func(corrections.Correction, error) bool) {
		yield(corrections.Correction{}, errors.New("nats: server is disconnected"))
	}
}

// TestThePagesShowWhatTheyKnowWhileTheServerIsAway reads on, and says it calmly.
func TestThePagesShowWhatTheyKnowWhileTheServerIsAway(t *testing.T) {
	h := newPages(t, Options{Corrections: &lost{}, By: "ada", Rules: unknownRules{}, Away: func() bool { return true }})
	for path, status := range map[string]int{"/": 200, "/d/" + catalog.KeyOf("bridge"): 200, "/sites": 200, "/sites/courier-example": 200, "/rules": 503} {
		w := ask(h, "GET", path, nil, nil)
		if page := w.Body.String(); w.Code != status || !strings.Contains(page, "The server is away") || strings.Contains(page, "nats:") {
			t.Errorf("%s: status %d:\n%s", path, w.Code, page)
		}
	}
}

// unknownRules can't be asked.
type unknownRules struct{ Rules }

func (unknownRules) Files(context.Context) ([]RuleFileInfo, error) {
	return nil, errors.New("nats: server is disconnected")
}
