package learned

import "github.com/winnow-news/winnow/cleaners/document"

// Much of what a row tells of a page is not the block's own: it is the same for all
// blocks of a run, of a path or of a section. Here it is computed once for each, as
// the bytes that rows copy.

// sharedColumns are what the rows of a page copy. Of a text they are empty.
type sharedColumns struct {
	runs     []runColumns
	paths    []pathColumns
	sections [][2]uint8 // words and links
	beside   [][2]uint8 // of each block its links and tag, for its neighbours; besideLinkReach absent ones at either end
	names    nameColumns
}

// runColumns is what rows tell of a run.
type runColumns struct {
	size     [2]uint8             // words and links
	stories  [storyRunCount]uint8 // story links, pictures, headings, and runs beside it of the same form
	home     [4]uint8             // of blocks directly in it, from homeProse on
	headline [2]uint8             // steps from it up and down to the headline's run
	parts    uint8
}

// pathColumns is what rows tell of a path.
type pathColumns struct {
	blockWords uint8
	links      [3]uint8 // from pathLinks on
	homes      [3]uint8 // from pathHomes on
}

// nameColumns is what the names of an element come to, kept for the next that has the same.
type nameColumns struct {
	names, near document.NameSet
	columns     [nameGroupCount]uint8
}

// sharePage computes the columns that the blocks of a page share, once all else is
// known of it.
func (x *extractor) sharePage() {
	c, t, n := &x.shared, &x.groups, len(x.summaries)
	c.runs = extend(c.runs, len(x.elements.runs))
	if len(c.runs) == 0 {
		return
	}
	for k := range c.runs {
		c.runs[k] = x.runColumns(int32(k))
	}
	c.paths = extend(c.paths, len(t.paths))
	for k := range t.paths {
		c.paths[k] = x.pathColumns(k)
	}
	c.sections = extend(c.sections, len(t.sections))
	for k, at := range t.sections {
		c.sections[k] = [2]uint8{logKnown(x.words[at.end] - x.words[at.start]), t.linked(at.start, at.end)}
	}
	c.beside = resize(c.beside, n+2*besideLinkReach)
	for i := range x.doc.Blocks {
		b := &x.doc.Blocks[i]
		c.beside[besideLinkReach+i] = [2]uint8{portion(int(b.Element.LinkBytes), b.Span.Len()), 1 + tagClass(b.Element.Tag)}
	}
}

func (x *extractor) runColumns(k int32) (c runColumns) {
	s, run := &x.stories, &x.elements.runs[k]
	sum := func(sums []int32) uint8 { return small(1 + sums[run.end] - sums[run.start]) }
	c.size = [2]uint8{logKnown(x.words[run.end] - x.words[run.start]), x.groups.linked(int(run.start), int(run.end))}
	c.stories = [storyRunCount]uint8{sum(s.linked), sum(s.images), sum(s.headings), small(s.shapes.count(s.alike[k]))}
	up, down := x.elements.steps(k, s.main)
	c.home = [4]uint8{logKnown(s.direct[k]), grade(share(s.direct[k], s.direct[s.main])), small(1 + up), small(1 + down)}
	c.headline = [2]uint8{absent, absent}
	if s.headline >= 0 {
		up, down = x.elements.steps(k, x.elements.of[s.headline])
		c.headline = [2]uint8{small(1 + up), small(1 + down)}
	}
	c.parts = logKnown(float32(run.parts))
	return c
}

func (x *extractor) pathColumns(k int) pathColumns {
	p, homes := &x.groups.paths[k], float32(x.stories.homesOf[k])
	return pathColumns{
		blockWords: logKnown(share(p.words, p.blocks)),
		links: [3]uint8{
			grade(share(p.links, p.bytes)), grade(share(p.prose, p.words)), grade(float32(p.last-p.first) / float32(len(x.doc.Blocks))),
		},
		homes: [3]uint8{logKnown(homes), logKnown(p.blocks / homes), grade(share(p.prose, x.prose[len(x.summaries)]))},
	}
}

// of returns the columns of an element's names.
func (c *nameColumns) of(e *document.Element) [nameGroupCount]uint8 {
	if c.columns[0] == absent || c.names != e.Names || c.near != e.Near {
		c.names, c.near = e.Names, e.Near
		for k := range nameGroups {
			names := nameGroups[k].names
			c.columns[k] = known(e.Names.Has(names)) + flag(e.Near.Has(names))
		}
	}
	return c.columns
}
