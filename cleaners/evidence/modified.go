package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
)

// Modified returns the day on which the article was last changed, as YYYY-MM-DD, as a
// line by the headline or behind the body states it, or "" where none does. Such a line
// leads to the day with a word for a change; the change is not before the publication.
func (l *Layout) Modified() string {
	day := l.publishedNear(Block.changedDay)
	for b := range l.Range(l.LastBody(), l.LastBody()+1+publishedFoot) {
		if day == "" && l.LastBody() >= 0 && b.opensChangeNote() {
			day = b.changedDay()
		}
	}
	if published := l.Published(); day < published {
		return ""
	}
	return day
}

// changedDay returns the day on which b says that the article was changed: of "4 March
// 2026, updated 5 March 2026" the latter.
func (b Block) changedDay() string {
	if b.Shape.Digits == 0 || b.isElsewhere() || b.isMostlyLink() {
		return ""
	}
	if b.Shape.Words > stampWords && !b.opensChangeNote() {
		return ""
	}
	if day := b.dayOfTail(); day != "" {
		return day
	}
	cues := b.dateLeads()
	for k, cue := range cues {
		if !isChange(b.TextOf(cue.Span)) || !b.isLedApart(cue) {
			continue
		}
		end := b.Span.End
		if k+1 < len(cues) {
			end = cues[k+1].Span.Start
		}
		if day := b.dayLedBy(cue, end); day != "" {
			return day
		}
		if day := b.dayBefore(cues, k); day != "" {
			return day
		}
	}
	return ""
}

// dateLeads returns the phrases of b that lead to dates, without those inside of others.
func (b Block) dateLeads() (cues []document.Cue) {
	for _, cue := range b.Cues() {
		if cue.Class == document.CueUpdated && (len(cues) == 0 || cue.Span.Start >= cues[len(cues)-1].Span.End) {
			cues = append(cues, cue)
		}
	}
	return cues
}

// changeBetween is how many words stand between a word for a change and its day: "at
// 10:12 a.m. on".
const changeBetween = 4

// dayLedBy returns the day that a phrase leads to, of the text up to end. Where the day
// has no year it is that of the other day in the line or in the document.
func (b Block) dayLedBy(cue document.Cue, end int) string {
	behind := b.Layout.Text[cue.Span.End:end]
	f := dates.Find(behind, b.Layout.slashes())
	if f.Day != "" && wordsUpTo(changeBetween+1, f.Before) <= changeBetween {
		return f.Day
	}
	if f.Day != "" {
		return ""
	}
	other := dates.Find(b.Before(cue.Span.Start), b.Layout.slashes()).Day
	if other == "" {
		other = b.Layout.Published()
	}
	if other == "" {
		return ""
	}
	return dayOfYear(behind, other[:len("2026")])
}

// dayOfYear returns the day in the first words of s, which lack the year.
func dayOfYear(s, year string) string {
	s = strings.TrimLeft(s, " :：,")
	if strings.ContainsRune(s, '月') {
		return dates.FindDay(year + "年" + s)
	}
	words := strings.Fields(s)
	for from := range min(len(words), changeBetween) {
		if len(words) < from+2 || strings.ContainsAny(words[from]+words[from+1], ":：") {
			continue
		}
		if day := dates.FindDay(strings.Trim(words[from]+" "+words[from+1], ",.;-–") + " " + year); day != "" {
			return day
		}
	}
	return ""
}

// dayBefore returns the last day before phrase k, where the language puts the word for a
// change behind it: "2026年3月5日 更新".
func (b Block) dayBefore(cues []document.Cue, k int) string {
	start := b.Span.Start
	if k > 0 {
		start = cues[k-1].Span.End
	}
	if !b.isTrailing(cues[k]) {
		return ""
	}
	return b.lastDay(b.Layout.Text[start:cues[k].Span.Start])
}

func (b Block) lastDay(s string) (day string) {
	for {
		f := dates.Find(s, b.Layout.slashes())
		if f.Day == "" {
			return day
		}
		day, s = f.Day, f.After
	}
}

// changeTails are the words for a change that close a line of Chinese, Japanese or
// Korean; alone they are in no class of phrases, since sentences have them too.
var changeTails = []string{"更新", "修正", "수정", "업데이트"}

// dayOfTail returns the last day of a line that closes with a word for a change right
// behind a date or a time of day.
func (b Block) dayOfTail() string {
	if b.Shape.Scripts&document.CJK == 0 || b.Shape.Words > stampWords {
		return ""
	}
	text := strings.TrimRight(b.Text(), " )）】]")
	for _, tail := range changeTails {
		before, ok := strings.CutSuffix(text, tail)
		before = strings.TrimRight(before, " 　")
		if last, _ := utf8.DecodeLastRuneInString(before); ok && (unicode.IsDigit(last) || strings.ContainsRune(clockSigns, last)) {
			return b.lastDay(before)
		}
	}
	return ""
}

// clockSigns close a date or a time of day in these languages.
const clockSigns = "日時分秒时시분초일"

// isTrailing reports a phrase of a script that puts it behind its date, with figures
// right before it and no date behind.
func (b Block) isTrailing(cue document.Cue) bool {
	before := strings.TrimRight(b.Before(cue.Span.Start), " 　")
	last, _ := utf8.DecodeLastRuneInString(before)
	return b.Shape.Scripts&document.CJK != 0 && (unicode.IsDigit(last) || strings.ContainsRune(clockSigns, last)) || strings.HasPrefix(b.TextOf(cue.Span), "分")
}

// isLedApart reports whether a phrase opens its line or stands behind a mark, a figure
// or a time of day: what it leads to is not the rest of a sentence.
func (b Block) isLedApart(cue document.Cue) bool {
	before := strings.TrimRight(b.Before(cue.Span.Start), " \u00a0　")
	if !HasLetterOrDigit(before) || b.opensChangeNote() {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	if unicode.IsDigit(last) || IsCJK(last) || strings.ContainsRune(":|,，、;–—-·•/([（【", last) {
		return true
	}
	word := strings.Trim(before[strings.LastIndexByte(before, ' ')+1:], ".()")
	return isClockEnd(strings.ToLower(word)) || len(word) <= len("AEST") && strings.ToUpper(word) == word
}

// leadsToChange reports whether the rest of a line begins with a word for a change, behind
// a mark.
func (b Block) leadsToChange(rest string) bool {
	rest = strings.TrimLeft(rest, " \u00a0|,;·•–—-(/")
	for _, cue := range b.dateLeads() {
		if phrase := b.TextOf(cue.Span); strings.HasPrefix(rest, phrase) && isChange(phrase) {
			return true
		}
	}
	return false
}

// isClockEnd reports what ends a time of day.
func isClockEnd(word string) bool {
	switch word {
	case "am", "pm", "a.m", "p.m", "h", "uhr", "uur", "hrs", "ч":
		return true
	}
	return false
}

// changeNotes begin a line behind an article that says when it was changed, with the
// article as its subject.
var changeNotes = []string{
	"this article was", "this article has been", "this story was", "this story has been", "this post was", "this page was", "this report was", "this piece was",
	"dieser artikel wurde", "dieser beitrag wurde", "dieser text wurde", "der artikel wurde", "cet article a été", "article mis à jour", "este artículo fue", "esta noticia fue",
	"esta matéria foi", "este artigo foi", "questo articolo è stato", "l'articolo è stato", "dit artikel is", "dit artikel werd", "artykuł został", "tekst został", "artikeln har",
	"artikeln uppdaterades", "denne artikkelen ble", "artiklen er", "статья обновлена", "материал обновлён", "новость дополнена", "текст обновлён",
}

// opensChangeNote reports a line that tells of a change of the article in a sentence.
func (b Block) opensChangeNote() bool {
	if !b.Cued.Has(document.CueUpdated) || b.Shape.Words > 2*stampWords {
		return false
	}
	text := strings.ToLower(firstBytes(strings.TrimLeft(b.Text(), "*(_– "), stampBytes))
	for _, note := range changeNotes {
		if strings.HasPrefix(text, note) {
			return true
		}
	}
	return false
}
