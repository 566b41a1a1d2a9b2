package review

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
)

// foggy has what JavaScript and Go count otherwise: emoji of one and of several
// characters, marks that combine, line ends of two bytes, and text from the right.
const foggy = "Ferry in the fog\r\n\r\nThe ferry 👩‍👩‍👧 was cafe\u0301 late 🚢🚢 again on Monday,\r\nsaid the harbour master, who had waited since noon 🇳🇴 for it to come in.\r\n\r\n" +
	"وصلت العبارة 🚢 متأخرة إلى الميناء يوم الاثنين، وقال مدير الميناء إن الركاب انتظروا ساعتين على الرصيف.\r\n"

// TestOffsetsAreBytes selects words between such characters, and splits among them: what
// is kept is what was selected, and stands where it says.
func TestOffsetsAreBytes(t *testing.T) {
	b := startBrowser(t)
	s := clean(document.Raw{ID: "foggy", URL: "https://courier.example/foggy", ContentType: "text/plain", Content: []byte(foggy)})
	source := s.documents[0].Judged.Source
	at := b.open(t, Options{Catalog: s})
	address := "/d/" + catalog.KeyOf("foggy")
	kept := func(want string) {
		t.Helper()
		all := at.drawer.held()
		c := all[len(all)-1]
		if c.Text != want || source[c.Start:c.End] != want {
			t.Errorf("kept %q of %d to %d, where %q stands; want %q", c.Text, c.Start, c.End, source[c.Start:c.End], want)
		}
	}
	for _, words := range []string{"👩‍👩‍👧", "e\u0301 late", "🚢 again", "said the harbour", "🇳🇴 for", "العبارة 🚢 متأخرة", "على الرصيف."} {
		at.visit(address)
		if !eval[bool](at, fmt.Sprintf(`(() => {
			const walk = document.createTreeWalker(document.querySelector('.rows'), NodeFilter.SHOW_TEXT);
			for (let n = walk.nextNode(); n; n = walk.nextNode()) {
				const from = n.data.indexOf(%q);
				if (from < 0) continue;
				getSelection().setBaseAndExtent(n, from, n, from + %q.length);
				return true;
			}
			return false;
		})()`, words, words)) {
			t.Fatalf("the page has no %q", words)
		}
		at.until("document.querySelector('[data-slot=text]').textContent.startsWith('Selected:')")
		at.leave(keys("t"))
		kept(words)
	}

	// Ten steps to the right lead before the family, eleven behind it, as one character.
	for steps, want := range map[int]string{9: "👩‍👩‍👧 was", 10: " was"} {
		at.visit(address)
		for !strings.HasPrefix(at.chosen(), "The ferry") {
			at.do(keys("j"))
		}
		at.do(keys("s" + kb.Home + strings.Repeat(kb.ArrowRight, steps)))
		at.leave(keys("t"))
		all := at.drawer.held()
		if c := all[len(all)-1]; !strings.HasPrefix(c.Text, want) || source[c.Start:c.End] != c.Text {
			t.Errorf("after %d steps: kept %q, want it to begin with %q", steps, c.Text, want)
		}
	}
}

// TestADocumentThatChangesWhileItIsOpen marks a stretch of a page whose document has been
// fetched again since: nothing is kept, and it is said why.
func TestADocumentThatChangesWhileItIsOpen(t *testing.T) {
	b := startBrowser(t)
	s := fetched(harbour)
	at := b.open(t, Options{Catalog: s})
	at.visit("/d/" + catalog.KeyOf("ferry"))
	at.do(keys("jj"))
	s.documents[0] = fetched(changed).documents[0]
	at.leave(keys("a"))
	if said := eval[string](at, "document.querySelector('main').textContent"); !strings.Contains(said, "has changed since this page was made") || len(at.drawer.held()) > 0 {
		t.Errorf("the page says %q; kept: %+v", said, at.drawer.held())
	}
}
