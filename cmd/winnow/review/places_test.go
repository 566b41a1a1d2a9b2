package review

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// harbour and changed are a document and what it is when it was fetched again: other
// words stand at the same bytes.
const (
	harbour = "Ferry late again\n\nThe ferry was late again on Monday, said the harbour master, who had waited since noon.\n\nFollow the Courier on every channel\n"
	changed = "Ferry late again\n\nCorrected at nine: the harbour had said something else, and nobody had asked about it.\n\nThe ferry was late again on Monday, said the harbour master, who had waited since noon.\n"
)

func fetched(text string) *shelf {
	return clean(document.Raw{ID: "ferry", URL: "https://courier.example/ferry", ContentType: "text/plain", Content: []byte(text)})
}

// piece returns the number of the first document's piece that begins with a text.
func piece(s *shelf, text string) int {
	return slices.IndexFunc(s.documents[0].Pieces, func(p catalog.Piece) bool { return strings.HasPrefix(p.Text, text) })
}

// TestACorrectionFollowsItsWords shows a document that has changed since somebody
// corrected it: the correction is where its words are, or nowhere.
func TestACorrectionFollowsItsWords(t *testing.T) {
	at := strings.Index(harbour, "The ferry was")
	end := strings.Index(harbour, "\n\nFollow")
	gone := strings.Index(harbour, "Follow")
	notes := &drawer{all: []corrections.Correction{
		{ID: "c1", By: "ada", At: now, Document: "ferry", Source: corrections.SourceDigest(harbour), Start: at, End: end, Text: harbour[at:end], Want: document.Caption},
		{ID: "c2", By: "bo", At: now, Document: "ferry", Source: corrections.SourceDigest(harbour), Start: gone, End: len(harbour) - 1, Text: harbour[gone : len(harbour)-1], Want: document.Share},
	}}
	for name, c := range map[string]struct {
		shelf *shelf
		lost  bool
	}{
		"as it was": {fetched(harbour), false}, "fetched again": {fetched(changed), true}, "fetched again, and only published": {published(fetched(changed)), true},
	} {
		h := newPages(t, Options{Catalog: c.shelf, Corrections: notes, By: "ada"})
		page := ask(h, "GET", "/d/"+catalog.KeyOf("ferry"), nil, nil).Body.String()
		if n := strings.Count(page, `class="badge`); c.lost && n != 1 || !c.lost && n != 2 {
			t.Errorf("%s: %d badges", name, n)
		}
		for row := range strings.SplitSeq(page, `<li class="row`) {
			if strings.Contains(row, `class="badge`) && !strings.Contains(row, "The ferry was late") && !strings.Contains(row, "Follow the Courier") {
				t.Errorf("%s: a badge stands at other words: %s", name, row)
			}
		}
		if told := strings.Contains(page, "1 correction is about words that are not in this text any more"); told != c.lost {
			t.Errorf("%s: it is told that one is lost: %v", name, told)
		}
	}
}

// published leaves of documents what was published of them.
func published(s *shelf) *shelf {
	for _, d := range s.documents {
		d.Judged, d.Raw = nil, nil
	}
	return s
}

// TestAFormOfAnotherTextIsRefused sends a form of a page of which the document has been
// emitted again since, without the text as it came on either side.
func TestAFormOfAnotherTextIsRefused(t *testing.T) {
	before, after := published(fetched(harbour)), published(fetched(changed))
	p := before.documents[0].Pieces[piece(before, "The ferry was")]
	form := url.Values{"want": {"caption"}, "source": {version(before.documents[0])}, "start": {fmt.Sprint(p.Start)}, "end": {fmt.Sprint(p.End)}}
	notes := &drawer{}
	w := ask(newPages(t, Options{Catalog: after, Corrections: notes, By: "ada"}), "POST", "/d/"+catalog.KeyOf("ferry")+"/mark", form, nil)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "has changed since") || len(notes.held()) > 0 {
		t.Errorf("status %d; kept: %+v", w.Code, notes.held())
	}
	w = ask(newPages(t, Options{Catalog: before, Corrections: notes, By: "ada"}), "POST", "/d/"+catalog.KeyOf("ferry")+"/mark", form, nil)
	if w.Code != http.StatusSeeOther || len(notes.held()) != 1 || notes.held()[0].Source != "" {
		t.Errorf("of the same text: status %d; kept: %+v", w.Code, notes.held())
	}
}

// TestAMarkGoesOverWhiteSpaceBetweenStretches marks two stretches of one block with what
// stands between them.
func TestAMarkGoesOverWhiteSpaceBetweenStretches(t *testing.T) {
	s := fetched(harbour)
	d := s.documents[0]
	at := piece(s, "The ferry was")
	p := d.Pieces[at]
	cut := strings.Index(p.Text, ", said") + 1
	first, second := p, p
	first.Text, first.End = p.Text[:cut], p.Start+cut
	second.Text, second.Start, second.Fate, second.Kind = p.Text[cut+1:], p.Start+cut+1, document.Removed, document.Caption
	d.Pieces = slices.Concat(d.Pieces[:at], []catalog.Piece{first, second}, d.Pieces[at+1:])
	form := url.Values{"want": {"caption"}, "source": {version(d)}, "start": {fmt.Sprint(p.Start + 4)}, "end": {fmt.Sprint(p.End)}}
	notes := &drawer{}
	w := ask(newPages(t, Options{Catalog: s, Corrections: notes, By: "ada"}), "POST", "/d/"+catalog.KeyOf("ferry")+"/mark", form, nil)
	if w.Code != http.StatusSeeOther || len(notes.held()) != 1 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if c := notes.held()[0]; c.Text != p.Text[4:] || c.Check() != nil {
		t.Errorf("kept: %q, %v", c.Text, c.Check())
	}
}
