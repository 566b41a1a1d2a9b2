package queue_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// lines is an engine that takes every line for a block, and takes out what memory
// speaks against.
type lines struct {
	slow  time.Duration
	clean func(document.Raw) // called before a document is cleaned; may be nil
}

func (lines) Segment(raw document.Raw) (*document.Document, error) {
	if strings.HasPrefix(string(raw.Content), "%PDF") {
		return nil, errors.New("this is a PDF")
	}
	doc := &document.Document{ID: raw.ID, URL: raw.URL, Text: string(raw.Content), Source: string(raw.Content)}
	at := 0
	for line := range strings.Lines(doc.Text) {
		n := len(strings.TrimSuffix(line, "\n"))
		doc.Blocks = append(doc.Blocks, document.Block{
			Span:  document.Span{Start: at, End: at + n},
			Shape: document.Shape{Words: int32(len(strings.Fields(line))), Letters: int32(n), Digits: 1},
		})
		at += len(line)
	}
	return doc, nil
}

func (e lines) CleanRecalling(raw document.Raw, recall document.Recall) (*document.Clean, error) {
	time.Sleep(e.slow)
	if e.clean != nil {
		e.clean(raw)
	}
	doc, err := e.Segment(raw)
	if err != nil {
		return nil, err
	}
	out := make(map[int]document.Verdict)
	if recall != nil {
		for _, v := range recall(doc) {
			out[v.Block] = v
		}
	}
	clean := &document.Clean{ID: raw.ID, URL: raw.URL}
	for i, b := range doc.Blocks {
		switch v, said := out[i]; {
		case said && v.Score > 0.5:
			clean.Removed = append(clean.Removed, document.Removal{Text: doc.Of(i), Kind: v.Kind, Rule: v.Rule, Score: v.Score, Note: v.Value})
		default:
			clean.Paragraphs = append(clean.Paragraphs, document.Paragraph{Text: doc.Of(i), Start: b.Span.Start, End: b.Span.End})
		}
	}
	return clean, nil
}

const furniture = "The paper comes to your door before breakfast, rain or shine."

// yearOf returns lines of two sites over a year, one of which repeats a line. Some
// can't be cleaned, and some ids come twice.
func yearOf(n int) string {
	var b strings.Builder
	for i := range n {
		day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i*365/n)
		var text strings.Builder
		fmt.Fprintf(&text, `Headline number %d of the year\n%s\n`, i, day.Format("2 January 2006"))
		for j := range 6 {
			fmt.Fprintf(&text, `Paragraph number %d of story number %d, which no other story has.\n`, j, i)
		}
		if i%2 == 0 {
			text.WriteString(furniture + `\n`)
		}
		id := i
		switch {
		case i%50 == 7:
			text.Reset()
			text.WriteString("%PDF")
		case i%90 == 80:
			id = i - 45
		}
		fmt.Fprintf(&b, `{"id": "d%05d", "url": "https://site%d.example/%d", "content": "%s"}`+"\n", id, i%2, id, text.String())
	}
	return b.String()
}

func siteOf(url string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(url, "https://"), "/")
	return strings.ReplaceAll(host, ".", "-")
}

// written returns a folder with an archive in it.
func written(t *testing.T, documents int) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "in.jsonl"), []byte(yearOf(documents)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// quick has batches that end soon, so that a unit is not over before anything can
// happen to it.
var quick = pipeline.Options{Workers: 2, BatchSize: 16, InFlight: 32}

func options(ctx context.Context, dir string) (backfill.Options, error) {
	in, err := archive.Find(ctx, []string{filepath.Join(dir, "in.jsonl")}, nil)
	return backfill.Options{
		In: in, Out: filepath.Join(dir, "out.jsonl"), UnitBytes: 12_000,
		Recurring: memory.RecurringOn, Site: siteOf, Pipeline: quick,
	}, err
}

// alone returns what one machine makes of an archive: its lines in the order of
// ids.
func alone(t *testing.T, documents int) (sorted []string, result backfill.Result) {
	t.Helper()
	dir := written(t, documents)
	o, err := options(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if result, err = backfill.Run(t.Context(), lines{}, o); err != nil {
		t.Fatal(err)
	}
	return outputOf(t, dir, "out.jsonl"), result
}

// outputOf returns the lines of an output in the order of ids.
func outputOf(t *testing.T, dir, pattern string) (sorted []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(names) == 0 {
		t.Fatalf("no %s: %v", pattern, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sorted = slices.AppendSeq(sorted, strings.Lines(string(text)))
	}
	slices.Sort(sorted)
	return sorted
}
