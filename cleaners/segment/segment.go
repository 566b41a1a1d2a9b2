// Package segment cuts decoded text or a parsed page into blocks and gathers the
// evidence that judging needs: the shape of each block, the cues that the lexicons
// find in it and, for a page, where it stands among the elements. It never judges:
// every visible piece of text becomes a block, a cookie banner as well as the lead.
//
// A text is cut into lines (lines.go), once the marks of a Markdown dump
// (markdown.go) and the link numbers of a text browser (linklist.go) are blanked.
// Lines that are no paragraphs are put right: those of a wrapped text are joined
// (wrap.go, hyphen.go), as are those of a dump that breaks sentences (rejoin.go), and
// a text in one line is cut into sentences (flat.go, sentence.go). In one line, a byline
// with its date and the page's labels are cut off once cues are found (oneline.go).
//
// A page is walked over once (page.go, page_text.go, page_memory.go, scope.go, flow.go, lists.go, names.go, forum.go, shadow.go,
// formula.go). What stands inside a line and is no part of its sentence becomes an inset
// of its block (insets.go, insets_aside.go, insets_text.go, gutter.go), and what a mark
// in the text leads to is a note (notes.go). What it says of itself
// is read on the way by segment/metadata; where its data states the article's text,
// that is compared with the blocks (stated.go) or becomes blocks (stated_insert.go).
// SegmentInto also collects, where it is asked to, links, images and embeds (attach.go,
// attach_images.go, attach_embeds.go), and where the elements stand that a site's rules select. AskReadability adds go-readability's opinion for those who ask (readability.go).
package segment

import (
	"cmp"
	"slices"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/lexicon"
	"github.com/winnow-news/winnow/cleaners/segment/metadata"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// Segment returns the Document of raw, which decode has read into d.
func Segment(raw document.Raw, d *decode.Decoded) *document.Document {
	doc := &document.Document{}
	SegmentInto(doc, raw, d, Ask{})
	return doc
}

// Ask is what a document is to have besides.
type Ask struct {
	Attachments bool
	Selected    Selected // whose text doc.Ruled is to name
	Scratch     *Scratch // memory for a page; nil for none
}

// Selected is what the site's rules say of elements of a page. The spans are for
// segmenting to fill in.
type Selected map[*html.Node][]document.Ruled

// SegmentInto is Segment into doc, with what is asked for. It reuses the memory of
// doc's blocks, cues and words and of the scratch, so whatever was read from doc before, or
// from another document of that scratch, must not be in use any more.
func SegmentInto(doc *document.Document, raw document.Raw, d *decode.Decoded, ask Ask) {
	var attached *attacher
	if ask.Attachments {
		attached = &attacher{}
	}
	*doc = document.Document{
		ID: raw.ID, URL: raw.URL, Format: d.Format, Charset: d.Charset,
		Hints:  document.Hints{Title: shape.Fold(raw.Title), SiteName: raw.Source, Language: raw.Language},
		Blocks: doc.Blocks[:0], Cues: doc.Cues[:0], Words: doc.Words[:0],
	}
	var images []document.Span
	var lead document.Span
	if d.Format == document.HTML {
		scratch := ask.Scratch
		if scratch == nil {
			scratch = &Scratch{}
		}
		layOutPage(doc, d.Page, &scratch.walker, attached, ask.Selected)
	} else {
		doc.Forum = isForum(doc)
		images, lead = layOutText(doc, d.Text, attached)
	}
	var speak lexicon.LanguageSet
	doc.Language, speak = languageOf(doc)
	findCues(doc, images, lead, speak)
	if d.Format != document.HTML {
		cutOneLine(doc)
	}
	sortWords(doc)
}

// layOutText fills doc's source, text and blocks from plain text: its lines, or the
// paragraphs that a dump has wrapped or broken. It returns where images are
// described, and the word that leads to a name in a first line that it cut apart.
func layOutText(doc *document.Document, source string, attached *attacher) (images []document.Span, lead document.Span) {
	doc.Source = source
	doc.Text, images = blankMarkdown(source, attached)
	if attached != nil {
		doc.Attached = attached.finish(source, metadata.AbsoluteFrom(doc.URL))
	}
	var addresses int
	doc.Text, addresses = blankLinkNumbers(source, doc.Text)
	growWords(doc)
	blocks, breaksLeast := lines(doc, doc.Blocks), wrapPairs
	if addresses < len(source) {
		blocks, breaksLeast = joinAddresses(doc, blocks, addresses), browserPairs
	}
	var hyphens, breaks []int
	column := wrapColumn(source, blocks, breaksLeast)
	if column > 0 {
		blocks, hyphens = unwrap(doc, blocks, column)
	}
	doc.Broken = isBroken(doc.Text, blocks)
	if column > 0 || doc.Broken {
		blocks, breaks = rejoin(doc, blocks)
	}
	if len(hyphens)+len(breaks) > 0 {
		doc.Text = mendBreaks(mendHyphens(doc.Text, hyphens), breaks)
	}
	if column > 0 || doc.Broken {
		mendWords(doc, blocks)
	}
	doc.Blocks, lead = splitOpening(doc, flatten(doc, blocks))
	return images, lead
}

// findCues lists what the lexicons of some languages find in each block, with the
// descriptions of images and the lead of a byline that segmenting itself has found. The
// lexicons read block by block, so that no phrase runs from one line into the next.
func findCues(doc *document.Document, images []document.Span, lead document.Span, speak lexicon.LanguageSet) {
	lex := lexicon.Default()
	doc.Cues = slices.Grow(doc.Cues, len(doc.Blocks)) // mostly one or none in a line
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		from := len(doc.Cues)
		for len(images) > 0 && images[0].Start < b.Span.End {
			if b.Span.Contains(images[0]) {
				doc.Cues = append(doc.Cues, document.Cue{Span: images[0], Class: document.CueDepicts})
			}
			images = images[1:]
		}
		if lead.Len() > 0 && b.Span.Start <= lead.Start && lead.End <= b.Span.End {
			doc.Cues = append(doc.Cues, document.Cue{Span: lead, Class: document.CueByline})
			lead = document.Span{}
		}
		found := len(doc.Cues)
		doc.Cues = lex.FindIn(doc, i, speak, doc.Cues)
		if found > from {
			slices.SortStableFunc(doc.Cues[from:], func(a, b document.Cue) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
		}
		for _, c := range doc.Cues[from:] {
			b.Cued = b.Cued.With(c.Class)
		}
		b.CueFrom, b.CueTo = int32(from), int32(len(doc.Cues))
	}
}
