package learned

import "github.com/winnow-news/winnow/cleaners/document"

// Blocks of a page that belong together without being side by side, or without an
// element around them: those of one path, and those below one heading.

// path is what the blocks of one element path come to: paragraphs of an article
// share one, and cards do.
type path struct {
	blocks, words, prose float32
	bytes, links         float32
	first, last          int // blocks
}

// section is a heading and the blocks below it, up to the next heading; the blocks
// above the first are one as well.
type section struct{ start, end int }

// groups are the paths and sections of a page. Of a text they are empty.
type groups struct {
	paths     []path
	pathOf    []int32 // of each block
	byHash    map[uint64]int32
	sections  []section
	sectionOf []int32   // of each block
	links     []float32 // prefix sums of the bytes in links
	bytes     []float32 // and of all bytes
}

// group sums up the page's paths and sections.
func (x *extractor) group() {
	t, blocks := &x.groups, x.doc.Blocks
	t.paths, t.sections = t.paths[:0], t.sections[:0]
	n := len(blocks)
	if n == 0 || blocks[0].Element == nil {
		return
	}
	if t.byHash == nil {
		t.byHash = make(map[uint64]int32)
	}
	clear(t.byHash)
	t.pathOf, t.sectionOf = resize(t.pathOf, n), resize(t.sectionOf, n)
	t.links, t.bytes = resize(t.links, n+1), resize(t.bytes, n+1)
	for i := range blocks {
		b := &blocks[i]
		t.links[i+1] = t.links[i] + float32(b.Element.LinkBytes)
		t.bytes[i+1] = t.bytes[i] + float32(b.Span.Len())
		t.pathOf[i] = t.joinPath(i, b, &x.summaries[i])
		t.sectionOf[i] = t.joinSection(i, b)
	}
}

func (t *groups) joinPath(i int, b *document.Block, g *blockSummary) int32 {
	k, known := t.byHash[b.Element.Path]
	if !known {
		k = int32(len(t.paths))
		t.byHash[b.Element.Path] = k
		t.paths = append(t.paths, path{first: i})
	}
	p := &t.paths[k]
	p.blocks++
	p.words += g.words
	p.prose += g.prose
	p.bytes += float32(b.Span.Len())
	p.links += float32(b.Element.LinkBytes)
	p.last = i
	return k
}

func (t *groups) joinSection(i int, b *document.Block) int32 {
	if i == 0 || b.Role == document.RoleHeading {
		t.sections = append(t.sections, section{start: i})
	}
	k := len(t.sections) - 1
	t.sections[k].end = i + 1
	return int32(k)
}

// linked returns which share of the bytes of the blocks from start up to end is in
// links.
func (t *groups) linked(start, end int) uint8 {
	return grade(share(t.links[end]-t.links[start], t.bytes[end]-t.bytes[start]))
}
