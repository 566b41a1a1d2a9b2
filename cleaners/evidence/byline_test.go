package evidence_test

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

func TestByline(t *testing.T) {
	cases := []struct{ text, want string }{ // nothing wanted: no byline
		{"By Ada Lee", "Ada Lee"},
		{"BY ADA LEE", "ADA LEE"},
		{"By ...", ""},
		{"By Ada Lee and Tom Ray", "Ada Lee and Tom Ray"},
		{"By Ada Lee, Tom Ray", "Ada Lee, Tom Ray"},
		{"By: Ada Lee", "Ada Lee"},
		{"By Ada Lee | Harbour desk", "Ada Lee"},
		{"By Ada Lee, 3 May 2021", "Ada Lee"},
		{"By Ada Lee, Court reporter", "Ada Lee"},
		{"Von Ada Lee", "Ada Lee"},
		{"By the harbour", ""},
		{"By 2021 it was over", ""},
		{"Ada Lee", ""},
		{"By Ada Lee it was said that the ferry is late today.", ""}, // a sentence
		{"By Ada Lee and all of those who ever took the ferry with her", ""},
	}
	for _, c := range cases {
		got, ok := blockOf(t, c.text).Byline()
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%q: %q (%v), want %q", c.text, got, ok, c.want)
		}
	}
}

func TestIsAuthorBox(t *testing.T) {
	checkReadings(t, evidence.Block.IsAuthorBox, []reading{
		{"Ada Lee is a reporter for the Courier, where she writes about ferries.", true},
		{"Ada Lee covers the harbour.", true},
		{"the ferry is a reporter of the weather, as it were, to all who look at it.", false},    // no name
		{"Ada Lee, who took the first ferry of the year with her family, is a reporter.", false}, // too late in it
		{ferry, false},
	})
}

func TestOpensWithAuthor(t *testing.T) {
	checkPlaces(t, evidence.Block.OpensWithAuthor, []place{
		{"begins with the name in the byline", []string{"Ferry to run all night", "By Ada Lee", ferry, mayor, "Ada Lee lives at the harbour with two cats."}, 4, true},
		{"a byline below the dek", []string{"Ferry to run all night", ferry, "By Ada Lee", mayor, "Ada Lee lives at the harbour."}, 4, true},
		{"another name", []string{"By Ada Lee", ferry, "Tom Ray lives at the harbour with two cats."}, 2, false},
		{"the name later", []string{"By Ada Lee", ferry, "At the harbour Ada Lee lives with two cats."}, 2, false},
		{"no byline", []string{ferry, "Ada Lee lives at the harbour with two cats."}, 1, false},
		{"a byline below the head", []string{ferry, mayor, "By Ada Lee", "Ada Lee lives at the harbour."}, 3, false},
	})
}

func TestThePageNamesItsAuthor(t *testing.T) {
	const page = `<html><head><meta name="author" content="Ada Lee"></head><body><p>` + ferry + "</p><p>Ada Lee lives at the harbour with two cats.</p></body></html>"
	l := cleanertest.Layout(t, document.Raw{ContentType: "text/html", Content: []byte(page)})
	if b := l.At(1); !b.OpensWithAuthor() {
		t.Errorf("%q is not about the author, whose byline is %q", b.Text(), l.Hints.Byline)
	}
}
