package memory

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/winnow-news/winnow/cleaners/document"
)

// The rules of site memory.
const (
	RuleEdge   = "recurring/edge"
	RulePlace  = "recurring/place"
	RulePinned = "recurring/pinned"
)

// Rules returns the rules that Recall cites, in the order of their names. The
// score of the first two rises with what was seen: theirs is the lowest.
func Rules() []document.Rule {
	return []document.Rule{
		{Name: RuleEdge, Kind: document.Recurring, Score: soonScore, Doc: "many documents of the site have the paragraph, each at its beginning or end, over days, and it speaks of something else than they do"},
		{Name: RulePlace, Kind: document.Recurring, Score: soonScore, Doc: "the same, and each has it at the same place: after as many paragraphs, or in the same element of the page"},
		{Name: RulePinned, Kind: document.Recurring, Score: sureScore, Doc: "an operator said that it is the site's furniture"},
	}
}

// When a paragraph counts as furniture.
const (
	// leastDocuments is how many others must have it. Two may be an article and
	// its copy under another address, three a story in parts.
	leastDocuments = 4
	// leastShare of the site's documents must have it. A section's newsletter
	// is in one of thirty.
	leastShare = 0.02
	// leastDays and leastStretch are the different days on which it was seen,
	// and from the first to the last: a story with its background runs for some
	// days, and then the paragraph changes with the news.
	leastDays    = 3
	leastStretch = 5
	// headParagraphs and tailParagraphs are the edges of a document.
	headParagraphs = 2
	tailParagraphs = 8
	// sway is by how many paragraphs a place may vary and still be the same:
	// one article has a dek, the next has none.
	sway = 1
	// mostOfDocument is the share of a document's letters that memory may speak
	// against: what a site repeats is never most of an article.
	mostOfDocument = 0.4
)

// How sure a rule is. Against a well-made paragraph the model says .8 and the
// body's rule up to .9: together their odds are 36 to one, and what many
// documents repeat must outweigh that in a language that no rule knows.
const (
	plainScore = 0.995 // besides, a fifth of all documents: more than the rule for deks, which speaks for what is below a headline
	sureScore  = 0.985 // many documents, over a week
	soonScore  = 0.96  // few; enough where not both speak for it
	sureDays   = 7     // of the days from the first to the last
	plainShare = 0.2
)

// view is what a site's generations together say, as of a document's day.
type view struct {
	generations []*generation
	start       []int32 // their first days
	documents   int
	leads       []introduced
}

// view takes the generation that a day is in, and those beside it. A day out of
// the site's memory is taken for the nearest in it.
func (s *site) view(at int32) (v view) {
	numbers := make([]int32, 0, len(s.generations))
	for number := range s.generations {
		numbers = append(numbers, number)
	}
	if len(numbers) == 0 {
		return v
	}
	slices.Sort(numbers)
	head, ok := s.head()
	if !ok || s.generations[head] == nil {
		head = numbers[len(numbers)-1]
	}
	number := at / generationDays
	if at == 0 || number > head {
		number = head
	}
	number = max(number, numbers[0])
	var documents []witness
	for _, n := range numbers {
		if n < number-1 || n > number+1 {
			continue
		}
		g := s.generations[n]
		v.generations = append(v.generations, g)
		v.start = append(v.start, n*generationDays)
		v.leads = append(v.leads, g.leads...)
		for _, w := range g.documents {
			documents = addWitness(documents, w, keptDocuments)
		}
	}
	v.documents = countWitnesses(documents, keptDocuments)
	return v
}

// evidence is what is known of one paragraph.
type evidence struct {
	trace
	since, until int32 // days
	seen         int   // different days
	documents    int   // other than the one that asks
	share        float64
	story        bool // the documents are about what it speaks of
}

// evidence gathers what is known of a paragraph, leaving out the document that
// asks.
func (v *view) evidence(print uint64, asks uint32) (e evidence) {
	e.since = math.MaxInt32
	for i, g := range v.generations {
		t, ok := g.find(print)
		if !ok {
			continue
		}
		if t.names != (Names{}) {
			e.names = t.names
		}
		for _, w := range t.witnesses() {
			e.add(w, t.days, t.first, t.last)
		}
		e.since = min(e.since, v.start[i]+int32(bits.TrailingZeros32(t.days)))
		e.until = max(e.until, v.start[i]+int32(bits.Len32(t.days))-1)
		e.seen += bits.OnesCount32(t.days)
	}
	e.documents = countWitnesses(e.witnesses(), keptWitnesses)
	if hasWitness(e.witnesses(), asks) {
		e.documents--
	}
	e.share = min(1, float64(e.documents)/float64(max(1, v.documents)))
	e.story = e.documents >= leastDocuments && e.ofOneStory(v.leads)
	return e
}

// recurs reports whether the paragraph was seen often, and widely, enough.
func (e *evidence) recurs() bool {
	return e.documents >= leastDocuments && e.share >= leastShare &&
		e.seen >= leastDays && e.until-e.since+1 >= leastStretch &&
		!e.story
}

// rule gives the rule by which a paragraph at this place is furniture, or
// nothing.
func (e *evidence) rule(at place) string {
	if !e.recurs() {
		return ""
	}
	first := place{min(e.first.Before, at.Before), min(e.first.After, at.After), min(e.first.Path, at.Path)}
	last := place{max(e.last.Before, at.Before), max(e.last.After, at.After), max(e.last.Path, at.Path)}
	switch {
	case last.After < tailParagraphs || last.Before < headParagraphs:
		return RuleEdge
	case last.After-first.After <= sway || last.Before-first.Before <= sway,
		first.Path != 0 && first.Path == last.Path:
		return RulePlace
	}
	return ""
}

// verdict gives what is said of a block by the evidence, with no score when
// nothing is.
func (e *evidence) verdict(block int, rule string) document.Verdict {
	score := soonScore
	if e.documents >= keptWitnesses-1 && e.until-e.since+1 >= sureDays {
		score = sureScore
		if e.share >= plainShare {
			score = plainScore
		}
	}
	return document.Verdict{
		Block: block, Kind: document.Recurring, Rule: rule, Score: score,
		Value: fmt.Sprintf("in %d other documents of the site since %s", e.documents, dayString(e.since)),
	}
}

// judge gives the verdicts on a document.
func (s *site) judge(r *Reading, day int32) (verdicts []document.Verdict) {
	v := s.view(day)
	type found struct {
		paragraph int
		document.Verdict
		documents int
	}
	var all []found
	for i := range r.Paragraphs {
		p := &r.Paragraphs[i]
		pin := s.pins[p.Print]
		if pin == Never {
			continue
		}
		e := v.evidence(p.Print, r.Document)
		switch rule := e.rule(p.place); {
		case pin == Always:
			verdicts = append(verdicts, document.Verdict{Block: r.blocks[i], Kind: document.Recurring, Rule: RulePinned, Score: sureScore, Value: "pinned"})
		case rule != "":
			all = append(all, found{i, e.verdict(r.blocks[i], rule), e.documents})
		}
	}
	// Where that is too much of the document, what most documents have goes first.
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.documents, a.documents) })
	left := int(mostOfDocument * float64(r.letters()))
	for _, f := range all {
		letters := int(r.doc.Blocks[f.Block].Shape.Letters)
		if letters > left {
			continue
		}
		left -= letters
		verdicts = append(verdicts, f.Verdict)
	}
	return r.withCopies(verdicts)
}

// letters counts those of the whole document.
func (r *Reading) letters() (n int) {
	for i := range r.doc.Blocks {
		n += int(r.doc.Blocks[i].Shape.Letters)
	}
	return n
}

// withCopies says the same of blocks that repeat a judged paragraph.
func (r *Reading) withCopies(verdicts []document.Verdict) []document.Verdict {
	said := len(verdicts)
	for _, c := range r.again {
		for _, v := range verdicts[:said] {
			if v.Block == r.blocks[c.paragraph] {
				v.Block = c.block
				verdicts = append(verdicts, v)
			}
		}
	}
	return verdicts
}

// furniture tells of one paragraph.
func (s *site) furniture(v *view, print uint64) Furniture {
	e := v.evidence(print, 0)
	f := Furniture{
		Print: print, Documents: e.documents, Share: e.share, Pin: s.pins[print],
		Learned: e.n > 0 && e.rule(e.first) != "",
	}
	if e.n > 0 {
		f.Since, f.Last = dayString(e.since), dayString(e.until)
	}
	for _, w := range e.witnesses() {
		f.Named = append(f.Named, w.document())
	}
	return f
}
