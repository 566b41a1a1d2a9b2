package decode

import (
	"fmt"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// sentences is one and the same news item in the languages that have had
// charsets of their own.
var sentences = map[string]string{
	"ar": "وافق مجلس المدينة على ميزانية العام المقبل. يطالب السكان منذ فترة طويلة بإصلاح الجسر فوق النهر.",
	"bg": "Общинският съвет прие бюджета за следващата година. Гражданите отдавна искат мостът над реката да бъде ремонтиран.",
	"cs": "Městská rada schválila rozpočet na příští rok. Obyvatelé už dlouho žádají o opravu mostu přes řeku, než přijde zima a první sníh.",
	"de": "Der Stadtrat hat den Haushalt für das nächste Jahr beschlossen. Die Bürger fordern seit langem „eine neue Brücke“ über den Fluss.",
	"el": "Το δημοτικό συμβούλιο ενέκρινε τον προϋπολογισμό του επόμενου έτους. Οι κάτοικοι ζητούν την επισκευή της γέφυρας. Άλλοι διαφωνούν.",
	"en": "The council passed next year’s budget. “We have asked for a new bridge for years,” said a resident – and paid £5 for it.",
	"es": "El ayuntamiento aprobó el presupuesto del próximo año. Los vecinos piden desde hace tiempo la reparación del puente sobre el río.",
	"fr": "Le conseil municipal a adopté le budget de l’année prochaine. Les habitants réclament depuis longtemps la réparation du pont.",
	"he": "מועצת העיר אישרה את התקציב לשנה הבאה. התושבים מבקשים כבר זמן רב לתקן את הגשר שמעל הנהר.",
	"hu": "A városi tanács elfogadta a jövő évi költségvetést. A lakók régóta kérik a folyó feletti híd kijavítását.",
	"ja": "市議会は来年度の予算案を可決した。住民は長い間、川にかかる橋の修理を求めてきた。",
	"ko": "시의회는 내년도 예산안을 통과시켰다. 주민들은 오래전부터 강 위의 다리를 고쳐 달라고 요구해 왔다.",
	"lt": "Miesto taryba patvirtino kitų metų biudžetą. Gyventojai jau seniai prašo suremontuoti tiltą per upę.",
	"pl": "Rada miasta przyjęła budżet na przyszły rok. Mieszkańcy od dawna proszą o naprawę mostu nad rzeką, choć są też źli na spóźnione prace, nie wszyscy się z nimi zgadzają.",
	"ru": "Городской совет утвердил бюджет на следующий год. Жители давно просили отремонтировать мост через реку.",
	"th": "สภาเมืองอนุมัติงบประมาณสำหรับปีหน้า ชาวบ้านขอให้ซ่อมสะพานข้ามแม่น้ำมานานแล้ว",
	"tr": "Belediye meclisi gelecek yılın bütçesini kabul etti. Sakinler uzun süredir nehrin üzerindeki köprünün onarılmasını istiyor.",
	"uk": "Міська рада затвердила бюджет на наступний рік. Мешканці давно просили полагодити міст через річку, її слово — «перше».",
	"zh": "市议会通过了明年的预算。居民们长期以来一直要求修复河上的桥梁。",
	"tw": "市議會通過了明年的預算。居民們長期以來一直要求修復河上的橋樑。",
}

// legacy is every charset that is tried for each language, and what detection
// may call it: a charset that has the same text at the same bytes is as good.
var legacy = []struct{ language, charset, found string }{
	{"ar", "windows-1256", ""}, {"bg", "windows-1251", ""}, {"cs", "windows-1250", ""}, {"de", "windows-1252", ""},
	{"el", "windows-1253", ""}, {"el", "iso-8859-7", ""}, {"en", "windows-1252", ""}, {"es", "windows-1252", ""},
	{"fr", "windows-1252", ""}, {"he", "windows-1255", ""}, {"hu", "windows-1250", "iso-8859-2"}, {"ja", "shift_jis", ""},
	{"ja", "euc-jp", ""}, {"ja", "iso-2022-jp", ""}, {"ko", "euc-kr", ""}, {"pl", "windows-1250", ""},
	{"pl", "iso-8859-2", ""}, {"ru", "windows-1251", ""}, {"ru", "koi8-r", ""}, {"ru", "iso-8859-5", ""},
	{"th", "windows-874", ""}, {"tr", "windows-1254", ""}, {"uk", "windows-1251", ""}, {"zh", "gbk", "gb18030"},
	{"tw", "big5", ""}, {"ru", "utf-16le", ""}, {"ja", "utf-16be", ""}, {"en", "utf-16le", ""},
}

func TestUndeclaredTextIsDetected(t *testing.T) {
	for _, c := range legacy {
		for _, times := range []int{1, 40} {
			text := strings.Repeat(sentences[c.language]+"\r\n", times)
			raw := document.Raw{Content: encode(t, c.charset, text)}
			got, err := Decode(raw, Limits{})
			if err != nil {
				t.Errorf("%s in %s, %d times: %v", c.language, c.charset, times, err)
				continue
			}
			want := c.charset
			if c.found != "" {
				want = c.found
			}
			if got.Text != text || got.Charset != want {
				t.Errorf("%s in %s, %d times: got %s, %.60q", c.language, c.charset, times, got.Charset, got.Text)
			}
		}
	}
}

func TestDetectionIsTheSameEachTime(t *testing.T) {
	raw := document.Raw{Content: []byte("\xe9\xe0\xfc na\xefve\n")}
	first, err := Decode(raw, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if again, err := Decode(raw, Limits{}); err != nil || again.Charset != first.Charset {
			t.Fatalf("got %v, %v after %s", again, err, first.Charset)
		}
	}
}

func TestLanguageHelpsWhereDetectionIsUnsure(t *testing.T) {
	raw := document.Raw{Content: encode(t, "windows-1257", sentences["lt"]), Language: "lt-LT"}
	got, err := Decode(raw, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Text != sentences["lt"] || got.Charset != "windows-1257" {
		t.Errorf("got %s: %q", got.Charset, got.Text)
	}
}

func TestDeclaredCharsets(t *testing.T) {
	const body = "<title>x</title><body><p>%s</p>"
	ru, ja := sentences["ru"], sentences["ja"]
	cases := []struct {
		name, contentType, head, charset, text, want string
	}{
		{"header", "text/html; charset=koi8-r", "", "koi8-r", ru, "koi8-r"},
		{"header, quoted, with an old label", `text/html; x=y; Charset="CP1251"`, "", "windows-1251", ru, "windows-1251"},
		{"header before page", "text/html; charset=windows-1251", "<meta charset=koi8-r>", "windows-1251", ru, "windows-1251"},
		{"meta", "text/html", "<meta charset='EUC-JP'>", "euc-jp", ja, "euc-jp"},
		{"meta http-equiv", "text/html", `<META content="text/html; charset=Shift_JIS" HTTP-EQUIV=Content-Type>`, "shift_jis", ja, "shift_jis"},
		{"meta far down", "text/html", "<script>" + strings.Repeat("var a = '<meta charset=koi8-r>';\n", 100) + "</script><meta charset=windows-1251>", "windows-1251", ru, "windows-1251"},
		{"XML declaration", "application/xhtml+xml", `<?xml version="1.0" encoding="windows-1251"?>`, "windows-1251", ru, "windows-1251"},
		{"label unknown", "text/html; charset=klingon", "", "windows-1251", ru, "windows-1251"},
		{"UTF-8 called Latin 1", "text/html; charset=iso-8859-1", "", "utf-8", ru, "utf-8"},
		{"UTF-8 called GBK", "text/html; charset=gbk", "", "utf-8", "It’s the council’s budget.", "utf-8"},
		{"windows-1251 called UTF-8", "text/html; charset=utf-8", "<meta charset=utf-8>", "windows-1251", ru, "windows-1251"},
		{"EUC-JP called Shift_JIS", "text/html; charset=shift_jis", "", "euc-jp", strings.Repeat(ja, 3), "euc-jp"},
		{"two letters of GBK", "text/html; charset=gbk", "", "gbk", "模", "gbk"},
		{"page that says UTF-16 in ASCII", "text/html", "<meta charset=utf-16>", "windows-1251", ru, "windows-1251"},
	}
	for _, c := range cases {
		raw := document.Raw{ContentType: c.contentType, Content: encode(t, c.charset, c.head+fmt.Sprintf(body, c.text))}
		got, err := Decode(raw, Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if text := textOf(got.Page); got.Charset != c.want || !strings.HasSuffix(text, c.text) {
			t.Errorf("%s: got %s, %q; want %s, %q", c.name, got.Charset, text, c.want, c.text)
		}
	}
}

func TestBrokenUTF8StaysUTF8(t *testing.T) {
	text := sentences["ru"]
	for name, c := range map[string]struct{ body, want string }{
		"cut off in mid-character": {text[:len(text)-2], text[:len(text)-3] + "\uFFFD"},
		"one bad byte":             {text + "\xe9", text + "\uFFFD"},
		"bad byte in the middle":   {"A\xff" + text, "A\uFFFD" + text},
	} {
		got, err := Decode(document.Raw{Content: []byte(c.body)}, Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Text != c.want || got.Charset != "utf-8" {
			t.Errorf("%s: got %s\n%q, want\n%q", name, got.Charset, got.Text, c.want)
		}
	}
}

func TestPageInUTF16(t *testing.T) {
	src := "<!doctype html><meta charset=utf-16><p>" + sentences["ja"]
	got, err := Decode(document.Raw{Content: encode(t, "utf-16le", src), ContentType: "text/html"}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Format != document.HTML || got.Source != src || textOf(got.Page) != sentences["ja"] {
		t.Errorf("got %s %s %q", got.Format, got.Charset, got.Source)
	}
}

// TestTextWithStrayNULsIsNotUTF16 has two NULs on the same side of the byte pairs.
func TestTextWithStrayNULsIsNotUTF16(t *testing.T) {
	text := strings.Repeat("A line of plain text. ", 12) + "\x00\x20\x00"
	got, err := Decode(document.Raw{Content: []byte(text)}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Text != text || got.Charset != "utf-8" {
		t.Errorf("got %s: %q", got.Charset, got.Text)
	}
}
