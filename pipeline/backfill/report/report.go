// Package report says what a run over an archive did to its text. An archive is
// cleaned while nobody looks, and what is lost from it is lost for all who read it
// afterwards: so a run counts what it removed, by which rule, from which site and
// month, and keeps the documents that it hit hardest, for people to look at.
//
//   - report.go, counts.go: Tally, which counts every document as the run meets it
//   - sites.go, months.go: the part of it by site and by month, which is bounded
//   - samples.go: the documents and rejects that are kept as examples
//   - ticks.go: how fast the run was over time
//   - encode.go: a Tally as JSON, for the checkpoint and for adding up machines
//   - jumps.go: sites whose removals change from one month to the next
//   - table.go: Summary, for a terminal; page.go, plots.go: WriteHTML
//   - diff.go, diff_texts.go, diff_compare.go: two runs over one archive compared;
//     diff_table.go, diff_page.go: the result for people
//   - format.go: tables for a terminal; frame.html.tmpl: what both pages share
//
// A Tally is bounded, whatever the archive's size: see maxSites and maxSeries. Tallies
// of several machines add up to the same in any order.
package report

import (
	"fmt"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Seen is one document as a run met it. Exactly one of Doc and Reject is set.
type Seen struct {
	File   string        // that it is from
	Bytes  int           // of the document as it was read
	Took   time.Duration // to clean it
	Doc    *record.Clean
	Reject *record.Reject
}

// Tally counts what a run did. It is not safe for use by several goroutines.
type Tally struct {
	documents, rejects counter
	bytesIn            counter // of documents and rejects
	kept, removed      counter // bytes of text
	paragraphs         counter
	took               time.Duration // cleaning, on all workers together

	quality   [document.PageTypeCount]counter // documents
	kinds     [document.KindCount]count
	languages map[string]*count
	rules     ruleTable

	removalScores histogram // removed blocks
	qualityScores histogram // documents
	shares        histogram // documents by the share of their text that was removed
	times         [timeBins]counter

	reasons  map[string]*reason
	slowest  []Example
	heaviest []Example

	sites siteTable
	ticks ticks

	stamp uint64 // of the document being counted
}

// counter counts things or bytes; it has no sign, so that a broken checkpoint shows.
type counter = uint64

// NewTally returns a tally that has counted nothing.
func NewTally() *Tally {
	return &Tally{
		languages: make(map[string]*count),
		rules:     ruleTable{at: make(map[string]uint16)},
		reasons:   make(map[string]*reason),
		sites:     siteTable{byName: make(map[string]*site)},
	}
}

// Add counts a document. It keeps no reference to it.
func (t *Tally) Add(seen Seen) {
	t.bytesIn += uint64(max(seen.Bytes, 0))
	t.took += seen.Took
	t.times[timeBin(seen.Took)]++
	if seen.Doc == nil {
		t.reject(&seen)
		return
	}
	t.stamp++
	t.documents++
	doc := seen.Doc
	s := t.sites.of(doc.Site)
	m := s.month(monthOf(doc), &t.sites)
	var kept, removed uint64
	for i := range doc.Paragraphs {
		kept += uint64(len(doc.Paragraphs[i].Text))
	}
	var kinds [document.KindCount]bool
	for i := range doc.Removed {
		r := &doc.Removed[i]
		n := uint64(len(r.Text))
		removed += n
		t.removalScores.add(r.Score)
		rule, first := t.rules.add(r.Rule, n, t.stamp)
		if first {
			s.rules = t.sites.bump(s.rules, rule)
			if m != nil {
				m.rules = t.sites.bump(m.rules, rule)
			}
		}
		if k := int(r.Kind); k < len(kinds) {
			t.kinds[k].add(n, !kinds[k])
			s.kinds[k] += n
			kinds[k] = true
		}
	}
	t.document(&seen, kept, removed)
	s.count(seen.Bytes, kept, removed)
	if m != nil {
		m.count(kept, removed)
	}
	t.sites.bound()
}

// document counts what a document has once.
func (t *Tally) document(seen *Seen, kept, removed uint64) {
	doc := seen.Doc
	t.kept += kept
	t.removed += removed
	t.paragraphs += uint64(len(doc.Paragraphs))
	if q := int(doc.Quality.Is); q < len(t.quality) {
		t.quality[q]++
	}
	t.qualityScores.add(doc.Quality.Score)
	of(t.languages, named(doc.Language, noLanguage, 16), maxLanguages).add(kept, true)
	share := shareOf(removed, kept+removed)
	if kept+removed > 0 {
		t.shares.add(share)
	}
	t.slowest = keepSlow(t.slowest, seen, share)
	t.heaviest = keepHeavy(t.heaviest, seen, share, kept+removed)
}

// Merge adds what another tally counted; the other one stays as it is. Tallies may
// be merged in any order: as long as no more than maxMerged sites come together,
// the result is the same. It fails when there is nothing to add.
func (t *Tally) Merge(other *Tally) error {
	if other == nil || other == t {
		return fmt.Errorf("a tally can't be added to itself or to nothing")
	}
	t.documents += other.documents
	t.rejects += other.rejects
	t.bytesIn += other.bytesIn
	t.kept += other.kept
	t.removed += other.removed
	t.paragraphs += other.paragraphs
	t.took += other.took
	addAll(t.quality[:], other.quality[:])
	addAll(t.times[:], other.times[:])
	for k := range t.kinds {
		t.kinds[k].merge(&other.kinds[k])
	}
	for name, c := range other.languages {
		of(t.languages, name, maxMergedNames).merge(c)
	}
	t.removalScores.merge(&other.removalScores)
	t.qualityScores.merge(&other.qualityScores)
	t.shares.merge(&other.shares)
	for name, r := range other.reasons {
		reasonOf(t.reasons, name, maxMergedNames).merge(r)
	}
	t.slowest = mergeExamples(t.slowest, other.slowest, slower, maxExamples)
	t.heaviest = mergeExamples(t.heaviest, other.heaviest, heavier, perSite)
	t.sites.merge(&other.sites, t.rules.merge(&other.rules))
	t.ticks.merge(&other.ticks)
	return nil
}

func addAll(to, from []counter) {
	for i := range to {
		to[i] += from[i]
	}
}

// shareOf returns part of whole, 0 of nothing.
func shareOf(part, whole uint64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
