package replay

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/winnow-news/winnow/pipeline/record"
)

// The bounds of a report. Names and texts are of documents, which may be hostile.
const (
	mostNames   = 4096 // sites, and rules
	mostOthers  = 100  // field changes and refusals
	mostChanged = 500  // documents
	nameBytes   = 300  // of an id, an address, a name
	textBytes   = 600  // of a text that came out otherwise
	fieldBytes  = 300
	otherNames  = "(others)"
	noSite      = "(no site)"
	noName      = "(none)" // of a rule or kind, where nothing says why a text is not in the article
	sideOld     = "old"
	sideNew     = "new"
)

// tally adds comparisons up, in the order of the inputs.
type tally struct {
	Report
	seen    func(int, int64)
	losses  most[Change]
	gains   most[Change]
	changed most[ChangedDocument]
}

func newTally(o Options) *tally {
	byLetters := func(a, b *Change) int { return cmp.Compare(b.Letters, a.Letters) }
	return &tally{
		seen:   o.Seen,
		losses: most[Change]{n: o.Examples, before: byLetters},
		gains:  most[Change]{n: o.Examples, before: byLetters},
		changed: most[ChangedDocument]{n: mostChanged, before: func(a, b *ChangedDocument) int {
			return cmp.Or(cmp.Compare(b.Lost, a.Lost), cmp.Compare(b.Gained, a.Gained), cmp.Compare(len(b.Fields), len(a.Fields)), cmp.Compare(b.Moved, a.Moved))
		}},
		Report: Report{
			Schema: Schema, Kinds: map[string]*Both{}, Rules: map[string]*RuleReport{}, Sites: map[string]*SiteReport{}, Fields: map[string]int{},
			FieldChanges: []FieldChange{}, Refusals: []Refusal{},
		},
	}
}

// report returns what was counted so far, of two builds.
func (t *tally) report(old, new record.Build) *Report {
	r := t.Report
	r.Old, r.New = old, new
	r.Losses, r.Gains, r.Changed = t.losses.all(), t.gains.all(), t.changed.all()
	return &r
}

func (t *tally) add(c *comparison) {
	t.Documents.All++
	t.seen(t.Documents.All, c.read)
	switch {
	case c.unread != nil:
		t.Documents.Unread++
		return
	case c.refusedOld != nil && c.refusedNew != nil:
		t.Documents.RefusedBoth++
		return
	}
	if c.byWords {
		t.Documents.ByWords++
	}
	t.Letters.Old += c.old
	t.Letters.New += c.new
	if !c.changed() {
		return
	}
	t.Documents.Changed++
	doc := ChangedDocument{ID: clip(c.id, nameBytes), URL: clip(c.url, nameBytes), Site: cmp.Or(clip(c.site, nameBytes), noSite), Otherwise: c.otherwise, Moved: len(c.moved)}
	if c.otherwise {
		t.Documents.Otherwise++
	}
	if c.onlyMoved() {
		t.Documents.Moved++
	}
	t.addRefusal(c, &doc)
	for i := range c.lost {
		doc.Lost += c.lost[i].letters
		t.addLoss(&doc, &c.lost[i])
	}
	for i := range c.gained {
		doc.Gained += c.gained[i].letters
		t.addGain(&doc, &c.gained[i])
	}
	for i := range c.moved {
		t.addMove(&c.moved[i])
	}
	for i := range c.fields {
		doc.Fields = append(doc.Fields, c.fields[i].name)
		t.addField(&doc, &c.fields[i])
	}
	t.Letters.Lost += doc.Lost
	t.Letters.Gained += doc.Gained
	site := at(t.Sites, doc.Site)
	site.Changed++
	site.Lost += doc.Lost
	site.Gained += doc.Gained
	t.changed.add(doc)
}

// addRefusal notes a document that only one side refuses: its letters are lost, or
// gained.
func (t *tally) addRefusal(c *comparison, doc *ChangedDocument) {
	if !c.oneRefused() {
		return
	}
	r := Refusal{ID: doc.ID, URL: doc.URL, Site: doc.Site}
	if c.refusedNew != nil {
		r.By, r.Letters, r.Refused = sideNew, c.old, *c.refusedNew
		t.Documents.Refused++
		doc.Lost = c.old
	} else {
		r.By, r.Letters, r.Refused = sideOld, c.new, *c.refusedOld
		t.Documents.RefusedBefore++
		doc.Gained = c.new
	}
	doc.RefusedBy = r.By
	r.Reason, r.Error = clip(r.Reason, nameBytes), clip(r.Error, fieldBytes)
	if len(t.Refusals) < mostOthers {
		t.Refusals = append(t.Refusals, r)
	}
}

func (t *tally) addLoss(doc *ChangedDocument, c *change) {
	t.Lost.add(c.letters, c.whole)
	at(t.Kinds, c.why.kind).Lost.add(c.letters, c.whole)
	at(t.Rules, c.why.rule).Lost.add(c.letters, c.whole)
	t.losses.add(shown(doc, c))
}

func (t *tally) addGain(doc *ChangedDocument, c *change) {
	t.Gained.add(c.letters, c.whole)
	at(t.Kinds, c.why.kind).Gained.add(c.letters, c.whole)
	at(t.Rules, c.why.rule).Gained.add(c.letters, c.whole)
	t.gains.add(shown(doc, c))
}

func (t *tally) addMove(m *move) {
	t.Moved.add(m.letters, false)
	at(t.Rules, m.from.rule).To.add(m.letters, false)
	at(t.Rules, m.to.rule).From.add(m.letters, false)
}

func (t *tally) addField(doc *ChangedDocument, f *fieldChange) {
	t.Fields[f.name]++
	if len(t.FieldChanges) < mostOthers {
		t.FieldChanges = append(t.FieldChanges, FieldChange{ID: doc.ID, URL: doc.URL, Site: doc.Site, Field: f.name, Old: clip(f.old, fieldBytes), New: clip(f.new, fieldBytes)})
	}
}

func shown(doc *ChangedDocument, c *change) Change {
	text := clip(c.text, textBytes)
	return Change{
		ID: doc.ID, URL: doc.URL, Site: doc.Site, Text: text, Cut: max(len(c.text)-len(text), 0), Letters: c.letters, Whole: c.whole, Start: c.start, End: c.end,
		Kind: c.why.kind, Rule: clip(c.why.rule, nameBytes), Note: clip(c.why.note, nameBytes), Score: c.why.score,
	}
}

// at returns the entry of a name; when there are too many, that of the others.
func at[T any](all map[string]*T, name string) *T {
	name = cmp.Or(clip(name, nameBytes), noName)
	if all[name] == nil && len(all) >= mostNames {
		name = otherNames
	}
	if all[name] == nil {
		all[name] = new(T)
	}
	return all[name]
}

// clip returns the beginning of a text in memory of its own, valid UTF-8.
func clip(text string, limit int) string {
	if len(text) > limit {
		for limit > 0 && !utf8.RuneStart(text[limit]) {
			limit--
		}
		text = text[:limit]
	}
	return strings.Clone(strings.ToValidUTF8(text, "\uFFFD"))
}
