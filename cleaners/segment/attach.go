package segment

import (
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
)

// mostAttached bounds each list of a page's attachments. Articles have less than a
// hundred links and images; a page of more is a catalogue.
const mostAttached = 4096

// attacher collects a page's links, images and embeds while the page is walked over:
// enter and leave are called for each element, skip for one that is not entered,
// word for each text that is written. Addresses are as the page has them until
// finish. All offsets are bytes of the walker's text.
type attacher struct {
	found    document.Attachments
	elements []attachElement    // those that are open
	unset    []unsetSetting     // whose Around is not known yet
	links    []string           // addresses of the links that are open
	embeds   []*openEmbed       // embeds with text that are open
	figures  [][]*document.Span // of the images in each open figure
	pictures []*html.Node       // <picture> elements that are open
	takenOut int                // elements that are open and that the site's rules take out: nothing in them is noted
}

// attachElement is an element that is open.
type attachElement struct {
	node  *html.Node
	start int // bytes of text before it
	unset int // settings before it whose Around is not known yet
}

// unsetSetting is a setting whose Around is not known yet. The text of an embed is
// not around it.
type unsetSetting struct {
	*document.Setting
	embed *document.AttachedEmbed // nil for an image
}

type openEmbed struct {
	node  *html.Node
	embed *document.AttachedEmbed
	links int // before it
}

// enter notes element n, around which is the ancestry around. at is how many bytes
// of text there are.
func (a *attacher) enter(n *html.Node, around dom.Ancestry, at int) {
	if platform, address, ok := postOf(n); ok && a.takenOut == 0 && len(a.found.Embeds) < mostAttached {
		embed := a.embed(around, at, platform, address)
		a.embeds = append(a.embeds, &openEmbed{n, embed, len(a.found.Links)})
	}
	switch n.DataAtom {
	case atom.A:
		a.links = append(a.links, dom.Attr(n, "href"))
	case atom.Figure:
		a.figures = append(a.figures, nil)
	case atom.Picture:
		a.pictures = append(a.pictures, n)
	case atom.Img, atom.Image:
		a.image(n, around, at)
	}
	if n.Data == "amp-img" {
		a.image(n, around, at)
	}
	a.elements = append(a.elements, attachElement{n, at, len(a.unset)})
}

// skip notes an element that the walk does not enter.
func (a *attacher) skip(n *html.Node, around dom.Ancestry, at int) {
	switch n.DataAtom {
	case atom.Iframe:
		if platform, address, ok := frameOf(n); ok && a.takenOut == 0 && len(a.found.Embeds) < mostAttached {
			a.embed(around, at, platform, address)
		}
	case atom.Noscript:
		if img := imageIn(n); img != nil {
			a.image(img, around, at)
		}
	}
}

// leave ends the innermost element. text is the page's text so far.
func (a *attacher) leave(text []byte) {
	e := a.elements[len(a.elements)-1]
	a.elements = a.elements[:len(a.elements)-1]
	switch e.node.DataAtom {
	case atom.A:
		a.links = a.links[:len(a.links)-1]
	case atom.Picture:
		a.pictures = a.pictures[:len(a.pictures)-1]
	case atom.Figure:
		span := trim(text, document.Span{Start: e.start, End: len(text)})
		last := len(a.figures) - 1
		for _, figure := range a.figures[last] {
			if span.Len() > 0 {
				*figure = span
			}
		}
		a.figures = a.figures[:last]
	}
	if n := len(a.embeds); n > 0 && a.embeds[n-1].node == e.node {
		a.closeEmbed(a.embeds[n-1], trim(text, document.Span{Start: e.start, End: len(text)}))
		a.embeds = a.embeds[:n-1]
	}
	if len(a.unset) > e.unset {
		if span := trim(text, document.Span{Start: e.start, End: len(text)}); span.Len() > 0 {
			rest := a.unset[:e.unset]
			for _, s := range a.unset[e.unset:] {
				if s.embed != nil && s.embed.Span == span {
					rest = append(rest, s)
					continue
				}
				s.Around = span
			}
			a.unset = rest
		}
	}
}

// word notes that bytes start to end of the text were written. The block that they
// are in begins at block.
func (a *attacher) word(block, start, end int) {
	if len(a.links) == 0 {
		return
	}
	address := a.links[len(a.links)-1]
	if address == "" {
		return
	}
	if n := len(a.found.Links); n > 0 {
		if last := &a.found.Links[n-1]; last.Address == address && last.Span.Start >= block && last.Span.End >= start-1 {
			last.Span.End = end
			return
		}
	}
	if len(a.found.Links) < mostAttached {
		a.found.Links = append(a.found.Links, document.AttachedLink{Span: document.Span{Start: start, End: end}, Address: address})
	}
}

func (a *attacher) setting(around dom.Ancestry, at int) document.Setting {
	return document.Setting{At: at, Ancestors: around.Ancestors, Names: around.Names}
}

func (a *attacher) embed(around dom.Ancestry, at int, platform, address string) *document.AttachedEmbed {
	embed := &document.AttachedEmbed{
		Setting: a.setting(around, at), Span: document.Span{Start: at, End: at}, Platform: platform, Address: address,
	}
	a.found.Embeds = append(a.found.Embeds, embed)
	a.unset = append(a.unset, unsetSetting{&embed.Setting, embed})
	return embed
}

// closeEmbed gives an embed its text and, where its element has no address, that of
// the last link in it that leads to a post.
func (a *attacher) closeEmbed(o *openEmbed, span document.Span) {
	if span.Len() > 0 {
		o.embed.Span, o.embed.At = span, span.Start
	}
	for i := len(a.found.Links) - 1; i >= o.links && o.embed.Address == ""; i-- {
		if isPostAddress(a.found.Links[i].Address) {
			o.embed.Address = a.found.Links[i].Address
		}
	}
}

// finish returns what was found, in a text that is done. absolute returns the whole
// address that a link stands for, or "" when it does not lead to the web.
func (a *attacher) finish(text string, absolute func(string) string) *document.Attachments {
	links := a.found.Links[:0]
	for _, l := range a.found.Links {
		l.Span, l.Address = trim(text, l.Span), absoluteLink(l.Address, absolute)
		if l.Span.Len() > 0 && l.Address != "" {
			links = append(links, l)
		}
	}
	a.found.Links = links
	a.found.Images = distinctImages(a.found.Images, absolute)
	embeds := a.found.Embeds[:0]
	for _, e := range a.found.Embeds {
		if e.Address = absolute(e.Address); e.Address != "" || e.Span.Len() > 0 {
			embeds = append(embeds, e)
		}
	}
	a.found.Embeds = embeds
	return &a.found
}

// absoluteLink is absolute for a link. One to a place in its own page leads nowhere
// else.
func absoluteLink(link string, absolute func(string) string) string {
	if strings.HasPrefix(strings.TrimSpace(link), "#") {
		return ""
	}
	return absolute(link)
}

// distinctImages makes addresses absolute, and leaves out images without one. Of
// several of one image the first stays, or the first in a figure that has text.
func distinctImages(images []*document.AttachedImage, absolute func(string) string) []*document.AttachedImage {
	best := make(map[string]*document.AttachedImage, len(images))
	for _, image := range images {
		image.Address = absolute(image.Address)
		key := imageKey(image.Address)
		if other := best[key]; other == nil || other.Figure.Len() == 0 && image.Figure.Len() > 0 {
			best[key] = image
		}
	}
	return slices.DeleteFunc(images, func(image *document.AttachedImage) bool {
		return image.Address == "" || best[imageKey(image.Address)] != image
	})
}

// imageKey returns what two addresses of one image have in common: the query of one
// that ends as a file says how large it is to be.
func imageKey(address string) string {
	file, _, _ := strings.Cut(address, "?")
	switch strings.ToLower(path.Ext(file)) {
	case ".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif":
		return file
	}
	return address
}

// moveAttached moves everything behind byte at of the text on by n bytes, which were
// inserted there.
func moveAttached(found *document.Attachments, at, n int) {
	if found == nil {
		return
	}
	move := func(s *document.Span) {
		if s.End > at {
			s.End += n
			if s.Start >= at {
				s.Start += n
			}
		}
	}
	set := func(s *document.Setting) {
		move(&s.Around)
		if s.At > at {
			s.At += n
		}
	}
	for i := range found.Links {
		move(&found.Links[i].Span)
	}
	for _, image := range found.Images {
		move(&image.Figure)
		set(&image.Setting)
	}
	for _, embed := range found.Embeds {
		set(&embed.Setting)
		if move(&embed.Span); embed.Span.Len() == 0 {
			embed.Span = document.Span{Start: embed.At, End: embed.At}
		} else {
			embed.At = embed.Span.Start
		}
	}
}
