package archive

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// reader returns the records of one input. One goroutine uses it.
type reader interface {
	// next returns the next record: Number, Offset, Unit, Size, Open, Original
	// and of After all but Input are its own to fill. It returns io.EOF after the
	// last.
	next() (*Record, error)
	close() error
}

// form is one way in which documents are kept.
type form struct {
	name     string
	doc      string                 // for people
	suffixes []string               // of file names, without that of a compression
	is       func(head []byte) bool // reports whether the decompressed beginning can be nothing else; nil: it can't be told
	open     func(s *stream, at Mark, o *Options) (reader, error)

	// cut returns where parts of about size bytes may begin in an input of so many;
	// nil: only at its beginning.
	cut func(s *stream, total, size int64, o *Options) ([]Place, error)
}

// counter is a reader that numbers its records from where it began to read.
type counter interface {
	// counted returns the number of the last record, those that were left out
	// counted.
	counted() int
}

// forms is the visible list of forms. The first whose bytes are plain wins, then
// the first whose suffix fits.
var forms = []form{
	{name: "warc", doc: "WARC and WET, of crawlers", suffixes: []string{".warc", ".wet"}, is: looksLikeWARC, open: openWARC},
	{name: "jsonl", doc: "JSON, one envelope a line", suffixes: []string{".jsonl", ".ndjson", ".json"}, is: looksLikeLines, open: openLines, cut: cutLines},
	{name: "parquet", doc: "Parquet, a document a row; a file that is not compressed as a whole", suffixes: []string{".parquet", ".parq", ".pq"}, is: isParquet, open: openParquet, cut: cutParquet},
	{name: "csv", doc: "a table in text with a header line, fields between commas, semicolons, tabs or pipes", suffixes: []string{".csv", ".tsv"}, is: looksLikeTable, open: openCSV},
	{name: "page", doc: "a file that is one page or one text", suffixes: []string{".txt", ".text", ".md", ".html", ".htm", ".xhtml"}, open: openPage},
}

// Forms returns the names of the forms.
func Forms() []string {
	var names []string
	for i := range forms {
		names = append(names, forms[i].name)
	}
	return names
}

// CheckForm returns an error when there is no form of that name; the empty name is
// told from the bytes.
func CheckForm(name string) error {
	if name == "" {
		return nil
	}
	_, err := formNamed(name)
	return err
}

func formNamed(name string) (*form, error) {
	for i := range forms {
		if forms[i].name == name {
			return &forms[i], nil
		}
	}
	return nil, fmt.Errorf("unknown form %q, want one of %s", name, strings.Join(Forms(), ", "))
}

// headBytes is how much of an input is looked at to tell its form.
const headBytes = 8 << 10

// formOf tells the form of an input from its decompressed beginning, or else its
// name; nil when it is none that is known.
func formOf(name string, head []byte) *form {
	for i := range forms {
		if forms[i].is != nil && forms[i].is(head) {
			return &forms[i]
		}
	}
	suffix := strings.ToLower(filepath.Ext(plainName(name)))
	for i := range forms {
		if suffix != "" && slices.Contains(forms[i].suffixes, suffix) {
			return &forms[i]
		}
	}
	if !isText(head) {
		return nil
	}
	page, _ := formNamed("page")
	return page
}

// looksLikeLines reports whether most lines of the beginning begin as a JSON
// object does.
func looksLikeLines(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	objects, lines := 0, 0
	for line := range bytes.Lines(head) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		lines++
		if rest, open := bytes.CutPrefix(line, []byte("{")); open {
			if rest = bytes.TrimLeft(rest, " \t"); len(rest) > 0 && (rest[0] == '"' || rest[0] == '}') {
				objects++
			}
		}
	}
	return objects > 0 && 2*objects >= lines
}

// assets are the suffixes of files that stand beside pages in a mirror of a site,
// and are text that nobody reads. In a folder they are passed over.
var assets = []string{".css", ".js", ".mjs", ".map", ".svg"}

func isAsset(name string) bool {
	return slices.Contains(assets, strings.ToLower(filepath.Ext(plainName(name))))
}

// isText reports whether a beginning can be text, in whatever charset: it has no
// zero byte, or a byte order mark that explains them.
func isText(head []byte) bool {
	for _, mark := range [][]byte{{0xff, 0xfe}, {0xfe, 0xff}} {
		if bytes.HasPrefix(head, mark) {
			return true
		}
	}
	if bytes.HasPrefix(head, []byte("%PDF-")) {
		return false
	}
	const fewControls = 32 // one byte in so many may be a control character
	controls := 0
	for _, b := range head {
		switch {
		case b == 0:
			return false
		case b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b: // escape: ISO-2022-JP
			controls++
		}
	}
	return controls*fewControls <= len(head) || utf8.Valid(head)
}
