package archive

import (
	"bytes"
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
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// packers is how the tests pack a text, by the name of a compression.
var packers = map[string]func(t *testing.T, text []byte) []byte{
	"plain": func(_ *testing.T, text []byte) []byte { return text },
	"gzip": func(t *testing.T, text []byte) []byte {
		return pack(t, text, func(to io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(to), nil })
	},
	"gzip, two members": func(t *testing.T, text []byte) []byte {
		open := func(to io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(to), nil }
		return append(pack(t, text[:len(text)/3], open), pack(t, text[len(text)/3:], open)...)
	},
	"zstd": func(t *testing.T, text []byte) []byte {
		return pack(t, text, func(to io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(to) })
	},
	"xz": func(t *testing.T, text []byte) []byte {
		return pack(t, text, func(to io.Writer) (io.WriteCloser, error) { return xz.NewWriter(to) })
	},
}

func pack(t *testing.T, text []byte, open func(io.Writer) (io.WriteCloser, error)) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := open(&out)
	if err == nil {
		_, err = w.Write(text)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// write writes a file of the test and returns its name.
func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func find(t *testing.T, names ...string) Inputs {
	t.Helper()
	in, err := Find(t.Context(), names, nil)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// got is one record, as the tests see it.
type got struct {
	Place, ID, Content, Reason string
}

// readFrom returns the records of inputs from a mark on, with the marks behind
// them.
func readFrom(t *testing.T, in Inputs, at Mark, o Options) (all []got, marks []Mark) {
	t.Helper()
	a, err := Open(in, at, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for {
		r, err := a.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return all, marks
		}
		if err != nil {
			t.Fatal(err)
		}
		g := got{Place: filepath.Base(r.String())}
		raw, err := r.Open()
		g.ID, g.Content = filepath.Base(raw.ID), string(raw.Content)
		if err != nil {
			g.Reason = reasonOf(err)
		}
		all, marks = append(all, g), append(marks, r.After)
	}
}

func linesOf(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id": "d%d", "content": "text %d"}`+"\n", i, i)
		if i%4 == 1 {
			b.WriteString("\n")
		}
	}
	return b.String()
}

// TestReadingGoesOnBehindAnyRecord reads every compression from every mark on.
func TestReadingGoesOnBehindAnyRecord(t *testing.T) {
	for name, packed := range packers {
		t.Run(name, func(t *testing.T) {
			in := find(t, write(t, "a.jsonl", packed(t, []byte(linesOf(9)))), write(t, "page.txt", packed(t, []byte("One text"))), write(t, "b", packed(t, []byte(linesOf(3)))))
			all, marks := readFrom(t, in, Mark{}, Options{})
			if len(all) != 13 || all[12].ID != "d2" || all[9].Content != "One text" {
				t.Fatalf("records: %+v", all)
			}
			for i, mark := range marks {
				rest, _ := readFrom(t, in, mark, Options{})
				if diff := cmp.Diff(all[i+1:], rest, cmp.Transformer("empty", func(g []got) []got { return append([]got{}, g...) })); diff != "" {
					t.Errorf("behind record %d, at %+v (-want +got):\n%s", i, mark, diff)
				}
			}
		})
	}
}

// TestWhatBreaksOffCostsOnlyItsRest cuts a packed file at every byte.
func TestWhatBreaksOffCostsOnlyItsRest(t *testing.T) {
	text := []byte(linesOf(40))
	for name, packed := range packers {
		t.Run(name, func(t *testing.T) {
			whole := packed(t, text)
			step := max(1, len(whole)/30)
			for cut := 0; cut < len(whole); cut += step {
				in := find(t, write(t, "a.jsonl", whole[:cut]), write(t, "b.jsonl", []byte(`{"id": "behind", "content": "x"}`)))
				all, marks := readFrom(t, in, Mark{}, Options{})
				last := all[len(all)-1]
				if last.ID != "behind" {
					t.Fatalf("cut at %d: the next input is not read: %+v", cut, all)
				}
				for i, g := range all[:len(all)-1] {
					if g.Reason == "" && g.ID != fmt.Sprintf("d%d", i) || g.Reason != "" && i != len(all)-2 {
						t.Errorf("cut at %d: record %d is %+v", cut, i, g)
					}
				}
				for i, mark := range marks {
					if rest, _ := readFrom(t, in, mark, Options{}); len(rest) != len(all)-i-1 {
						t.Errorf("cut at %d: behind record %d there are %d records, want %d", cut, i, len(rest), len(all)-i-1)
					}
				}
			}
		})
	}
}

// bzip2ed is {"id": "d0", "content": "text 0"} and a line end: Go has no writer of
// bzip2.
const bzip2ed = "\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\x0c\x1c\xfb\x05\x00\x00\x10\x59\x80\x00\x10\x50\x04\x40\x10\x0e\x21\x84\x4a\x20\x00\x21\xa9\x93\x26\x9a\x32\x7a\x85\x30\x00\x4d\x0b\x68\x5c\x4a\xc0\x28\xd2\xf9\x5c\x52\x68\x25\x7a\xc9\x0e\xe5\x7e\x2e\xe4\x8a\x70\xa1\x20\x18\x39\xf6\x0a"

func TestBzip2IsRead(t *testing.T) {
	all, _ := readFrom(t, find(t, write(t, "a.jsonl.bz2", []byte(bzip2ed))), Mark{}, Options{})
	if len(all) != 1 || all[0].Content != "text 0" {
		t.Errorf("records: %+v", all)
	}
	damaged := []byte(bzip2ed)
	damaged[len(damaged)/2] ^= 0xff
	all, _ = readFrom(t, find(t, write(t, "a.jsonl.bz2", damaged)), Mark{}, Options{})
	if len(all) != 1 || all[0].Reason != ReasonBroken {
		t.Errorf("of a damaged file: %+v, want one record that says so", all)
	}
}

func TestFormsAreToldFromBytes(t *testing.T) {
	for _, c := range []struct {
		name, head, want string
	}{
		{"a", `{"id": "x"}` + "\n", "jsonl"},
		{"a.txt", `{"id": "x"}` + "\n", "jsonl"},
		{"a.jsonl", "broken\n", "jsonl"},
		{"a.jsonl.gz", "broken\n", "jsonl"},
		{"a", "{curly} text is no object\n", "page"},
		{"a.html", "<!doctype html>", "page"},
		{"a", "Some text", "page"},
		{"a", "\xff\xfeS\x00o\x00", "page"},
		{"a", "caf\xe9", "page"},
		{"a", "%PDF-1.7", ""},
		{"a", "\x89PNG\r\n\x1a\n\x00\x00", ""},
		{"a", "", "page"},
	} {
		got := ""
		if f := formOf(c.name, []byte(c.head)); f != nil {
			got = f.name
		}
		if got != c.want {
			t.Errorf("%s with %q is %q, want %q", c.name, c.head, got, c.want)
		}
	}
}

func TestLinesAreCutAtTheLimit(t *testing.T) {
	long := strings.Repeat("x", 200<<10) // beyond the reader's buffer
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"12345\n123456\n1", []string{"1 12345", "2 12345!", "3 1"}},
		{long + "\nab\n", []string{"1 xxxxx!", "2 ab"}},
		{"ab\n" + long, []string{"1 ab", "2 xxxxx!"}},
		{"\n\n  \n", nil},
		{"", nil},
	} {
		a, err := Open(Inputs{{Name: Stdin}}, Mark{}, strings.NewReader(c.in), Options{Form: "jsonl", MaxRecord: 5})
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for r, err := a.Next(t.Context()); err == nil; r, err = a.Next(t.Context()) {
			_, text := r.Original()
			line := fmt.Sprintf("%d %.5s", r.Number, text)
			if _, err := r.Open(); reasonOf(err) == ReasonTooLarge {
				line += "!"
			}
			all = append(all, line)
		}
		if diff := cmp.Diff(c.want, all); diff != "" {
			t.Errorf("%.20q (-want +got):\n%s", c.in, diff)
		}
	}
}

func TestWhatStandsBesidePagesIsPassedOver(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"a.html": "<p>A page.</p>", "style.css": "body { color: red }", "logo.svg": "<svg></svg>", "app.js.gz": "let a = 1", "photo.png": "\x89PNG\r\n\x1a\n\x00\x00",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if all, _ := readFrom(t, find(t, root), Mark{}, Options{}); len(all) != 1 || all[0].Content != "<p>A page.</p>" {
		t.Errorf("of the folder: %+v", all)
	}
	if all, _ := readFrom(t, find(t, filepath.Join(root, "style.css")), Mark{}, Options{}); len(all) != 1 || all[0].Reason != "" {
		t.Errorf("named: %+v", all)
	}
}

func TestFieldsAreTakenFromWhereTheyAre(t *testing.T) {
	o := Options{Fields: map[string]string{"content": "page.html", "url": "link", "id": "n"}}
	raw, err := openLine([]byte(`{"n": 7, "link": "https://a.example/", "page": {"html": "<p>x</p>"}, "content": "other", "title": "T", "language": null}`), &o)
	if err != nil {
		t.Fatal(err)
	}
	if raw.ID != "7" || raw.URL != "https://a.example/" || string(raw.Content) != "<p>x</p>" || raw.Title != "T" {
		t.Errorf("the document is %+v", raw)
	}
	_, err = openLine([]byte(`{"html": "<p>x</p>", "a": 1}`), &Options{})
	if err == nil || !strings.Contains(err.Error(), "its fields are a, html") {
		t.Errorf("without a content: %v, want its fields", err)
	}
}

func TestFoldersAreWalkedInOrder(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"b/2.txt", "b/1.html", "a.txt", ".hidden/x.txt", "b/.x", "out.jsonl"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o700), os.WriteFile(filepath.Join(root, name), []byte(name), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	in, err := Find(t.Context(), []string{root}, func(name string) bool { return filepath.Base(name) == "out.jsonl" })
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, i := range in {
		name, _ := filepath.Rel(root, i.Name)
		names = append(names, filepath.ToSlash(name))
	}
	if diff := cmp.Diff([]string{"a.txt", "b/1.html", "b/2.txt"}, names); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if _, err := Find(t.Context(), []string{filepath.Join(root, "*.none")}, nil); err == nil {
		t.Error("a glob without a file is no error")
	}
	if globbed := find(t, filepath.Join(root, "b", "*.txt")); len(globbed) != 1 {
		t.Errorf("the glob is %v", globbed)
	}
}

func FuzzLine(f *testing.F) {
	f.Add([]byte(`{"id": "a", "content": "x"}`), "content")
	f.Add([]byte(`{"schema":"winnow.reject.v1","file":"f","record":1,"form":"jsonl","original":"{\"content\": \"x\"}"}`), "page.html")
	f.Add([]byte(`{"page": {"html": "x"}}`), "page.html")
	f.Fuzz(func(_ *testing.T, line []byte, field string) {
		for _, o := range []Options{{}, {Fields: map[string]string{"content": field}}} {
			if raw, err := openLine(line, &o); err == nil && raw.ID == "" {
				panic("a document without an id")
			}
		}
	})
}

// TestALinkToAFolderIsWalked names a folder by a link.
func TestALinkToAFolderIsWalked(t *testing.T) {
	folder := t.TempDir()
	data, link := filepath.Join(folder, "data"), filepath.Join(folder, "link")
	if err := errors.Join(os.Mkdir(data, 0o700), os.WriteFile(filepath.Join(data, "a.txt"), []byte("A text."), 0o600), os.Symlink(data, link)); err != nil {
		t.Fatal(err)
	}
	if in := find(t, link); len(in) != 1 || in[0].Name != filepath.Join(link, "a.txt") {
		t.Errorf("%+v", in)
	}
}

// TestStandardInputMayComeInBits reads what a writer writes a byte at a time.
func TestStandardInputMayComeInBits(t *testing.T) {
	text := []byte("\n" + `{"id": "a", "content": "one"}` + "\n" + `{"id": "b", "content": "two"}` + "\n")
	packed := pack(t, text, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
	for name, stored := range map[string][]byte{"plain": text, "gzip": packed} {
		a, err := Open(find(t, Stdin), Mark{}, iotest.OneByteReader(bytes.NewReader(stored)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"a", "b"} {
			r, err := a.Next(t.Context())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if raw, err := r.Open(); err != nil || raw.ID != want {
				t.Errorf("%s: %q, %v, want %s", name, raw.ID, err, want)
			}
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}
