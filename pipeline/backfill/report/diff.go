package report

import (
	"fmt"
	"iter"
	"strings"

	"github.com/winnow-news/winnow/pipeline/record"
)

// Run is the outputs of a run: its clean documents in any order, by their ids.
type Run struct {
	Name      string
	Documents iter.Seq2[*record.Clean, error] // may be ranged over more than once
}

// Difference is what a later run over the same archive did otherwise. Texts are
// compared by their letters and digits, within a document, whatever their place.
type Difference struct {
	Old, New       string // the runs' names
	OldDocuments   uint64
	NewDocuments   uint64
	Repeated       uint64   // documents left out because their run has their id before
	Both           uint64   // documents that are compared
	Gone, Come     uint64   // documents that only the old or only the new run has
	GoneIDs        []string // some of them
	ComeIDs        []string
	Changed        uint64 // documents of both with other paragraphs
	OldKept        uint64 // bytes of text that the old run kept
	NewKept        uint64
	RemovedNow     Change // paragraphs that were kept
	CutNow         Change // removals that were neither: mostly parts of a paragraph, or of a removal
	KeptNow        Change // paragraphs that were removed
	Otherwise      Change // paragraphs that were neither: another part was cut out of them, or they were joined
	Moved          Change // removals that another rule makes now
	Rules          map[string]*RuleDifference
	Sites          map[string]*SiteDifference
	OtherwiseTexts []Sample
}

// Change counts blocks and their bytes.
type Change struct{ Blocks, Bytes uint64 }

func (c *Change) add(text string) {
	c.Blocks++
	c.Bytes += uint64(len(text))
}

// RuleDifference is what one rule did otherwise.
type RuleDifference struct {
	Kinds      map[string]uint64 // blocks that the rule removes now and did not, or the other way round
	RemovedNow Change
	CutNow     Change
	KeptNow    Change
	From, To   Change // removals that were this rule's and are another's, and the other way round
	Removed    []Sample
	Kept       []Sample
}

// SiteDifference is what was otherwise in the documents of one site. Bytes are those of
// documents that both runs have.
type SiteDifference struct {
	Documents, Changed  uint64
	RemovedNow, KeptNow Change // cuts are among the removals
	OldKept, NewKept    uint64
}

// Sample is one text that came out otherwise.
type Sample struct {
	ID, Text string
	Cut      int // bytes that are not shown
}

// The bounds of a difference.
const (
	maxDiffSites = 4096
	maxDiffRules = 1024
	maxIDs       = 20
	ruleSamples  = 3
	mostSamples  = 12 // of Otherwise
	sampleBytes  = 400
)

// Diff compares two runs. It holds of the old run 16 bytes for each id, 8 for each paragraph
// and removal, and their table: about 60 bytes a document and 8 a text, some 5 % of the
// outputs' size; of the new one a document at a time. The old run is ranged over a
// second time to name documents that are gone. It fails when reading does.
func Diff(old, new Run) (*Difference, error) {
	d := &Difference{Old: old.Name, New: new.Name, Rules: make(map[string]*RuleDifference), Sites: make(map[string]*SiteDifference)}
	texts := newRunTexts()
	for doc, err := range old.Documents {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", old.Name, err)
		}
		d.OldDocuments++
		if !texts.add(doc) {
			d.Repeated++
		}
	}
	seen := make(map[docKey]struct{}) // of the documents that come
	c := comparison{Difference: d, old: texts}
	for doc, err := range new.Documents {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", new.Name, err)
		}
		d.NewDocuments++
		key := texts.key(doc.ID)
		before, known := texts.documents[key]
		_, again := seen[key]
		switch {
		case known && before.met || again:
			d.Repeated++
		case known:
			before.met = true
			texts.documents[key] = before
			c.compare(doc, before)
		default:
			seen[key] = struct{}{}
			d.Come++
			d.ComeIDs = keepID(d.ComeIDs, doc.ID)
		}
	}
	return d, d.nameGone(old, texts)
}

func keepID(ids []string, id string) []string {
	if len(ids) < maxIDs {
		ids = append(ids, clip(id, maxAddress))
	}
	return ids
}

// nameGone counts the documents that only the old run has, and names some.
func (d *Difference) nameGone(old Run, texts *runTexts) error {
	for _, doc := range texts.documents {
		if !doc.met {
			d.Gone++
		}
	}
	if d.Gone == 0 {
		return nil
	}
	for doc, err := range old.Documents {
		if err != nil {
			return fmt.Errorf("%s: %w", old.Name, err)
		}
		key := texts.key(doc.ID)
		if before := texts.documents[key]; !before.met {
			d.GoneIDs = keepID(d.GoneIDs, doc.ID)
			before.met = true // named
			texts.documents[key] = before
		}
		if len(d.GoneIDs) == maxIDs || uint64(len(d.GoneIDs)) == d.Gone {
			return nil
		}
	}
	return nil
}

// comparison compares documents. Its maps are of one document and used again.
type comparison struct {
	*Difference
	old    *runTexts
	before map[uint64]fates
	now    map[uint64]fates
}

// fates is what became of a text in one run; it can have been there twice.
type fates struct {
	kept    bool
	removed uint16 // number of the rule and kind, 0: it was not
}

func (c *comparison) compare(doc *record.Clean, before oldDocument) {
	c.before, c.now = emptied(c.before), emptied(c.now)
	for _, entry := range c.old.of(before) {
		meet(c.before, entry)
	}
	for i := range doc.Paragraphs {
		meet(c.now, entryOf(c.old.hash(doc.Paragraphs[i].Text), 0))
	}
	for i := range doc.Removed {
		meet(c.now, entryOf(c.old.hash(doc.Removed[i].Text), c.old.number(&doc.Removed[i])))
	}
	site := c.site(doc.Site)
	changed := false
	for i := range doc.Paragraphs {
		changed = c.paragraph(doc, doc.Paragraphs[i].Text, site) || changed
	}
	for i := range doc.Removed {
		changed = c.removal(doc, &doc.Removed[i], site) || changed
	}
	for hash, f := range c.before { // a paragraph that nothing came in place of
		now, there := c.now[hash]
		changed = changed || f.kept && !now.kept && !there
	}
	kept := keptBytes(doc)
	c.Both++
	site.Documents++
	site.OldKept += before.kept
	site.NewKept += kept
	c.OldKept += before.kept
	c.NewKept += kept
	if changed {
		site.Changed++
		c.Changed++
	}
}

func emptied(m map[uint64]fates) map[uint64]fates {
	if m == nil {
		return make(map[uint64]fates)
	}
	clear(m)
	return m
}

func meet(m map[uint64]fates, e entry) {
	f := m[e.hash()]
	if e.pair() == 0 {
		f.kept = true
	} else {
		f.removed = e.pair()
	}
	m[e.hash()] = f
}

// paragraph reports whether a paragraph was none before.
func (c *comparison) paragraph(doc *record.Clean, text string, site *SiteDifference) bool {
	hash := entryOf(c.old.hash(text), 0).hash()
	before, known := c.before[hash]
	switch {
	case before.kept:
		return false
	case !known:
		c.Otherwise.add(text)
		c.OtherwiseTexts = keepSample(c.OtherwiseTexts, doc.ID, text, mostSamples)
	case c.now[hash].removed != 0: // it is removed in another place, as before
		return false
	default:
		pair := c.old.pairs[before.removed]
		rule := c.rule(pair.rule, pair.kind)
		rule.KeptNow.add(text)
		rule.Kept = keepSample(rule.Kept, doc.ID, text, ruleSamples)
		site.KeptNow.add(text)
		c.KeptNow.add(text)
	}
	return true
}

// removal reports whether a removal was none before.
func (c *comparison) removal(doc *record.Clean, r *record.Removal, site *SiteDifference) bool {
	pair := c.old.number(r)
	hash := entryOf(c.old.hash(r.Text), pair).hash()
	before, known := c.before[hash]
	switch {
	case before.removed != 0:
		if was := c.old.pairs[before.removed]; was.rule != c.old.pairs[pair].rule {
			c.Moved.add(r.Text)
			c.rule(was.rule, was.kind).From.add(r.Text)
			c.rule(r.Rule, r.Kind.String()).To.add(r.Text)
		}
		return false
	case before.kept && c.now[hash].kept: // one of two equal ones is still there
		return false
	}
	rule := c.rule(r.Rule, r.Kind.String())
	if known {
		rule.RemovedNow.add(r.Text)
		c.RemovedNow.add(r.Text)
	} else {
		rule.CutNow.add(r.Text)
		c.CutNow.add(r.Text)
	}
	rule.Removed = keepSample(rule.Removed, doc.ID, r.Text, ruleSamples)
	site.RemovedNow.add(r.Text)
	return true
}

func keepSample(samples []Sample, id, text string, most int) []Sample {
	if len(samples) >= most {
		return samples
	}
	shown := clip(text, sampleBytes)
	return append(samples, Sample{ID: clip(id, maxAddress), Text: shown, Cut: max(len(text)-len(shown), 0)})
}

func (c *comparison) rule(name, kind string) *RuleDifference {
	r := c.Rules[name]
	if r == nil && len(c.Rules) >= maxDiffRules {
		name = otherNames
		r = c.Rules[name]
	}
	if r == nil {
		r = &RuleDifference{Kinds: make(map[string]uint64)}
		c.Rules[clip(name, maxName)] = r
	}
	r.Kinds[kind]++
	return r
}

func (c *comparison) site(name string) *SiteDifference {
	name = named(name, noSite, maxName)
	s := c.Sites[name]
	if s == nil && len(c.Sites) >= maxDiffSites {
		name = otherNames
		s = c.Sites[name]
	}
	if s == nil {
		s = &SiteDifference{}
		c.Sites[strings.Clone(name)] = s
	}
	return s
}

func keptBytes(doc *record.Clean) (n uint64) {
	for i := range doc.Paragraphs {
		n += uint64(len(doc.Paragraphs[i].Text))
	}
	return n
}
