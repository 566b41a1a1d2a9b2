package record

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// linked holds what a document has as data and Markdown has a form for. The zero value
// has nothing.
type linked struct {
	links  []document.Link
	images []document.Image
}

// of returns the links of paragraph k that lie whole in its text from byte from up to
// byte to.
func (l *linked) of(k, from, to int) (links []document.Link) {
	at := sort.Search(len(l.links), func(i int) bool { return l.links[i].Paragraph >= k })
	for _, link := range l.links[at:] {
		if link.Paragraph != k {
			break
		}
		if end := link.At + len(link.Text); link.At >= from && end <= to && end > link.At {
			links, from = append(links, link), end
		}
	}
	return links
}

// before returns the images that stand before paragraph k and have an address, and
// forgets them.
func (l *linked) before(k int) (images []document.Image) {
	for len(l.images) > 0 && l.images[0].Paragraph < k {
		if l.images[0].Address != "" {
			images = append(images, l.images[0])
		}
		l.images = l.images[1:]
	}
	return images
}

// inParagraphs returns images in the order of the paragraphs that they stand before.
func inParagraphs(images []document.Image) []document.Image {
	images = slices.Clone(images)
	slices.SortStableFunc(images, func(a, b document.Image) int { return cmp.Compare(a.Paragraph, b.Paragraph) })
	return images
}

// inline returns the text of paragraph k from byte from up to byte to, escaped, with its
// links.
func (w *markdownWriter) inline(k, from, to int) string {
	text := w.paragraphs[k].Text
	links := w.linked.of(k, from, to)
	if len(links) == 0 {
		return escapeText(text[from:to])
	}
	var out strings.Builder
	for _, link := range links {
		before := escapeText(text[from:link.At])
		if rest, ok := strings.CutSuffix(before, "!"); ok {
			before = rest + `\!` // with a bracket behind it, it begins an image
		}
		from = link.At + len(link.Text)
		out.WriteString(before + "[" + strings.ReplaceAll(escapeText(link.Text), "]", `\]`) + "](" + target(link.Address) + ")")
	}
	out.WriteString(escapeText(text[from:to]))
	return out.String()
}

// image writes an image by itself, its caption and credit as the title.
func (w *markdownWriter) image(image document.Image) {
	alt := strings.ReplaceAll(escapeText(image.Alt), "]", `\]`)
	title := image.Caption
	if image.Credit != "" {
		title = strings.TrimSpace(title + " (" + image.Credit + ")")
	}
	if title != "" {
		title = ` "` + strings.ReplaceAll(escapeText(title), `"`, `\"`) + `"`
	}
	w.out.WriteString("![" + alt + "](" + target(image.Address) + title + ")\n")
}

var targetEscapes = strings.NewReplacer(" ", "%20", "<", "%3C", ">", "%3E", "(", "%28", ")", "%29", `\`, "%5C", `"`, "%22")

// target returns an address as it stands in the brackets of a link.
func target(address string) string { return targetEscapes.Replace(address) }
