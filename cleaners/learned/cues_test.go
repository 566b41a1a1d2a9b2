package learned

import (
	"slices"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// unknownClasses are classes of cues that the model does not know: the next ones
// that the lexicon would get, and the last that there can be.
var unknownClasses = []document.CueClass{document.CueClass(document.CueClassCount), document.CueClass(document.CueClassCount) + 1, 255}

// withCue returns doc with one cue more, which covers the first bytes of block i.
func withCue(doc *document.Document, i, bytes int, class document.CueClass) *document.Document {
	more := *doc
	more.Blocks, more.Cues = slices.Clone(doc.Blocks), slices.Clone(doc.Cues)
	start := doc.Blocks[i].Span.Start
	cue := document.Cue{Span: document.Span{Start: start, End: start + bytes}, Class: class}
	more.Cues = slices.Insert(more.Cues, int(doc.Blocks[i].CueFrom), cue)
	more.Blocks[i].Cued |= 1 << (class % 32)
	more.Blocks[i].CueTo++
	for k := i + 1; k < len(more.Blocks); k++ {
		more.Blocks[k].CueFrom++
		more.Blocks[k].CueTo++
	}
	return &more
}

// TestACueOfAClassThatTheModelDoesNotKnowChangesNothing is why a new class of cues
// needs no training: blocks that have one have the features and the score that they
// have without.
func TestACueOfAClassThatTheModelDoesNotKnowChangesNothing(t *testing.T) {
	m := Default()
	for _, doc := range []*document.Document{randomDocument(60, 11), randomPage(60, 11)} {
		first := Extract(doc, nil)
		scores := m.Score(doc, nil)
		second := Extract(doc, scores)
		for _, class := range unknownClasses {
			for i := range doc.Blocks {
				more := withCue(doc, i, doc.Blocks[i].Span.Len(), class)
				if got := Extract(more, nil); !slices.Equal(got, first) {
					t.Fatalf("class %d in block %d: %s", class, i, firstDifference(got, first, Names().First))
				}
				if got := Extract(more, scores); !slices.Equal(got, second) {
					t.Fatalf("class %d in block %d: %s", class, i, firstDifference(got, second, Names().Second))
				}
				if got := m.Score(more, nil); !slices.Equal(got, scores) {
					t.Fatalf("class %d in block %d: scores\n%v, want\n%v", class, i, got, scores)
				}
			}
		}
	}
}

// TestACueOfAClassThatTheModelKnowsCounts shows that the test above would see a cue.
func TestACueOfAClassThatTheModelKnowsCounts(t *testing.T) {
	doc := randomDocument(60, 11)
	without := Extract(doc, nil)
	for _, c := range cueClasses {
		with := Extract(withCue(doc, 30, doc.Blocks[30].Span.Len(), c.class), nil)
		column := slices.Index(Names().First, "cue."+c.name)
		if was, is := without[30*FeatureCount+column], with[30*FeatureCount+column]; was == 2 || is != 2 {
			t.Errorf("%s: %d without and %d with a cue that is all of the block", c.name, was, is)
		}
	}
}

// firstDifference names the first feature of rows that is not as wanted.
func firstDifference(got, want []uint8, names []string) string {
	for k := range want {
		if got[k] != want[k] {
			return names[k%len(names)]
		}
	}
	return "none"
}

// TestKnownCueClassesAreTheLexicons holds the model's names of the classes to the
// lexicon's. The lexicon may have classes that the model does not know.
func TestKnownCueClassesAreTheLexicons(t *testing.T) {
	for _, c := range cueClasses {
		if class, err := document.ParseCueClass(c.name); err != nil || class != c.class {
			t.Errorf("%s is class %v of the lexicon (error %v), want %v", c.name, class, err, c.class)
		}
	}
	for _, g := range headerGroups {
		for _, class := range g.classes {
			if !traitsOf[class].known {
				t.Errorf("headers of the group %s open by cues of class %v, which the model does not know", g.name, class)
			}
		}
	}
}
