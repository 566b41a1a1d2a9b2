package record

import (
	"cmp"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Extras is what a clean document has as data where it was asked for: what was taken
// out of the text, and what the text leads to. A list that was not asked for is nil and
// absent.
type Extras struct {
	Images  []Image          `json:"images,omitzero"`
	Related []RelatedArticle `json:"related,omitzero"`
	Embeds  []Embed          `json:"embeds,omitzero"`
	Links   []Link           `json:"links,omitzero"`
	Authors []Author         `json:"authors,omitzero"`
}

// Place is where in a document something is from: bytes of the segmented text, the
// index of the paragraph that it stands in or before, and the indexes of the entries of
// "removed" that it is taken from.
type Place struct {
	Start     int   `json:"start"`
	End       int   `json:"end"`
	Paragraph int   `json:"paragraph"`
	Removed   []int `json:"removed,omitempty"`
}

// Image is one image of the article, or the caption of one that the text lost.
type Image struct {
	Address string `json:"address,omitempty"`
	Alt     string `json:"alt,omitempty"`
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"`
	Place
}

// RelatedArticle is one other article that was advertised around this one.
type RelatedArticle struct {
	Headline string `json:"headline"`
	Address  string `json:"address,omitempty"`
	Place
}

// Embed is a post, a video or the like of another site.
type Embed struct {
	Platform string `json:"platform,omitempty"`
	Post     string `json:"post,omitempty"`
	Author   string `json:"author,omitempty"`
	Address  string `json:"address,omitempty"`
	Place
}

// Link is one link of the article's text.
type Link struct {
	Text    string `json:"text"`
	Address string `json:"address"`
	At      int    `json:"at"` // bytes of the paragraph's text before it
	Place
}

// Author is one person of the byline. Only one whom the text names has a place.
type Author struct {
	Name    string `json:"name"`
	Address string `json:"address,omitempty"`
	*Place
}

// newExtras returns the wire form, nil for nil.
func newExtras(e *document.Extras) *Extras {
	if e == nil {
		return nil
	}
	return &Extras{
		Images: each(e.Images, func(i document.Image) Image {
			return Image{i.Address, i.Alt, i.Caption, i.Credit, Place(i.Place)}
		}),
		Related: each(e.Related, func(r document.RelatedArticle) RelatedArticle {
			return RelatedArticle{r.Headline, r.Address, Place(r.Place)}
		}),
		Embeds: each(e.Embeds, func(e document.Embed) Embed {
			return Embed{e.Platform, e.Post, e.Author, e.Address, Place(e.Place)}
		}),
		Links: each(e.Links, func(l document.Link) Link {
			return Link{l.Text, l.Address, l.At, Place(l.Place)}
		}),
		Authors: each(e.Authors, func(a document.Author) Author {
			return Author{a.Name, a.Address, (*Place)(a.Place)}
		}),
	}
}

// each returns what form makes of all; nil of nil.
func each[T, W any](all []T, form func(T) W) []W {
	if all == nil {
		return nil
	}
	out := make([]W, len(all))
	for i := range all {
		out[i] = form(all[i])
	}
	return out
}

// extras leaves the lists to encoding/json: most documents have none.
func (l *jsonLine) extras(e *Extras) {
	if e == nil {
		return
	}
	body, err := marshal(e)
	l.err = cmp.Or(l.err, err)
	if len(body) > len("{}") {
		l.raw(",")
		l.out = append(l.out, body[1:len(body)-1]...)
	}
}
