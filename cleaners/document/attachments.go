package document

// Attachments is what a page, or a Markdown dump, has beside its text: where its links
// lead, its images and embeds. Segmenting collects it when asked, and judges
// none of it. All addresses are absolute and lead to the web: http or https.
type Attachments struct {
	Links   []AttachedLink // in order, never overlapping
	Images  []*AttachedImage
	Embeds  []*AttachedEmbed
	Authors []AuthorAddress
}

// AttachedLink is a link's text in one block. A link around several blocks is one
// in each.
type AttachedLink struct {
	Span    Span
	Address string
}

// AttachedImage is one image. An image that the page has twice is there once.
type AttachedImage struct {
	Setting
	Figure  Span // the text of the figure that it is in; zero where there is none
	Address string
	Alt     string
}

// AttachedEmbed is a post, video or the like that another site serves. Its text, if
// the page has any, lies in Span.
type AttachedEmbed struct {
	Setting
	Span     Span
	Platform string
	Address  string // empty when the page does not tell
}

// Setting is where in a page something without a text of its own stands.
type Setting struct {
	At        int  // bytes of Source
	Around    Span // the text of the innermost element around that has some; zero for a text dump
	Ancestors AncestorSet
	Names     NameSet
}

// AuthorAddress is where the page says that more is to be read of an author.
type AuthorAddress struct {
	Name    string
	Address string
}

// Unmarked returns the text of a span without the marks that segmenting blanked. The
// insets in it are there.
func (d *Document) Unmarked(s Span) string { return d.unmarked(s, true) }

// Read returns the text of a span as it is read: without the marks and the insets.
func (d *Document) Read(s Span) string { return d.unmarked(s, false) }

func (d *Document) unmarked(s Span, whole bool) string {
	insets := d.InsetsIn(s)
	if len(insets) == 0 && d.Source[s.Start:s.End] == d.Text[s.Start:s.End] {
		return d.Text[s.Start:s.End]
	}
	kept := make([]byte, 0, s.Len())
	for _, in := range insets {
		kept = d.appendUnblanked(kept, Span{s.Start, in.Span.Start})
		if whole {
			kept = append(kept, d.Source[in.Span.Start:in.Span.End]...)
		}
		s.Start = in.Span.End
	}
	return string(d.appendUnblanked(kept, s))
}

func (d *Document) appendUnblanked(kept []byte, s Span) []byte {
	source, text := d.Source[s.Start:s.End], d.Text[s.Start:s.End]
	for i := range len(text) {
		if text[i] == source[i] {
			kept = append(kept, text[i])
		}
	}
	return kept
}
