package duplicate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// duplicates returns what the cleaner says of a text, but for titles.
func duplicates(t cleanertest.Reporter, text string) (said []string) {
	doc, verdicts := cleanertest.Verdicts(t, Cleaner, document.Raw{Content: []byte(text)})
	for _, v := range verdicts {
		if v.Rule != ruleTitle.Name {
			said = append(said, fmt.Sprintf("%s %.24s", v.Rule, doc.Of(v.Block)))
		}
	}
	return said
}

func TestRepeats(t *testing.T) {
	const (
		ferry  = "The ferry to the island will run every ten minutes from May, the city said, and nobody will be cut off."
		mayor  = "The mayor, who lives on the north bank herself, said that she would take it every day, whatever the weather."
		budget = "The council will vote on the money in June, after the hearing that the owners of the old bridge have asked for."
	)
	cases := []struct {
		name  string
		lines []string
		want  []string
	}{
		{"nothing twice", []string{ferry, mayor, budget}, nil},
		{"the later of equals leaves", []string{ferry, mayor, ferry}, []string{"duplicate/exact The ferry to the island "}},
		{"marks and case apart", []string{ferry, mayor, strings.ToUpper(ferry)}, []string{"duplicate/exact THE FERRY TO THE ISLAND "}},
		{"a few words differ", []string{ferry, mayor, strings.Replace(ferry, "said, and nobody", "said, so nobody", 1)}, []string{"duplicate/near The ferry to the island "}},
		{"a number differs", []string{strings.Replace(ferry, "ten", "10", 1), mayor, strings.Replace(ferry, "ten", "12", 1)}, nil},
		{"a name differs", []string{ferry, mayor, strings.Replace(ferry, "May", "June", 1)}, nil},
		{"a longer one has it", []string{budget + " " + ferry, mayor, budget}, []string{"duplicate/within The council will vote on"}},
		{"a longer one has it, later", []string{budget, mayor, ferry + " " + budget}, []string{"duplicate/within The council will vote on"}},
		{"short replies", []string{"“Yes, we can do that,” she said.", mayor, "“Yes, we can do that,” she said."}, nil},
		{"a refrain", []string{ferry, mayor, ferry, budget, ferry, "And that was that for the evening."}, nil},
		{"a copy for each screen", []string{ferry, mayor, ferry, mayor, ferry, mayor}, []string{
			"duplicate/exact The ferry to the island ", "duplicate/exact The mayor, who lives on ",
			"duplicate/exact The ferry to the island ", "duplicate/exact The mayor, who lives on ",
		}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, duplicates(t, strings.Join(c.lines, "\n\n"))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestTheBodysCopyStays(t *testing.T) {
	const copied = "The ferry to the island will run every ten minutes from May, the city said, and nobody will be cut off."
	page := "<html><body><aside><p>" + copied + "</p></aside><article><h1>Ferry to run all night</h1><p>" + copied +
		"</p><p>The mayor said that she would take it every day, whatever the weather may be.</p></article></body></html>"
	_, said := cleanertest.Verdicts(t, Cleaner, document.Raw{ContentType: "text/html", Content: []byte(page)})
	want := []document.Verdict{{Block: 0, Kind: document.Duplicate, Rule: ruleExact.Name, Score: 0.95}}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("the copy beside the article leaves (-want +got):\n%s", diff)
	}
}

// drawnParagraphs draws n paragraphs of small words, all different.
func drawnParagraphs(t *rapid.T, n int) []string {
	all := make([]string, n)
	for i := range all {
		word := rapid.StringMatching(fmt.Sprintf("%c[a-z]{2,9}", 'a'+i)) // no two paragraphs share one
		words := rapid.SliceOfNDistinct(word, 20, 60, rapid.ID[string]).Draw(t, "words")
		all[i] = fmt.Sprintf("Paragraph %c says: %s.", 'a'+i, strings.Join(words, " "))
	}
	return all
}

func TestACopyIsFoundWhereverItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawnParagraphs(t, rapid.IntRange(2, 8).Draw(t, "n"))
		if said := duplicates(t, strings.Join(all, "\n\n")); said != nil {
			t.Fatalf("nothing is said twice, but: %q", said)
		}
		source := rapid.IntRange(0, len(all)-1).Draw(t, "source")
		words := strings.Fields(all[source])
		words[rapid.IntRange(10, len(words)-2).Draw(t, "word")] = "otherwise"
		at := rapid.IntRange(0, len(all)).Draw(t, "at")
		all = append(all[:at:at], append([]string{strings.Join(words, " ")}, all[at:]...)...)
		if said := duplicates(t, strings.Join(all, "\n\n")); len(said) != 1 || !strings.HasPrefix(said[0], ruleNear.Name) {
			t.Fatalf("paragraph %d comes twice but for a word, and this is said: %q", source, said)
		}
	})
}
