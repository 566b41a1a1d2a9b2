package lexicon

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// A rule takes a sentence for a notice when it has two legal phrases. So a notice must
// have two, and a sentence of an article about rights at most one.
func TestNoticesOfRightsHaveTwoPhrases(t *testing.T) {
	l := Default()
	for _, c := range []struct {
		language, text string
		want           bool
	}{
		{"ru", "Любое использование материалов допускается только при наличии гиперссылки на источник", true},
		{"ru", "Суд решил, что ссылка на архив нужна, а права на снимки принадлежат семье", false},
		{"uk", "У разі використання матеріалів гіперпосилання на сайт обов'язкове, без згоди редакції копіювання заборонено", true},
		{"uk", "Вона копіювала матеріали справи за згодою слідчого", false},
		{"pl", "Kopiowanie i rozpowszechnianie bez zgody wydawcy jest zabronione", true},
		{"pl", "Wydawca zgodził się na kopiowanie listów w bibliotece", false},
		{"cs", "Publikování nebo šíření obsahu je bez písemného souhlasu zakázáno", true},
		{"cs", "Šíření obsahu dopisu mu soud zakázal", false},
		{"sk", "Šírenie obsahu je bez predchádzajúceho písomného súhlasu zakázané, všetky práva vyhradené", true},
		{"sk", "Na šírenie listu mal písomný súhlas rodiny", false},
		{"ro", "Preluarea textelor se face cu citarea sursei și fără acordul scris al redacției este interzisă", true},
		{"ro", "Ziarul a cerut acordul primarului și a citat sursa", false},
		{"hu", "Minden jog fenntartva, a kiadó engedélye nélkül tilos az oldal másolása, terjesztése", true},
		{"hu", "A szerző joga, hogy a kiadót megválassza", false},
		{"hr", "Prenošenje sadržaja zabranjeno je bez dopuštenja redakcije, sva prava pridržana", true},
		{"hr", "Redakcija je dobila dopuštenje za snimanje u luci", false},
		{"no", "Alt innhold er opphavsrettslig beskyttet, og kopiering er ikke tillatt uten avtale", true},
		{"no", "Avtalen om opphavsrett ble undertegnet i mars", false},
		{"da", "Indholdet på denne side må ikke gengives uden skriftlig tilladelse", true},
		{"da", "Han fik skriftlig tilladelse til at bygge ved vandet", false},
		{"fi", "Kaikki oikeudet pidätetään, sisällön kopiointi ilman kirjallista lupaa kielletty", true},
		{"fi", "Hänellä oli kirjallinen lupa kaataa puu", false},
		{"nl", "Niets uit deze website mag worden verveelvoudigd zonder toestemming van de uitgever", true},
		{"nl", "De uitgever gaf toestemming om de brieven te lezen", false},
		{"el", "Απαγορεύεται η αντιγραφή χωρίς προηγούμενη γραπτή άδεια του εκδότη", true},
		{"el", "Ο εκδότης έδωσε άδεια να διαβαστούν τα γράμματα", false},
		{"vi", "Cấm sao chép dưới mọi hình thức nếu không có đồng ý bằng văn bản của báo; ghi rõ nguồn", true},
		{"vi", "Ông đồng ý cho báo chụp ảnh ngôi nhà", false},
		{"zh", "未经本网书面授权不得转载,版权均属于本网", true},
		{"zh", "他把照片的版权交给了图书馆", false},
		{"ja", "当サイトの記事の無断転載を禁じます。著作権は新聞社に帰属します", true},
		{"ja", "図書館は古い新聞の写真を集めている", false},
	} {
		n := 0
		for _, cue := range l.FindAmong(l.Among(c.language), c.text, nil) {
			if cue.Class == document.CueLegal {
				n++
			}
		}
		if n >= 2 != c.want {
			t.Errorf("%q in %s: %d legal phrases, want two: %v", c.text, c.language, n, c.want)
		}
	}
}
