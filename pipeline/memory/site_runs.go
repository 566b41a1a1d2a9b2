package memory

import "github.com/winnow-news/winnow/cleaners/document"

// Menus, lists of sections and rows of buttons are short lines. One of them says
// nothing: "Sport" stands in many articles. A few in a row, word for word, do. So
// a run of short lines is cut into pieces, and a piece is remembered as a
// paragraph is. Where the cuts are depends on the lines there alone
// (content-defined chunking: Muthitacharoen, Chen, Mazieres, "A low-bandwidth
// network file system", 2001): one line that comes or goes changes its piece and
// leaves the others.
const (
	leastRun   = 3 // lines of a run
	leastPiece = 2 // lines of a piece
	mostPiece  = 8
	cutEvery   = 4 // one line in so many ends a piece

	// pieceLetters is the fewest letters of a piece: fewer are the numbers of
	// pages, dots and bars. Two Chinese words of a menu have eight.
	pieceLetters = 8
)

// rememberable returns the paragraphs of a document that are long enough to be
// recognized, and the pieces of its runs of short lines: each as its blocks, in
// order.
func rememberable(doc *document.Document) (all [][]int) {
	indices := make([]int, len(doc.Blocks))
	all = make([][]int, 0, len(doc.Blocks))
	run := 0 // where a run of short lines begins
	for i := range doc.Blocks {
		indices[i] = i
		b := &doc.Blocks[i]
		if isShort(b) {
			continue
		}
		all = appendPieces(all, doc, indices[run:i])
		run = i + 1
		if b.Shape.Words <= mostWords && b.Role != document.RoleCode {
			all = append(all, indices[i:i+1:i+1])
		}
	}
	return appendPieces(all, doc, indices[run:])
}

// isShort reports whether a block is too short to be recognized by itself.
func isShort(b *document.Block) bool {
	return b.Role != document.RoleCode && (b.Shape.Words < leastWords || b.Shape.Letters < leastLetters)
}

// appendPieces cuts a run of short lines. One that is no run has no pieces.
func appendPieces(all [][]int, doc *document.Document, run []int) [][]int {
	if len(run) < leastRun {
		return all
	}
	from := 0
	for i := range run {
		n := i + 1 - from
		if n < leastPiece || len(run)-i-1 < leastPiece && i+1 < len(run) {
			continue // the last piece takes what is left
		}
		if i+1 == len(run) || n == mostPiece || Fingerprint(doc.Of(run[i]))%cutEvery == 0 {
			if piece := run[from : i+1 : i+1]; lettersOf(doc, piece) >= pieceLetters {
				all = append(all, piece)
			}
			from = i + 1
		}
	}
	return all
}

func lettersOf(doc *document.Document, blocks []int) (n int) {
	for _, i := range blocks {
		n += int(doc.Blocks[i].Shape.Letters)
	}
	return n
}

// joinPrints returns the fingerprint of short lines in a row, of which the first has
// its own already.
func joinPrints(doc *document.Document, first uint64, rest []int) uint64 {
	h := mix(fnvOffset ^ first)
	for _, i := range rest {
		h = mix(h ^ Fingerprint(doc.Of(i)))
	}
	return h
}
