package segment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestOpeningsAreCutApart(t *testing.T) {
	const (
		bridge = "The council debated plans for a new bridge for six hours on Tuesday and came to no decision, its chairwoman said."
		hafen  = "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte, und danach allen offen stehen."
		pont   = "Le vieux pont restera fermé jusqu'au printemps, a dit la mairie lundi soir, après un rapport sur ses câbles."
		puente = "El viejo puente seguirá cerrado hasta la primavera, dijo el lunes el alcalde, que vive en la otra orilla del río."
	)
	for _, c := range []struct {
		name, line string
		want       []string // nil: the line stays whole
	}{
		{"headline, byline and date", "Harbour museum to reopen in spring By Ada Lee 12 March 2026 " + bridge,
			[]string{"Harbour museum to reopen in spring", "By Ada Lee 12 March 2026", bridge}},
		{"German, with a time", "Alter Hafen wird zum Park Von Jon Aske 4. März 2026, 10:20 Uhr " + hafen,
			[]string{"Alter Hafen wird zum Park", "Von Jon Aske 4. März 2026, 10:20 Uhr", hafen}},
		{"French, two authors", "Le vieux pont fermé Par Mira Holt et Jean Petit 4 mars 2026 " + pont,
			[]string{"Le vieux pont fermé", "Par Mira Holt et Jean Petit 4 mars 2026", pont}},
		{"Spanish, no headline", "Por Ana Ruiz 4 de marzo de 2026 " + puente, []string{"Por Ana Ruiz 4 de marzo de 2026", puente}},
		{"below a menu in the same line", "Home News Sport Weather Video Podcasts Newsletters Archive Contact Home News Sport Weather Video Harbour museum to reopen in spring By Ada Lee 12 March 2026 " + bridge,
			[]string{"Home News Sport Weather Video Podcasts Newsletters Archive Contact Home News Sport Weather Video Harbour museum to reopen in spring", "By Ada Lee 12 March 2026", bridge}},
		{"a reporter", "Reporter Ada Lee January 29, 2026 03:06 pm " + bridge, []string{"Reporter Ada Lee January 29, 2026 03:06 pm", bridge}},

		{"a sentence about who built it", "The bridge was designed by Ada Lee, who died on 12 March 2006. " + bridge, nil},
		{"a sentence that begins with the word", "By Ada Lee's account the bridge was shut on 12 March 2026 and " + bridge, nil},
		{"a date that belongs to the sentence", "By Monday 12 March 2026 the council must decide about the bridge, its chairwoman said. " + bridge, nil},
		{"a byline without a date", "Harbour museum to reopen By Ada Lee " + bridge, nil},
		{"a reporter in a sentence", "Reporter Ada Lee was shot on January 29, 2026 in front of the court of Harlow, the police said. " + bridge, nil},
		{"nothing below", "Harbour museum to reopen in spring By Ada Lee 12 March 2026", nil},
	} {
		doc := segmentText(t, c.line)
		var got []string
		for i := range doc.Blocks {
			got = append(got, doc.Of(i))
		}
		want := c.want
		if want == nil {
			want = []string{c.line}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		if text := strings.Join(got, " "); text != c.line {
			t.Errorf("%s: pieces are %q", c.name, text)
		}
	}
}

func segmentText(t *testing.T, text string) *document.Document {
	t.Helper()
	doc := &document.Document{}
	layOutText(doc, text, nil)
	return doc
}
