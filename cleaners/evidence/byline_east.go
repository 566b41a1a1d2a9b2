package evidence

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Chinese, Japanese and Korean name the reporter beside a word for one, in a line with the
// date or in brackets: "2024-05-01 記者 王小明", "（記者王小明／台北報導）", "김철수 기자".

// reporterLeads stand before the names, and reporterEnds behind them.
var (
	reporterLeads = []string{"記者", "记者", "作者", "撰文", "文／", "文/", "文：", "文:"}
	reporterEnds  = []string{"기자", "특파원"}
)

// Bounds on such a line and on a name, in characters.
const (
	eastLine  = 60
	eastShort = 2
	eastLong  = 4
	eastReach = 5 // blocks from the headline on
)

// EastByline returns the names of the reporters in a line below the headline, in the
// brackets that open the body, or in a line of brackets behind it, joined by ", ".
func (l *Layout) EastByline() string {
	title := l.Title().Block
	for b := range l.Range(title+1, title+1+eastReach) {
		if names := b.eastReporters(); names != "" {
			return names
		}
		if b.IsProse() {
			break
		}
	}
	if l.LastBody() < 0 {
		return ""
	}
	for b := range l.Range(l.LastBody()+1, l.LastBody()+1+publishedFoot) {
		if isBracket(FirstRune(b.Text())) {
			if names := b.eastReporters(); names != "" {
				return names
			}
		}
	}
	return ""
}

// isBracket reports the brackets that open a line about its reporter.
func isBracket(r rune) bool { return strings.ContainsRune("（(〔【［[", r) }

// eastReporters returns the names of the reporters in b, where it is a line about them.
func (b Block) eastReporters() string {
	if b.Shape.Scripts&document.CJK == 0 || b.isElsewhere() {
		return ""
	}
	text := b.Text()
	if isBracket(FirstRune(text)) {
		inside, _, _ := strings.Cut(text, closing[FirstRune(text)])
		if utf8.RuneCountInString(inside) > eastLine {
			return ""
		}
		if names := reportersIn(inside); names != "" || len(inside)+len("）") >= len(text) {
			return names
		}
	}
	if utf8.RuneCountInString(text) > eastLine || strings.ContainsAny(text, "。？！?") {
		return ""
	}
	return reportersIn(text)
}

var closing = map[rune]string{'（': "）", '(': ")", '〔': "〕", '【': "】", '［': "］", '[': "]"}

// reportersIn returns the names beside the first word for a reporter in s.
func reportersIn(s string) string {
	for _, lead := range reporterLeads {
		_, rest, ok := strings.Cut(s, lead)
		if !ok {
			continue
		}
		if names := eastNames(rest); len(names) > 0 {
			return strings.Join(names, ", ")
		}
	}
	for _, end := range reporterEnds {
		before, rest, ok := strings.Cut(s, end)
		if !ok || unicode.Is(unicode.Hangul, FirstRune(rest)) {
			continue
		}
		before = strings.TrimRight(before, " ")
		name := before[strings.LastIndexAny(before, " ]|=·,)")+1:]
		if isEastName(name) && unicode.Is(unicode.Hangul, FirstRune(name)) {
			return name
		}
	}
	return ""
}

// eastNames returns the names that s begins with: words of two to four characters, up to
// a slash or the word for a report.
func eastNames(s string) (names []string) {
	s = strings.TrimLeft(s, " 　:：")
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == '　' || r == '、' }) {
		i := strings.IndexFunc(part, func(r rune) bool { return !unicode.Is(unicode.Han, r) && !unicode.Is(unicode.Hangul, r) })
		whole := i < 0
		if !whole {
			part = part[:i]
		}
		if !isEastName(part) {
			break
		}
		if names = append(names, part); !whole {
			break
		}
	}
	return names
}

// noEastNames end words that stand where a name does.
var noEastNames = []string{"報導", "报道", "報道", "會", "会", "電", "电", "讯", "訊", "表示", "编辑", "編輯", "時間", "时间"}

// isEastName reports a word as long as a name.
func isEastName(s string) bool {
	n := utf8.RuneCountInString(s)
	return n >= eastShort && n <= eastLong && !slices.ContainsFunc(noEastNames, func(end string) bool { return strings.HasSuffix(s, end) })
}
