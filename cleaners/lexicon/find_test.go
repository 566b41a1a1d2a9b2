package lexicon

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

func oneFile(content string) fstest.MapFS {
	return fstest.MapFS{"data/xx.txt": {Data: []byte(content)}, noticeFile: {}}
}

// small is a lexicon of one's own, for tests that must not depend on the data.
func small(t *testing.T, content string) *Lexicon {
	t.Helper()
	compiled, err := compile(oneFile(content))
	if err != nil {
		t.Fatal(err)
	}
	return load(compiled)
}

func show(text string, cues []document.Cue) []string {
	var out []string
	for _, c := range cues {
		out = append(out, fmt.Sprintf("%d %s %q", c.Span.Start, c.Class, text[c.Span.Start:c.Span.End]))
	}
	return out
}

const phrases = `
[read-more]
read more
read more about us
more
阅读更多
사진=
[navigation]
about us
more about
© us
don't
[byline]
by
[agency]
pa/x
[ago]
vor 00 minuten
[updated]
اقرأ أيضا
[tags]
ilgili kısım
ещё
`

func TestFind(t *testing.T) {
	l := small(t, phrases)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"plain":                     {"Now read more.", []string{`4 read-more "read more"`}},
		"case":                      {"READ More", []string{`0 read-more "READ More"`}},
		"full-width":                {"ＭＯＲＥ", []string{`0 read-more "ＭＯＲＥ"`}},
		"white space":               {"read\u00a0 \r\n more", []string{`0 read-more "read\u00a0 \r\n more"`}},
		"curly":                     {"Don’t!", []string{`0 navigation "Don’t"`}},
		"inside a word":             {"bread more, moreover, readmore", []string{`6 read-more "more"`}},
		"digit touches":             {"by2 3by by", []string{`8 byline "by"`}},
		"mark touches":              {"bу by\u0301 by", []string{`9 byline "by"`}},
		"soft hyphen":               {"re\u00adad mo\u200bre, b\u00ady\u00adte", []string{`0 read-more "re\u00adad mo\u200bre"`}},
		"overlap, other class":      {"more about us", []string{`0 navigation "more about"`, `0 read-more "more"`, `5 navigation "about us"`}},
		"nested, same class":        {"read more about us", []string{`0 read-more "read more about us"`, `5 navigation "more about"`, `10 navigation "about us"`}},
		"after a failed longer one": {"read more about by", []string{`0 read-more "read more"`, `5 navigation "more about"`, `16 byline "by"`}},
		"restart at a word":         {"read read more", []string{`5 read-more "read more"`}},
		"sign before":               {"(by) ©us ©  us", []string{`1 byline "by"`, `10 navigation "©  us"`}},
		"sign inside":               {"PA/X PA-X", []string{`0 agency "PA/X"`}},
		"CJK anywhere":              {"请点击阅读更多内容", []string{`9 read-more "阅读更多"`}},
		"CJK beside a Latin phrase": {"阅读by更多 사진=by", []string{`6 byline "by"`, `15 read-more "사진="`, `22 byline "by"`}},
		"any digit":                 {"vor 12 Minuten, vor 3 Minuten, vor ٤٢ minuten", []string{`0 ago "vor 12 Minuten"`, `31 ago "vor ٤٢ minuten"`}},
		"Arabic vowels and alefs":   {"إقرأ أيضاً", []string{`0 updated "إقرأ أيضا"`}},
		"Turkish case":              {"İLGİLİ KISIM", []string{`0 tags "İLGİLİ KISIM"`}},
		"Russian dots":              {"Еще", []string{`0 tags "Еще"`}},
		"bad UTF-8":                 {"\xffread\x20more\xe2\x80", []string{`1 read-more "read more"`}},
		"nothing":                   {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, show(c.text, l.Find(c.text, nil))); diff != "" {
				t.Errorf("in %q (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

func TestFindAppends(t *testing.T) {
	first := document.Cue{Span: document.Span{Start: 90, End: 99}, Class: document.CueTags}
	got := small(t, phrases).Find("by", []document.Cue{first})
	want := []document.Cue{first, {Span: document.Span{Start: 0, End: 2}, Class: document.CueByline}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// One line with a cue in every language, against slips in the data.
func TestFindInEveryLanguage(t *testing.T) {
	for text, want := range map[string]document.CueClass{
		"Editor’s picks":                       document.CueRelatedHeader,
		"Das könnte Sie auch interessieren":    document.CueRelatedHeader,
		"LIRE AUSSI : le vote reporté":         document.CueReadMore,
		"Suscríbete a nuestro boletín":         document.CueSubscribe,
		"Continua após a publicidade":          document.CueAd,
		"© RIPRODUZIONE RISERVATA":             document.CueLegal,
		"Wij gebruiken cookies":                document.CueCookie,
		"Zdjęcie ilustracyjne":                 document.CueCredit,
		"Подпишитесь на наш канал":             document.CueSubscribe,
		"Якщо ви помітили помилку":             document.CueLegal,
		"EN ÇOK OKUNANLAR":                     document.CueRelatedHeader,
		"اقرأ أيضاً: القصة كاملة":              document.CueReadMore,
		"כל הזכויות שמורות":                    document.CueLegal,
		"यह भी पढ़ें: पुल बंद":                 document.CueReadMore,
		"责任编辑:王小明":                             document.CueByline,
		"延伸閱讀":                                 document.CueRelatedHeader,
		"無断転載を禁じます":                            document.CueLegal,
		"무단 전재 및 재배포 금지":                       document.CueLegal,
		"Baca juga: Jembatan ditutup":          document.CueReadMore,
		"(AP Photo/Jane Doe) Getty Images":     document.CueAgency,
		"3 min read":                           document.CueReadTime,
		"Already a subscriber? Log in":         document.CuePaywall,
		"Be the first to comment":              document.CueComments,
		"She is a staff writer at the weekly.": document.CueBio,
	} {
		var got document.CueSet
		for _, c := range Default().Find(text, nil) {
			got = got.With(c.Class)
		}
		if !got.Has(want) {
			t.Errorf("%q has no cue of class %s", text, want)
		}
	}
}

// fold folds as the README says: digits are alike.
func fold(r rune) rune {
	if unicode.IsDigit(r) {
		return '0'
	}
	return shape.FoldRune(r)
}

// foldPhrase folds as a reader of the rules would, not as the phrasebook does.
func foldPhrase(s string) string {
	return strings.Map(func(r rune) rune {
		if shape.IsSkipped(r) {
			return -1
		}
		return fold(r)
	}, s)
}

// naive finds by trying every phrase at every place.
type naive map[rune][]entry // by first character

func newNaive(entries []entry) naive {
	n := naive{}
	for _, e := range entries {
		e.phrase = foldPhrase(e.phrase)
		first, _ := utf8.DecodeRuneInString(e.phrase)
		if !slices.Contains(n[first], e) {
			n[first] = append(n[first], e)
		}
	}
	return n
}

func (n naive) find(text string) []document.Cue {
	var cues []document.Cue
	for start, r := range text {
		for _, e := range n[fold(r)] {
			if end := matchAt(text, start, e.phrase); end > 0 && free(text, start, end) {
				cues = append(cues, document.Cue{Span: document.Span{Start: start, End: end}, Class: e.class})
			}
		}
	}
	slices.SortFunc(cues, compareCues)
	var kept []document.Cue
	for _, c := range cues {
		inside := func(k document.Cue) bool { return k.Class == c.Class && k.Span.Contains(c.Span) }
		if !slices.ContainsFunc(kept, inside) {
			kept = append(kept, c)
		}
	}
	return kept
}

// matchAt returns where phrase ends if it is at text[start:], or 0.
func matchAt(text string, start int, phrase string) int {
	i := start
	skip := func(also func(rune) bool) {
		for i < len(text) {
			r, size := utf8.DecodeRuneInString(text[i:])
			if !shape.IsSkipped(r) && !also(r) {
				return
			}
			i += size
		}
	}
	for _, want := range phrase {
		skip(func(rune) bool { return false })
		r, size := utf8.DecodeRuneInString(text[i:])
		if i == len(text) || r == utf8.RuneError || fold(r) != want {
			return 0
		}
		i += size
		if want == ' ' {
			skip(unicode.IsSpace)
		}
	}
	return i
}

// free reports whether no word runs over either end of text[start:end].
func free(text string, start, end int) bool {
	solid := func(s string) []rune {
		return slices.DeleteFunc([]rune(s), shape.IsSkipped)
	}
	before, match, after := solid(text[:start]), solid(text[start:end]), solid(text[end:])
	if len(before) > 0 && wordy(before[len(before)-1]) && wordy(match[0]) {
		return false
	}
	return len(after) == 0 || !wordy(after[0]) || !wordy(match[len(match)-1])
}

func wordy(r rune) bool {
	r = shape.FoldRune(r)
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) &&
		!unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) && r != 'ー' && r != 'ｰ'
}

// disguised draws a phrase as a page may write it.
func disguised(t *rapid.T, phrase string) string {
	mask := rapid.SliceOfN(rapid.IntRange(0, 9), 8, 8).Draw(t, "mask")
	var out strings.Builder
	i := 0
	for _, r := range phrase {
		switch how := mask[i%len(mask)]; {
		case r == ' ':
			out.WriteString([]string{" ", " ", "\u00a0", "  ", "\n", " \u200b ", "\u3000", "\r\n", "\t", " "}[how])
		case r == '\'' && how > 4:
			out.WriteRune('’')
		case r == '0':
			out.WriteRune(rune('0' + how))
		case how == 0:
			out.WriteRune('\u00ad')
			out.WriteRune(r)
		case how < 5:
			out.WriteRune(unicode.ToUpper(r))
		default:
			out.WriteRune(r)
		}
		i++
	}
	return out.String()
}

func TestFindAgreesWithNaive(t *testing.T) {
	var entries []entry
	for _, f := range dataFiles(t) {
		entries = append(entries, f.entries...)
	}
	slow := newNaive(entries)
	noise := rapid.OneOf(
		rapid.SampledFrom([]string{" ", " ", ", ", ". ", "\n\n", "-", "/", "(", "©", "的", "を", "는", "x", "7", "é", "م", "\u0301", "\u00ad", "'"}),
		rapid.StringN(0, 6, -1),
	)
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		for range rapid.IntRange(1, 12).Draw(t, "pieces") {
			phrase := []rune(entries[rapid.IntRange(0, len(entries)-1).Draw(t, "entry")].phrase)
			if rapid.IntRange(0, 3).Draw(t, "cut") == 0 {
				phrase = phrase[:rapid.IntRange(0, len(phrase)).Draw(t, "at")]
			}
			text.WriteString(disguised(t, string(phrase)))
			text.WriteString(noise.Draw(t, "noise"))
		}
		s := text.String()
		want, got := show(s, slow.find(s)), show(s, Default().Find(s, nil))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("in %q (-naive +got):\n%s", s, diff)
		}
	})
}

func FuzzFind(f *testing.F) {
	f.Add("Read more: by AFP\u00a0通信 vor 12 Minuten")
	f.Add("\xff\xe2\x80\u00ad \u200b\u0301©")
	f.Fuzz(func(t *testing.T, text string) {
		cues := Default().Find(text, nil)
		if !slices.IsSortedFunc(cues, compareCues) {
			t.Errorf("out of order: %v", show(text, cues))
		}
		for _, c := range cues {
			if c.Span.Start < 0 || c.Span.End > len(text) || c.Span.Len() <= 0 {
				t.Fatalf("span %v is not in a text of %d bytes", c.Span, len(text))
			}
			if !utf8.ValidString(text[c.Span.Start:c.Span.End]) {
				t.Errorf("%q is cut inside a character", text[c.Span.Start:c.Span.End])
			}
		}
	})
}

func TestFindInDoesNotAllocate(t *testing.T) {
	l := Default()
	doc := &document.Document{Text: strings.Repeat(benchTexts["english"]+benchTexts["russian"]+benchTexts["chinese"], 4)}
	doc.Blocks = []document.Block{{Span: document.Span{End: len(doc.Text)}}}
	_, doc.Words = shape.Cut(doc.Text, 0, nil)
	doc.Blocks[0].WordTo = int32(len(doc.Words))
	cues := l.FindIn(doc, 0, allLanguages, nil)
	if n := testing.AllocsPerRun(10, func() { cues = l.FindIn(doc, 0, allLanguages, cues[:0]) }); n > 0 {
		t.Errorf("FindIn allocates %v times", n)
	}
	if n := testing.AllocsPerRun(10, func() { l.LanguageOf(doc, 0) }); n > 1 {
		t.Errorf("LanguageOf allocates %v times", n)
	}
}
