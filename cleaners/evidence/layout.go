package evidence

import (
	"github.com/winnow-news/winnow/cleaners/document"
)

// Layout is a document as a cleaner gets it: with where its parts lie, read
// off the blocks' evidence once for all cleaners. It is no verdict: a cleaner
// may read the same blocks otherwise.
type Layout struct {
	*document.Document

	Title        Title         // the headline, and by which rule
	head         int           // the blocks before this one are the document's head
	FirstBody    int           // the first paragraph of the body, or the number of blocks
	LastBody     int           // the last paragraph of the body, or -1
	author       string        // who the head says wrote the article
	Zones        []zone        // the lists of other articles
	Thread       Thread        // the readers' comments
	Scores       []float32     // what the trained model makes of each block
	RepeatSearch *RepeatSearch // the memory of the search for repeats
}

// New finds a document's parts. It costs a few looks at each block.
func New(doc *document.Document) *Layout {
	r := &Layout{Document: doc, head: headEnd(doc), FirstBody: len(doc.Blocks), LastBody: -1, Zones: relatedZones(doc), Thread: findThread(doc)}
	r.Title = findTitle(doc, r.head)
	r.author = authorInHead(doc)
	for i := range doc.Blocks {
		if r.InZone(i) || !IsBody(doc, i) || r.IsOfAuthor(doc, i) {
			continue
		}
		r.FirstBody = min(r.FirstBody, i)
		r.LastBody = i
	}
	return r
}
