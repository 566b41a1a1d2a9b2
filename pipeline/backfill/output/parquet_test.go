package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/parquet-go/parquet-go"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// fullClean returns a document in which nothing is missing.
func fullClean() *record.Clean {
	place := record.Place{Start: 3, End: 9, Paragraph: 1, Removed: []int{0}}
	removal := record.Removal{Text: "Photo: A. Lee", Kind: document.Caption, Rule: "captions/trailing-credit", Score: 0.9876, Start: 20, End: 33, Note: "seen twice"}
	return &record.Clean{
		Schema: record.CleanSchema, ID: "full", URL: "https://a.example/1", Site: "a.example", Title: "The river rose", Byline: "Ana Lee",
		Published: "2026-03-04T09:03:00+01:00", Modified: "2026-03-05", Section: "News", Tags: []string{"rivers", "rain"}, SiteName: "The A",
		Canonical: "https://a.example/one", Image: "https://a.example/1.jpg", FetchedAt: "yesterday", Language: "en", Charset: "utf-8",
		Quality: record.Quality{Is: document.IsLive, Score: 0.5, Rule: "quality/live", Reason: "it reads like one"},
		Text:    "The river rose.\n\nThen it fell.",
		Paragraphs: []record.Paragraph{
			{Text: "The river rose.", Role: document.RoleHeading, Start: 0, End: 15, Level: 2, Number: 3, Cells: []string{"The", "river rose."}},
			{Text: "Then it fell.", Start: 40, End: 53},
		},
		Entries: []record.LiveEntry{{Pinned: true, Key: true, Time: "2026-03-04T09:03:00Z", Headline: "Now", Byline: "Ana", Text: "It rose.", Start: 1, End: 2}},
		Removed: []record.Removal{removal}, Marked: []record.Removal{removal},
		Lifted: []record.Lift{{Field: "byline", Text: "By Ana Lee", Rule: "metadata/byline", Score: 1, Start: 60, End: 70}},
		Extras: &record.Extras{
			Images:  []record.Image{{Address: "https://a.example/1.jpg", Alt: "a river", Caption: "The river", Credit: "A. Lee", Place: place}},
			Related: []record.RelatedArticle{{Headline: "Rain", Address: "https://a.example/2", Place: place}},
			Embeds:  []record.Embed{{Platform: "p", Post: "1", Author: "a", Address: "https://p.example/1", Place: place}},
			Links:   []record.Link{{Text: "river", Address: "https://a.example/3", At: 4, Place: place}},
			Authors: []record.Author{{Name: "Ana Lee", Address: "https://a.example/lee", Place: &place}},
		},
		Duplicates: &record.Duplicates{Of: "first", Cluster: "c", Representative: "first", Within: 1, Holds: 0.5, Dateline: "AP"},
		Winnow:     record.Build{Version: "1", Rules: "abc"},
	}
}

// plainClean returns a document that has what every one has.
func plainClean(i int) *record.Clean {
	return &record.Clean{
		Schema: record.CleanSchema, ID: fmt.Sprint("doc ", i), Site: "b.example", Published: "2026-03-04", Text: strings.Repeat("It rained. ", 1+i%7),
		Paragraphs: []record.Paragraph{{Text: "It rained."}}, Removed: []record.Removal{},
	}
}

// nextOf returns a next for WriteParquet.
func nextOf(docs ...*record.Clean) func() (*record.Clean, error) {
	return func() (*record.Clean, error) {
		if len(docs) == 0 {
			return nil, io.EOF
		}
		doc := docs[0]
		docs = docs[1:]
		return doc, nil
	}
}

func parquetOf(t testing.TB, docs ...*record.Clean) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := WriteParquet(&b, nextOf(docs...))
	if err != nil || n != len(docs) {
		t.Fatalf("WriteParquet = %d, %v, want %d", n, err, len(docs))
	}
	return b.Bytes()
}

// TestParquetRoundTrip reads back what is written, row by row, and compares it
// with the JSON, which leaves out what is empty.
func TestParquetRoundTrip(t *testing.T) {
	docs := []*record.Clean{fullClean(), plainClean(1), {Extras: &record.Extras{Links: []record.Link{}}}}
	file := parquetOf(t, docs...)
	got, err := parquet.Read[cleanRow](bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for i, doc := range docs {
		if diff := cmp.Diff(newCleanRow(doc), got[i], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("document %d (-written +read):\n%s", i, diff)
		}
	}
	if got[1].Links != nil || got[2].Links == nil {
		t.Errorf("links that were not asked for are %v, and those of which there are none %v, want null and an empty list", got[1].Links, got[2].Links)
	}
	if *got[0].PublishedAt != 1772611380000 || *got[0].ModifiedAt != 1772668800000 || got[0].FetchedTime != nil {
		t.Errorf("times are %d, %d, %v", *got[0].PublishedAt, *got[0].ModifiedAt, got[0].FetchedTime)
	}
	if again := parquetOf(t, docs...); !bytes.Equal(file, again) {
		t.Error("the same documents have other bytes")
	}
}

// TestParquetNames holds that columns are called as the JSON's fields, and that
// none is missing.
func TestParquetNames(t *testing.T) {
	line, err := fullClean().Marshal()
	if err != nil {
		t.Fatal(err)
	}
	var object any
	if err := json.Unmarshal(line, &object); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"published_at": true, "modified_at": true, "fetched_time": true}
	namesIn(object, "", want)
	var got []string
	for _, path := range parquet.SchemaOf(cleanRow{}).Columns() {
		got = append(got, strings.ReplaceAll(strings.Join(path, "."), ".list.element", ""))
	}
	var names []string
	for name := range want {
		names = append(names, name)
	}
	slices.Sort(names)
	slices.Sort(got)
	if diff := cmp.Diff(names, got); diff != "" {
		t.Errorf("columns (-JSON +Parquet):\n%s", diff)
	}
}

// namesIn collects the paths of what is no object or list.
func namesIn(value any, path string, names map[string]bool) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			namesIn(inner, strings.TrimPrefix(path+"."+name, "."), names)
		}
	case []any:
		for _, inner := range v {
			namesIn(inner, path, names)
		}
	default:
		names[path] = true
	}
}

// TestParquetRowGroupsAreBounded writes documents of 1 MB.
func TestParquetRowGroupsAreBounded(t *testing.T) {
	const docs = 100
	i := 0
	var b bytes.Buffer
	_, err := WriteParquet(&b, func() (*record.Clean, error) {
		if i++; i > docs {
			return nil, io.EOF
		}
		doc := plainClean(i)
		doc.Text = strings.Repeat(fmt.Sprint("It rained ", i, ". "), 1<<20/14)
		return doc, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(f.RowGroups()); n < docs/(groupBytes>>20) || n > 2*docs/(groupBytes>>20) {
		t.Errorf("%d row groups for %d MB", n, docs)
	}
	if f.NumRows() != docs {
		t.Errorf("%d rows, want %d", f.NumRows(), docs)
	}
}

func TestParquetOfNothingAndOfErrors(t *testing.T) {
	file := parquetOf(t)
	if f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file))); err != nil || f.NumRows() != 0 {
		t.Errorf("a file of no documents: %v", err)
	}
	broken := errors.New("no more")
	n, err := WriteParquet(io.Discard, func() (*record.Clean, error) { return nil, broken })
	if n != 0 || !errors.Is(err, broken) {
		t.Errorf("WriteParquet = %d, %v, want the error of next", n, err)
	}
}

func BenchmarkWriteParquet(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	var docs []*record.Clean
	size := 0
	for i := range 2000 {
		doc := plainClean(i)
		doc.Text, doc.Paragraphs = "", nil
		for range 20 {
			text := fmt.Sprintf("The river rose by %x and fell by %x after days of rain in the towns of %x, where %x people had left.",
				random.Uint64(), random.Uint64(), random.Uint64(), random.Uint32())
			doc.Text += text + "\n\n"
			doc.Paragraphs = append(doc.Paragraphs, record.Paragraph{Text: text})
			doc.Removed = append(doc.Removed, record.Removal{Text: "Share", Kind: document.Share, Rule: "share/row", Score: 0.75})
		}
		docs = append(docs, doc)
		line, err := doc.Marshal()
		if err != nil {
			b.Fatal(err)
		}
		size += len(line)
	}
	b.SetBytes(int64(size)) // of the same documents as JSON
	b.ReportAllocs()
	for b.Loop() {
		if _, err := WriteParquet(io.Discard, nextOf(docs...)); err != nil {
			b.Fatal(err)
		}
	}
}
