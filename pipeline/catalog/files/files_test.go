package files_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/catalog/files"
	"github.com/winnow-news/winnow/pipeline/record"
)

// raws is three documents in our own words.
func raws() (all []document.Raw) {
	for i, name := range []string{"bridge", "ferry", "tunnel"} {
		all = append(all, document.Raw{
			ID: name, URL: "https://courier.example/" + name,
			Content: []byte("The " + name + " story\n\nThe " + name + " was closed on Monday, the council said, and it will stay so for " +
				strings.Repeat("many and many and ", i+1) + "many weeks, as engineers look into what went wrong.\n\nAdvertisement\n"),
		})
	}
	return all
}

func rawLines(t *testing.T) []byte {
	t.Helper()
	var lines bytes.Buffer
	for _, raw := range raws() {
		line, err := record.Wrap(raw).Marshal()
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
	}
	return lines.Bytes()
}

func cleanLines(t *testing.T, e *cleaners.Engine) []byte {
	t.Helper()
	var lines bytes.Buffer
	for _, raw := range raws() {
		doc, err := e.Clean(raw)
		if err != nil {
			t.Fatal(err)
		}
		doc.Site = cleaners.Site(raw.URL)
		line, err := record.NewClean(doc, record.Build{}).Marshal()
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
	}
	return lines.Bytes()
}

func gzipped(text []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(text)
	_ = w.Close()
	return out.Bytes()
}

func zstded(t *testing.T, text []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(text, nil)
}

func TestLoad(t *testing.T) {
	e := cleaners.Must(cleaners.New())
	raw, clean := rawLines(t), cleanLines(t, e)
	broken := append([]byte("{\"schema\":\"winnow.clean.v1\",\n"), clean...)
	for _, c := range []struct {
		name    string
		in, raw []byte
		stdin   bool
		want    files.Read
		judged  bool
	}{
		{name: "raw.jsonl", in: raw, want: files.Read{Cleaned: 3}, judged: true},
		{name: "raw.jsonl.gz", in: gzipped(raw), want: files.Read{Cleaned: 3}, judged: true},
		{name: "stdin", in: raw, stdin: true, want: files.Read{Cleaned: 3}, judged: true},
		{name: "out.jsonl", in: clean, want: files.Read{Clean: 3}},
		{name: "out.jsonl.gz", in: gzipped(clean), want: files.Read{Clean: 3}},
		{name: "out.jsonl.zst", in: zstded(t, clean), raw: raw, want: files.Read{Clean: 3}, judged: true},
		{name: "broken.jsonl", in: broken, want: files.Read{Clean: 3, Refused: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := files.Options{Clean: e.Clean, Site: cleaners.Site}
			if c.stdin {
				o.In, o.Stdin = []string{archive.Stdin}, bytes.NewReader(c.in)
			} else {
				o.In = []string{write(t, c.name, c.in)}
			}
			if c.raw != nil {
				o.Raw = []string{write(t, "raw.jsonl", c.raw)}
			}
			m := catalog.New(catalog.Options{Clean: e.Clean})
			read, err := files.Load(t.Context(), m, o)
			if err != nil || read != c.want {
				t.Fatalf("read %+v, %v, want %+v", read, err, c.want)
			}
			for _, raw := range raws() {
				d, err := m.Document(t.Context(), catalog.KeyOf(raw.ID))
				if err != nil {
					t.Fatal(err)
				}
				if d.Site != "courier-example" || d.Otherwise || (d.Judged != nil) != c.judged {
					t.Errorf("%s: site %q, otherwise %v, judged %v", raw.ID, d.Site, d.Otherwise, d.Judged != nil)
				}
				if c.judged && !bytes.Equal(d.Raw.Content, raw.Content) {
					t.Errorf("%s: the raw document is %q", raw.ID, d.Raw.Content)
				}
			}
		})
	}
}

func write(t *testing.T, name string, text []byte) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAFileThatIsNotThereIsAnError(t *testing.T) {
	_, err := files.Load(t.Context(), catalog.New(catalog.Options{}), files.Options{In: []string{filepath.Join(t.TempDir(), "none.jsonl")}})
	if err == nil || !strings.Contains(err.Error(), "none.jsonl") {
		t.Errorf("error %v", err)
	}
}
