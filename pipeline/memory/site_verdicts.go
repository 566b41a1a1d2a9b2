package memory

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The names of the rules of site memory.
const (
	RuleEdge      = "recurring/edge"
	RulePlace     = "recurring/place"
	RuleDay       = "recurring/day"
	RulePinned    = "recurring/pinned"
	RuleElsewhere = "recurring/elsewhere"
)

// Rules returns the rules that Recall cites. The score of the first three rises
// with the number of documents and days: theirs is the lowest.
func Rules() []document.Rule {
	return []document.Rule{
		{Name: RuleEdge, Kind: document.Recurring, Score: fewScore, Doc: "many documents of the site have the paragraph, over days, each at its beginning or end, and they are not about the names in it"},
		{Name: RulePlace, Kind: document.Recurring, Score: fewScore, Doc: "the same, and each has it at one position: after as many paragraphs, or in the same element of the page"},
		{Name: RuleDay, Kind: document.Recurring, Score: oneScore, Doc: "other documents of the site that were fetched on the same day have the paragraph, and are not copies of this one; where they are few, it stands apart from the article"},
		{Name: RulePinned, Kind: document.Recurring, Score: manyScore, Doc: "an operator pinned the paragraph: always remove it"},
		{Name: RuleElsewhere, Kind: document.Recurring, Score: knownScore, Doc: "another document of the site has the paragraph, and is no copy of this one: it stays, and says nothing of which story this is"},
	}
}

// When a paragraph counts as recurring. The simulated month of fixtures/month
// holds these together; its figures are in RESULTS.md.
const (
	// leastDocuments is how many others must have it. Two may be an article and
	// its copy under another address, three a story in parts.
	leastDocuments = 4
	// leastShare of the site's documents must have it. A section's newsletter
	// call is in one of thirty.
	leastShare = 0.02
	// leastDays different days it must have been seen on, and leastStretch days
	// from the first to the last: the background of a story stays for some days,
	// and then changes with the news.
	leastDays    = 3
	leastStretch = 5
	// headParagraphs and tailParagraphs are the edges of a document.
	headParagraphs = 2
	tailParagraphs = 8
	// positionSlack is by how many paragraphs positions may differ and still
	// count as one: one article has a dek, the next has none.
	positionSlack = 1
	// mostOfDocument is the share of a document's letters that may be marked:
	// what a site repeats is never most of an article.
	mostOfDocument = 0.4
)

// How sure a rule is. The classifier speaks for a well-written paragraph with
// .8 and the body's rule with up to .9: together their odds are 36 to one, and
// what many documents repeat must outweigh that in a language that no rule
// knows.
const (
	fewScore  = 0.96  // few documents, or days; enough where not both speak for it
	manyScore = 0.985 // as many documents as are counted exactly, over manyDays
	wideScore = 0.995 // besides, wideShare of all documents: more than the rule for deks, which speaks for what is below a headline
	manyDays  = 7     // from the first to the last
	wideShare = 0.2
)

// recurs reports whether the paragraph was seen often, and widely, enough.
func (h *history) recurs() bool {
	return h.documents >= leastDocuments && h.share >= leastShare &&
		h.daysSeen >= leastDays && h.stretch() >= leastStretch &&
		!h.background
}

// rule returns the rule by which a paragraph at this position recurs, or
// nothing.
func (h *history) rule(at position) string {
	if !h.recurs() {
		return ""
	}
	least, greatest := h.least.least(at), h.greatest.greatest(at)
	switch {
	case greatest.After < tailParagraphs || greatest.Before < headParagraphs:
		return RuleEdge
	case greatest.After-least.After <= positionSlack || greatest.Before-least.Before <= positionSlack,
		least.Path != 0 && least.Path == greatest.Path:
		return RulePlace
	}
	return ""
}

// verdict returns what the history says by a rule. Since is its first day, for people.
func (h *history) verdict(rule, since string) document.Verdict {
	score := fewScore
	if h.documents >= keptRefs-1 && h.stretch() >= manyDays {
		score = manyScore
		if h.share >= wideShare {
			score = wideScore
		}
	}
	return document.Verdict{
		Kind: document.Recurring, Rule: rule, Score: score,
		Value: "in " + strconv.Itoa(h.documents) + " other documents of the site since " + since,
	}
}

// found is a paragraph that recurs, and by what.
type found struct {
	paragraph int
	documents int     // others that have it
	rule      string  // RuleDay where the next two say more
	witnesses int     // of the day
	score     float64 // theirs
}

// verdicts returns the verdicts on a document: the pinned paragraphs, then the
// recurring ones up to mostOfDocument, those in the most documents first, then
// the blocks that repeat either.
func (s *site) verdicts(v *View, known *known) (verdicts []document.Verdict) {
	recurring := known.recurring[:0]
	d := today{View: v, histories: known.histories}
	for i := range v.Paragraphs {
		switch s.pins[v.Paragraphs[i].Print] {
		case Never:
			continue
		case Always:
			verdicts = v.say(verdicts, v.blocks[i], document.Verdict{Kind: document.Recurring, Rule: RulePinned, Score: manyScore, Value: "pinned"})
			continue
		}
		h := &known.histories[i]
		if rule := h.rule(v.Paragraphs[i].position); rule != "" {
			recurring = append(recurring, found{paragraph: i, documents: h.documents, rule: rule})
		} else if witnesses, score := d.judge(i); witnesses > 0 {
			recurring = append(recurring, found{i, h.documents, RuleDay, witnesses, score})
		}
	}
	known.recurring = recurring
	slices.SortStableFunc(recurring, func(a, b found) int { return cmp.Compare(b.documents, a.documents) })
	left := int(mostOfDocument * float64(v.letters()))
	if len(recurring) > 0 {
		verdicts = slices.Grow(verdicts, len(v.Paragraphs)) // those of Elsewhere come behind
	}
	for i := range recurring {
		f := &recurring[i]
		letters := v.readable(f.paragraph)
		if letters > left {
			continue
		}
		left -= letters
		verdicts = v.say(verdicts, v.blocks[f.paragraph], known.verdict(v, f))
	}
	return v.withRepeats(verdicts, 0)
}

// verdict returns what is said of a paragraph that recurs.
func (k *known) verdict(v *View, f *found) document.Verdict {
	if f.rule == RuleDay {
		return document.Verdict{Kind: document.Recurring, Rule: RuleDay, Score: f.score, Value: k.onDay(f.witnesses, v.Fetched)}
	}
	h := &k.histories[f.paragraph]
	return h.verdict(f.rule, k.days.string(h.since))
}

// say adds a verdict on each of some blocks.
func (v *View) say(verdicts []document.Verdict, blocks []int, verdict document.Verdict) []document.Verdict {
	for _, verdict.Block = range blocks {
		verdicts = append(verdicts, verdict)
	}
	return verdicts
}

// readable counts the letters of a paragraph that may be the article's: those of
// one that stands apart are not.
func (v *View) readable(paragraph int) int {
	if v.isApart(paragraph) {
		return 0
	}
	return v.lettersOf(paragraph)
}

func (v *View) lettersOf(paragraph int) int { return lettersOf(v.doc, v.blocks[paragraph]) }

// letters counts those of the whole document.
func (v *View) letters() (n int) {
	for i := range v.doc.Blocks {
		n += int(v.doc.Blocks[i].Shape.Letters)
	}
	return n
}

// withRepeats adds the same verdicts, those from an index on, on the blocks that repeat a
// marked paragraph.
func (v *View) withRepeats(verdicts []document.Verdict, from int) []document.Verdict {
	marked := len(verdicts)
	for _, r := range v.repeats {
		for _, verdict := range verdicts[from:marked] {
			if verdict.Block == v.blocks[r.paragraph][0] {
				verdicts = v.say(verdicts, r.blocks, verdict)
			}
		}
	}
	return verdicts
}
