package dates

import (
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// anyLine draws a line of dates, times and what looks like them.
func anyLine(t *rapid.T) string {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"3", "04", "12", "2026", "26", "20260304", "1403", "2569", "14:05", "2.05", "pm", "a.m.", " ", " ", ", ", ".", "/", "-", "h", " h ", "Uhr", "kl", "下午", "時", "分", "年", "月",
			"March", "MARCH", "mars", "März", "août", "мая", "ЯНВАРЯ", "مرداد", "มี.ค.", "كانون الثاني", "Montag", "令和", "民國", "٢٠", "۱۴۰۳", "०४", "５", "\u00a0", "\u202f", "İ", "K", "\xff",
		}),
		rapid.StringOfN(rapid.RuneFrom([]rune("aZ09:. "), unicode.L, unicode.Nd, unicode.P, unicode.M), 0, 4, -1),
	)
	line := ""
	for _, s := range rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces") {
		line += s
	}
	return line
}

// What is told by a look at a line's figures says no only where reading the line finds
// nothing.
func TestALookAtTheFiguresMissesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := anyLine(t)
		if !mayState(line) {
			var cut tokenLine
			if f := cut.first(cut.cut(line, nil), DayFirst); f != (Found{}) {
				t.Errorf("%q: mayState says no, and it states %+v", line, f)
			}
		}
		for i := range line {
			if digit, _ := numberAt(line, i); digit >= 0 && !mayBeTime(line, i) {
				if at, ok := timeAt(line, i); ok {
					t.Errorf("%q: mayBeTime says no at %d, where %+v is", line, i, at)
				}
			}
		}
	})
}

// What the table finds is what a search through all names does.
func TestNamesAreFoundByTheirBeginning(t *testing.T) {
	all := allNames()
	rapid.Check(t, func(t *rapid.T) {
		word := []byte(rapid.SampledFrom(all).Draw(t, "name").text + rapid.SampledFrom([]string{"", "", "x", "er", "и"}).Draw(t, "end"))
		var want name
		for _, n := range all {
			if n.names(word) && (n.is > want.is || n.is == want.is && len(n.text) > len(want.text)) {
				want = n
			}
		}
		if got := names().of(word); got != want {
			t.Errorf("%q is known by %+v, want %+v", word, got, want)
		}
	})
	for _, n := range all {
		if len(n.text) < 2 || len(n.text) > wordBytes {
			t.Errorf("%q has %d bytes, want 2 to %d", n.text, len(n.text), wordBytes)
		}
	}
}

// A line with a date takes memory for the day alone.
func TestFindTakesLittleMemory(t *testing.T) {
	for line, most := range map[string]float64{"Thursday, 5 March 2026, 18:10": 1, "The 12 of them met in Room 4": 0, "Nothing is stated here": 0} {
		if n := testing.AllocsPerRun(10, func() { Find(line, DayFirst) }); n > most {
			t.Errorf("%q: %v allocations, want at most %v", line, n, most)
		}
	}
}
