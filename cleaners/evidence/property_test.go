package evidence_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// telling is lines and pieces of lines that evidence is looked for in.
var telling = []string{
	ferry, mayor, budget, "Ferry to run all night", "By Ada Lee", "Ada Lee is a reporter.", "3 May 2021", "3 hours ago", "14:05",
	"Related Articles", "Most Read", "Comments", "3 comments", "59 comments: “", "Ada", "Comment by Ada — 3 May 2021 @ 13:10", "Reply",
	"Photo: Ada Lee", "Tom Ray/Getty Images", "(AFP)", "Sign up for our newsletter", "inbox", "Tags: harbour", "posted in", "2 min read",
	"© 2021 Courier", "All rights reserved.", "Share", "Menu", "Home > World", "> ", "- ", "# ", "“", "”", "Mr. ", "3.5 ", "U.S. ",
	"桥已关闭。", "沈若禾 摄", "2021年5月3日", "पुल बंद है।", "قال العمدة؟", "é", "e\u0301", "\u00a0", " ", ". ", "? ", "word ", "The ",
}

// anyText draws a text of telling lines, ordinary characters and others.
func anyText(t *rapid.T) string {
	visible := rapid.RuneFrom([]rune("aB1.“"), unicode.L, unicode.N, unicode.P, unicode.S, unicode.M, unicode.Zs)
	piece := rapid.OneOf(rapid.SampledFrom(telling), rapid.StringOfN(visible, 0, 8, -1), rapid.StringMatching(`[A-Za-z]{1,9} `))
	line := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 1, 5).Draw(t, "pieces"), "")
	})
	lines := rapid.SliceOfN(line, 1, 30).Draw(t, "lines")
	return strings.Join(lines, rapid.SampledFrom([]string{"\n", "\n\n", " ", ""}).Draw(t, "between"))
}

// anyRaw draws a text or a page that has something in it.
func anyRaw(t *rapid.T) document.Raw {
	raw := document.Raw{ContentType: "text/plain; charset=utf-8", Content: []byte(anyText(t) + " .")}
	if rapid.Bool().Draw(t, "a page") {
		tags := rapid.SampledFrom([]string{"p", "h1", "h2", "li", "td", "aside", "nav", "figcaption", `a href="/x"`, "blockquote"})
		var page strings.Builder
		for line := range strings.Lines(string(raw.Content)) {
			tag := tags.Draw(t, "tag")
			name, _, _ := strings.Cut(tag, " ")
			page.WriteString("<" + tag + ">" + strings.ReplaceAll(line, "<", "&lt;") + "</" + name + ">")
		}
		raw.ContentType, raw.Content = "text/html; charset=utf-8", []byte(page.String())
	}
	raw.Title = rapid.SampledFrom([]string{"", "Ferry to run all night", "Found nowhere"}).Draw(t, "title")
	return raw
}

// anyPlace draws a block and a place in it: a byte where a character begins, or its
// end.
func anyPlace(t *rapid.T, l *evidence.Layout) (b evidence.Block, p int) {
	b = l.At(rapid.IntRange(0, len(l.Blocks)-1).Draw(t, "block"))
	p = rapid.IntRange(b.Span.Start, b.Span.End).Draw(t, "place")
	for !onBorder(l, p) {
		p--
	}
	return b, p
}

// onBorder reports whether p is between two characters of the text.
func onBorder(l *evidence.Layout, p int) bool { return p == len(l.Text) || utf8.RuneStart(l.Text[p]) }

func TestASentenceHoldsItsPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := cleanertest.Layout(t, anyRaw(t))
		if len(l.Blocks) == 0 {
			return
		}
		b, p := anyPlace(t, l)
		start := b.SentenceStart(p)
		end, _ := b.SentenceEnd(p)
		if start > p || end < p {
			t.Fatalf("place %d is not in its sentence, %d to %d", p, start, end)
		}
		if start < b.Span.Start || end > b.Span.End {
			t.Fatalf("the sentence, %d to %d, leaves its block %v", start, end, b.Span)
		}
		if !onBorder(l, start) || !onBorder(l, end) {
			t.Fatalf("the sentence, %d to %d, begins or ends in a character", start, end)
		}
		if at, found := b.GluedStart(p, rapid.IntRange(0, 200).Draw(t, "limit")); found && (at <= p || at > b.Span.End || !onBorder(l, at)) {
			t.Fatalf("a sentence is glued at %d, behind %d in block %v", at, p, b.Span)
		}
	})
}

func TestPartsAreInOrderAndApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := cleanertest.Layout(t, anyRaw(t))
		end := 0
		for _, z := range l.Zones() {
			if z.Header < end || z.End <= z.Header || z.End > len(l.Blocks) {
				t.Fatalf("zone %d to %d, behind one that ends at %d, of %d blocks", z.Header, z.End, end, len(l.Blocks))
			}
			if !slices.IsSorted(z.Summary) || len(z.Summary) > 0 && (z.Summary[0] <= z.Header || z.Summary[len(z.Summary)-1] >= z.End) {
				t.Fatalf("zone %d to %d has the summaries %v", z.Header, z.End, z.Summary)
			}
			end = z.End
		}
		if r := l.Thread(); r != (evidence.Thread{}) && (r.Header < 0 || r.End <= r.Header || r.End > len(l.Blocks)) {
			t.Fatalf("thread %+v of %d blocks", r, len(l.Blocks))
		}
		first, last := l.FirstBody(), l.LastBody()
		if none := first == len(l.Blocks) && last == -1; !none && (first < 0 || last < first || last >= len(l.Blocks)) {
			t.Fatalf("body %d to %d of %d blocks", first, last, len(l.Blocks))
		}
		left := map[int]bool{}
		for _, r := range l.Repeats() {
			if left[r.Block] || r.Block == r.Of {
				t.Fatalf("%+v: a block repeats itself, or leaves twice", r)
			}
			left[r.Block] = true
		}
	})
}

// arguments draws what each method of a block that takes something is called with.
var arguments = map[string]func(t *rapid.T, b evidence.Block, p int) []any{
	"After":         aPlace,
	"Before":        aPlace,
	"IsQuoted":      aPlace,
	"SentenceStart": aPlace,
	"SentenceEnd":   aPlace,
	"CaselessStart": func(t *rapid.T, _ evidence.Block, p int) []any { return []any{p, aNumber(t)} },
	"GluedStart":    func(t *rapid.T, _ evidence.Block, p int) []any { return []any{p, aNumber(t)} },
	"StartsCapital": aPlace,
	"By":            func(*rapid.T, evidence.Block, int) []any { return []any{0} },
	"Has":           func(t *rapid.T, _ evidence.Block, _ int) []any { return []any{aNumber(t)} },
	"HasBodyNear":   func(t *rapid.T, _ evidence.Block, _ int) []any { return []any{aNumber(t)} },
	"SaysSame":      func(_ *rapid.T, b evidence.Block, _ int) []any { return []any{b} },
	"IsRightsLine":  func(t *rapid.T, _ evidence.Block, _ int) []any { return []any{aNumber(t)} },
	"TextOf": func(_ *rapid.T, b evidence.Block, p int) []any {
		return []any{document.Span{Start: b.Span.Start, End: p}}
	},
	"IsReported": func(_ *rapid.T, b evidence.Block, p int) []any {
		return []any{document.Span{Start: b.Span.Start, End: p}}
	},
	"CreditPart": func(_ *rapid.T, b evidence.Block, p int) []any {
		return []any{document.Span{Start: b.Span.Start, End: p}}
	},
	"GluedCaption": func(t *rapid.T, b evidence.Block, p int) []any {
		return []any{document.Cue{Span: document.Span{Start: b.Span.Start, End: p}, Class: document.CueCredit}}
	},
	"GluedCredit": func(t *rapid.T, b evidence.Block, p int) []any {
		return []any{document.Cue{Span: document.Span{Start: b.Span.Start, End: p}, Class: document.CueCredit}}
	},
	"Covered":           aSet,
	"CountCues":         aClass,
	"IsMostly":          aSet,
	"IsOnly":            aClass,
	"OpensWith":         aClass,
	"OpensSentenceWith": aClass,
}

func aPlace(_ *rapid.T, _ evidence.Block, p int) []any { return []any{p} }

func aSet(t *rapid.T, _ evidence.Block, _ int) []any {
	return []any{rapid.Make[document.CueSet]().Draw(t, "set")}
}

func aClass(t *rapid.T, _ evidence.Block, _ int) []any {
	return []any{document.CueClass(rapid.IntRange(0, document.CueClassCount-1).Draw(t, "class"))}
}

func aNumber(t *rapid.T) int { return rapid.IntRange(-3, 40).Draw(t, "number") }

// askAll calls every exported method of b, in an order that t draws.
func askAll(t *rapid.T, b evidence.Block, p int) {
	v := reflect.ValueOf(b)
	var names []string
	for m := range v.Type().Methods() {
		names = append(names, m.Name)
	}
	for _, name := range rapid.Permutation(names).Draw(t, "order") {
		var in []reflect.Value
		if draw, known := arguments[name]; known {
			for _, argument := range draw(t, b, p) {
				in = append(in, reflect.ValueOf(argument))
			}
		}
		method := v.MethodByName(name)
		if want := method.Type().NumIn(); len(in) != want {
			t.Fatalf("method %s takes %d arguments; say in the table what they are", name, want)
		}
		method.Call(in)
	}
}

func TestNoQuestionChangesTheDocument(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := anyRaw(t)
		before, l := cleanertest.Layout(t, raw), cleanertest.Layout(t, raw)
		if len(l.Blocks) == 0 {
			return
		}
		_, p := anyPlace(t, l)
		for b := range l.Each() {
			askAll(t, b, min(max(p, b.Span.Start), b.Span.End))
		}
		for _, part := range parts {
			part.ask(l)
		}
		if !reflect.DeepEqual(before.Document, l.Document) {
			t.Fatalf("the document has changed (-before +after):\n%s", cmp.Diff(before.Document, l.Document))
		}
	})
}
