package record

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// drawn fills every field of a clean document's form, or leaves it empty.
func drawn(t *rapid.T) Clean {
	text := rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{"", "a\"b\\c", "\x00\x1f\x7f\b\f\n\r\t", "<&>", "\u2028\u2029\ufffd", "\xff\xe2\x80", "日本", "é", "/"}),
	)
	number, score := rapid.IntRange(0, 1<<40), rapid.OneOf(
		rapid.SampledFrom([]float64{0, 0.5, 0.9, 0.1234, 0.0001, 0.00001, 1, 1e-9, 1e21, -0.5, 3}), rapid.Float64Range(0, 1),
		rapid.Map(rapid.Float64Range(0, 1), round))
	removals := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Removal {
		return Removal{
			Text: text.Draw(t, "text"), Kind: document.Kind(rapid.IntRange(0, document.KindCount).Draw(t, "kind")), Rule: text.Draw(t, "rule"),
			Score: score.Draw(t, "score"), Start: number.Draw(t, "start"), End: number.Draw(t, "end"), Note: text.Draw(t, "note"),
		}
	}), 0, 3)
	c := Clean{
		Schema: CleanSchema, ID: text.Draw(t, "id"), URL: text.Draw(t, "url"), Site: text.Draw(t, "site"), Title: text.Draw(t, "title"),
		Byline: text.Draw(t, "byline"), Published: text.Draw(t, "published"), Modified: text.Draw(t, "modified"), Section: text.Draw(t, "section"),
		Tags: rapid.SliceOfN(text, 0, 3).Draw(t, "tags"), SiteName: text.Draw(t, "site name"), Canonical: text.Draw(t, "canonical"),
		Image: text.Draw(t, "image"), FetchedAt: text.Draw(t, "fetched"), Language: text.Draw(t, "language"), Charset: text.Draw(t, "charset"), Text: text.Draw(t, "text"),
		Quality:    Quality{document.PageType(rapid.IntRange(0, 2).Draw(t, "is")), score.Draw(t, "quality"), text.Draw(t, "rule"), text.Draw(t, "reason")},
		Paragraphs: []Paragraph{}, Removed: removals.Draw(t, "removed"), Marked: removals.Draw(t, "marked"),
		Winnow: Build{Version: text.Draw(t, "version"), Rules: text.Draw(t, "rules")},
	}
	for range rapid.IntRange(0, 3).Draw(t, "n") {
		c.Paragraphs = append(c.Paragraphs, Paragraph{text.Draw(t, "p"), document.Role(rapid.IntRange(0, 7).Draw(t, "role")), number.Draw(t, "start"), number.Draw(t, "end"),
			rapid.IntRange(0, 9).Draw(t, "level"), rapid.IntRange(0, 9).Draw(t, "number"), rapid.SliceOfN(text, 0, 3).Draw(t, "cells")})
		c.Lifted = append(c.Lifted, Lift{text.Draw(t, "f"), text.Draw(t, "l"), text.Draw(t, "r"), score.Draw(t, "s"), number.Draw(t, "start"), number.Draw(t, "end")})
	}
	if rapid.Bool().Draw(t, "extras") {
		c.Extras = newExtras(drawnExtras(t))
	}
	if rapid.Bool().Draw(t, "duplicate") {
		c.Duplicates = drawnDuplicates(t)
	}
	return c
}

func drawnDuplicates(t *rapid.T) *Duplicates {
	text, share := rapid.String(), rapid.Float64Range(0, 1)
	return &Duplicates{
		Of: text.Draw(t, "of"), Cluster: text.Draw(t, "cluster"), Representative: text.Draw(t, "representative"),
		Within: RoundShare(share.Draw(t, "within")), Holds: RoundShare(share.Draw(t, "holds")), Dateline: text.Draw(t, "dateline"),
	}
}

// A document's duplicates can be written into its line later.
func TestWithDuplicatesIsAsIfTheyHadBeenThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		before, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		c.Duplicates = drawnDuplicates(t)
		want, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		got, err := WithDuplicates(before, c.Duplicates)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Fatalf("with (-want +got):\n%s", diff)
		}
		c.Duplicates = nil
		if want, err = c.Marshal(); err != nil {
			t.Fatal(err)
		}
		if got, err = WithDuplicates(got, nil); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Fatalf("without again (-want +got):\n%s", diff)
		}
	})
}

func TestWithDuplicatesRefusesOtherLines(t *testing.T) {
	for _, line := range []string{"", "{}", `{"schema":"winnow.raw.v1"}`} {
		if got, err := WithDuplicates([]byte(line), &Duplicates{}); err == nil {
			t.Errorf("%q becomes %q", line, got)
		}
	}
}

// The encoder writes what encoding/json would; a field that was added to the
// form and not to the encoder shows here.
func TestMarshalAgreesWithEncodingJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		want, err := marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Fatalf("(-encoding/json +got):\n%s", diff)
		}
	})
}

// drawnDocument fills the lists of a document as an engine returns it.
func drawnDocument(t *rapid.T) *document.Clean {
	c := drawn(t)
	doc := &document.Clean{
		ID: c.ID, URL: c.URL, Title: c.Title, Published: c.Published, Tags: c.Tags, Modified: c.Modified, Image: c.Image,
		Quality: document.Quality(c.Quality), Digest: rapid.SampledFrom([]string{"", "0123"}).Draw(t, "digest"),
	}
	for _, p := range c.Paragraphs {
		doc.Paragraphs = append(doc.Paragraphs, document.Paragraph(p))
	}
	for _, r := range c.Removed {
		doc.Removed = append(doc.Removed, document.Removal(r))
	}
	for _, r := range c.Marked {
		doc.Marked = append(doc.Marked, document.Removal(r))
	}
	for _, l := range c.Lifted {
		doc.Lifted = append(doc.Lifted, document.Lift(l))
	}
	for range rapid.IntRange(0, 2).Draw(t, "entries") {
		doc.Entries = append(doc.Entries, document.LiveEntry{Text: c.Text, Headline: c.Title, Key: true})
	}
	if rapid.Bool().Draw(t, "extras") {
		doc.Extras = drawnExtras(t)
	}
	return doc
}

// TestTheShorterWayWritesTheSame holds WriteArticle to NewClean and Write, in forms that
// most documents fit in, some do, and few do.
func TestTheShorterWayWritesTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := drawnDocument(t)
		f := Form{
			Largest: rapid.SampledFrom([]int{0, 700, 1500, 1 << 20}).Draw(t, "largest"), Lean: rapid.Bool().Draw(t, "lean"),
			Compress: rapid.SampledFrom([]Compression{CompressOff, CompressLarge, CompressAll}).Draw(t, "compress"), Parts: rapid.IntRange(0, 9).Draw(t, "parts"),
		}
		c := NewClean(doc, testBuild)
		want, wantErr := f.Write(&c)
		room := bytes.Repeat([]byte("x"), rapid.IntRange(0, 4000).Draw(t, "room"))
		got, err := f.WriteArticle(doc, testBuild, room)
		if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
			t.Fatalf("error %v, want %v", err, wantErr)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// BenchmarkMarshal writes a document of forty paragraphs and as many removals.
// To compare: WithReflection does it by
// encoding/json, and Article without making a Clean first.
func BenchmarkMarshal(b *testing.B) {
	doc := sample()
	for range 40 {
		text := strings.Repeat("The bridge closes “for a year”, the city said. ", 4)
		doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Text: text, Start: 100, End: 300})
		doc.Removed = append(doc.Removed, document.Removal{Text: "More from Opinion", Kind: document.Related, Rule: "related/item", Score: 0.95})
	}
	c := NewClean(doc, testBuild)
	for name, encode := range map[string]func() ([]byte, error){
		"Marshal": c.Marshal, "WithReflection": func() ([]byte, error) { return marshal(c) },
		"NewCleanAndMarshal": func() ([]byte, error) { return NewClean(doc, testBuild).Marshal() },
		"Article":            func() ([]byte, error) { return articleLine(doc, testBuild, nil) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				line, err := encode()
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(line)))
			}
		})
	}
}
