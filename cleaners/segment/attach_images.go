package segment

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/segment/dom"
	"github.com/winnow-news/winnow/cleaners/segment/shape"
)

// smallestImage is how wide and high an image must be, in pixels, where the page says
// so: counting pixels, icons and avatars are smaller.
const smallestImage = 64

// lazyKeys are the attributes in which scripts find the address of an image that is
// loaded late. What src has is a placeholder then.
var lazyKeys = []string{"data-src", "data-original", "data-lazy-src", "data-lazy", "data-img-src", "data-full-src"}

// setKeys have several addresses, each with a width or a density.
var setKeys = []string{"data-srcset", "data-lazy-srcset", "srcset"}

// image notes an image.
func (a *attacher) image(n *html.Node, around dom.Ancestry, at int) {
	address := lateAddress(n)
	if address == "" && len(a.pictures) > 0 {
		address = pictureAddress(a.pictures[len(a.pictures)-1])
	}
	if src := dom.Attr(n, "src"); address == "" && mayBeAddress(src) {
		address = src
	}
	if address == "" || a.takenOut > 0 || isSmall(n) || len(a.found.Images) >= mostAttached {
		return
	}
	image := &document.AttachedImage{Setting: a.setting(around, at), Address: address, Alt: shape.Fold(dom.Attr(n, "alt"))}
	a.found.Images = append(a.found.Images, image)
	a.unset = append(a.unset, unsetSetting{Setting: &image.Setting})
	if last := len(a.figures) - 1; last >= 0 {
		a.figures[last] = append(a.figures[last], &image.Figure)
	}
}

// lateAddress returns the address of an image from what a browser or a script takes
// rather than its src, which may be a small placeholder, or "".
func lateAddress(n *html.Node) string {
	for _, key := range lazyKeys {
		if v := dom.Attr(n, key); mayBeAddress(v) {
			return v
		}
	}
	for _, key := range setKeys {
		if v := largestOf(dom.Attr(n, key)); v != "" {
			return v
		}
	}
	return ""
}

// pictureAddress returns the address in the first <source> of a <picture> that has
// one.
func pictureAddress(picture *html.Node) string {
	for c := picture.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Source {
			continue
		}
		for _, key := range setKeys {
			if v := largestOf(dom.Attr(c, key)); v != "" {
				return v
			}
		}
	}
	return ""
}

// mayBeAddress reports whether an attribute has an address, and no data in its place.
func mayBeAddress(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && !strings.HasPrefix(s, "data:")
}

// largestOf returns the address in a srcset that has the largest width or density
// (the HTML Standard, 4.8.4.2.1), or "".
func largestOf(set string) (address string) {
	best := 0.0
	for set != "" {
		set = strings.TrimLeft(set, ", \t\r\n\f")
		end := strings.IndexAny(set, " \t\r\n\f")
		if end < 0 {
			end = len(set)
		}
		candidate := set[:end]
		set = set[end:]
		size := 1.0
		if trimmed := strings.TrimRight(candidate, ","); trimmed != candidate {
			candidate = trimmed // a comma behind the address ends the candidate
		} else {
			descriptor, rest, _ := strings.Cut(set, ",")
			size, set = sizeOf(descriptor), rest
		}
		if mayBeAddress(candidate) && size > best {
			address, best = candidate, size
		}
	}
	return address
}

// sizeOf reads the "800w" or "2x" behind an address; 1 where there is none.
func sizeOf(descriptor string) float64 {
	descriptor = strings.TrimSpace(descriptor)
	if descriptor == "" {
		return 1
	}
	size, err := strconv.ParseFloat(descriptor[:len(descriptor)-1], 64)
	if err != nil || !(size > 0) {
		return 1
	}
	return size
}

// isSmall reports an image that the page says is too small to be one of the article.
func isSmall(n *html.Node) bool {
	for _, key := range [...]string{"width", "height"} {
		if size, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(dom.Attr(n, key)), "px")); err == nil && size > 0 && size < smallestImage {
			return true
		}
	}
	return false
}

// imageIn returns the first image in a <noscript>, whose content the parser leaves as
// text, or nil.
func imageIn(noscript *html.Node) *html.Node {
	c := noscript.FirstChild
	if c == nil || c.Type != html.TextNode || !strings.Contains(c.Data, "<img") {
		return nil
	}
	for z := html.NewTokenizer(strings.NewReader(c.Data)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			if t := z.Token(); t.DataAtom == atom.Img {
				return &html.Node{Type: html.ElementNode, Data: t.Data, DataAtom: t.DataAtom, Attr: t.Attr}
			}
		}
	}
}
