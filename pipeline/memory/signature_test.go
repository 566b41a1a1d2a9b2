package memory

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestASignatureGoesByWordsAlone(t *testing.T) {
	text := "The ferry doesn’t run on Sundays, the city said. " + prose(1, 60)
	for name, same := range map[string]string{
		"apostrophes": strings.ReplaceAll(text, "’", "'"),
		"spaces":      strings.ReplaceAll(text, " ", " \u00a0"),
		"marks":       strings.ReplaceAll(text, ",", ";"),
	} {
		if diff := cmp.Diff(Sign(text), Sign(same)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if other := Sign(strings.Replace(text, "Sundays", "Mondays", 1)); other.Body == Sign(text).Body {
		t.Error("another word leaves the hash of the body as it was")
	}
}

// pattern fills a report whose sentences are the same every time.
func pattern(name, town string, number int) string {
	return strings.NewReplacer("{name}", name, "{town}", town, "{number}", fmt.Sprint(number)).Replace(
		"Shares of {name} fell by {number} per cent in {town} on Monday after the company said that it would sell fewer ships than planned. " +
			"Analysts had expected that {name} would sell {number} ships in the quarter. A spokesman in {town} said that {name} did not comment on prices. " +
			"The company, which employs {number} people at its yard in {town}, will publish its figures next week, a day later than usual. " +
			"At noon the shares of {name} stood at {number} crowns, the lowest since {town} joined the index.")
}

func TestReportsByOnePatternAreNoCopies(t *testing.T) {
	a, b := Sign(pattern("Norrow Yards", "Port Selwyn", 417)), Sign(pattern("Velt Marine", "Kestrel Bay", 88))
	if in, copied := copies(a.Words, b.Words, a.Shingles, b.Shingles); copied {
		t.Errorf("other names and numbers leave %.2f and %.2f in common, and one is taken for a copy", in.Here, in.There)
	}
	c := Sign(strings.Replace(pattern("Norrow Yards", "Port Selwyn", 417), "had expected", "were sure", 1))
	if in, copied := copies(a.Words, c.Words, a.Shingles, c.Shingles); !copied {
		t.Errorf("two words edited leave %.2f and %.2f in common, and none is taken for a copy", in.Here, in.There)
	}
}

func TestScriptsWithoutSpacesHaveWords(t *testing.T) {
	text := strings.Repeat("市政府星期四表示渡轮将从五月起每十分钟开行一班", 2) + "河对岸的居民不会被切断联系"
	if s := Sign(text); s.Words != 59 || len(s.Grams) == 0 {
		t.Errorf("%d words and %d grams, want a word a character", s.Words, len(s.Grams))
	}
}

func TestShortTextsHaveNoSignature(t *testing.T) {
	if s := Sign(prose(1, leastSigned-1)); s.Words != 0 {
		t.Errorf("%d words have a signature", s.Words)
	}
	if s := Sign(prose(1, leastSigned)); s.Words != leastSigned || len(s.Grams) == 0 {
		t.Errorf("%d words have the signature %+v", leastSigned, s)
	}
}

// TestEveryLongCopyIsSeen holds winnowing to its promise: two texts with a
// stretch of gramWords+gramWindow-1 words in common have picked a gram in
// common, as long as no more are picked than are kept.
func TestEveryLongCopyIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shared := prose(1, gramWords+gramWindow-1)
		around := func(number int) string {
			before := prose(number, rapid.IntRange(4, 40).Draw(t, "before"))
			return before + shared + prose(number+1, rapid.IntRange(4, 40).Draw(t, "after"))
		}
		a, b := Sign(around(10)), Sign(around(20))
		if !slices.ContainsFunc(a.Grams, func(g uint32) bool { return slices.Contains(b.Grams, g) }) {
			t.Fatalf("no gram in common: %v, %v", a.Grams, b.Grams)
		}
	})
}

func TestBottomKKeepsTheSmallest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Uint32Range(0, 500)).Draw(t, "values")
		l := bottomK{k: 7}
		for _, v := range values {
			l.add(v)
		}
		slices.Sort(values)
		want := slices.Compact(values)
		if diff := cmp.Diff(append([]uint32{}, want[:min(7, len(want))]...), append([]uint32{}, l.all()...)); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func TestDatelines(t *testing.T) {
	for text, want := range map[string]string{
		"VELLMAR, March 4 (Reuters) - The city said":      "Reuters",
		"Vellmar (dpa/lby) – Die Stadt hat":               "dpa",
		"VELLMAR (AFP) — La ville a annoncé":              "AFP",
		"The mayor (AP says) was late. VELLMAR (AP) - x":  "",
		"The city said (Reuters) that it would":           "",
		"“We shall see” (AP) - said the mayor":            "",
		"Vellmar – The city said":                         "",
		"The Association of Piers (AP) – which is small,": "AP", // names of one form can't be told apart
	} {
		if got := agency(dateline(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestDeltasGiveTheArticles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := append(drawn(t), Article{ID: "undated", Signature: Sign(prose(1, 50))}, Article{ID: "stub", Published: march(1)})
		var delta []byte
		for _, a := range want {
			delta = AppendArticle(delta, a)
		}
		var got []Article
		if err := ReadArticles(delta, func(a Article) { got = append(got, a) }); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		cut := delta[:rapid.IntRange(1, len(delta)-1).Draw(t, "cut")]
		read := 0
		if err := ReadArticles(cut, func(Article) { read++ }); err == nil && read == len(want) {
			t.Fatal("a delta that was cut reads whole")
		}
	})
}

func FuzzReadArticles(f *testing.F) {
	f.Add(AppendArticle(nil, article("a", march(1), prose(1, 50))))
	f.Add(AppendArticle(nil, Article{ID: "stub"}))
	f.Fuzz(func(t *testing.T, delta []byte) {
		s := NewStories(StoryOptions{Most: 1000})
		var again []byte
		if err := ReadArticles(delta, func(a Article) {
			s.Put(a)
			again = AppendArticle(again, a)
		}); err != nil {
			return
		}
		if !bytes.Equal(again, delta) && len(again) > len(delta) {
			t.Errorf("a delta of %d bytes is written again in %d", len(delta), len(again))
		}
	})
}

func FuzzSign(f *testing.F) {
	f.Add(prose(1, 100))
	f.Add(strings.Repeat("渡轮 \xff’'", 50))
	f.Fuzz(func(t *testing.T, text string) {
		s := Sign(text)
		if !slices.IsSorted(s.Grams) || !slices.IsSorted(s.Shingles) || len(s.Grams) > mostGrams || len(s.Shingles) > mostShingles {
			t.Errorf("signature out of form: %+v", s)
		}
		if s.Words > 0 && len(s.Grams) == 0 {
			t.Errorf("a text of %d words can't be found", s.Words)
		}
		if len(s.Shingles) >= leastShared {
			if in, ok := copies(s.Words, s.Words, s.Shingles, s.Shingles); !ok || in.Here != 1 || in.There != 1 {
				t.Errorf("a text is no copy of itself: %+v", in)
			}
		}
	})
}
