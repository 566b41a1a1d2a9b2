package cleaners

import (
	"slices"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners/dates"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/segment/metadata"
)

// lift is the best value seen so far for one field.
type lift struct {
	value string
	score float64
}

// fieldRules are the rules that lift a field.
type fieldRules struct {
	fields map[string]string // by the rule's name
	kinds  [document.KindCount]bool
}

// add adds the rules of a cleaner.
func (f *fieldRules) add(rules []document.Rule) {
	for i := range rules {
		if r := &rules[i]; r.Field != "" {
			f.fields[r.Name] = r.Field
			f.kinds[r.Kind] = true
		}
	}
}

// of returns the field that the rule of a verdict lifts, or "". Nearly all verdicts are
// of kinds that no such rule has.
func (f *fieldRules) of(v *document.Verdict) string {
	if !f.kinds[v.Kind] {
		return ""
	}
	return f.fields[v.Rule]
}

// The fields that removed blocks can fill. The title has its own way.
const (
	liftByline = iota
	liftPublished
	liftSection
	liftCount
)

// titleFloor is how sure a title rule must be before its block leaves the
// paragraphs for the field.
const titleFloor = 0.5

// chooseTitle picks the block that becomes the title: the one that title rules
// are surest of, the first of equals; -1 when none is sure enough. None becomes it that
// a person takes out, or only a part of which is the title.
func (a *assembler) chooseTitle() int {
	best, score := -1, titleFloor
	verdicts := &a.clean.Verdicts
	for i := range verdicts.Len() {
		if verdicts.KindAt(i) != document.Title {
			continue
		}
		if v := verdicts.At(i); v.Score > score && v.Span.IsZero() && (v.Score >= 1 || !a.isTakenOut(i)) {
			best, score = v.Block, v.Score
		}
	}
	return best
}

// isTakenOut reports whether a person has decided that the block of verdict i leaves.
func (a *assembler) isTakenOut(i int) bool {
	first := i
	for first > 0 && a.clean.Verdicts.BlockAt(first-1) == a.clean.Verdicts.BlockAt(i) {
		first--
	}
	said := a.clean.Verdicts.AppendBlock(a.scratch.block[:0], first)
	a.scratch.block = said
	j := weigh(wholeBlock(said), &a.scratch.odds)
	return j.taken && a.policy.removes(j.kind, j.probability)
}

// offerFields lets the verdicts on removed block i fill the fields that their
// rules lift.
func (a *assembler) offerFields(i int, said []document.Verdict) {
	for k := range said {
		v := &said[k]
		field := a.fields.of(v)
		if field == "" {
			continue
		}
		value := v.Value
		if value == "" {
			value = a.doc.Of(i)
		}
		switch field {
		case document.FieldByline:
			a.offer(liftByline, v.Score, func() string { return a.byline(i, value) })
		case document.FieldPublished:
			if !a.isFarAboveTitle(i) {
				a.offer(liftPublished, v.Score, func() string { return dates.FindDay(value) })
			}
			if line := a.doc.Of(i); !evidence.IsDigit(line[0]) { // which no name is led by
				a.offer(liftByline, v.Score-secondField, func() string { return metadata.LedByline(line) })
			}
		case document.FieldSection:
			if !evidence.SameWords(value, a.doc.Hints.SiteName) {
				a.offer(liftSection, v.Score, func() string { return value })
			}
		}
	}
}

// clockReach is how many blocks above a page's headline a date may be the article's.
// Further up it is the page's clock.
const clockReach = 3

func (a *assembler) isFarAboveTitle(i int) bool {
	return a.doc.Format == document.HTML && i < a.title-clockReach
}

// secondField is how much less sure a line is of a field that it is not there
// for: "By Ada Lee, 4 March 2026" is a date line to its rule.
const secondField = 0.1

// byline returns the names that line i states, lifted by a rule as value. A page
// has many short lines of capitals by its dates, and "By colour" in its menus:
// where it names its author unmarked, a "By" leads up to a person's name.
func (a *assembler) byline(i int, value string) string {
	if a.doc.Format == document.HTML {
		return metadata.LedByline(a.doc.Of(i))
	}
	return metadata.Byline(value)
}

// offer lets a value fill a field where it is surer than the one before. What the value
// is costs more than all else here, and is asked for only then.
func (a *assembler) offer(field int, score float64, read func() string) {
	if score <= a.lifts[field].score {
		return
	}
	if value := evidence.FoldSpace(read()); value != "" {
		a.lifts[field] = lift{value, score}
	}
}

// fillFields gives each field what the page states of itself, else what was
// lifted from the text. A page's hint of a title is the wording of its heading
// where one agrees with what it states; a scraper's hint about a text is only
// as good as the scraper, and the text's own headline comes first.
func (a *assembler) fillFields() {
	c, h := a.clean, &a.doc.Hints
	c.Site = Site(c.URL)
	if a.doc.Format == document.HTML {
		c.Title = first(h.Title, c.Title)
	} else {
		c.Title = first(c.Title, h.Title)
	}
	c.Byline, c.BylineReason = a.chooseByline()
	c.Published = a.published()
	in := a.layout.InLine()
	if c.Title == "" || in.Title != "" && (strings.HasPrefix(c.Title, in.Title) || strings.Contains(in.Title, c.Title)) {
		c.Title = in.Title
	}
	if a.doc.Format == document.HTML && c.Byline == "" {
		c.Byline = a.layout.EastByline()
	}
	if c.Byline == "" && in.Byline != "" {
		c.Byline = metadata.Byline(in.Byline)
	}
	c.Published = first(c.Published, in.Published)
	c.Section = first(h.Section, a.lifts[liftSection].value)
	if c.Modified = h.Modified; c.Modified == "" {
		c.Modified = first(a.layout.Modified(), in.Modified)
	}
	c.Canonical, c.SiteName, c.Image, c.Tags = h.Canonical, h.SiteName, h.Image, h.Tags
	if len(a.doc.Ruled) > 0 {
		a.obeyFields()
	}
}

// obeyFields gives fields the values that a person's rules for the site have found: the
// first for each, whatever else is known. A date that can't be read is none.
func (a *assembler) obeyFields() {
	c := a.clean
	var title, byline, published bool
	for i := range a.doc.Ruled {
		r := &a.doc.Ruled[i]
		value := evidence.FoldSpace(r.Value)
		if value == "" {
			continue
		}
		switch field := a.fields.fields[r.Rule]; {
		case field == document.FieldTitle && !title:
			c.Title, title = value, true
		case field == document.FieldByline && !byline:
			c.Byline, c.BylineReason, byline = first(metadata.LedByline(value), value), "a rule for the site names it: "+r.Where, true
		case field == document.FieldPublished && !published:
			if day := first(dates.Normalize(value, dates.DayFirst), dates.FindDay(value)); day != "" {
				c.Published, published = day, true
			}
		}
	}
}

// chooseByline ranks the line that was lifted as a byline with what the page states,
// and returns for people why the best one won, where the ledger does not show it.
func (a *assembler) chooseByline() (byline, why string) {
	lifted := a.lifts[liftByline].value
	if a.doc.Format == document.PlainText {
		lifted = first(a.layout.EastByline(), lifted)
	}
	claims := slices.Clone(a.doc.Hints.Bylines)
	if lifted != "" && len(claims) > 0 {
		claims = append(claims, metadata.LineClaim(lifted, a.clean.URL, a.doc.Hints.SiteName))
	}
	if names, why := metadata.ChooseByline(claims); len(names) > 0 {
		return strings.Join(names, ", "), why
	}
	if lifted == "" {
		return "", ""
	}
	return lifted, "" // the ledger shows the line
}

// published returns the date that the page states by its headline or to programs,
// else that of a line by the headline, else of a line that was taken out. A date
// that stands away from the headline comes last: it may be another article's.
func (a *assembler) published() string {
	h := &a.doc.Hints
	if h.Published != "" && !h.Doubted {
		return h.Published
	}
	return first(a.layout.Published(), a.lifts[liftPublished].value, h.Published)
}

// fetchedAt returns when a document was fetched, as its envelope states it: as it stands
// where that is a time in the form of the fields, else put into that form, and nothing
// where it is no time at all. That costs the field and nothing else.
func fetchedAt(stated string) string {
	if stated == "" {
		return ""
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if _, err := time.Parse(layout, stated); err == nil {
			return stated
		}
	}
	return dates.Normalize(stated, dates.DayFirst)
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
