package segment

import (
	"slices"
	"testing"
)

// TestCommonDepthIsOfTheElementAroundBoth counts from the root: html is 1, body 2.
func TestCommonDepthIsOfTheElementAroundBoth(t *testing.T) {
	const page = `<html><body><article><h1>The bridge</h1><p><b>The harbour</b> bridge will close.</p>` +
		`Loose words.<ul><li>Ferries</li><li><a href="/b">Buses</a></li></ul></article>` +
		`<div><div><p>Weather</p></div></div><p>Rain<br><br>Wind</p></body></html>`
	var got []int32
	doc := segmented(t, page)
	for i := range doc.Blocks {
		got = append(got, doc.Blocks[i].Element.CommonDepth)
	}
	want := []int32{
		0, // the heading is the first
		3, // the article is around both
		3, // words of its own
		3, // the first item
		4, // the list
		2, // the card shares the body
		2,
		3, // one paragraph, in two
	}
	if !slices.Equal(got, want) {
		t.Errorf("common depths %v, want %v", got, want)
	}
}
