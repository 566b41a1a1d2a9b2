// Package learned is the trained block classifier: it tells from a block's
// features how likely it is to be article text, whatever the language or the
// site.
//
// features.go and second.go compute the features, standing.go those that a block has
// by the scores of its whole document, page.go and page_second.go those that only
// pages give, from what nest.go and group.go find to belong together.
// forest.go walks the trees and lanes.go does so for 32 blocks at once where the
// processor can, this file has the model that is embedded and the scoring of a
// document. Two stages of boosted trees (Friedman, "Greedy Function Approximation:
// A Gradient Boosting Machine", 2001) look at each block: the second sees what the
// first made of the neighbours. train/ has the script that makes the artifact, and
// beside the artifact stands what it was trained on and how it scored.
//
// The classifier is one voice among the cleaners: it judges nothing by itself.
package learned

import (
	"bytes"
	_ "embed" // the artifact
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/winnow-news/winnow/cleaners/document"
)

//go:embed model.bin
var artifact []byte

// Model scores documents. It never changes: any number of goroutines may use
// one.
//
// Texts and pages have trees of their own, grown in the same way from rows of the
// same features. One set of trees for both must weigh what a page tells of a
// block against what a text does, and spends its tests on either: on WCXB's pages,
// unseen sites, words F1 of articles is .9588 with it and .9613 with two, of all
// pages .8721 and .8762, and texts are as good either way.
type Model struct {
	texts, pages stages
	workspaces   sync.Pool
}

// stages are the trees of both looks at a block.
type stages struct{ first, second forest }

// Load reads a model from the form that train/train.py writes.
func Load(data []byte) (*Model, error) {
	if len(data) < 8 || !bytes.Equal(data[:4], magic[:]) {
		return nil, errArtifact
	}
	if a, b := int(binary.LittleEndian.Uint16(data[4:])), int(binary.LittleEndian.Uint16(data[6:])); a != FeatureCount || b != SecondFeatureCount {
		return nil, fmt.Errorf("%w: it has rows of %d and %d features, want %d and %d", errArtifact, a, b, FeatureCount, SecondFeatureCount)
	}
	m := &Model{}
	rest, err := m.texts.decode(data[8:])
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

// decode reads both stages and gives what is left of data.
func (s *stages) decode(data []byte) ([]byte, error) {
	rest, err := s.first.decode(data, FeatureCount)
	if err != nil {
		return nil, err
	}
	return s.second.decode(rest, SecondFeatureCount)
}

// stages gives the trees for documents like doc.
func (m *Model) stages(doc *document.Document) *stages {
	if doc.Format == document.HTML {
		return &m.pages
	}
	return &m.texts
}

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

// workspace is the memory that scoring one document needs, kept for the next.
// Rows are made a batch at a time: those of a whole document would take hundreds
// of bytes for each of its lines. The second stage sees few of the first's
// features; these are kept.
type workspace struct {
	extractor extractor
	scored    scored
	rows      [batch]row  // the rows at hand
	lanes     lanes       // the same, turned
	sums      [batch]odds // what the trees say of them
	open      openRows    // what is left of them for all trees of the first stage
	scores    []float32   // the first stage's scores
	own       []uint8     // of each block that the second stage looks at the features of ownSecond
}

// Score appends to dst the probability of each block of doc to be article text.
// It allocates nothing per block once its memory has grown.
func (m *Model) Score(doc *document.Document, dst []float32) []float32 {
	w, _ := m.workspaces.Get().(*workspace)
	if w == nil {
		w = &workspace{}
	}
	defer m.workspaces.Put(w)
	return m.scoreWith(w, doc, dst)
}

// scoreWith scores doc in w's memory.
func (m *Model) scoreWith(w *workspace, doc *document.Document, dst []float32) []float32 {
	n := len(doc.Blocks)
	if n == 0 {
		return dst
	}
	w.extractor.begin(doc)
	w.scores = resize(w.scores, n)
	w.own = w.own[:0]
	s := m.stages(doc)
	s.look(w)
	w.extractor.beginSecond(&w.scored, w.scores)
	at := len(dst)
	dst = append(dst, w.scores...)
	s.lookAgain(w, dst[at:])
	w.release()
	return dst
}

// look fills w's scores by the first stage. Rows that the first trees leave open
// are gathered until there is a batch of them for the others: of most batches some
// are.
func (s *stages) look(w *workspace) {
	n := len(w.scores)
	w.open.n = 0
	for i := 0; i < n; i += batch {
		some := w.rows[:min(batch, n-i)]
		for k := range some {
			w.extractor.advance(i + k)
			w.extractor.row(i+k, some[k][:0])
		}
		s.first.begin(&w.rows, len(some), &w.sums, &w.lanes)
		for k := range some {
			if isClear(w.sums[k]) {
				w.scores[i+k] = probability(w.sums[k])
			} else if w.open.add(i+k, &some[k], w.sums[k]); w.open.n == batch {
				s.lookOn(w)
			}
		}
	}
	s.lookOn(w)
}

// lookOn scores the rows that are open by the other trees of the first stage, and
// keeps of those that the second will look at what it sees of them.
func (s *stages) lookOn(w *workspace) {
	o := &w.open
	if o.n == 0 {
		return
	}
	s.first.finish(&o.rows, o.n, &o.sums, &w.lanes, false)
	for k := range o.n {
		p := probability(o.sums[k])
		w.scores[o.blocks[k]] = p
		if isSettled(p) {
			continue
		}
		for _, f := range ownSecond {
			w.own = append(w.own, o.rows[k][f])
		}
	}
	o.n = 0
}

// openRows are rows that the first trees have not settled, in the order of their
// blocks.
type openRows struct {
	n      int
	rows   [batch]row
	blocks [batch]int
	sums   [batch]odds // what the trees said of each so far
}

func (o *openRows) add(block int, r *row, sum odds) {
	o.rows[o.n], o.blocks[o.n], o.sums[o.n] = *r, block, sum
	o.n++
}

// settled is how near to none or all a first-stage score must be for its block
// not to be looked at again: no neighbour turns such a score round. What clearOdds
// lets go early is inside it.
const settled = 0.05

func isSettled(p float32) bool { return p <= settled || p >= 1-settled }

// lookAgain replaces the scores of the blocks that the first stage left open by
// the second's.
func (s *stages) lookAgain(w *workspace, scores []float32) {
	var blocks [batch]int // whose rows are at hand
	open, own := 0, w.own
	flush := func() {
		s.second.logOdds(&w.rows, open, &w.sums, &w.lanes)
		for k, block := range blocks[:open] {
			scores[block] = probability(w.sums[k])
		}
		open = 0
	}
	for i, p := range w.scores {
		if isSettled(p) {
			continue
		}
		row := append(w.rows[open][:0], own[:ownSecondCount]...)
		own = own[ownSecondCount:]
		w.extractor.secondRow(&w.scored, i, row)
		blocks[open] = i
		if open++; open == batch {
			flush()
		}
	}
	flush()
}

// keptBlocks is how many blocks' memory a workspace may keep between documents:
// one huge document must not hold its memory for ever.
const keptBlocks = 1 << 14

func (w *workspace) release() {
	w.extractor.doc = nil
	if cap(w.scores) > keptBlocks {
		*w = workspace{}
	}
}
