package evidence_test

import "testing"

func TestModifiedOfAText(t *testing.T) {
	const headline = "Ferry to run all night"
	japanese := []string{"フェリーが夜通し運航", "市は十五日、島へのフェリーを五月から夜通し運航すると発表した。料金は当面無料で、島民が長年求めていた。"}
	cases := []struct {
		name       string
		paragraphs []string
		published  string
		modified   string
	}{
		{"on lines of their own", []string{headline, "Published 4 March 2026", "Updated 5 March 2026", ferry, mayor}, "2026-03-04", "2026-03-05"},
		{"in brackets", []string{headline, "March 4, 2026 (Updated: March 5, 2026)", ferry, mayor}, "2026-03-04", "2026-03-05"},
		{"behind the author", []string{headline, "By Ada Lee | March 4, 2026 | Last updated March 6, 2026", ferry, mayor}, "2026-03-04", "2026-03-06"},
		{"behind a time of day", []string{headline, "March 4, 2026 8:10 a.m. Updated March 5, 2026 9:10 a.m.", ferry, mayor}, "2026-03-04", "2026-03-05"},
		{"without its year", []string{headline, "Published 4 March 2026", "Updated 5 March at 9:10", ferry, mayor}, "2026-03-04", "2026-03-05"},
		{"alone", []string{headline, "Updated: 5 March 2026", ferry, mayor}, "2026-03-05", "2026-03-05"},
		{"below the article", []string{headline, "4 March 2026", ferry, mayor, "Last updated: 5 March 2026"}, "2026-03-04", "2026-03-05"},
		{"a note below the article", []string{headline, "4 March 2026", ferry, mayor, "This article was updated on 6 March 2026 to add the ferry's times."}, "2026-03-04", "2026-03-06"},
		{"German", []string{"Fähre soll die ganze Nacht fahren", "Veröffentlicht am 4.3.2026, aktualisiert am 5.3.2026", "Die Fähre soll ab Mai die ganze Nacht fahren, sagte der Bürgermeister am Dienstag im Hafen vor der Presse."}, "2026-03-04", "2026-03-05"},
		{"Spanish, the change first", []string{"El transbordador irá toda la noche", "Actualizado a las 10:12 del 05/03/2026 | Publicado el 04/03/2026", "El transbordador funcionará toda la noche desde mayo, dijo el martes el alcalde a los periodistas en el puerto."}, "2026-03-04", "2026-03-05"},
		{"Japanese, the word behind the day", []string{japanese[0], "2026年3月4日 18時00分", "2026年3月5日 9時10分 更新", japanese[1]}, "2026-03-04", "2026-03-05"},
		{"Japanese, the change first", []string{japanese[0], "2026年3月5日更新", "公開日：2026年3月4日", japanese[1]}, "2026-03-04", "2026-03-05"},
		{"a sentence", []string{headline, "4 March 2026", "The list was updated on 5 March 2026 by the council, which has had it since it was first drawn up.", mayor}, "2026-03-04", ""},
		{"before it was published", []string{headline, "4 March 2026", "Timetable updated: 5 March 2025", ferry, mayor}, "2026-03-04", ""},
		{"of another article", []string{headline, "4 March 2026", ferry, mayor, "Related articles", "Harbour toll to rise", "Updated 9 March 2026"}, "2026-03-04", ""},
	}
	for _, c := range cases {
		l := textOf(t, c.paragraphs...)
		if got := l.Published(); got != c.published {
			t.Errorf("%s: published %q, want %q", c.name, got, c.published)
		}
		if got := l.Modified(); got != c.modified {
			t.Errorf("%s: modified %q, want %q", c.name, got, c.modified)
		}
	}
}
