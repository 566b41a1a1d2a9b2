package lexicon

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Where the word for "live" also means "directly", "alive", "fresh" or "on the net",
// only phrases that say more name a live blog.
func TestLiveBlogsNameThemselves(t *testing.T) {
	l := Default()
	for _, c := range []struct {
		language, text string
		want           bool
	}{
		{"bg", "Изборите минута по минута", true},
		{"bg", "Живо обсъждане в парламента", false},
		{"bn", "লাইভ আপডেট: সেতু বন্ধ", true},
		{"bn", "তিনি সরাসরি মন্ত্রীকে জানান", false},
		{"cs", "Sledujeme online: most se zavírá", true},
		{"cs", "Jízdenky se prodávají jen online", false},
		{"da", "Valget minut for minut", true},
		{"da", "Toget kører direkte til byen", false},
		{"el", "ΛΕΠΤΟ ΠΡΟΣ ΛΕΠΤΟ: κλείνει η γέφυρα", true},
		{"el", "Βρέθηκαν ζωντανά δύο παιδιά", false},
		{"et", "OTSEBLOGI | Sild suletakse", true},
		{"et", "Rong sõidab otse linna", false},
		{"fa", "پوشش زنده: پل بسته شد", true},
		{"fa", "دو کارگر زنده پیدا شدند", false},
		{"fi", "Suora seuranta: silta suljetaan", true},
		{"fi", "Suora tie kaupunkiin", false},
		{"hu", "Percről percre: lezárják a hidat", true},
		{"hu", "Két élő állatot találtak", false},
		{"is", "Bein lýsing: brúnni lokað", true},
		{"is", "Vegurinn liggur í beinni línu", false},
		{"lt", "Tiltas uždaromas: minutė po minutės", true},
		{"lt", "Traukinys važiuoja tiesiogiai į miestą", false},
		{"lv", "Teksta tiešraide: tiltu slēdz", true},
		{"lv", "Biļetes pārdod tiešsaistē", false},
		{"nb", "Valget minutt for minutt", true},
		{"nb", "Toget går direkte til byen", false},
		{"ro", "În direct: podul se închide", true},
		{"ro", "Trei accidente în ultima oră", false},
		{"sr", "Уживо: мост се затвара", true},
		{"sr", "Direktno iz fabrike", false},
		{"sv", "Valet minut för minut", true},
		{"sv", "Tåget går direkt till staden", false},
		{"sw", "Taarifa za moja kwa moja: daraja lafungwa", true},
		{"sw", "Treni huenda moja kwa moja mjini", false},
		{"ta", "நேரலை: பாலம் மூடல்", true},
		{"ta", "அமைச்சரை நேரடியாக சந்தித்தார்", false},
		{"th", "อัปเดตสด สะพานปิด", true},
		{"th", "ตลาดขายอาหารทะเลสดทุกวัน", false},
		{"ur", "لائیو اپ ڈیٹس: پل بند", true},
		{"ur", "وہ براہ راست وزیر سے ملے", false},
		{"vi", "Trực tiếp: cầu đóng cửa", true},
		{"vi", "Ông gặp trực tiếp bộ trưởng", false},
	} {
		has := false
		for _, cue := range l.FindAmong(l.Among(c.language), c.text, nil) {
			has = has || cue.Class == document.CueLive
		}
		if has != c.want {
			t.Errorf("%q in %s: a live blog's name is %v, want %v", c.text, c.language, has, c.want)
		}
	}
}
