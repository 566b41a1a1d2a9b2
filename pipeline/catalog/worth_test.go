package catalog

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// TestAShortTextComesAfterALineThatNobodyIsSureOf ranks a text that is only too short to be
// surely an article below one that lost a line at little more than even odds.
func TestAShortTextComesAfterALineThatNobodyIsSureOf(t *testing.T) {
	cleaned := func(id, text string) *record.Clean {
		raw := document.Raw{ID: id, URL: "https://moor.example/" + id, ContentType: "text/plain", Content: []byte(text)}
		doc, err := cleaners.Must(cleaners.New()).Clean(raw)
		if err != nil {
			t.Fatal(err)
		}
		c := record.NewClean(doc, record.Build{})
		return &c
	}
	short := cleaned("short", "Peat road open again\n\nThe road across the moor is open again, the county said. Lorries may use it from Friday.\n")
	if q := short.Quality; q.Is != document.IsArticle || q.Rule != plainArticle || q.Score >= sureQuality {
		t.Fatalf("the short text is %+v, want an article at even odds by %s", q, plainArticle)
	}
	line := plain("line", "moor-example", "", "One paragraph of text.", record.Removal{Text: "In our dossier: Birds of the moor", Kind: document.Related, Rule: "related/lead", Score: .6})
	wall := plain("wall", "fen-example", "", "Cookies.")
	wall.Quality = record.Quality{Is: document.IsConsent, Score: .9, Rule: "quality/consent", Reason: "a wall"}

	m := New(Options{})
	add(t, m, Entry{Clean: line}, Entry{Clean: wall}, Entry{Clean: short})
	all, err := m.List(t.Context(), Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var order string
	for _, item := range all.Items {
		order += item.ID + " "
	}
	if order != "wall line short " {
		t.Errorf("the queue is %s", order)
	}
	if r := all.Items[2].Reasons; len(r) != 1 || r[0].Name != ReasonQuality || !strings.HasPrefix(r[0].Detail, "too short to be sure (50%): ") {
		t.Errorf("of the short text it tells %+v", r)
	}
}
