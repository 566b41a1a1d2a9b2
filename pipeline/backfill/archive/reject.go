package archive

import (
	"bytes"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// What the original bytes of a reject are.
const (
	OriginalEnvelope = "jsonl" // a line of JSON
	OriginalNone     = "none"  // nothing: the reject is of the rest of an input
	OriginalPage     = "page"  // a page or text: the content of the document
	OriginalRow      = "row"   // a row of a table, as an envelope
	OriginalCSV      = "csv"   // a row of a table in text that can't be parsed, behind its header
)

// rereaders is how the original of a reject becomes a document again, by its
// form.
var rereaders = map[string]func(reject *record.Reject, original []byte, o *Options) (document.Raw, error){
	OriginalEnvelope: func(_ *record.Reject, original []byte, o *Options) (document.Raw, error) {
		if isReject(original) {
			return document.Raw{}, refuse(record.ReasonBroken, "a reject of a reject")
		}
		return openObject(original, o)
	},
	OriginalPage: func(r *record.Reject, original []byte, _ *Options) (document.Raw, error) {
		return rawPage(r.File, original), nil
	},
	OriginalRow:     openRow,
	OriginalCSV:     openCSVRow,
	OriginalMessage: openMessage,
	OriginalWARC: func(_ *record.Reject, original []byte, o *Options) (document.Raw, error) {
		return openWARCRecord(original, o.MaxRecord)
	},
}

var rejectPrefix = []byte(`{"schema":"` + record.RejectSchema + `"`)

func isReject(line []byte) bool { return bytes.HasPrefix(line, rejectPrefix) }

// openReject parses the original of a reject: what could not be cleaned may be
// cleaned today.
func openReject(line []byte, o *Options) (document.Raw, error) {
	reject, err := record.ParseReject(line)
	if err != nil {
		return document.Raw{}, err
	}
	original, err := reject.Bytes()
	if err != nil {
		return document.Raw{}, err
	}
	if reject.Whole > len(original) {
		return document.Raw{}, refuse(ReasonTooLarge, "of %d bytes the reject kept %d: read %s again", reject.Whole, len(original), reject.File)
	}
	if reject.Form == OriginalNone {
		return document.Raw{}, refuse(ReasonBroken, "the reject is of the rest of an input and kept none of it: read %s again", reject.File)
	}
	reread, known := rereaders[reject.Form]
	if !known {
		return document.Raw{}, refuse(ReasonUnknown, "a reject of form %q", reject.Form)
	}
	return reread(&reject, original, o)
}
