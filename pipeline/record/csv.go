package record

import (
	"encoding/csv"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// CSV is how documents are written as rows of RFC 4180. The first row names the
// columns.
type CSV struct {
	File bool // the first column is the name of the file
	Text bool // the last column is the text
}

// Head returns the row of names.
func (c CSV) Head() string {
	var row []string
	if c.File {
		row = append(row, "file")
	}
	for _, f := range fieldsOf(new(document.Clean)) {
		row = append(row, f.name)
	}
	if c.Text {
		row = append(row, "text")
	}
	return csvRow(row)
}

// Row returns the row of a document, the text as it is to stand there. Several tags are
// joined by semicolons.
func (c CSV) Row(doc *document.Clean, file, text string) string {
	var row []string
	if c.File {
		row = append(row, file)
	}
	for _, f := range fieldsOf(doc) {
		row = append(row, strings.Join(f.values, ";"))
	}
	if c.Text {
		row = append(row, strings.TrimSuffix(text, "\n"))
	}
	return csvRow(row)
}

func csvRow(row []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(row) // to memory, with a valid comma
	w.Flush()
	return b.String()
}
