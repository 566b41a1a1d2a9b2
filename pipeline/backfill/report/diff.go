package report

import (
	"fmt"
	"iter"

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
