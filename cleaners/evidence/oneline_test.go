package evidence_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

func TestFieldsOfOneLine(t *testing.T) {
	const title, menu = "Ferry to run all night from Sunday", " Skip to content Home News Sport Subscribe Log in "
	const body = " The ferry will run all night from May, the mayor told reporters on Tuesday at the harbour. The island had asked for it for years, and the city has now found the money for it."
	bodyOnly := body + body
	cases := []struct {
		name, text string
		want       evidence.InLine
	}{
		{"the page's title again as the headline", title + " | The Courier" + menu + title + " By Ada Lee | March 4, 2026" + body, evidence.InLine{Title: title, Byline: "Ada Lee", Published: "2026-03-04"}},
		{"with the day of a change", title + " - The Courier" + menu + title + " Published March 4, 2026 Updated March 5, 2026 By Ada Lee and Tom Ray" + body, evidence.InLine{Title: title, Byline: "Ada Lee, Tom Ray", Published: "2026-03-04", Modified: "2026-03-05"}},
		{"also in a list of the latest", title + " | The Courier" + menu + "Latest " + title + " Harbour toll to rise " + title + " by Ada Lee, 4 March 2026" + body, evidence.InLine{Title: title, Byline: "Ada Lee", Published: "2026-03-04"}},
		{"once, in front of the byline", title + " By Ada Lee 4 March 2026" + body, evidence.InLine{Title: title, Byline: "Ada Lee", Published: "2026-03-04"}},
		{"once, in front of the date", title + " 4 March 2026" + body, evidence.InLine{Title: title, Published: "2026-03-04"}},
		{"German", "Fähre fährt ab Sonntag die ganze Nacht | Hafenbote Zum Inhalt springen Startseite Anmelden Fähre fährt ab Sonntag die ganze Nacht Von Jon Aske 4. März 2026, 10:30 Uhr Die Fähre soll ab Mai die ganze Nacht fahren, sagte der Bürgermeister am Dienstag im Hafen.",
			evidence.InLine{Title: "Fähre fährt ab Sonntag die ganze Nacht", Byline: "Jon Aske", Published: "2026-03-04"}},
		{"French", "Le bac circulera toute la nuit - Le Courrier Accueil Se connecter Le bac circulera toute la nuit Par Mira Holt Publié le 4 mars 2026 à 10h12 Le bac circulera toute la nuit à partir de mai, a dit le maire mardi aux journalistes dans le port.",
			evidence.InLine{Title: "Le bac circulera toute la nuit", Byline: "Mira Holt", Published: "2026-03-04"}},
		{"Spanish", "El transbordador irá toda la noche | El Correo Iniciar sesión El transbordador irá toda la noche Por Ana Ruiz 4 de marzo de 2026 El transbordador funcionará toda la noche desde mayo, dijo el martes el alcalde a los periodistas en el puerto.",
			evidence.InLine{Title: "El transbordador irá toda la noche", Byline: "Ana Ruiz", Published: "2026-03-04"}},
		{"Russian", "Паром будет ходить всю ночь | Вестник Главная Войти Паром будет ходить всю ночь 4 марта 2026, 10:12 Паром будет ходить всю ночь с мая, сообщил во вторник мэр города на встрече с журналистами в порту у причала.",
			evidence.InLine{Title: "Паром будет ходить всю ночь", Published: "2026-03-04"}},
		{"running text alone", bodyOnly[1:], evidence.InLine{}},
		{"a sentence that begins with a name and a day", "Ada Lee, the captain, was at the wheel. By Sunday 4 March 2026 she had been there for a week." + body, evidence.InLine{}},
	}
	for _, c := range cases {
		l := cleanertest.Layout(t, document.Raw{ContentType: "text/plain", Content: []byte(c.text)})
		if diff := cmp.Diff(c.want, l.InLine()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if got := textOf(t, title, "By Ada Lee", "4 March 2026", ferry, mayor).InLine(); got != (evidence.InLine{}) {
		t.Errorf("a text of lines: %+v", got)
	}
}
