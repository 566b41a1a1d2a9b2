package report

import (
	"strings"

	"github.com/winnow-news/winnow/pipeline/record"
)

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
