package archive

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"pgregory.net/rapid"
)

// story is a row as scrapers write it.
type story struct {
	ID      int64     `parquet:"id,delta"`
	Link    string    `parquet:"link,dict"`
	Crawled time.Time `parquet:"crawled_at,timestamp(microsecond)"`
	Tags    []string  `parquet:"tags,list"`
	Doc     storyDoc  `parquet:"doc"`
	HTML    *string   `parquet:"html,optional"`
}

type storyDoc struct {
	Title string  `parquet:"headline,optional,delta"`
	Text  string  `parquet:"text,delta"`
	Size  float64 `parquet:"size"`
}

func stories(n int) []story {
	var all []story
	for i := range n {
		html := fmt.Sprintf("<p>The river rose by %d centimetres.</p>%s", i, strings.Repeat(" more", i%50))
		s := story{
			ID: int64(1000 - 7*i), Link: fmt.Sprintf("https://a.example/%d", i%9), Crawled: time.UnixMicro(1_700_000_000_000_001 + int64(i)).UTC(),
			Tags: []string{"a", "b"}[:i%3], Doc: storyDoc{Title: fmt.Sprint("Day ", i), Text: fmt.Sprint("day text ", i), Size: float64(i) / 2}, HTML: &html,
		}
		if i%5 == 3 {
			s.HTML, s.Doc.Title = nil, ""
		}
		all = append(all, s)
	}
	return all
}

// wantStories is what told says of stories, by their html.
func wantStories(name string, all []story) []string {
	want := []string{}
	for i, s := range all {
		if s.HTML == nil {
			want = append(want, fmt.Sprintf("%s:%d: no-content: its content is null", name, i+1))
			continue
		}
		want = append(want, fmt.Sprintf("%d %s %q", s.ID, s.Link, *s.HTML))
	}
	return want
}

// parquetBytes writes rows in groups.
func parquetBytes[T any](t testing.TB, rows []T, group int, options ...parquet.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, options...)
	for len(rows) > 0 {
		n := min(group, len(rows))
		if _, err := w.Write(rows[:n]); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		rows = rows[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tellAll(records []*Record) []string {
	all := []string{}
	for _, r := range records {
		all = append(all, told(r))
	}
	return all
}

func TestParquet(t *testing.T) {
	rows := stories(300)
	codecs := map[string]compress.Codec{
		"none": &parquet.Uncompressed, "snappy": &parquet.Snappy, "gzip": &parquet.Gzip, "zstd": &parquet.Zstd, "lz4_raw": &parquet.Lz4Raw, "brotli": &parquet.Brotli,
	}
	for codec, with := range codecs {
		for version := 1; version <= 2; version++ {
			t.Run(fmt.Sprint(codec, " version ", version), func(t *testing.T) {
				file := parquetBytes(t, rows, 110, parquet.Compression(with), parquet.DataPageVersion(version), parquet.PageBufferSize(700))
				name := saved(t, "a.parquet", string(file))
				all := readAll(t, name, Mark{}, Options{})
				if diff := cmp.Diff(wantStories(name, rows), tellAll(all)); diff != "" {
					t.Fatalf("records (-want +got):\n%s", diff)
				}
				for i := 0; i < len(all); i += 13 {
					rest := readAll(t, name, all[i].After, Options{})
					if diff := cmp.Diff(wantStories(name, rows)[i+1:], tellAll(rest)); diff != "" {
						t.Fatalf("from %+v (-want +got):\n%s", all[i].After, diff)
					}
				}
			})
		}
	}
}

func TestParquetColumns(t *testing.T) {
	rows := stories(4)
	name := saved(t, "a.parquet", string(parquetBytes(t, rows, 3)))
	o := Options{Fields: map[string]string{"content": "doc.text", "title": "doc.headline", "source": "doc.size"}}
	var got []string
	for _, r := range readAll(t, name, Mark{}, o) {
		raw, err := r.Open()
		got = append(got, fmt.Sprintf("%s %s %s %s %q %v", raw.ID, raw.Title, raw.Source, raw.FetchedAt, raw.Content, err))
	}
	want := []string{
		`1000 Day 0 0 2023-11-14T22:13:20.000001Z "day text 0" <nil>`,
		`993 Day 1 0.5 2023-11-14T22:13:20.000002Z "day text 1" <nil>`,
		`986 Day 2 1 2023-11-14T22:13:20.000003Z "day text 2" <nil>`,
		`979  1.5 2023-11-14T22:13:20.000004Z "day text 3" <nil>`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	for field, want := range map[string]string{
		"doc.none":          `no column is called "doc.none", which should be its content; the columns are id, link, crawled_at, tags.list.element, doc.headline, doc.text, doc.size, html`,
		"tags.list.element": "the column tags.list.element, which should be its content, does not hold text",
		"doc.size":          "the column doc.size, which should be its content, does not hold text",
	} {
		all := readAll(t, name, Mark{}, Options{Fields: map[string]string{"content": field}})
		if len(all) != 1 || !strings.HasSuffix(told(all[0]), want) {
			t.Errorf("content=%s: %s, want %s", field, tellAll(all), want)
		}
	}
}

func TestParquetNeedsAFile(t *testing.T) {
	file := parquetBytes(t, stories(3), 3)
	name := saved(t, "a.parquet.gz", string(packed(file)))
	all := readAll(t, name, Mark{}, Options{})
	if len(all) != 1 || !strings.Contains(told(all[0]), "only from a file that is not compressed as a whole") {
		t.Errorf("compressed: %s", tellAll(all))
	}
	a, err := Open(Inputs{{Name: Stdin}}, Mark{}, bytes.NewReader(file), Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Next(t.Context())
	if err != nil || !strings.Contains(told(r), "only from a file") {
		t.Errorf("standard input: %v, %v", r, err)
	}
}

// TestBrokenRowGroup damages the second of three row groups.
func TestBrokenRowGroup(t *testing.T) {
	rows := stories(30)
	for i := range rows {
		text := fmt.Sprint("text ", i)
		rows[i].HTML = &text
	}
	file := parquetBytes(t, rows, 10, parquet.Compression(&parquet.Snappy))
	footer, err := readFooter(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	const html = 7
	groups, err := parseGroups(footer, []int{html})
	if err != nil {
		t.Fatal(err)
	}
	copy(file[groups[1].chunks[0].start:], "\xff\xff\xff\xff")
	name := saved(t, "a.parquet", string(file))
	all := readAll(t, name, Mark{}, Options{})
	broken := 0
	for i, r := range all {
		if _, err := r.Open(); err != nil {
			broken++
			if reasonOf(err) != ReasonBroken || !strings.Contains(err.Error(), "row group 2 can't be read, from row 11 to row 20") {
				t.Errorf("record %d: %v", i, err)
			}
			rest := readAll(t, name, r.After, Options{})
			if diff := cmp.Diff(wantStories(name, rows)[20:], tellAll(rest)); diff != "" {
				t.Errorf("behind it (-want +got):\n%s", diff)
			}
		}
	}
	if broken != 1 || len(all) != 21 {
		t.Errorf("%d of %d records are broken, want 1 of 21:\n%s", broken, len(all), strings.Join(tellAll(all), "\n"))
	}
}

func TestALongValueIsRefused(t *testing.T) {
	rows := stories(3)
	long := strings.Repeat("long ", 1<<20)
	rows[1].HTML = &long
	name := saved(t, "a.parquet", string(parquetBytes(t, rows, 3, parquet.Compression(&parquet.Zstd))))
	all := readAll(t, name, Mark{}, Options{MaxRecord: 1 << 20})
	if _, err := all[1].Open(); len(all) != 3 || reasonOf(err) != ReasonTooLarge {
		t.Errorf("of %d records the second: %v", len(all), err)
	}
	for _, i := range []int{0, 2} {
		if _, err := all[i].Open(); err != nil {
			t.Errorf("record %d: %v", i, err)
		}
	}
}

// TestParquetMarks resumes from every mark of files of all shapes.
func TestParquetMarks(t *testing.T) {
	folder := t.TempDir()
	rapid.Check(t, func(r *rapid.T) {
		rows := stories(rapid.IntRange(0, 40).Draw(r, "rows"))
		file := parquetBytes(t, rows, rapid.IntRange(1, 20).Draw(r, "group"), parquet.PageBufferSize(rapid.IntRange(64, 2000).Draw(r, "page")),
			parquet.DataPageVersion(rapid.IntRange(1, 2).Draw(r, "version")))
		name := filepath.Join(folder, "a.parquet")
		if err := os.WriteFile(name, file, 0o600); err != nil {
			t.Fatal(err)
		}
		all := readAllOf(r, name, Mark{})
		want := wantStories(name, rows)
		if diff := cmp.Diff(want, tellAll(all)); diff != "" {
			r.Fatalf("records (-want +got):\n%s", diff)
		}
		for i, one := range all {
			if diff := cmp.Diff(want[i+1:], tellAll(readAllOf(r, name, one.After))); diff != "" {
				r.Fatalf("from %+v (-want +got):\n%s", one.After, diff)
			}
		}
	})
}

// FuzzParquet reads files that are nearly right. Whatever they state, reading
// ends, and holds little memory.
func FuzzParquet(f *testing.F) {
	rows := stories(20)
	for version := 1; version <= 2; version++ {
		for _, codec := range []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Zstd, &parquet.Gzip, &parquet.Brotli, &parquet.Lz4Raw} {
			f.Add(parquetBytes(f, rows, 10, parquet.Compression(codec), parquet.DataPageVersion(version)))
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		name := saved(t, "a.parquet", string(file))
		a, err := Open(Inputs{{Name: name}}, Mark{}, nil, Options{Form: "parquet", MaxRecord: 1 << 16})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 10_000 { // a run of few bytes can be millions of the same value
			r, err := a.Next(t.Context())
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			_, _ = r.Open() // it may fail
		}
		runtime.ReadMemStats(&after)
		if grown := after.HeapSys - min(before.HeapSys, after.HeapSys); grown > maxPage {
			t.Fatalf("%d bytes of memory for a file of %d", grown, len(file))
		}
	})
}

// articles returns rows of prose, of 8 KB each.
func articles(n int) []story {
	rows := stories(n)
	random := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("the river rose and fell again after days of rain in towns where people had left their houses before it came")
	for i := range rows {
		var b strings.Builder
		for b.Len() < 8<<10 {
			b.WriteString(words[random.IntN(len(words))])
			fmt.Fprintf(&b, " %x ", random.IntN(1<<12))
		}
		text := b.String()
		rows[i].HTML = &text
	}
	return rows
}

func BenchmarkParquet(b *testing.B) {
	for name, codec := range map[string]compress.Codec{"none": &parquet.Uncompressed, "snappy": &parquet.Snappy, "zstd": &parquet.Zstd} {
		b.Run(name, func(b *testing.B) {
			rows := articles(2000)
			benchmarkFile(b, saved(b, "a.parquet", string(parquetBytes(b, rows, len(rows), parquet.Compression(codec)))))
		})
	}
}

func BenchmarkCSV(b *testing.B) {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	_ = w.Write([]string{"id", "url", "content"}) // to memory
	for _, s := range articles(2000) {
		_ = w.Write([]string{fmt.Sprint(s.ID), s.Link, "\n" + *s.HTML})
	}
	w.Flush()
	benchmarkFile(b, saved(b, "a.csv", text.String()))
}

func benchmarkFile(b *testing.B, name string) {
	for b.Loop() {
		read := 0
		for _, r := range readAll(b, name, Mark{}, Options{}) {
			raw, err := r.Open()
			if err != nil {
				b.Fatal(err)
			}
			read += len(raw.Content)
		}
		b.SetBytes(int64(read))
	}
}
