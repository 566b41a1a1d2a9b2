package output

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/pipeline/record"
)

// Form is one way in which clean documents are kept.
type Form struct {
	Name     string
	Doc      string   // for people
	Suffixes []string // of file names, without that of a compression

	encode func(doc *Document, packed Compression) ([]byte, error)
	header func(packed Compression) ([]byte, error)                                          // what a file begins with; nil: nothing
	whole  func(to io.Writer, next func() (*record.Clean, error)) (documents int, err error) // writes a file that can't be appended to; nil: it can
	pages  string                                                                            // suffix of the files of a folder; empty: it is no folder
	alone  bool                                                                              // every document is packed by encode itself
}

// Pages reports whether the form is a folder with one file a document.
func (f *Form) Pages() bool { return f.pages != "" }

// Lines reports whether a file of the form is, at some time, lines of JSON: its
// documents can be marked after they were written.
func (f *Form) Lines() bool { return f.Name == "jsonl" || f.whole != nil }

// Forms is the visible list of forms.
var Forms = []*Form{
	{Name: "jsonl", Doc: "JSON, one document a line", Suffixes: []string{".jsonl", ".ndjson", ".json"}, encode: encodeLine},
	{Name: "parquet", Doc: "Parquet, one document a row", Suffixes: []string{".parquet"}, whole: WriteParquet},
	{Name: "wet", Doc: "WET, as Common Crawl writes plain text: one conversion record a document", Suffixes: []string{".wet", ".warc"}, encode: encodeWET, header: headWET, alone: true},
	{Name: "markdown", Doc: "a folder, one Markdown file a document", encode: encodeMarkdown, pages: ".md"},
	{Name: "text", Doc: "a folder, one text file a document", encode: encodeText, pages: ".txt"},
}

// FormNames returns the names of the forms.
func FormNames() (names []string) {
	for _, f := range Forms {
		names = append(names, f.Name)
	}
	return names
}

// FormNamed returns a form by its name.
func FormNamed(name string) (*Form, error) {
	for _, f := range Forms {
		if f.Name == name {
			return f, nil
		}
	}
	return nil, fmt.Errorf("unknown form %q, want one of %s", name, strings.Join(FormNames(), ", "))
}

// FormOf returns the form that the name of an output asks for: by its suffix;
// JSON lines for one without.
func FormOf(name string) (*Form, error) {
	plain, _ := splitCompression(name)
	suffix := strings.ToLower(filepath.Ext(plain))
	for _, f := range Forms {
		if !slices.Contains(f.Suffixes, suffix) {
			continue
		}
		if f.whole != nil && plain != name {
			return nil, fmt.Errorf("%s: %s packs its columns itself: leave out the last suffix", name, f.Name)
		}
		return f, nil
	}
	switch suffix {
	case "":
		return Forms[0], nil
	case ".gz", ".zst", ".xz", ".bz2", ".zip":
		return nil, fmt.Errorf("%s: documents are packed as %s", name, compressionNames())
	}
	return nil, fmt.Errorf("%s: no form has the suffix %s; say which it is with --to", name, suffix)
}

func encodeLine(doc *Document, _ Compression) ([]byte, error) {
	line, err := doc.Wire.Marshal()
	if err != nil {
		return nil, err
	}
	return append(line, '\n'), nil
}

func encodeMarkdown(doc *Document, _ Compression) ([]byte, error) {
	return []byte(record.Markdown(doc.Clean)), nil
}

func encodeText(doc *Document, _ Compression) ([]byte, error) {
	return []byte(record.Text(doc.Clean)), nil
}

func encodeWET(doc *Document, packed Compression) ([]byte, error) {
	return EncodeWET(doc.Wire, WETInfo{Gzip: packed == Gzip})
}

func headWET(packed Compression) ([]byte, error) {
	return EncodeWETInfo(WETInfo{Software: "winnow", Gzip: packed == Gzip})
}
