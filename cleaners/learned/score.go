package learned

import "github.com/winnow-news/winnow/cleaners/document"

// workspace is the memory that scoring one document needs, kept for the next.
// Rows are made a batch at a time: those of a whole document would take hundreds
// of bytes for each of its lines. The second stage sees few of the first's
// features; these are kept.
type workspace struct {
	extractor extractor
	document  documentScores
	rows      [batch]row  // the rows at hand
	lanes     *lanes      // the same, transposed
	sums      [batch]odds // what the trees say of them
	open      openRows    // those that the first stage's head leaves open
	scores    []float32   // the first stage's scores
	own       []ownRow    // the features of secondOwn of each block that the second stage scores
}

// newWorkspace returns an empty one. Its lanes are by themselves, so that they begin
// where a cache line does: a load that lies across two takes twice as long.
func newWorkspace() *workspace { return &workspace{lanes: new(lanes)} }

// Score appends to dst the probability of each block of doc to be article text.
// It allocates nothing per block once its memory has grown.
func (m *Model) Score(doc *document.Document, dst []float32) []float32 {
	w, _ := m.workspaces.Get().(*workspace)
	if w == nil {
		w = newWorkspace()
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
	s.firstStage(w)
	w.extractor.beginSecond(&w.document, w.scores)
	at := len(dst)
	dst = append(dst, w.scores...)
	s.secondStage(w, dst[at:])
	w.release()
	return dst
}

// firstStage fills w's scores. Rows that the first trees leave open are gathered
// until there is a batch of them for the others: of most batches some are.
func (s *stages) firstStage(w *workspace) {
	n := len(w.scores)
	w.open.n = 0
	for i := 0; i < n; i += batch {
		some := w.rows[:min(batch, n-i)]
		for k := range some {
			w.extractor.row(i+k, &some[k])
		}
		s.first.begin(&w.rows, len(some), &w.sums, w.lanes)
		for k := range some {
			if isClear(w.sums[k]) {
				w.scores[i+k] = probability(w.sums[k])
			} else if w.open.add(i+k, &some[k], w.sums[k]); w.open.n == batch {
				s.flush(w)
			}
		}
	}
	s.flush(w)
}

// flush scores the open rows by the other trees of the first stage, and keeps of
// those that the second will score what it sees of them.
func (s *stages) flush(w *workspace) {
	o := &w.open
	if o.n == 0 {
		return
	}
	s.first.finish(&o.rows, o.n, &o.sums, w.lanes, false)
	for k := range o.n {
		p := probability(o.sums[k])
		w.scores[o.blocks[k]] = p
		if !isDecided(p) {
			w.own = append(w.own, o.rows[k].secondOwn())
		}
	}
	o.n = 0
}

// openRows are rows that the first trees are not sure of, in the order of their
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

// decided is how near to none or all a first-stage score must be for the second
// stage to leave its block as it is: no neighbour turns such a score round. A sum
// that isClear is inside it. train/RESULTS.md has what other values come to ("Early
// exits").
const decided = 0.05

func isDecided(p float32) bool { return p <= decided || p >= 1-decided }

// secondStage replaces the scores of the blocks that the first stage left undecided.
func (s *stages) secondStage(w *workspace, scores []float32) {
	var blocks [batch]int // whose rows are at hand
	n, own := 0, w.own
	score := func() {
		s.second.logOdds(&w.rows, n, &w.sums, w.lanes)
		for k, block := range blocks[:n] {
			scores[block] = probability(w.sums[k])
		}
		n = 0
	}
	for i, p := range w.scores {
		if isDecided(p) {
			continue
		}
		r := &w.rows[n]
		*(*ownRow)(r[:]) = own[0]
		own = own[1:]
		w.extractor.secondRow(&w.document, i, r)
		blocks[n] = i
		if n++; n == batch {
			score()
		}
	}
	score()
}

// keptBlocks and keptWords are how many blocks' and long words' memory a workspace may
// keep between documents: one huge document must not hold its memory for ever.
const (
	keptBlocks = 1 << 14
	keptWords  = 1 << 18
)

func (w *workspace) release() {
	w.extractor.doc = nil
	if cap(w.scores) > keptBlocks || cap(w.extractor.long) > keptWords {
		*w = workspace{lanes: w.lanes}
	}
}
