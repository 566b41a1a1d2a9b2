package replay

import (
	"slices"
	"strings"

	"github.com/winnow-news/winnow/pipeline/record"
)

// comparison is what came out otherwise of one document.
type comparison struct {
	id, url, site string
	read          int64    // of Input
	unread        *Refused // it could not be opened

	refusedOld, refusedNew *Refused

	byWords   bool // the two were not cut out of one text
	otherwise bool // the same letters, in other paragraphs
	old, new  int  // letters of article
	lost      []change
	gained    []change
	moved     []move
	fields    []fieldChange
}

// change is one text that only one side has in its article. What says why is the side's
// that has not: empty where nothing does.
type change struct {
	text       string
	letters    int
	start, end int  // bytes of the segmented text; none when compared by words
	whole      bool // it is a whole paragraph
	why        reason
}

// reason is what is said of a text that was removed.
type reason struct {
	kind, rule, note string
	score            float64
}

// move is a removal that another rule makes, or as another kind.
type move struct {
	from, to reason
	letters  int
}

// fieldChange is a field that has another value.
type fieldChange struct{ name, old, new string }

// compare fills in what became of a document on both sides.
func (c *comparison) compare(old, new *Result) {
	c.refusedOld, c.refusedNew = old.Refused, new.Refused
	switch {
	case old.Clean == nil && new.Clean == nil:
		return
	case new.Clean == nil:
		c.name(old.Clean)
		c.old = articleLetters(old.Clean)
		return
	case old.Clean == nil:
		c.name(new.Clean)
		c.new = articleLetters(new.Clean)
		return
	}
	c.name(new.Clean)
	c.fields = changedFields(old.Clean, new.Clean)
	if source, one := oneSource(old, new); one {
		c.byOffsets(source, old.Clean, new.Clean)
	} else {
		c.byWords = true
		c.compareWords(old.Clean, new.Clean)
	}
	c.otherwise = len(c.lost)+len(c.gained) == 0 && !sameParagraphs(old.Clean, new.Clean)
}

func (c *comparison) name(clean *record.Clean) {
	if clean.Site != "" {
		c.site = clean.Site
	}
}

// changed reports whether anything came out otherwise.
func (c *comparison) changed() bool {
	return c.oneRefused() || c.otherwise || len(c.lost)+len(c.gained)+len(c.moved)+len(c.fields) > 0
}

// onlyMoved reports whether nothing came out otherwise, and only another rule says so.
func (c *comparison) onlyMoved() bool {
	return len(c.moved) > 0 && len(c.lost)+len(c.gained)+len(c.fields) == 0 && !c.otherwise && !c.oneRefused()
}

// oneRefused reports whether only one side refused the document.
func (c *comparison) oneRefused() bool { return (c.refusedOld == nil) != (c.refusedNew == nil) }

// articleLetters returns the letters of the paragraphs and of what was lifted out.
func articleLetters(c *record.Clean) (n int) {
	for i := range c.Paragraphs {
		n += letters(c.Paragraphs[i].Text)
	}
	for i := range c.Lifted {
		n += letters(c.Lifted[i].Text)
	}
	return n
}

func changedFields(old, new *record.Clean) (all []fieldChange) {
	for _, f := range [...]fieldChange{
		{"title", old.Title, new.Title}, {"byline", old.Byline, new.Byline}, {"published", old.Published, new.Published},
		{"modified", old.Modified, new.Modified}, {"section", old.Section, new.Section}, {"language", old.Language, new.Language},
		{"tags", strings.Join(old.Tags, ", "), strings.Join(new.Tags, ", ")}, {"quality", old.Quality.Is.String(), new.Quality.Is.String()},
	} {
		if f.old != f.new {
			all = append(all, f)
		}
	}
	return all
}

func sameParagraphs(old, new *record.Clean) bool {
	return slices.EqualFunc(old.Paragraphs, new.Paragraphs, func(a, b record.Paragraph) bool {
		return a.Text == b.Text && a.Role == b.Role && a.Level == b.Level && a.Number == b.Number && slices.Equal(a.Cells, b.Cells)
	})
}
