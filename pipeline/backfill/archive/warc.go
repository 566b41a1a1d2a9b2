package archive

import (
	"bytes"
	"io"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// OriginalWARC is one record of a WARC file, decompressed.
const OriginalWARC = "warc"

func looksLikeWARC(head []byte) bool { return bytes.HasPrefix(head, []byte("WARC/")) }

// warc reads the records of a WARC or WET file that hold a page or a text:
// responses, resources and conversions. The others are counted and left out.
type warc struct {
	cutter  *warcCutter
	options *Options
}

func openWARC(s *stream, at Mark, o *Options) (reader, error) {
	cutter, err := newWARCCutter(s, at, o.MaxRecord)
	if err != nil {
		return nil, err
	}
	return &warc{cutter: cutter, options: o}, nil
}

func (w *warc) close() error { return w.cutter.close() }

func (w *warc) next() (*Record, error) {
	for {
		cut, err := w.cutter.cut()
		if err != nil {
			return nil, err
		}
		if cut.err == nil && !isDocument(parseWARC(cut.bytes)) {
			continue
		}
		return w.record(cut), nil
	}
}

// record returns what was cut as a record. The cutter uses the bytes of the cut
// again.
func (w *warc) record(cut warcCut) *Record {
	content, release := w.options.buffers.copyOf(cut.bytes)
	limit := w.options.MaxRecord
	return &Record{
		Number: cut.number, Offset: cut.begin, Unit: "record", Size: len(content),
		After: w.cutter.returned(),
		Open: func() (document.Raw, error) {
			switch {
			case cut.err != nil:
				return document.Raw{}, cut.err
			case cut.length > int64(limit):
				return document.Raw{}, refuse(ReasonTooLarge, "it has %d bytes, and at most %d are read", cut.length, limit)
			}
			return openWARCRecord(content, limit)
		},
		Original: func() (string, []byte) { return OriginalWARC, content },
		release:  release,
	}
}

// openWARCRecord returns the document of one record, header and block.
func openWARCRecord(content []byte, limit int) (document.Raw, error) {
	r := parseWARC(content)
	length, err := warcLength(r.header)
	switch {
	case err != nil:
		return document.Raw{}, err
	case length > int64(len(r.block)):
		return document.Raw{}, refuse(ReasonBroken, "the record breaks off: %w", io.ErrUnexpectedEOF)
	}
	r.block = r.block[:length]
	p := r.payload()
	body, err := decodeBody(p, limit)
	if err != nil {
		return document.Raw{}, err
	}
	return record.Identify(document.Raw{
		ID: r.id(), URL: r.url(), Language: r.language(), FetchedAt: r.date(),
		ContentType: p.contentType, Content: body,
	}), nil
}
