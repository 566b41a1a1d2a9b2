package shape

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestShape(t *testing.T) {
	cases := []struct {
		in                                   string
		words, capital, digits, stops, short int32
		ends                                 document.EndMark
	}{
		{"The mayor of Port Selwyn spoke for an hour.", 9, 3, 0, 1, 4, document.EndStop},
		{"“Is it so?”", 3, 1, 0, 1, 3, document.EndQuestion},
		{"He waited… and waited...", 4, 1, 0, 2, 2, document.EndEllipsis},
		{"It cost $3.50 in the U.S. in 2026", 8, 2, 7, 1, 6, document.EndNone},
		{"don't stop", 2, 0, 0, 0, 0, document.EndNone},
		{"市议会周一开会。", 4, 0, 0, 1, 0, document.EndStop},
		{"said the minister. \"", 3, 0, 0, 1, 1, document.EndStop},
		{"Πότε ανοίγει η γέφυρα;", 4, 1, 0, 1, 1, document.EndQuestion},
		{"สภาเมืองมีมติปิดสะพานเก่า", 7, 0, 0, 0, 0, document.EndNone},
		{"BBC รายงานว่า 12 คน", 5, 1, 2, 0, 2, document.EndNone},
		{"สภาเมืองมีมติเมื่อวันอังคารให้ปิดสะพานเก่าเพื่อซ่อมแซมจนถึงฤดูใบไม้ผลิ หลังจากวิศวกรพบรอยร้าวในตอม่อสองต้นจากทั้งหมดห้าต้นเมื่อปีที่แล้ว ชาวบ้านกล่าวว่าการเดินทางอ้อมทำให้เสียเวลาเพิ่มขึ้นอีกยี่สิบนาที", 50, 0, 0, 3, 0, document.EndStop},
		{"หน้าแรก ข่าว กีฬา บันเทิง การเมือง เศรษฐกิจ ต่างประเทศ ไลฟ์สไตล์ สุขภาพ ท่องเที่ยว เทคโนโลยี วิดีโอ ดวง หวย อาหาร รถยนต์ การศึกษา ภูมิภาค อาชญากรรม พระเครื่อง", 35, 0, 0, 0, 0, document.EndNone},
		{"Three things:", 2, 1, 0, 0, 0, document.EndColon},
	}
	for _, c := range cases {
		s := Measure(c.in)
		if s.Words != c.words || s.CapWords != c.capital || s.Digits != c.digits || s.ShortWords != c.short || s.Stops != c.stops || s.Ends != c.ends {
			t.Errorf("%q: %+v, want words %d capital %d digits %d short %d ends %d", c.in, s, c.words, c.capital, c.digits, c.short, c.ends)
		}
	}
}

func TestSigns(t *testing.T) {
	for text, want := range map[string]struct {
		signs document.SignSet
		bars  uint8
	}{
		"mail me@courier.example": {signs: document.SignAt},
		"Home | News | Sport":     {bars: 2},
		"He said “no” to it":      {signs: document.SignQuotes},
		"www.courier.example":     {signs: document.SignAddress},
		"https://courier.example": {signs: document.SignAddress},
		"Nothing: of the sort…":   {},
	} {
		if got := Measure(text); got.Signs != want.signs || got.Bars != want.bars {
			t.Errorf("%q: %b and %d bars, want %b and %d", text, got.Signs, got.Bars, want.signs, want.bars)
		}
	}
	a, _ := Cut("Read more »", 0, nil)
	b, _ := Cut("· READ more", 0, nil)
	if a.Wording != b.Wording {
		t.Error("a line's wording depends on its marks")
	}
}
