package review

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// attack is what runs where a script can: it changes what every test looks at, and tells
// the outside.
const attack = `document.title='taken';window.taken=1;top.taken=1;fetch('http://outside.example/');alert(1)`

// hostileText has an attack wherever a page shows a text.
const hostileText = `<script>` + attack + `</script> </script><img src=x onerror="` + attack + `"> <svg onload="` + attack + `"> "><a href="javascript:` + attack + `">here</a> ` +
	`{{.}} ${1} ' " \u003cscript\u003e <!--<script> ]]> <style>@import 'http://outside.example/'</style> <base href=http://outside.example/> <meta http-equiv=refresh content="0;url=http://outside.example/">`

// hostilePage tries everything that a page can try.
const hostilePage = `<!doctype html><html><head><title>Ferry` + "</title>" + `
<script>` + attack + `</script><base href="http://outside.example/"><meta http-equiv="refresh" content="0;url=http://outside.example/gone">
<meta http-equiv="Content-Security-Policy" content="default-src *"><link rel=preconnect href="http://a.outside.example"><link rel=dns-prefetch href="//b.outside.example">
<link rel=stylesheet href="http://outside.example/x.css"><link rel=prefetch href="http://outside.example/p"><link rel=prerender href="http://outside.example/r">
<style>@import url("http://outside.example/i.css"); @font-face{font-family:x;src:url(http://outside.example/f.woff)} body{font-family:x;background:url(http://outside.example/b.png)}</style></head>
<body onload="` + attack + `"><p>The ferry left the harbour at noon, and the harbour master said that it would be back before the evening tide came in.</p>
<p>Passengers waited on the quay for two hours, while engineers looked for the fault in the second engine of the old ship.</p>
<img src="http://outside.example/i.png" srcset="http://outside.example/2.png 2x" onerror="` + attack + `"><svg onload="` + attack + `"><image href="http://outside.example/s.png"/></svg>
<iframe src="http://outside.example/frame"></iframe><iframe srcdoc="<script>` + attack + `</script>"></iframe><object data="http://outside.example/o"></object><embed src="http://outside.example/e">
<video src="http://outside.example/v" poster="http://outside.example/po" autoplay></video><audio src="http://outside.example/a" autoplay></audio>
<form action="http://outside.example/form" id=f><input name=a autofocus onfocus="` + attack + `"><button>go</button></form>
<a id=top href="http://outside.example/top" target=_top ping="http://outside.example/ping">a link</a><a id=js href="javascript:` + attack + `">another</a>
<p style="position:fixed;inset:0;background:url(http://outside.example/st.png)">over all</p></body></html>`

// hostile returns a shelf whose texts are attacks wherever a text is shown.
func hostile() *shelf {
	s := clean(document.Raw{ID: "hostile", URL: "https://ferry.example/1", ContentType: "text/html", Content: []byte(hostilePage)})
	d := s.documents[0]
	d.Title, d.URL, d.Site, d.Language, d.Published = hostileText, `javascript:`+attack, hostileText, `en"><script>`+attack+`</script>`, hostileText
	d.ID = `"><script>` + attack + `</script>`
	d.Record.Byline = hostileText
	d.Reasons[0].Detail = hostileText
	for i := range d.Pieces {
		p := &d.Pieces[i]
		p.Note, p.Rule, p.Witnesses = hostileText, `rule/"><script>`+attack+`</script>`, []string{hostileText}
		for j := range p.Said {
			p.Said[j].Value, p.Said[j].Rule = hostileText, p.Rule
		}
		if p.Fate == document.Kept {
			p.Text = hostileText
		}
	}
	d.Judged = nil // its text would win over the pieces'
	return s
}

// TestTheTrapSprings shows that the tests below would see an attack that works.
func TestTheTrapSprings(t *testing.T) {
	b, err := newBrowser(findBrowser(t)) // not that of all tests: others want no connection
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.end)
	open := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, strings.ReplaceAll(hostilePage, "alert(1)", "0"))
	}))
	defer open.Close()
	at := b.open(t, Options{Catalog: clean()})
	at.do(chromedp.Navigate(open.URL))
	for b.outside.connections() == 0 { // an end of the test's time says that the trap is broken
		at.do(chromedp.Sleep(10e6))
	}
}

func TestHostileDocumentsRunNothing(t *testing.T) {
	b := startBrowser(t)
	s := hostile()
	key := s.documents[0].Key
	around := &hostileAround{}
	notes := &drawer{all: []corrections.Correction{{
		ID: hostileText, By: hostileText, Document: s.documents[0].ID, Site: hostileText, URL: "javascript:" + attack, Text: hostileText, End: 1 << 20, Note: hostileText, Was: corrections.Judgement{Rule: hostileText},
	}}}
	at := b.open(t, Options{
		Catalog: s, Corrections: notes, Exports: exports{}, Memory: around, Stories: around, Drift: around, Rules: &book{files: map[string]string{"a.txt": hostileText}},
	})
	visits := []string{
		"/", "/?text=" + strings.Repeat("%3Cscript%3E", 2) + "ferry", "/?site=%22%3E%3Cscript%3E" + "document.title='taken'%3C/script%3E", "/d/" + key, "/d/" + key + "?at=0", "/d/" + key + "?view=beside",
		"/d/" + key + "?view=kept&page=1&at=1", "/d/" + key + "?find=%22%3E%3Cimg%20src=x%20onerror=document.title='taken'%3E&q=%22%3E%3Cscript%3E", "/d/" + key + "?kind=%22%3E%3Cscript%3E",
		"/sites", "/corrections", "/rules", "/rules/draft?file=a.txt", "/d/%3Cscript%3E", "/?note=%3Cscript%3Ealert(1)%3C/script%3E&seal=x",
		"/sites/" + url.PathEscape(hostileText), "/rules/draft?from=" + url.QueryEscape(hostileText),
	}
	for _, path := range visits {
		at.visit(path)
		at.unharmed(b, path)
	}
	at.visit("/d/" + key + "?page=1")
	at.do(chromedp.WaitVisible(chromedp.CSS("iframe")))
	at.do(chromedp.KeyEvent("jjkj"))
	at.do(chromedp.MouseClickXY(700, 500)) // into the frame: on what lies over all of it
	at.do(chromedp.KeyEvent("\t\t\r"))
	at.unharmed(b, "the frame")

	alone := b.open(t, Options{Catalog: s}) // outside of a frame, and where no key leads anywhere
	alone.visit("/d/" + key + "/page")
	alone.do(chromedp.Sleep(300e6))
	if n := b.outside.connections(); n > 0 {
		t.Errorf("the page by itself made %d connections to the outside", n)
	}
	if title := alone.title(); title != "Ferry" {
		t.Errorf("the page by itself has the title %q", title)
	}
}

// unharmed fails when an attack worked.
func (b *tab) unharmed(in *browser, where string) {
	b.t.Helper()
	var is struct {
		Title, Address string
		Taken          bool
		Elements       int
	}
	const look = `JSON.stringify({title: document.title, address: location.href, taken: window.taken === 1, elements:
		document.querySelectorAll('main script, main img, main object, main embed, main base, main style, main [onload], main [onerror], main a[href^="javascript:" i]').length})`
	for is.Title == "" { // a key may have led to another page, which has no title until it is there
		b.until(`document.readyState === 'complete'`)
		seen, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](look))
		if err == nil {
			err = json.Unmarshal([]byte(seen), &is)
		}
		if b.ctx.Err() != nil {
			b.t.Fatalf("%s: the page never had a title: %v", where, err)
		}
	}
	if !strings.HasSuffix(is.Title, "· winnow review") {
		b.t.Errorf("%s: the title is %q", where, is.Title)
	}
	if is.Taken {
		b.t.Errorf("%s: a script of a document ran", where)
	}
	if is.Elements > 0 {
		b.t.Errorf("%s: %d elements of a document became elements of the page", where, is.Elements)
	}
	if n := b.dialogs(); n > 0 {
		b.t.Errorf("%s: %d dialogs", where, n)
	}
	if n := in.outside.connections(); n > 0 {
		b.t.Errorf("%s: %d connections to the outside", where, n)
	}
	if !strings.HasPrefix(is.Address, b.server.URL) {
		b.t.Errorf("%s: the page went elsewhere", where)
	}
}

// hostileAround is attacks in all that is known beside documents.
type hostileAround struct{ recollection }

func (*hostileAround) Learned(context.Context, string) ([]Learned, error) {
	return []Learned{{Print: hostileText, Text: hostileText, Since: hostileText, Last: hostileText, SeenIn: []NamedDocument{{ID: hostileText}}, Recurs: true}}, nil
}

func (*hostileAround) Of(context.Context, string) ([]Story, error) {
	d := StoryDocument{ID: hostileText, Key: hostileText, URL: "javascript:" + attack, Site: hostileText, Title: hostileText}
	return []Story{{Dateline: hostileText, Representative: d, Documents: []StoryDocument{d}}}, nil
}

func (*hostileAround) Alarms(context.Context, string) ([]Alarm, error) {
	d := []NamedDocument{{hostileText, hostileText, hostileText}, {"", hostileText, ""}}
	return []Alarm{{Site: hostileText, Figure: hostileText, Usual: hostileText, Now: hostileText, Also: []string{hostileText}, Before: d, After: d}}, nil
}

// TestUnseenCharactersStayInTheirPlace turns text around, and wants everything beside it
// where it was.
func TestUnseenCharactersStayInTheirPlace(t *testing.T) {
	b := startBrowser(t)
	s := clean(document.Raw{ID: "turned", URL: "https://ferry.example/2", ContentType: "text/plain", Content: []byte(
		"Ferry late again\n\nThe ferry \u202ewas late\u202c again on Monday, said the harbour\u200b master, who had waited since noon for it to come in from the islands.\n\n" +
			"وصلت العبارة متأخرة إلى الميناء يوم الاثنين، وقال مدير الميناء إن الركاب انتظروا ساعتين على الرصيف.\n\n" +
			strings.Repeat("unbroken", 200) + "\n\nZ" + strings.Repeat("\u0335\u0336\u0337", 80) + "algo rises, and the ferry came in at last, an hour before the evening tide.\n")})
	at := b.open(t, Options{Catalog: s})
	at.visit("/d/" + catalog.KeyOf("turned"))
	if names := eval[string](at, "[...document.querySelectorAll('.rows .x')].map(x => x.textContent).join(' ')"); names != "RLO PDF ZWSP" {
		t.Errorf("shown by name: %q", names)
	}
	if wide := eval[int](at, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
		t.Errorf("the page is %d pixels wider than the window", wide)
	}
	if !eval[bool](at, "[...document.querySelectorAll('.rows .text')].some(p => getComputedStyle(p).direction === 'rtl')") {
		t.Error("the Arabic paragraph is not set from the right")
	}
	if !eval[bool](at, "[...document.querySelectorAll('.gutter .tag')].every(g => g.getBoundingClientRect().right <= g.closest('.row').querySelector('.text').getBoundingClientRect().left + 1)") {
		t.Error("a label left its place")
	}
}
