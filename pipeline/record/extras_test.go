package record

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// drawnExtras fills every field of a document's extras, or leaves it empty.
func drawnExtras(t *rapid.T) *document.Extras {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "a\"b\\c", "<&>", "\u2028", "\xff"}))
	address := rapid.SampledFrom([]string{"https://a.example/?b=1&c=2", "http://b.example/"})
	maybe := rapid.OneOf(rapid.Just(""), address)
	number := rapid.IntRange(0, 1<<40)
	place := rapid.Custom(func(t *rapid.T) document.Place {
		return document.Place{
			Start: number.Draw(t, "start"), End: number.Draw(t, "end"), Paragraph: number.Draw(t, "paragraph"),
			Removed: rapid.SliceOfN(number, 0, 3).Draw(t, "removed"),
		}
	})
	e := &document.Extras{}
	if rapid.Bool().Draw(t, "images") {
		e.Images = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) document.Image {
			return document.Image{Place: place.Draw(t, "place"), Address: maybe.Draw(t, "address"), Alt: text.Draw(t, "alt"), Caption: text.Draw(t, "caption"), Credit: text.Draw(t, "credit")}
		}), 0, 3).Draw(t, "list")
	}
	if rapid.Bool().Draw(t, "related") {
		e.Related = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) document.RelatedArticle {
			return document.RelatedArticle{Place: place.Draw(t, "place"), Headline: text.Draw(t, "headline"), Address: maybe.Draw(t, "address")}
		}), 0, 3).Draw(t, "list")
	}
	if rapid.Bool().Draw(t, "embeds") {
		e.Embeds = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) document.Embed {
			return document.Embed{Place: place.Draw(t, "place"), Platform: text.Draw(t, "platform"), Post: text.Draw(t, "post"), Author: text.Draw(t, "author"), Address: maybe.Draw(t, "address")}
		}), 0, 3).Draw(t, "list")
	}
	if rapid.Bool().Draw(t, "links") {
		e.Links = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) document.Link {
			return document.Link{Place: place.Draw(t, "place"), At: number.Draw(t, "at"), Text: text.Draw(t, "text"), Address: address.Draw(t, "address")}
		}), 0, 3).Draw(t, "list")
	}
	if rapid.Bool().Draw(t, "authors") {
		e.Authors = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) document.Author {
			return document.Author{Place: rapid.Ptr(place, true).Draw(t, "place"), Name: text.Draw(t, "name"), Address: maybe.Draw(t, "address")}
		}), 0, 3).Draw(t, "list")
	}
	return e
}

func sampleExtras() *document.Extras {
	return &document.Extras{
		Images: []document.Image{
			{Place: document.Place{Start: 24, End: 37, Paragraph: 1, Removed: []int{0}}, Address: "https://cdn.example/a.jpg?b&c", Alt: "A bridge", Caption: "At dusk", Credit: "A. Lee"},
			{Place: document.Place{Start: 45, End: 45, Paragraph: 2}, Caption: "Lost"},
		},
		Related: []document.RelatedArticle{},
		Links:   []document.Link{{Place: document.Place{Start: 7, End: 11}, Text: "Kept", Address: "https://example.org/k"}},
		Authors: []document.Author{{Name: "Ada Lee"}, {Place: &document.Place{Start: 1, End: 3, Removed: []int{0}}, Name: "Tom Ray", Address: "https://ray.example/"}},
	}
}

func TestExtrasJSON(t *testing.T) {
	doc := sample()
	doc.Extras = sampleExtras()
	got, err := NewClean(doc, testBuild).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	want := `,"images":[{"address":"https://cdn.example/a.jpg?b&c","alt":"A bridge","caption":"At dusk","credit":"A. Lee","start":24,"end":37,"paragraph":1,"removed":[0]},` +
		`{"caption":"Lost","start":45,"end":45,"paragraph":2}],"related":[],` +
		`"links":[{"text":"Kept","address":"https://example.org/k","at":0,"start":7,"end":11,"paragraph":0}],` +
		`"authors":[{"name":"Ada Lee"},{"name":"Tom Ray","address":"https://ray.example/","start":1,"end":3,"paragraph":0,"removed":[0]}],"winnow":`
	if !strings.Contains(string(got), want) {
		t.Errorf("got %s\nwant …%s…", got, want)
	}
	var back Clean
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	again, err := back.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), string(again)); diff != "" {
		t.Errorf("read and written again (-want +got):\n%s", diff)
	}
}

func TestMarkdownHasLinksAndImages(t *testing.T) {
	at := func(k, at int, text, address string) document.Link {
		return document.Link{Place: document.Place{Paragraph: k}, At: at, Text: text, Address: address}
	}
	doc := &document.Clean{Title: "Bridge", Paragraphs: []document.Paragraph{
		{Text: "See the plan [1] now!there, or *it*."},
		{Text: "1. one is here", Role: document.RoleListItem},
		{Text: "two", Role: document.RoleListItem},
		{Text: "> said here", Role: document.RoleQuote},
		{Text: "Ada Lee 12", Role: document.RoleTable, Cells: []string{"Ada Lee", "12"}},
		{Text: "Lee 12", Role: document.RoleTable, Cells: []string{"Lee", "12"}},
		{Text: "x := y", Role: document.RoleCode},
		{Text: "# whole", Role: document.RoleHeading, Level: 2},
	}, Extras: &document.Extras{
		Links: []document.Link{
			at(0, 4, "the plan [1]", "https://a.example/p(1)?q=a b"), at(0, 21, "there", "https://b.example/"), at(0, 31, "*it*", `https://c.example/"<x>\`),
			at(1, 3, "one", "https://d.example/1"), at(2, 0, "two", "https://d.example/2"), at(3, 7, "here", "https://e.example/"),
			at(4, 0, "Ada Lee", "https://f.example/a|b"), at(5, 4, "12", "https://f.example/12"), at(6, 0, "x", "https://g.example/"), at(7, 0, "# whole", "https://h.example/"),
		},
		Images: []document.Image{
			{Place: document.Place{Paragraph: 1}, Address: "https://i.example/1.jpg", Alt: "a [b]", Caption: `The "bridge"`, Credit: "AFP"},
			{Place: document.Place{Paragraph: 0}, Address: "https://i.example/0.jpg"},
			{Place: document.Place{Paragraph: 2}, Address: "https://i.example/2.jpg", Credit: "AP"},
			{Place: document.Place{Paragraph: 3}, Caption: "without an address"},
			{Place: document.Place{Paragraph: 8}, Address: "https://i.example/8.jpg", Alt: "last"},
		},
	}}
	want := `# Bridge

![](https://i.example/0.jpg)

See [the plan \[1\]](https://a.example/p%281%29?q=a%20b) now\![there](https://b.example/), or [\*it\*](https://c.example/%22%3Cx%3E%5C).

![a \[b\]](https://i.example/1.jpg "The \"bridge\" (AFP)")

![](https://i.example/2.jpg "(AP)")

1. [one](https://d.example/1) is here
- [two](https://d.example/2)

> said [here](https://e.example/)

| [Ada Lee](https://f.example/a\|b) | 12 |
| --- | --- |
| Lee | [12](https://f.example/12) |

` + "```\nx := y\n```" + `

## [# whole](https://h.example/)

![last](https://i.example/8.jpg)
`
	if diff := cmp.Diff(want, Markdown(doc)); diff != "" {
		t.Errorf("markdown (-want +got):\n%s", diff)
	}
}
