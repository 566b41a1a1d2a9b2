// Package learned is the trained block classifier: from a block's features it
// computes how likely the block is to be article text, whatever the language or
// the site.
//
// Two stages of boosted trees (Friedman, "Greedy Function Approximation: A Gradient
// Boosting Machine", 2001) score each block. The second sees what the first made of
// the other blocks.
//
//   - columns.go, names.go and cues.go list the features: a column and a name for
//     each, and the classes of cues that they are computed from. The artifact
//     carries the names, and artifact.go refuses one that was trained on others.
//   - summary.go reads a document once; features.go and page.go write the rows of
//     the first stage (what blocks of a page share is in page_shared.go),
//     second.go, score_context.go and page_second.go those of the
//     second. words.go, vocabulary.go, overlap.go, repeats.go, headers.go,
//     elements.go, group.go and stories.go find what they need of words, of equal
//     blocks, of header lines, of blocks that belong together and of other stories
//     on the page.
//   - score.go scores a document's rows, forest.go adds up the trees, and lanes.go
//     does so for 32 blocks at once where the processor can.
//
// train has the script that makes the artifact, and the figures that chose what is
// here. model.json says what the embedded artifact was trained on.
//
// The classifier is one voice among the cleaners: it judges nothing by itself.
package learned

import (
	"sync"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Model scores documents. It never changes: any number of goroutines may use
// one.
//
// Texts and pages have trees of their own, grown in the same way from rows of the
// same features. One set of trees for both would have to weigh what a page tells of
// a block against what a text does, and spends its tests on either
// (train/RESULTS.md, "Texts and pages").
type Model struct {
	texts, pages func() *stages
	digest       string
	workspaces   sync.Pool
}

// Digest names the model: 16 hex digits of the hash of its artifact.
func (m *Model) Digest() string { return m.digest }

// stages are the trees of both stages.
type stages struct{ first, second forest }

// stages returns the trees for documents like doc.
func (m *Model) stages(doc *document.Document) *stages {
	if doc.Format == document.HTML {
		return m.pages()
	}
	return m.texts()
}
