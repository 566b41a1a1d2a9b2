package archive

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// told returns what reading says of each record: "id url content", or the reason
// for which it is refused.
func told(r *Record) string {
	raw, err := r.Open()
	if err != nil {
		return fmt.Sprintf("%s: %s: %v", r, reasonOf(err), err)
	}
	return fmt.Sprintf("%s %s %q", raw.ID, raw.URL, raw.Content)
}

// readAll returns the records of a file from a mark on.
func readAll(t testing.TB, name string, at Mark, o Options) []*Record {
	t.Helper()
	a, err := Open(Inputs{{Name: name}}, at, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var all []*Record
	for {
		r, err := a.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
}

// saved writes a file and returns its name.
func saved(t testing.TB, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestTablesInText(t *testing.T) {
	for _, tt := range []struct {
		name, file, text string
		options          Options
		want             []string
	}{
		{"an envelope's names", "a.csv", "id,url,content\n1,u,one\n2,v,two\n", Options{}, []string{`1 u "one"`, `2 v "two"`}},
		{"told by the header, not the name", "a.txt", "id,url,content\n1,u,one\n", Options{}, []string{`1 u "one"`}},
		{"semicolons, tabs in quotes", "a.csv", "id;link;\"text\"\n1;u;\"a\tb;c,d\"\n", Options{}, []string{`1 u "a\tb;c,d"`}},
		{"tabs", "a.tsv", "id\turl\tbody\n1\tu\tone, two\n", Options{}, []string{`1 u "one, two"`}},
		{"pipes", "a.csv", "id|url|text\n1|u|a,b\n", Options{}, []string{`1 u "a,b"`}},
		{"a spreadsheet's sep, a BOM, CR LF", "a.csv", "\ufeffsep=;\r\nid;url;content\r\n1;u;one\r\n2;v;\"two\r\nlines\"\r\n", Options{}, []string{`1 u "one"`, `2 v "two\r\nlines"`}},
		{"pandas' index", "a.csv", ",url,text,id\n0,u,one,1\n", Options{}, []string{`1 u "one"`}},
		{"line breaks and doubled quotes", "a.csv", "id,url,content\n1,u,\"one\n\n\"\"two\"\", three\"\n2,v,x", Options{}, []string{`1 u "one\n\n\"two\", three"`, `2 v "x"`}},
		{"quotes as people write them", "a.csv", "id,url,content\n1,u,5\" disk\n2,v,\"he said \"hi\" and left\"\n", Options{}, []string{`1 u "5\" disk"`, `2 v "he said \"hi\" and left"`}},
		{"quoted end of the file", "a.csv", "id,url,content\n1,u,\"one\"", Options{}, []string{`1 u "one"`}},
		{"blank lines", "a.csv", "\n\nid,url,content\n\n1,u,one\n\r\n2,v,two\n\n", Options{}, []string{`1 u "one"`, `2 v "two"`}},
		{"named columns", "a.csv", "key;address;Story text;text\n1;u;one;no\n", Options{Fields: map[string]string{"id": "key", "url": "address", "content": "story_text"}}, []string{`1 u "one"`}},
		{"html before text", "a.csv", "id,url,text,html\n1,u,no,<p>one</p>\n", Options{}, []string{`1 u "<p>one</p>"`}},
		{"Base64 where content is empty", "a.csv", "id,url,content,content_b64\n1,u,,w6k=\n2,v,two,\n", Options{}, []string{`1 u "é"`, `2 v "two"`}},
		{
			"wrong number of fields", "a.csv", "id,url,content\n1,u\n2,v,two\n3,w,a,b\n", Options{},
			[]string{"a.csv:1: broken-envelope: the row has 2 fields, and the header 3", `2 v "two"`, "a.csv:3: broken-envelope: the row has 4 fields, and the header 3"},
		},
		{
			"a stray quote costs its row", "a.csv", "id,url,content\n1,u,\"one\n2,v,two\n3,\"w\",\"three\"\n4,x,four\n", Options{},
			[]string{"a.csv:1: broken-envelope: " + errQuote.Error(), `2 v "two"`, `3 w "three"`, `4 x "four"`},
		},
		{
			"a stray quote and no other", "a.csv", "id,url,content\n1,u,\"one\n2,v,two\n", Options{},
			[]string{"a.csv:1: broken-envelope: " + errQuote.Error(), `2 v "two"`},
		},
		{
			"another charset", "a.csv", "id,url,content,note\n1,u,caf\xe9,\n2,v,two,caf\xe9\n", Options{},
			[]string{"a.csv:1: broken-envelope: its content is not UTF-8: convert the table; or content in other charsets goes as Base64 into a column content_b64", `2 v "two"`},
		},
		{
			"UTF-16", "a.csv", "\xff\xfei\x00d\x00,\x00c\x00o\x00n\x00t\x00e\x00n\x00t\x00\n\x001\x00,\x00x\x00\n\x00", Options{},
			[]string{"a.csv:1: broken-envelope: the header has zero bytes, as in UTF-16: convert the table to UTF-8"},
		},
		{
			"a long row", "a.csv", "id,url,content\n1,u," + strings.Repeat("x", 90) + "\n2,v,two\n", Options{MaxRecord: 40},
			[]string{"a.csv:1: too-large: it has 95 bytes, and at most 40 are read", `2 v "two"`},
		},
		{
			"no content", "a.csv", "id,url,rubric\n1,u,x\n", Options{},
			[]string{"a.csv:1: no-content: no column is plainly the content; the columns are id, url, rubric: say which is with --field content=NAME"},
		},
		{
			"a column that is not there", "a.csv", "id,url,rubric\n1,u,x\n", Options{Fields: map[string]string{"content": "body"}},
			[]string{`a.csv:1: no-content: no column is called "body", which should be its content; the columns are id, url, rubric`},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			name := saved(t, tt.file, tt.text)
			var got []string
			for _, r := range readAll(t, name, Mark{}, tt.options) {
				r.File = tt.file
				got = append(got, told(r))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTextIsNoTable(t *testing.T) {
	for _, text := range []string{
		"Title, Text\nThe river rose.\n", "text\nThe river rose.\n", "Content, as they say, is king\nmore\n", "id,url\n1,2\n", "id,content,content\n1,2,3\n", "",
		"content,The\nx", "one;two;three\n",
	} {
		if looksLikeTable([]byte(text)) {
			t.Errorf("%q is taken for a table", text)
		}
	}
}

func TestRejectsOfRowsAreReadAgain(t *testing.T) {
	o := Options{Fields: map[string]string{"content": "story"}}
	name := saved(t, "a.csv", "id,story\n1,one\n2,\"two\n3,three\n")
	var got []string
	for _, r := range readAll(t, name, Mark{}, o) {
		form, original := r.Original()
		reject := record.Reject{File: "a.csv", Form: form}
		reject.SetOriginal(original)
		line, err := reject.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := openLine(line, &o)
		got = append(got, fmt.Sprintf("%s %s %q %v", form, raw.ID, raw.Content, err))
	}
	want := []string{`row 1 "one" <nil>`, `csv  "" ` + errQuote.Error(), `row 3 "three" <nil>`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reread (-want +got):\n%s", diff)
	}
}

// TestCSVRoundTrip writes tables as encoding/csv does, reads them in buffers of
// every size, and again from every mark.
func TestCSVRoundTrip(t *testing.T) {
	folder := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`([a-zé",;\n\t ]|""|\r\n){0,12}`)
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 3, 3), 0, 12).Draw(t, "rows")
		w := bytes.Buffer{}
		c := csv.NewWriter(&w)
		c.Comma = rapid.SampledFrom([]rune{',', ';', '\t', '|'}).Draw(t, "delimiter")
		c.UseCRLF = rapid.Bool().Draw(t, "CRLF")
		_ = c.Write([]string{"url", "title", "content"})
		want := []string{}
		for i, row := range rows {
			row[0] = fmt.Sprint("u", i, row[0])
			_ = c.Write(row)
			if c.UseCRLF { // it writes every line break so
				row[2] = strings.ReplaceAll(strings.ReplaceAll(row[2], "\r\n", "\n"), "\n", "\r\n")
			}
			want = append(want, row[2])
		}
		c.Flush()
		name := filepath.Join(folder, "a.csv")
		text := w.Bytes()
		if rapid.Bool().Draw(t, "packed") {
			name += ".gz"
			text = packed(text)
		}
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		all := readAllOf(t, name, Mark{})
		if diff := cmp.Diff(want, columnContents(t, all)); diff != "" {
			t.Fatalf("contents (-want +got):\n%s", diff)
		}
		for i, r := range all {
			rest := readAllOf(t, name, r.After)
			if diff := cmp.Diff(want[i+1:], columnContents(t, rest)); diff != "" {
				t.Fatalf("from %+v (-want +got):\n%s", r.After, diff)
			}
			if len(rest) > 0 && (rest[0].Number != i+2 || rest[0].Offset != all[i+1].Offset) {
				t.Fatalf("resumed at row %d, offset %d, want %d, %d", rest[0].Number, rest[0].Offset, i+2, all[i+1].Offset)
			}
		}
	})
}

func packed(text []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(text) // to memory
	_ = z.Close()
	return b.Bytes()
}

// readAllOf is readAll for a property.
func readAllOf(t interface{ Fatal(...any) }, name string, at Mark) []*Record {
	a, err := Open(Inputs{{Name: name}}, at, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var all []*Record
	for {
		r, err := a.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
}

func columnContents(t interface{ Fatal(...any) }, all []*Record) []string {
	got := []string{}
	for _, r := range all {
		raw, err := r.Open()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(raw.Content))
	}
	return got
}

// FuzzCSV holds that every byte is in one row, however the reads are cut, and
// that no row is longer than is read.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"id,content\n1,\"a\"\"b\"\n2,x\n", "id;content\n\"1;\n\"\"\n2;\"x\"y\n", "sep=;\n\ufeffcontent;id\r\n\"a\r\n\";\"\"\r\n", "content\n\"\"\"\n\"", strings.Repeat("x", 100) + "\n\"" + strings.Repeat("y\n", 40) + "\"\n",
	} {
		f.Add([]byte(seed), byte(','))
	}
	f.Fuzz(func(t *testing.T, text []byte, delimiter byte) {
		if delimiter == '"' || delimiter == '\n' || delimiter == '\r' {
			return
		}
		const limit = 64
		whole := &rowReader{from: bytes.NewReader(text), delimiter: delimiter, limit: limit}
		cut := &rowReader{from: iotest.OneByteReader(bytes.NewReader(text)), delimiter: delimiter, limit: limit}
		sum := 0
		for {
			row, size, broken, err := whole.next()
			other, otherSize, otherBroken, otherErr := cut.next()
			if !errors.Is(err, otherErr) || size != otherSize || !errors.Is(broken, otherBroken) || size <= limit && !bytes.Equal(row, other) {
				t.Fatalf("%q %d %v %v read at once, %q %d %v %v byte by byte", row, size, broken, err, other, otherSize, otherBroken, otherErr)
			}
			if err != nil {
				break
			}
			if size == 0 || size <= limit && !bytes.Equal(row, text[sum:sum+size]) {
				t.Fatalf("row %q of %d bytes at %d", row, size, sum)
			}
			sum += size
			if _, err := fieldsOf(row, delimiter); err != nil && broken == nil && size <= limit {
				t.Fatalf("a whole row without fields: %q: %v", row, err)
			}
		}
		if sum != len(text) {
			t.Fatalf("%d of %d bytes are in rows", sum, len(text))
		}
		openHeader(text)
	})
}

// openHeader reads bytes as a table; it may fail, and may not panic.
func openHeader(text []byte) (document.Raw, error) {
	return openCSVRow(nil, text, &Options{MaxRecord: 1 << 10})
}
