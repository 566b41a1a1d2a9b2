package related

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// A line that leads to other articles and says nothing else opens a list of them.
func TestLeads(t *testing.T) {
	lead := func(s string) string { return "related/header: " + s + "\n" + "related/read-more-line: " + s }
	header := func(s string) string { return "related/header: " + s }
	item := func(s string) string { return "related/item: " + s }
	for _, c := range []struct {
		name  string
		lines []string
		want  []string
	}{
		{"with a colon, before the body returns", []string{bridge, "Read Also:", dredged, mill, ferry, bolts},
			[]string{lead("Read Also:"), item(dredged), item(mill)}},
		{"a frame of two, with the outlet's name", []string{bridge, "READ MORE", dredged, ferry, "Read more with the Courier", mill, bolts},
			[]string{lead("READ MORE"), item(dredged), header("Read more with the Courier"), item(mill)}},
		{"Slovak, at the end", []string{"Starý most zostane zatvorený až do jari, oznámilo v pondelok mesto po zasadnutí rady.", "Čítajte tiež", "Prístav vyčistia ešte pred letom", "Mlyn kúpil pekár z hôr"},
			[]string{lead("Čítajte tiež"), item("Prístav vyčistia ešte pred letom"), item("Mlyn kúpil pekár z hôr")}},
		{"Dutch", []string{"De oude brug blijft tot het voorjaar dicht, zei de gemeente maandag na een vergadering.", "Lees ook", "Haven wordt voor de zomer uitgebaggerd", "Een pont zet voetgangers over, elke twintig minuten en voor niets."},
			[]string{lead("Lees ook"), item("Haven wordt voor de zomer uitgebaggerd")}},
		{"Spanish, with a question", []string{"El viejo puente seguirá cerrado hasta la primavera, dijo el ayuntamiento el lunes por la tarde.", "Lea también", "¿Quién pagará el nuevo puente del puerto?", "Un transbordador llevará a los peatones cada veinte minutos sin coste alguno."},
			[]string{lead("Lea también"), item("¿Quién pagará el nuevo puente del puerto?")}},
		{"Japanese", []string{"古い橋は来年の春まで閉鎖されると、市が月曜日の夕方に発表した。費用は三億円になる見込みだという。", "関連記事", "港のしゅんせつ工事、夏までに完了へ", "渡し船が二十分ごとに歩行者と自転車を運び、料金はかからないと市は説明している。"},
			[]string{header("関連記事"), item("港のしゅんせつ工事、夏までに完了へ")}},

		{"above a paragraph", []string{bridge, "Also read", ferry, bolts}, []string{"related/read-more-line: Also read"}},
		{"above a sub-heading", []string{bridge, "Read also", "Loose bolts", bolts, ferry}, []string{"related/read-more-line: Read also"}},
		{"below the headline that it belongs to", []string{bridge, dredged, "Read more", "Walkers and cyclists cross for free", ferry},
			[]string{"related/read-more-line: Read more"}},
		{"a word that ends in a colon", []string{bridge, "Sources:", "The town's chronicle for the year", "Letters of the bridge keeper", bolts}, []string{"related/read-more-line: Sources:"}},
		{"a list below a sentence", []string{bridge, "The council asks every household to read more about three things:", "where the ferry lands", "when it leaves", ferry}, nil},
	} {
		var want []string
		for _, w := range c.want {
			want = append(want, strings.Split(w, "\n")...)
		}
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(strings.Join(c.lines, "\n\n"))}, want)
	}
}
