package segment

import (
	"github.com/winnow-news/winnow/cleaners/document"
)

// Scratch is memory that segmenting one page leaves to the next. A document that was
// segmented with it has its elements and insets there: until the next one is segmented,
// or Release is called. It knows the elements of that page until then. The zero value is
// ready.
type Scratch struct{ walker pageWalker }

// keptText, keptElements and keptPaths are how much of a scratch is kept: one huge page
// must not hold its memory for ever.
const (
	keptText     = 1 << 20 // bytes
	keptElements = 1 << 14
	keptPaths    = 1 << 12
)

// Release drops what points into the page that was segmented last.
func (s *Scratch) Release() {
	w := &s.walker
	clear(w.nodes)
	clear(w.hrefs)
	clear(w.elements)
	w.metadata.Reset()
	w.reset(nil)
	w.at, w.links, w.root = scope{}, blockLinks{}, nil
}

// reset empties w for a page whose blocks take the memory of these.
func (w *pageWalker) reset(blocks []document.Block) {
	if cap(w.text) > keptText || cap(w.elements) > keptElements || len(w.samePath) > keptPaths || cap(w.lists) > keptElements {
		*w = pageWalker{}
	}
	if w.samePath == nil {
		w.samePath = make(map[uint64]int32)
	}
	clear(w.samePath)
	w.metadata.Reset()
	*w = pageWalker{
		blocks: blocks[:0],
		text:   w.text[:0], elements: w.elements[:0], nodes: w.nodes[:0], hrefs: w.hrefs[:0], insets: w.insets[:0],
		lists: append(w.lists[:0], list{}), samePath: w.samePath, metadata: w.metadata,
		inset: insetState{found: w.inset.found[:0]},
	}
}
