package output

import (
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/winnow-news/winnow/pipeline/record"
)

const (
	// groupBytes bounds the documents of a row group, in bytes of their text and
	// rows: what a writer holds in memory, and a reader at least skips. Packed it is
	// about a third.
	groupBytes = 32 << 20
	// pageBytes bounds a page before it is packed, as other writers do.
	pageBytes = 1 << 20
	// dictionaryBytes is where a column with many different values goes on without
	// a dictionary.
	dictionaryBytes = 1 << 20
	// batchRows is how many documents are handed on at once.
	batchRows = 64
)

// WriteParquet writes documents as a Parquet file, a row each, until next returns
// io.EOF, and returns how many they were. The columns have the names of the
// JSON; what that leaves out is null, and a list that is always there is empty.
// published_at, modified_at and fetched_time are those fields as times, null when
// they state none. The same documents have the same bytes. Its memory does not
// depend on how many they are. After an error the file is no Parquet file.
func WriteParquet(to io.Writer, next func() (*record.Clean, error)) (docs int, err error) {
	w := &parquetWriter{to: parquet.NewGenericWriter[cleanRow](to,
		parquet.CreatedBy("winnow", "1", record.CleanSchema),
		parquet.Compression(&parquet.Zstd),
		parquet.DataPageVersion(1), // every reader has it
		parquet.PageBufferSize(pageBytes),
		parquet.DictionaryMaxBytes(dictionaryBytes),
		parquet.SkipPageBounds("text"),
		parquet.SkipPageBounds("paragraphs", "list", "element", "text"),
		parquet.SkipPageBounds("removed", "list", "element", "text"),
	)}
	for {
		doc, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return docs, err
		}
		if err := w.add(doc); err != nil {
			return docs, fmt.Errorf("document %s: %w", doc.ID, err)
		}
		docs++
	}
	if err := w.flush(false); err != nil {
		return docs, err
	}
	return docs, w.to.Close()
}

// parquetWriter collects rows and ends row groups.
type parquetWriter struct {
	to    *parquet.GenericWriter[cleanRow]
	rows  []cleanRow
	group int // bytes of the row group
}

func (w *parquetWriter) add(doc *record.Clean) error {
	w.rows = append(w.rows, newCleanRow(doc))
	w.group += bytesOf(doc)
	if w.group >= groupBytes {
		return w.flush(true)
	}
	if len(w.rows) == batchRows {
		return w.flush(false)
	}
	return nil
}

// flush hands on the rows, and ends the row group if so told.
func (w *parquetWriter) flush(end bool) error {
	_, err := w.to.Write(w.rows)
	clear(w.rows) // of the documents' memory
	w.rows = w.rows[:0]
	if err != nil || !end {
		return err
	}
	w.group = 0
	return w.to.Flush()
}

// bytesOf returns about how many bytes a document has in memory.
func bytesOf(doc *record.Clean) int {
	const row = 512     // of the fields that are short
	const element = 128 // of a paragraph or a removal beside its text
	n := row + len(doc.Text)
	for i := range doc.Paragraphs {
		n += element + len(doc.Paragraphs[i].Text)
	}
	for _, all := range [][]record.Removal{doc.Removed, doc.Marked} {
		for i := range all {
			n += element + len(all[i].Text)
		}
	}
	for i := range doc.Entries {
		n += element + len(doc.Entries[i].Text)
	}
	if doc.Extras != nil {
		n += element * (len(doc.Images) + len(doc.Related) + len(doc.Embeds) + len(doc.Links) + len(doc.Authors))
	}
	return n
}
