package report

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// made makes a document of lines: "= text" is a paragraph, "rule: text" a removal.
func made(id string, lines ...string) *record.Clean {
	doc := &record.Clean{ID: id, Site: "harbour-example"}
	if strings.HasPrefix(id, "b") {
		doc.Site = "新聞-example"
	}
	for _, line := range lines {
		rule, text, _ := strings.Cut(line, " ")
		if rule == "=" {
			doc.Paragraphs = append(doc.Paragraphs, record.Paragraph{Text: text})
		} else {
			doc.Removed = append(doc.Removed, record.Removal{Text: text, Rule: rule, Kind: document.Related})
		}
	}
	return doc
}

func runOf(name string, docs ...*record.Clean) Run {
	return Run{name, func(yield func(*record.Clean, error) bool) {
		for _, doc := range docs {
			if !yield(doc, nil) {
				return
			}
		}
	}}
}

func twoRuns() (before, after Run) {
	return runOf("before.jsonl",
			made("a1", "= The ferry is late.", "related/zone Ten ferries to see", "share/line Share this", "= A tide came."),
			made("a2", "= Same.", "= Twice.", "legal/rights Twice.", "tags/led Tags:  ferry, tide"),
			made("a3", "= A sentence. More: Ten ferries. Its end.", "= Kept — here."),
			made("b1", "= 港口很安靜。", "related/zone "+hostile+strings.Repeat(" 這一段被刪除了。", 40)),
			made("b1", "= Again."), made("gone-1", "= Gone."), made("gone-2", "= Gone.")),
		runOf("after.jsonl",
			made("b1", "= 港口很安靜。", "= "+hostile+strings.Repeat(" 這一段被刪除了。", 40)),
			made("a1", "= The ferry is late.", "related/zone Ten ferries to see", "share/line Share this", "promo/line A tide came."),
			made("a2", "= Same.", "= Twice.", "legal/rights Twice.", "metadata/tags - Tags: ferry, tide"),
			made("a3", "= A sentence. Its end.", "related/inline More: Ten ferries.", "= Kept, here."),
			made("new-1", "= New."), made("new-1", "= New."))
}

func TestDiff(t *testing.T) {
	d, err := Diff(twoRuns())
	if err != nil {
		t.Fatal(err)
	}
	back := uint64(len(hostile) + len(strings.Repeat(" 這一段被刪除了。", 40)))
	want := &Difference{
		Old: "before.jsonl", New: "after.jsonl", OldDocuments: 7, NewDocuments: 6, Repeated: 2, Both: 4, Gone: 2, Come: 1,
		GoneIDs: []string{"gone-1", "gone-2"}, ComeIDs: []string{"new-1"}, Changed: 3, OldKept: 94 + 18, NewKept: 60 + 18 + back,
		RemovedNow: Change{1, 12}, CutNow: Change{1, 18}, KeptNow: Change{1, back}, Otherwise: Change{1, 20}, Moved: Change{1, 19},
		Rules: map[string]*RuleDifference{
			"promo/line":     {Kinds: map[string]uint64{"related": 1}, RemovedNow: Change{1, 12}, Removed: []Sample{{"a1", "A tide came.", 0}}},
			"related/inline": {Kinds: map[string]uint64{"related": 1}, CutNow: Change{1, 18}, Removed: []Sample{{"a3", "More: Ten ferries.", 0}}},
			"related/zone":   {Kinds: map[string]uint64{"related": 1}, KeptNow: Change{1, back}, Kept: d.Rules["related/zone"].Kept},
			"tags/led":       {Kinds: map[string]uint64{"related": 1}, From: Change{1, 19}},
			"metadata/tags":  {Kinds: map[string]uint64{"related": 1}, To: Change{1, 19}},
		},
		Sites: map[string]*SiteDifference{
			"harbour-example": {Documents: 3, Changed: 2, RemovedNow: Change{2, 30}, OldKept: 94, NewKept: 60},
			"新聞-example":      {Documents: 1, Changed: 1, KeptNow: Change{1, back}, OldKept: 18, NewKept: 18 + back},
		},
		OtherwiseTexts: []Sample{{"a3", "A sentence. Its end.", 0}},
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDifferenceForPeople(t *testing.T) {
	d, err := Diff(twoRuns())
	if err != nil {
		t.Fatal(err)
	}
	var table, page bytes.Buffer
	if err := errors.Join(DifferenceTable(&table, d, 80), WriteDifferenceHTML(&page, d, "before.jsonl and after.jsonl")); err != nil {
		t.Fatal(err)
	}
	golden(t, "difference.txt", table.String())
	golden(t, "difference.html", page.String())
	fitsTheTerminal(t, table.String(), 80)
	escapes(t, page.String())
}

func TestNoDifference(t *testing.T) {
	before, _ := twoRuns()
	d, err := Diff(before, before)
	if err != nil {
		t.Fatal(err)
	}
	if d.Changed+d.Gone+d.Come+d.Moved.Blocks+d.Otherwise.Blocks != 0 || len(d.Rules) != 0 {
		t.Errorf("a run differs from itself: %+v", d)
	}
	var page bytes.Buffer
	if err := errors.Join(DifferenceTable(&page, d, 80), WriteDifferenceHTML(&page, d, "x")); err != nil {
		t.Fatal(err)
	}
}

func TestDiffSaysWhichRunCannotBeRead(t *testing.T) {
	broken := Run{"broken.jsonl", func(yield func(*record.Clean, error) bool) { yield(nil, errors.New("cut")) }}
	fine := runOf("fine.jsonl", made("a", "= A."))
	for _, runs := range [][2]Run{{broken, fine}, {fine, broken}} {
		if _, err := Diff(runs[0], runs[1]); err == nil || !strings.Contains(err.Error(), "broken.jsonl: cut") {
			t.Errorf("Diff = %v, want the run and its error", err)
		}
	}
}

// TestDiffIsBounded counts what is held of documents.
func TestDiffIsBounded(t *testing.T) {
	texts := newRunTexts()
	var all iter.Seq2[*record.Clean, error] = func(yield func(*record.Clean, error) bool) {
		for i := range 5000 {
			lines := []string{"= " + fmt.Sprint(i), "rule-" + fmt.Sprint(i) + " gone"}
			if !yield(made(fmt.Sprint("a", i), slices.Repeat(lines, 20)...), nil) {
				return
			}
		}
	}
	for doc := range all {
		texts.add(doc)
	}
	held := 0
	for _, chunk := range texts.chunks {
		held += cap(chunk)
	}
	if most := 5000*40 + chunkSize; held > most || len(texts.pairs) > maxPairs+1 {
		t.Errorf("%d entries, want at most %d; %d rules", held, most, len(texts.pairs))
	}
	d, err := Diff(Run{"a", all}, Run{"b", all})
	if err != nil || d.Changed != 0 || d.Moved.Blocks != 0 {
		t.Errorf("%+v, %v", d, err)
	}
}
