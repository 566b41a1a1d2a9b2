package cleaners_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/fixtures"
)

func extrasEngine() *cleaners.Engine {
	return cleaners.Must(cleaners.New(cleaners.WithExtras(document.AllExtras)))
}

// TestExtras runs testdata/extras: an input, and what is found in it, a line each.
func TestExtras(t *testing.T) {
	names, err := filepath.Glob("testdata/extras/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	engine := extrasEngine()
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		raw := document.Raw{ID: name, ContentType: "text/plain; charset=utf-8"}
		_, address, _ := strings.Cut(string(archive.Comment), "\nurl: ")
		raw.URL, _, _ = strings.Cut(address, "\n")
		var want *txtar.File
		for i := range archive.Files {
			switch f := &archive.Files[i]; f.Name {
			case "page.html":
				raw.ContentType = "text/html; charset=utf-8"
				raw.Content = f.Data
			case "input.txt":
				raw.Content = f.Data
			case "want":
				want = f
			}
		}
		clean, err := engine.Clean(raw)
		if err != nil {
			t.Fatal(err)
		}
		checkExtras(t, clean)
		got := listExtras(clean)
		if diff := cmp.Diff(string(want.Data), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// listExtras renders a document's extras, each with the paragraph that it stands in or
// before and the kinds of the entries that it is taken from.
func listExtras(c *document.Clean) string {
	var out strings.Builder
	line := func(p *document.Place, format string, args ...any) {
		fmt.Fprintf(&out, format, args...)
		if p != nil {
			fmt.Fprintf(&out, " | %d", p.Paragraph)
			for _, r := range p.Removed {
				fmt.Fprintf(&out, " %s", c.Removed[r].Kind)
			}
		}
		out.WriteByte('\n')
	}
	for _, x := range c.Extras.Images {
		line(&x.Place, "image %q alt %q caption %q credit %q", x.Address, x.Alt, x.Caption, x.Credit)
	}
	for _, x := range c.Extras.Related {
		line(&x.Place, "related %q %s", x.Headline, x.Address)
	}
	for _, x := range c.Extras.Embeds {
		line(&x.Place, "embed %s %q by %q %s", x.Platform, x.Post, x.Author, x.Address)
	}
	for _, x := range c.Extras.Links {
		line(&x.Place, "link %q %s", x.Text, x.Address)
	}
	for _, x := range c.Extras.Authors {
		line(x.Place, "author %q %s", x.Name, x.Address)
	}
	return out.String()
}

// checkExtras holds a document's extras to this: every offset lies in the text, every
// pointer names what is there, every address is one of the web, and what an extra says
// stands where it points to.
func checkExtras(t *testing.T, c *document.Clean) {
	t.Helper()
	if c.Extras == nil {
		t.Fatal("no extras")
	}
	web := func(what, address string) {
		if address != "" && !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
			t.Errorf("%s: address %q", what, address)
		}
	}
	place := func(what string, p *document.Place, address string) {
		web(what, address)
		if p == nil {
			return
		}
		if p.Start < 0 || p.End < p.Start || p.End > len(c.Source) || p.Paragraph < 0 || p.Paragraph > len(c.Paragraphs) {
			t.Fatalf("%s: %+v in %d bytes and %d paragraphs", what, p, len(c.Source), len(c.Paragraphs))
		}
		if p.Paragraph < len(c.Paragraphs) && c.Paragraphs[p.Paragraph].End <= p.Start {
			t.Errorf("%s: %+v is behind its paragraph", what, p)
		}
		for i, r := range p.Removed {
			if r < 0 || r >= len(c.Removed) || i > 0 && r <= p.Removed[i-1] {
				t.Fatalf("%s: %+v points to %d of %d entries", what, p, r, len(c.Removed))
			}
			if e := c.Removed[r]; e.End <= p.Start || p.End <= e.Start {
				t.Errorf("%s: %+v points to an entry at %d to %d", what, p, e.Start, e.End)
			}
		}
	}
	for _, x := range c.Extras.Images {
		place("image", &x.Place, x.Address)
	}
	for _, x := range c.Extras.Related {
		place("related "+x.Headline, &x.Place, x.Address)
		if len(x.Removed) == 0 || x.Headline == "" {
			t.Errorf("related %+v is taken from nothing", x)
		}
	}
	for _, x := range c.Extras.Embeds {
		place("embed "+x.Post, &x.Place, x.Address)
	}
	for _, x := range c.Extras.Authors {
		place("author "+x.Name, x.Place, x.Address)
		if x.Place != nil && !evidence.SameWords(x.Name, c.Source[x.Start:x.End]) {
			t.Errorf("author %q points to %q", x.Name, c.Source[x.Start:x.End])
		}
	}
	for _, x := range c.Extras.Links {
		place("link "+x.Text, &x.Place, x.Address)
		if x.Paragraph == len(c.Paragraphs) || x.Address == "" || x.Text == "" {
			t.Fatalf("link %+v", x)
		}
		if p := c.Paragraphs[x.Paragraph].Text; x.At < 0 || x.At+len(x.Text) > len(p) || p[x.At:x.At+len(x.Text)] != x.Text {
			t.Errorf("link %q is not at byte %d of %q", x.Text, x.At, p)
		}
	}
}

// Every golden case and sample has extras that are in order, and asking for them
// changes nothing else.
func TestExtrasOfEveryCase(t *testing.T) {
	all, err := fixtures.Cases()
	if err != nil {
		t.Fatal(err)
	}
	plain, asked := cleaners.Must(cleaners.New()), extrasEngine()
	for _, c := range all {
		t.Run(c.Name, func(t *testing.T) {
			want, err := c.Under(plain).Clean(c.Raw())
			if err != nil {
				t.Skip(err)
			}
			got, err := c.Under(asked).Clean(c.Raw())
			if err != nil {
				t.Fatal(err)
			}
			checkExtras(t, got)
			got.Extras, got.Digest = nil, want.Digest
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("asking changes the document (-without +with):\n%s", diff)
			}
		})
	}
}

func FuzzExtras(f *testing.F) {
	names, err := filepath.Glob("testdata/extras/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(archive.Files[0].Data), archive.Files[0].Name == "page.html")
	}
	engine := extrasEngine()
	f.Fuzz(func(t *testing.T, content string, page bool) {
		raw := document.Raw{URL: "https://www.courier.example/news/bridge", ContentType: "text/plain; charset=utf-8", Content: []byte(content)}
		if page {
			raw.ContentType = "text/html; charset=utf-8"
		}
		clean, err := engine.Clean(raw)
		if err != nil {
			t.Skip()
		}
		checkExtras(t, clean)
	})
}

func TestExtrasAreListedOnlyWhenAsked(t *testing.T) {
	raw := document.Raw{ContentType: "text/plain", Content: []byte("By Ada Lee\nThe harbour bridge will close for a year from May, the city said.")}
	engine := cleaners.Must(cleaners.New(cleaners.WithExtras(document.ExtraAuthors | document.ExtraLinks)))
	c, err := engine.Clean(raw)
	if err != nil {
		t.Fatal(err)
	}
	if x := c.Extras; x == nil || x.Images != nil || x.Related != nil || x.Embeds != nil || x.Links == nil || x.Authors == nil {
		t.Errorf("got %+v", c.Extras)
	}
	if plain := cleaners.Must(cleaners.New()); engine.Digest().String() == plain.Digest().String() {
		t.Error("the digest does not tell that extras are asked for")
	}
}
