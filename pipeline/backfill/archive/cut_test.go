package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"pgregory.net/rapid"
)

// numbered is what a test compares of a record.
type numbered struct {
	Number int // in its file
	Offset int64
	Text   string
}

// eachPart reads parts of files, one archive a part, as several machines do.
func eachPart(t rapid.TB, parts Inputs) (all []numbered) {
	lines := make(map[string]int) // before a part, by file
	for i := range parts {
		from, err := Open(parts[i:i+1], Mark{}, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for {
			r, err := from.Next(context.Background())
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			_, text := r.Original()
			all = append(all, numbered{lines[r.File] + r.Number, r.Offset, string(text)})
			if r.Read < 0 || r.Read > parts[i].Size {
				t.Fatalf("%s: %d bytes were read of a part with %d", r, r.Read, parts[i].Size)
			}
		}
		lines[parts[i].Name] += from.Count()
	}
	return all
}

// TestPartsTogetherHaveEveryRecordOnce cuts files of any lines: blank ones, such
// as are longer than a part, with and without an end of the last.
func TestPartsTogetherHaveEveryRecordOnce(t *testing.T) {
	folder := t.TempDir()
	files := 0
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		text.WriteString(`{"id":"first","content":"x"}` + "\n")
		for i := range rapid.IntRange(1, 40).Draw(t, "lines") {
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
				text.WriteString(rapid.SampledFrom([]string{"\n", "\r\n", "  \n"}).Draw(t, "blank"))
			default:
				fmt.Fprintf(&text, `{"id":"d%d","content":"%s"}`, i, strings.Repeat("a", rapid.IntRange(0, 300).Draw(t, "length")))
				text.WriteString(rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end"))
			}
		}
		content := text.String()
		if rapid.Bool().Draw(t, "no end") {
			content = strings.TrimRight(content, "\r\n ")
		}
		files++
		name := filepath.Join(folder, fmt.Sprintf("%d.jsonl", files))
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		whole, err := Find(t.Context(), []string{name}, nil)
		if err != nil {
			t.Fatal(err)
		}
		parts, err := Cut(whole[0], rapid.Int64Range(1, 2000).Draw(t, "size"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, p := range parts {
			sum += p.Size
		}
		if sum != whole.Bytes() {
			t.Fatalf("the parts have %d bytes, the file %d", sum, whole.Bytes())
		}
		if diff := cmp.Diff(eachPart(t, whole), eachPart(t, parts)); diff != "" {
			t.Fatalf("%d parts (-whole +parts):\n%s", len(parts), diff)
		}
	})
}

func TestWhatCanNotBeginInsideIsOnePart(t *testing.T) {
	folder := t.TempDir()
	lines := strings.Repeat(`{"id":"a","content":"Some words of an article."}`+"\n", 100)
	packed := filepath.Join(folder, "a.jsonl.gz")
	file, err := os.Create(packed)
	if err != nil {
		t.Fatal(err)
	}
	writer := gzip.NewWriter(file)
	_, err = io.WriteString(writer, lines)
	if err := errors.Join(err, writer.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(folder, "page.txt")
	if err := os.WriteFile(page, []byte(strings.Repeat("A line of a text.\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{packed, page} {
		whole, err := Find(t.Context(), []string{name}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if parts, err := Cut(whole[0], 10, Options{}); err != nil || len(parts) != 1 || parts[0] != whole[0] {
			t.Errorf("%s: %v, %v; want it whole", name, parts, err)
		}
	}
}

// TestAPartGoesOnFromAMark reads a part to its middle and goes on there.
func TestAPartGoesOnFromAMark(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(name, []byte(strings.Repeat(`{"id":"a","content":"Some words of an article."}`+"\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	whole, err := Find(t.Context(), []string{name}, nil)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := Cut(whole[0], 1500, Options{})
	if err != nil || len(parts) < 3 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	part := parts[1:2]
	want := eachPart(t, part)
	from, err := Open(part, Mark{}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var mark Mark
	for range 5 {
		r, err := from.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		mark = r.After
	}
	if err := from.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(part, mark, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rest := 0
	for {
		r, err := again.Next(t.Context())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := want[5+rest]; got.Offset != r.Offset || got.Number != r.Number {
			t.Errorf("record %d is at %d:%d, want %d:%d", rest, r.Number, r.Offset, got.Number, got.Offset)
		}
		rest++
	}
	if rest != len(want)-5 {
		t.Errorf("%d records behind the mark, want %d", rest, len(want)-5)
	}
}

// TestParquetIsCutAtRowGroups reads the groups of a file as parts.
func TestParquetIsCutAtRowGroups(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.parquet")
	if err := os.WriteFile(name, parquetBytes(t, stories(100), 10), 0o600); err != nil {
		t.Fatal(err)
	}
	whole, err := Find(t.Context(), []string{name}, nil)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := Cut(whole[0], whole[0].Size/5, Options{})
	if err != nil || len(parts) < 3 || parts.Bytes() != whole.Bytes() {
		t.Fatalf("%d parts with %d bytes, %v", len(parts), parts.Bytes(), err)
	}
	if diff := cmp.Diff(eachPart(t, whole), eachPart(t, parts)); diff != "" {
		t.Errorf("%d parts (-whole +parts):\n%s", len(parts), diff)
	}
}
