package evidence

import "strings"

// caselessStarters are words that begin sentences in scripts without capitals, far more
// often than they stand inside a headline: "according to the report", "however".
var caselessStarters = []string{
	"رپورٹ کے مطابق", "تفصیلات کے مطابق", "ذرائع کے مطابق", "واضح رہے", "یاد رہے", "خیال رہے", "دوسری جانب", "گوکہ", "تاہم", "اگرچہ", // Urdu
	"به گزارش", "وی افزود", "وی گفت", "گفتنی است", "این در حالی است", "شایان ذکر است", // Persian
	"وقال", "وأضاف", "وأوضح", "وأشار", "وأكد", "وذكر", "يذكر أن", "يشار إلى", "وكان", "وكانت", "من جهته", "من جانبه", // Arabic
	"हालांकि", "वहीं", "बता दें", "गौरतलब", "रिपोर्ट के मुताबिक", "इस बीच", // Hindi
	"তিনি বলেন", "এদিকে", "জানা গেছে", "উল্লেখ্য", // Bengali
}

// CaselessStart returns the first byte after p, within limit bytes, at which one of
// those words begins a sentence although the one before has no mark at its end.
func (b Block) CaselessStart(p, limit int) (at int, found bool) {
	end, stopped := b.SentenceEnd(p)
	if !stopped {
		end = b.Span.End
	}
	if p+limit < end {
		end = runeStart(b.Layout.Text, p+limit)
	}
	text := b.Layout.Text[p:max(p, end)]
	at = len(text)
	for _, starter := range caselessStarters {
		if k := strings.Index(text, " "+starter+" "); k >= 0 && k < at {
			at, found = k, true
		}
	}
	return p + at + 1, found
}
