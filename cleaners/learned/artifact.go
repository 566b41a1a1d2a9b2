package learned

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the artifact
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// The artifact's form, little endian: magic, the length of a header and the header,
// which is Features as JSON; then for texts and for pages, and for each of their
// stages, its base, its number of trees and the trees: columns and bounds of the
// tests, then the leaves. Base and leaves are odds.

//go:embed model.bin
var artifact []byte

// embeddedDigest is the embedded artifact's digest.
const embeddedDigest = "86de7c18d3f88744"

var magic = [4]byte{'w', 'n', 'w', '4'}

// errArtifact is what all of Load's errors wrap.
var errArtifact = errors.New("not a model of this version: train it again")

// Default is the embedded model, read at the first call. It is part of the
// binary and a test loads it, so that a failure is a broken build: it panics. The
// test is also what holds its header to the features of this package and
// embeddedDigest to the artifact: to look at each start takes longer than all else.
// The trees for texts are decoded for the first text, and those for pages for the first
// page.
func Default() *Model { return loadOnce() }

var loadOnce = sync.OnceValue(func() *Model {
	_, trees, err := cut(artifact)
	mustEmbedded(err)
	texts, pages, err := cutTrees(trees)
	mustEmbedded(err)
	later := func(trees []byte) func() *stages {
		return sync.OnceValue(func() *stages {
			s, err := decodeStages(trees)
			mustEmbedded(err)
			return s
		})
	}
	return &Model{digest: embeddedDigest, texts: later(texts), pages: later(pages)}
})

func mustEmbedded(err error) {
	if err != nil {
		panic(fmt.Errorf("embedded model: %w", err))
	}
}

// Load reads a model from the form that train/train.py writes. A model that was
// trained on other features than this package computes is refused, with the first
// one that differs.
func Load(data []byte) (*Model, error) {
	header, trees, err := cut(data)
	if err != nil {
		return nil, err
	}
	if err := checkHeader(header); err != nil {
		return nil, err
	}
	ofTexts, ofPages, err := cutTrees(trees)
	if err != nil {
		return nil, err
	}
	texts, err := decodeStages(ofTexts)
	if err != nil {
		return nil, err
	}
	pages, err := decodeStages(ofPages)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	return &Model{
		digest: hex.EncodeToString(sum[:])[:16],
		texts:  func() *stages { return texts }, pages: func() *stages { return pages },
	}, nil
}

// cut cuts an artifact into its header and its trees.
func cut(data []byte) (header, trees []byte, err error) {
	if len(data) < 8 || !bytes.Equal(data[:4], magic[:]) {
		return nil, nil, fmt.Errorf("%w: it does not begin with %s", errArtifact, magic[:])
	}
	length := int64(binary.LittleEndian.Uint32(data[4:]))
	if length > int64(len(data)-8) {
		return nil, nil, fmt.Errorf("%w: its header is cut short", errArtifact)
	}
	return data[8 : 8+length], data[8+length:], nil
}

// cutTrees cuts the trees of an artifact into those for texts and those for pages.
func cutTrees(data []byte) (texts, pages []byte, err error) {
	rest := data
	for range 2 { // stages
		if len(rest) < stageHead {
			return nil, nil, errArtifact
		}
		n := int64(binary.LittleEndian.Uint32(rest[4:])) * packedTree
		if rest = rest[stageHead:]; n > int64(len(rest)) {
			return nil, nil, errArtifact
		}
		rest = rest[n:]
	}
	return data[:len(data)-len(rest)], rest, nil
}

// stageHead is how many bytes of the artifact are before the trees of a stage: its base
// and their number.
const stageHead = 8

// checkHeader compares the features that an artifact was trained on with those of
// this package.
func checkHeader(header []byte) error {
	var trained Features
	if err := json.Unmarshal(header, &trained); err != nil {
		return fmt.Errorf("%w: its header: %w", errArtifact, err)
	}
	ours := Names()
	for _, list := range []struct {
		of            string
		trained, ours []string
	}{
		{"cue class", trained.CueClasses, ours.CueClasses},
		{"first-stage feature", trained.First, ours.First},
		{"second-stage feature", trained.Second, ours.Second},
	} {
		if err := compareNames(list.of, list.trained, list.ours); err != nil {
			return err
		}
	}
	return nil
}

// compareNames returns an error that names the first difference of two lists.
func compareNames(of string, trained, ours []string) error {
	if slices.Equal(trained, ours) {
		return nil
	}
	nameAt := func(names []string, i int) string {
		if i < len(names) {
			return fmt.Sprintf("%q", names[i])
		}
		return "none"
	}
	i := 0
	for i < min(len(trained), len(ours)) && trained[i] == ours[i] {
		i++
	}
	return fmt.Errorf("%w: %s %d is %s in the artifact and %s in this program (%d and %d in all)",
		errArtifact, of, i, nameAt(trained, i), nameAt(ours, i), len(trained), len(ours))
}

// decodeStages reads both stages.
func decodeStages(data []byte) (*stages, error) {
	s := &stages{}
	rest, err := s.first.decode(data, FeatureCount)
	if err == nil {
		rest, err = s.second.decode(rest, SecondFeatureCount)
	}
	if err == nil && len(rest) != 0 {
		err = fmt.Errorf("%w: %d bytes too many", errArtifact, len(rest))
	}
	return s, err
}

// decode reads a stage's forest for rows of that many features and returns what is
// left of data.
func (f *forest) decode(data []byte, features int) ([]byte, error) {
	if len(data) < stageHead {
		return nil, errArtifact
	}
	f.base = odds(binary.LittleEndian.Uint32(data))
	n := int(binary.LittleEndian.Uint32(data[4:]))
	data = data[stageHead:]
	if n > len(data)/packedTree {
		return nil, errArtifact
	}
	f.trees = make([]tree, n)
	for t := range f.trees {
		greatest, width := f.trees[t].decode((*[packedTree]byte)(data))
		if greatest >= features {
			return nil, fmt.Errorf("%w: tree %d: feature %d of %d", errArtifact, t, greatest, features)
		}
		f.width = max(f.width, width)
		data = data[packedTree:]
	}
	return data, nil
}

// packedTree is how many bytes of the artifact a tree has.
const packedTree = 2*treeTests + 2*treeLeaves

// decode reads a tree. It returns the greatest of its features, and how much of a row
// the tree tests.
func (t *tree) decode(data *[packedTree]byte) (greatest, width int) {
	copy(t.features[:treeTests], data[:])
	copy(t.bounds[:treeTests], data[treeTests:])
	for i, feature := range t.features[:treeTests] {
		greatest = max(greatest, int(feature))
		if t.bounds[i] < noBound {
			width = max(width, int(feature)+1)
		}
	}
	leaves := (*[2 * treeLeaves]byte)(data[2*treeTests:])
	for i := range treeLeaves {
		t.lower[i], t.upper[i] = leaves[2*i], leaves[2*i+1]
	}
	return greatest, width
}
