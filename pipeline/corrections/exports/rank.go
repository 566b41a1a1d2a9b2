package exports

import (
	"cmp"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// rank puts the rule first that a person would take: of rules that keep, one about the
// corrected text alone; then what changes nothing else, and of that what holds for the
// most lines. Among rules that hold for as many, one that goes by a telling beginning is
// likelier to hold for the next document than one about the whole line, and one that goes
// by a line's end or by a few words is likelier to hit the article.
func rank(all []Suggestion, c *corrections.Correction) {
	text := foldSpace(c.Text)
	wide := func(s *Suggestion) int {
		if c.Want.Removable() || s.Text == text {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b Suggestion) int {
		return cmp.Or(
			cmp.Compare(wide(&a), wide(&b)),
			cmp.Compare(min(a.Wrong, 1), min(b.Wrong, 1)),
			cmp.Compare(b.holds(), a.holds()),
			cmp.Compare(a.Wrong, b.Wrong),
			cmp.Compare(a.risk(), b.risk()),
			cmp.Compare(len(b.Text)*b.longer(), len(a.Text)*a.longer()),
		)
	})
}

// holds counts the lines for which the rule is right, as far as that can be told.
func (s *Suggestion) holds() int { return s.Right + s.Alike + s.Already }

// risk is the order of forms that hold for as many lines.
func (s *Suggestion) risk() int {
	switch {
	case s.Form == "begins" && isTelling(s.Text):
		return 0
	case s.Form == "begins":
		return 2
	case s.Form == "ends" && s.Alike > 0:
		return 0
	case s.Form == "ends", s.Form == "contains":
		return 3
	}
	return 1
}

// longer is 1 for a form of which the longer text is the safer.
func (s *Suggestion) longer() int {
	if s.Form == "begins" || s.Form == "ends" {
		return 1
	}
	return 0
}

// tellingWords is how many words two lines of two documents share at their beginning by
// no chance.
const tellingWords = 4

// isTelling reports a beginning, or an end, that articles of a site hardly have in common: a label of
// some letters, or some words.
func isTelling(text string) bool {
	isLabel := strings.HasSuffix(text, ":") || strings.HasSuffix(text, "：")
	return isLabel && lettersIn(text) >= leastLetters || !isWide(text) && len(strings.Fields(text)) >= tellingWords
}

// isAlike reports a line that is likely what the correction is about: the rule goes by a
// telling beginning or end, and the line is not much longer than the corrected one.
func (t *trial) isAlike(s *Suggestion, line *catalog.Line) bool {
	return t.c.Want.Removable() && (s.Form == "begins" || s.Form == "ends") && isTelling(s.Text) && lettersIn(line.Text) <= 2*lettersIn(t.c.Text)
}
