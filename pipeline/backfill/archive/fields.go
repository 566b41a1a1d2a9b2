package archive

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// envelopeFields is the fields of an envelope, as record has them.
var envelopeFields = []string{"id", "url", "content", "content_b64", "content_type", "title", "fetched_at", "source", "language"}

// CheckFields returns an error when fields name what an envelope does not have.
func CheckFields(fields map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		switch {
		case !slices.Contains(envelopeFields, name):
			return fmt.Errorf("%s=%s: a document has no field %q, want one of %s", name, fields[name], name, strings.Join(envelopeFields, ", "))
		case fields[name] == "":
			return fmt.Errorf("%s=: it names no field of the records", name)
		}
	}
	return nil
}

// openLine parses a line: an envelope, an object whose fields Options name, or a
// reject.
func openLine(line []byte, o *Options) (document.Raw, error) {
	if isReject(line) {
		return openReject(line, o)
	}
	return openObject(line, o)
}

// openObject parses a line that is no reject.
func openObject(line []byte, o *Options) (document.Raw, error) {
	if len(o.Fields) == 0 {
		raw, err := record.ParseEnvelope(line)
		if err != nil && reasonOf(err) == record.ReasonContent {
			return raw, namingFields(err, line)
		}
		return raw, err
	}
	named, err := rename(line, o.Fields)
	if err != nil {
		return document.Raw{}, err
	}
	raw, err := record.ParseEnvelope(named)
	if from := o.Fields["content"]; err != nil && from != "" && reasonOf(err) == record.ReasonContent {
		err = namingFields(refuse(record.ReasonContent, "there is nothing in %q, which should be the content", from), line)
	}
	return raw, err
}

func reasonOf(err error) string {
	if r, ok := err.(interface{ Reason() string }); ok {
		return r.Reason()
	}
	return ""
}

// namingFields adds to an error which fields a line has: one of them may be the
// content.
func namingFields(err error, line []byte) error {
	var object map[string]json.RawMessage
	if json.Unmarshal(line, &object) != nil || len(object) == 0 {
		return err
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		var inner map[string]json.RawMessage
		if json.Unmarshal(object[name], &inner) != nil || len(inner) == 0 {
			names = append(names, name)
		}
		for _, below := range slices.Sorted(maps.Keys(inner)) {
			names = append(names, name+"."+below)
		}
	}
	const most = 12
	more := ""
	if len(names) > most {
		names, more = names[:most], ", …"
	}
	return refuse(record.ReasonContent, "%w; its fields are %s%s: say which is the content with --field content=NAME", err, strings.Join(names, ", "), more)
}

// rename returns the object of a line as an envelope: fields that are named are
// taken from where they are, and the others from their own names. A name with
// dots leads into objects, unless a field has just that name.
func rename(line []byte, fields map[string]string) ([]byte, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(bytes.TrimPrefix(line, []byte("\ufeff")), &object); err != nil {
		_, err := record.ParseEnvelope(line) // says it as for an envelope
		if err == nil {
			err = refuse(record.ReasonBroken, "the record is no JSON object")
		}
		return nil, err
	}
	envelope := make(map[string]json.RawMessage, len(envelopeFields))
	for _, name := range envelopeFields {
		from, named := fields[name]
		if !named {
			from = name
		}
		if value, found := lookUp(object, from); found && !bytes.Equal(value, []byte("null")) {
			envelope[name] = value
		}
	}
	if fields["content"] != "" && fields["content_b64"] == "" {
		delete(envelope, "content_b64")
	}
	textOf(envelope)
	return json.Marshal(envelope)
}

// textOf makes text of numbers: an id or a time is often one.
func textOf(envelope map[string]json.RawMessage) {
	for name, value := range envelope {
		if len(value) > 0 && (value[0] == '-' || value[0] >= '0' && value[0] <= '9') {
			envelope[name] = json.RawMessage(`"` + string(value) + `"`)
		}
	}
}

func lookUp(object map[string]json.RawMessage, name string) (json.RawMessage, bool) {
	if value, found := object[name]; found {
		return value, true
	}
	first, rest, dotted := strings.Cut(name, ".")
	if !dotted {
		return nil, false
	}
	var inner map[string]json.RawMessage
	if json.Unmarshal(object[first], &inner) != nil {
		return nil, false
	}
	return lookUp(inner, rest)
}
