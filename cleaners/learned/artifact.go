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

var magic = [4]byte{'w', 'n', 'w', '4'}

// errArtifact is what all of Load's errors wrap.
var errArtifact = errors.New("not a model of this version: train it again")

// Default is the embedded model, read at the first call. It is part of the
// binary and a test loads it, so that a failure is a broken build: it panics.
func Default() *Model { return loadOnce() }

var loadOnce = sync.OnceValue(func() *Model {
	m, err := Load(artifact)
	if err != nil {
		panic(fmt.Errorf("embedded model: %w", err))
	}
	return m
})

// Load reads a model from the form that train/train.py writes. A model that was
// trained on other features than this package computes is refused, with the first
// one that differs.
func Load(data []byte) (*Model, error) {
	if len(data) < 8 || !bytes.Equal(data[:4], magic[:]) {
		return nil, fmt.Errorf("%w: it does not begin with %s", errArtifact, magic[:])
	}
	header, trees := data[8:], int64(8)+int64(binary.LittleEndian.Uint32(data[4:]))
	if trees > int64(len(data)) {
		return nil, fmt.Errorf("%w: its header is cut short", errArtifact)
	}
	if err := checkHeader(header[:trees-8]); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	m := &Model{digest: hex.EncodeToString(sum[:])[:16]}
	rest, err := m.texts.decode(data[trees:])
	if err == nil {
		rest, err = m.pages.decode(rest)
	}
	if err != nil {
		return nil, err
	}
	if len(rest) != 0 {
		return nil, fmt.Errorf("%w: %d bytes too many", errArtifact, len(rest))
	}
	return m, nil
}

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

// decode reads both stages and returns what is left of data.
func (s *stages) decode(data []byte) ([]byte, error) {
	rest, err := s.first.decode(data, FeatureCount)
	if err != nil {
		return nil, err
	}
	return s.second.decode(rest, SecondFeatureCount)
}

// decode reads a stage's forest for rows of that many features and returns what is
// left of data.
func (f *forest) decode(data []byte, features int) ([]byte, error) {
	if len(data) < 8 {
		return nil, errArtifact
	}
	f.base = odds(binary.LittleEndian.Uint32(data))
	n := int(binary.LittleEndian.Uint32(data[4:]))
	data = data[8:]
	const size = 2*treeTests + 2*treeLeaves
	if n > len(data)/size {
		return nil, errArtifact
	}
	f.trees = make([]tree, n)
	for t := range f.trees {
		if err := f.trees[t].decode(data[:size], features); err != nil {
			return nil, fmt.Errorf("%w: tree %d", err, t)
		}
		data = data[size:]
	}
	f.width = f.testedWidth()
	return data, nil
}

// testedWidth returns how much of a row the trees test.
func (f *forest) testedWidth() int {
	width := 0
	for t := range f.trees {
		for i := range treeTests {
			if f.trees[t].bounds[i] < noBound {
				width = max(width, int(f.trees[t].features[i])+1)
			}
		}
	}
	return width
}

func (t *tree) decode(data []byte, features int) error {
	copy(t.features[:treeTests], data)
	copy(t.bounds[:treeTests], data[treeTests:])
	for _, f := range t.features[:treeTests] {
		if int(f) >= features {
			return fmt.Errorf("%w: feature %d of %d", errArtifact, f, features)
		}
	}
	for i := range treeLeaves {
		leaf := data[2*treeTests+2*i:]
		t.lower[i], t.upper[i] = leaf[0], leaf[1]
	}
	return nil
}
