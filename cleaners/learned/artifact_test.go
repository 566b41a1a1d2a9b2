package learned

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// packed returns an artifact of those features and the embedded one's trees.
func packed(t *testing.T, features Features) []byte {
	t.Helper()
	header, err := json.Marshal(features)
	if err != nil {
		t.Fatal(err)
	}
	data := binary.LittleEndian.AppendUint32(magic[:len(magic):len(magic)], uint32(len(header)))
	return append(append(data, header...), artifact[treesAt():]...)
}

// treesAt returns where in the embedded artifact the trees begin.
func treesAt() int { return 8 + int(binary.LittleEndian.Uint32(artifact[4:])) }

// TestTheEmbeddedArtifactIsWhatDefaultTakesItFor: Default looks at neither its header
// nor its hash.
func TestTheEmbeddedArtifactIsWhatDefaultTakesItFor(t *testing.T) {
	m, err := Load(artifact)
	if err != nil {
		t.Fatal(err)
	}
	if m.Digest() != Default().Digest() {
		t.Errorf("its digest is %q: write it into artifact.go in place of %q", m.Digest(), Default().Digest())
	}
}

func TestABrokenArtifactIsRefused(t *testing.T) {
	for name, change := range map[string]func([]byte) []byte{
		"empty":             func([]byte) []byte { return nil },
		"not ours":          func(d []byte) []byte { d[0] = 'x'; return d },
		"header cut short":  func(d []byte) []byte { return d[:treesAt()-1] },
		"header of no end":  func(d []byte) []byte { d[7] = 0xFF; return d },
		"header of no JSON": func(d []byte) []byte { d[8] = 'x'; return d },
		"no trees":          func(d []byte) []byte { return d[:treesAt()] },
		"cut short":         func(d []byte) []byte { return d[:len(d)-1] },
		"too long":          func(d []byte) []byte { return append(d, 0) },
		"wild feature":      func(d []byte) []byte { d[treesAt()+8] = 255; return d },
	} {
		if _, err := Load(change(slices.Clone(artifact))); !errors.Is(err, errArtifact) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestAnArtifactOfOtherFeaturesIsRefused holds the error to what differs.
func TestAnArtifactOfOtherFeaturesIsRefused(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Features)
		says   string // "": it is taken
	}{
		{"the same", func(*Features) {}, ""},
		{"another cue class", func(f *Features) { f.CueClasses[2] = "weather" }, `cue class 2 is "weather" in the artifact and "subscribe" in this program`},
		{"a class more", func(f *Features) { f.CueClasses = append(f.CueClasses, "weather") }, `cue class 24 is "weather" in the artifact and none in this program (25 and 24 in all)`},
		{"a feature less", func(f *Features) { f.First = f.First[:FeatureCount-1] }, fmt.Sprintf(`first-stage feature %d is none in the artifact and "element.inner3.alike" in this program`, FeatureCount-1)},
		{"two in another order", func(f *Features) { f.First[0], f.First[1] = f.First[1], f.First[0] }, `first-stage feature 0 is "own.runes" in the artifact and "own.words" in this program`},
		{"another of the second stage", func(f *Features) { f.Second[scoreOwn] = "score.mood" }, fmt.Sprintf(`second-stage feature %d is "score.mood" in the artifact and "score.own" in this program`, scoreOwn)},
	} {
		features := Names()
		test.change(&features)
		_, err := Load(packed(t, features))
		if test.says == "" {
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			continue
		}
		if !errors.Is(err, errArtifact) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: error %v\nwant it to say: %s", test.name, err, test.says)
		}
	}
}

// TestEveryFeatureHasANameOfItsOwn finds columns that are named twice or not at
// all.
func TestEveryFeatureHasANameOfItsOwn(t *testing.T) {
	features := Names()
	for stage, names := range map[string][]string{"first": features.First, "second": features.Second} {
		columns := make(map[string]int)
		for column, name := range names {
			if name == "" {
				t.Errorf("%s stage: column %d has no name", stage, column)
			}
			if other, taken := columns[name]; taken {
				t.Errorf("%s stage: columns %d and %d are both %q", stage, other, column, name)
			}
			columns[name] = column
		}
	}
}

// TestTheSecondStageSharesWhatIsNamedAlike holds the shared features to their
// columns in the first stage.
func TestTheSecondStageSharesWhatIsNamedAlike(t *testing.T) {
	features := Names()
	for k, column := range secondOwn {
		if features.Second[k] != features.First[column] {
			t.Errorf("column %d of the second stage is %q, of the first stage's %d %q", k, features.Second[k], column, features.First[column])
		}
	}
}
