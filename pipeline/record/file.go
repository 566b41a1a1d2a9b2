package record

import (
	"bytes"
	"fmt"
)

// WithFile returns a line of JSON, of a clean document, its fields or a ledger, with the name
// of the file that it was made of behind its schema. Documents on a stream have
// none: it is for who cleans several files at once, and must tell the lines apart.
func WithFile(line []byte, name string) ([]byte, error) {
	for _, schema := range []string{CleanSchema, FieldsSchema, LedgerSchema} {
		head := []byte(`{"schema":"` + schema + `",`)
		rest, is := bytes.CutPrefix(line, head)
		if !is {
			continue
		}
		l := jsonLine{out: make([]byte, 0, len(line)+len(name)+itemOverhead)}
		l.out = append(l.out, head...)
		l.text(`"file":`, name)
		l.raw(",")
		return append(l.out, rest...), nil
	}
	return nil, fmt.Errorf("no line of a clean document, its fields or a ledger: %.40q", line)
}
