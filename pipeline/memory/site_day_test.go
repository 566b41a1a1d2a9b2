package memory

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

// fetch shows a memory a document that was fetched on a day.
func (p *paper) fetch(t *testing.T, day int32, doc *document.Document) {
	t.Helper()
	v := NewView("courier", doc)
	v.Day, v.Fetched = 20000+day, 20000+day
	apply(t, p.Sites, v.Sighting)
}

// asked returns the texts that memory speaks against, of a document that is
// fetched on a day, and the verdicts.
func (p *paper) asked(doc *document.Document, day int32) (against []string, verdicts []document.Verdict) {
	v := NewView("courier", doc)
	v.Fetched = 20000 + day
	verdicts = p.Recall(v, 20000+day)
	for _, v := range verdicts {
		against = append(against, doc.Of(v.Block))
	}
	slices.Sort(against)
	return against, verdicts
}

// beside returns the teasers that stand below the articles of one day.
func beside(day int) (all []string) {
	for i := range 3 {
		all = append(all, fmt.Sprintf("Ferry number %d of day %d ran aground off the northern pier and was towed home in the dark.", i, day))
	}
	return all
}

func TestWhatAllPagesOfADayHaveIsFurniture(t *testing.T) {
	cases := []struct {
		name      string
		others    int   // documents of the day that have it
		asked     int32 // the day that the next one is of
		furniture bool
	}{
		{"three others", 3, 0, true},
		{"two others, and it stands below the article", 2, 0, true},
		{"one other", 1, 0, false},
		{"three others of another day", 3, 1, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := &paper{Sites: NewSites(Options{})}
			for i := range c.others {
				doc := p.doc(fmt.Sprint("doc", i), append(p.article(8), beside(0)...)...)
				for range 3 { // a document that is delivered again counts once
					p.fetch(t, 0, doc)
				}
			}
			got, verdicts := p.asked(p.doc("next", append(p.article(8), beside(0)...)...), c.asked)
			var want []string
			if c.furniture {
				want = beside(0)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("spoken against (-want +got):\n%s\nverdicts: %v", diff, rules(verdicts))
			}
		})
	}
}

// TestAnArticleUnderManyAddressesIsNotFurniture has one article five times on
// one day, each time with other things beside it, once with a new paragraph: it
// loses those that other articles have beside them, and nothing of its own.
func TestAnArticleUnderManyAddressesIsNotFurniture(t *testing.T) {
	p := &paper{Sites: NewSites(Options{})}
	article := p.article(8)
	for i := range 4 {
		p.fetch(t, 0, p.doc(fmt.Sprint("copy", i), append(slices.Clone(article), fmt.Sprintf("Teaser number %d is about a lighthouse that nobody has painted for years.", i))...))
	}
	for i := range 4 {
		p.fetch(t, 0, p.doc(fmt.Sprint("else", i), append(p.article(8), beside(0)...)...))
	}
	updated := append(p.article(1), append(article, beside(0)...)...)
	got, verdicts := p.asked(p.doc("updated", updated...), 0)
	if diff := cmp.Diff(beside(0), got); diff != "" {
		t.Errorf("spoken against (-want +got):\n%s\nverdicts: %v", diff, rules(verdicts))
	}
}

// TestASecondReportKeepsWhatItTookFromTheFirst: the background stands at the end
// of two reports of a day, or inside of three.
func TestASecondReportKeepsWhatItTookFromTheFirst(t *testing.T) {
	const background = "The pumping station at Holmer was built after the flood, and the county has paid for its upkeep since then."
	t.Run("at the end of two", func(t *testing.T) {
		p := &paper{Sites: NewSites(Options{})}
		p.fetch(t, 0, p.doc("first", append(p.article(8), background)...))
		if got, verdicts := p.asked(p.doc("second", append(p.article(8), background)...), 0); len(got) > 0 {
			t.Errorf("it loses %v", rules(verdicts))
		}
	})
	t.Run("inside of three", func(t *testing.T) {
		p := &paper{Sites: NewSites(Options{})}
		inside := func() []string { return slices.Insert(p.article(8), 5, background) }
		p.fetch(t, 0, p.doc("first", inside()...))
		p.fetch(t, 0, p.doc("second", inside()...))
		if got, verdicts := p.asked(p.doc("third", inside()...), 0); len(got) > 0 {
			t.Errorf("it loses %v", rules(verdicts))
		}
	})
	t.Run("of a story that many report", func(t *testing.T) {
		p := &paper{Sites: NewSites(Options{})}
		report := func(i int) []string {
			lead := fmt.Sprintf("The pumping station at Holmer failed again on Monday night, said warden%d, who had to open the old sluice by hand in the rain.", i)
			return append(append([]string{lead}, p.article(7)...), background)
		}
		for i := range 5 {
			p.fetch(t, 0, p.doc(fmt.Sprint("report", i), report(i)...))
		}
		for i := range 10 {
			p.fetch(t, 0, p.doc(fmt.Sprint("else", i), p.article(8)...))
		}
		if got, verdicts := p.asked(p.doc("sixth", report(6)...), 0); len(got) > 0 {
			t.Errorf("it loses %v", rules(verdicts))
		}
	})
}

// TestAnArticleKeepsTheLeadThatOthersHaveAsATeaser: its first paragraph stands
// below the other articles of the day.
func TestAnArticleKeepsTheLeadThatOthersHaveAsATeaser(t *testing.T) {
	const teaser = "The lighthouse keeper Odalind Farwick has bought the old signal station at Grettle Point and means to live there."
	p := &paper{Sites: NewSites(Options{})}
	for i := range 6 {
		p.fetch(t, 0, p.doc(fmt.Sprint("doc", i), append(p.article(8), teaser)...))
	}
	own := p.doc("own", append([]string{teaser}, p.article(8)...)...)
	own.Hints.Title = "Odalind Farwick buys the station at Grettle Point"
	if got, verdicts := p.asked(own, 0); len(got) > 0 {
		t.Errorf("it loses %v", rules(verdicts))
	}
	other := p.doc("other", append(p.article(8), teaser)...)
	if got, _ := p.asked(other, 0); len(got) != 1 {
		t.Errorf("of another article it speaks against %q, want the teaser", got)
	}
}

// TestFewWitnessesCountWhereThePageAgrees has a headline in one other document
// only, but as a link, or in a part of the page for other things.
func TestFewWitnessesCountWhereThePageAgrees(t *testing.T) {
	const headline = "Harbour master to retire after forty years at the quay"
	cases := []struct {
		name    string
		element *document.Element
		want    []string
	}{
		{"a link", &document.Element{LinkBytes: int32(len(headline))}, []string{headline}},
		{"in an aside", &document.Element{Ancestors: document.InAside}, []string{headline}},
		{"named a sidebar", &document.Element{Names: document.NamedSidebar}, []string{headline}},
		{"in the article", &document.Element{Ancestors: document.InArticle}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := &paper{Sites: NewSites(Options{})}
			with := func(id string) *document.Document {
				doc := p.doc(id, slices.Insert(p.article(8), 4, headline)...)
				doc.Blocks[4].Element = c.element
				return doc
			}
			p.fetch(t, 0, with("first"))
			got, verdicts := p.asked(with("second"), 0)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("spoken against (-want +got):\n%s\nverdicts: %v", diff, rules(verdicts))
			}
			for _, v := range verdicts {
				if v.Score != oneScore {
					t.Errorf("score %v, want %v: the rest is for who else speaks of it", v.Score, oneScore)
				}
			}
		})
	}
}

func TestShortLinesAreRecognizedInRuns(t *testing.T) {
	menu := strings.Fields("Kreisblatt Nachrichten Sport Wetter Kultur Wirtschaft Reise Garten Leserbriefe Anzeigen Abo Impressum Hafen Land Leute Vereine Kirche Schule Markt Stellen Autos Haus Kontakt Archiv")
	p := &paper{Sites: NewSites(Options{})}
	for i := range 4 {
		p.fetch(t, 0, p.doc(fmt.Sprint("doc", i), append(p.article(8), menu...)...))
	}
	changed := slices.Clone(menu)
	changed[3] = "Unwetter"
	got, _ := p.asked(p.doc("next", append(p.article(8), changed...)...), 0)
	if len(got) < len(menu)/2 || len(got) == len(menu) || slices.Contains(got, "Unwetter") {
		t.Errorf("of a menu with one other line it speaks against %v", got)
	}
	alone := slices.Insert(p.article(8), 3, "Sport")
	if got, _ := p.asked(p.doc("alone", append(alone, "Garten")...), 0); len(got) > 0 {
		t.Errorf("it speaks against %v, which stand alone", got)
	}
}

// TestAnOlderDeltaIsRead: its documents teach what they taught, and no day has
// them.
func TestAnOlderDeltaIsRead(t *testing.T) {
	seen := chance(rand.New(rand.NewPCG(1, 1)), 20000)
	var d Delta
	d.Saw(seen)
	old := slices.Clone(d.Bytes())
	// Of version 1, without the day of fetching, which is one zero byte here.
	old[0] = deltaUnfetched
	at := 1 + 1 + 1 + len(seen.Site) + 1 + uvarintLen(uint64(seen.Document)) + uvarintLen(uint64(seen.Day))
	old = slices.Delete(old, at, at+1)
	want, got := NewSites(Options{}), NewSites(Options{})
	for m, delta := range map[*Sites][]byte{want: d.Bytes(), got: old} {
		if err := m.Apply(delta); err != nil {
			t.Fatal(err)
		}
	}
	if want.Digest() != got.Digest() {
		t.Error("the older delta teaches something else")
	}
}

func uvarintLen(v uint64) (n int) {
	for n = 1; v >= 0x80; n++ {
		v >>= 7
	}
	return n
}
