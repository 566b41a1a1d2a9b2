package duplicate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestPullQuotes(t *testing.T) {
	const (
		ferry = "The ferry to the island will run every ten minutes from May, the city said, and nobody will be cut off."
		said  = "“Nobody will be cut off from the city this summer,” said the mayor, who lives on the north bank herself."
		short = "“Nobody will be cut off,” said the mayor, who lives on the north bank herself and takes the ferry."
		sagt  = "„Niemand wird im Sommer von der Stadt abgeschnitten“, sagte die Bürgermeisterin, die selbst am Nordufer wohnt."
		dit   = "« Personne ne sera coupé de la ville cet été », a dit la maire, qui habite elle-même la rive nord."
	)
	cases := []struct {
		name  string
		lines []string
		want  []string
	}{
		{"behind the paragraph that says it", []string{ferry, said, "“Nobody will be cut off from the city this summer”"},
			[]string{"duplicate/pull-quote “Nobody will be cut off "}},
		{"before the paragraph that says it", []string{ferry, "“Nobody will be cut off from the city this summer.”", said},
			[]string{"duplicate/pull-quote “Nobody will be cut off "}},
		{"in German", []string{"Die Fähre fährt ab Mai alle zehn Minuten, wie die Stadt am Montag mitteilte.", sagt, "„Niemand wird im Sommer von der Stadt abgeschnitten“"},
			[]string{"duplicate/pull-quote „Niemand wird im Sommer "}},
		{"in French", []string{"Le bac partira toutes les dix minutes dès le mois de mai, a dit la mairie lundi soir.", dit, "« Personne ne sera coupé de la ville cet été »"},
			[]string{"duplicate/pull-quote « Personne ne sera coupé"}},
		{"said once", []string{ferry, "“Nobody will be cut off from the city this summer”"}, nil},
		{"other words", []string{ferry, said, "“Nobody will be cut off from the city this winter”"}, nil},
		{"few words", []string{ferry, short, "“Nobody will be cut off”"}, nil},
		{"with who says it", []string{ferry, said, "“Nobody will be cut off from the city this summer,” she said again."}, nil},
		{"without quotation marks", []string{ferry, said, "Nobody will be cut off from the city this summer"}, nil},
		{"ends in brackets", []string{ferry, said, "“Nobody will be cut off from the city this summer” (laughter)"}, nil},
	}
	for _, c := range cases {
		got := duplicates(t, strings.Join(c.lines, "\n\n"))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestAPullQuoteLeavesItsParagraph checks that whatever sentence a page shows a second
// time, at least one copy stays: no longer paragraph is ever taken for the quote.
func TestAPullQuoteLeavesItsParagraph(t *testing.T) {
	word := rapid.SampledFrom(strings.Fields("the ferry island bridge harbour council runs closes late early never often"))
	rapid.Check(t, func(t *rapid.T) {
		quote := strings.Join(rapid.SliceOfN(word, pullQuoteWords, 20).Draw(t, "quote"), " ")
		paragraph := "“" + quote + ",” said the mayor, who lives on the north bank herself and takes it."
		lines := []string{paragraph, "“" + quote + "”"}
		if rapid.Bool().Draw(t, "before") {
			lines[0], lines[1] = lines[1], lines[0]
		}
		for _, said := range duplicates(t, strings.Join(lines, "\n\n")) {
			if !strings.HasPrefix(said, ruleQuote.Name) {
				t.Errorf("%q: %s", lines, said)
			}
		}
	})
}
