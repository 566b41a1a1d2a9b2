package archive

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// OriginalMessage is the form of a reject's original that is a message of a
// stream, as EncodeMessage writes it.
const OriginalMessage = "message"

// messageHead is the first line of a message, as NATS writes it.
const messageHead = "NATS/1.0\r\n"

// EncodeMessage returns the bytes of a message of a stream: its headers, as NATS
// writes them but sorted by name, a blank line, and its body.
func EncodeMessage(header map[string][]string, body []byte) []byte {
	var b bytes.Buffer
	b.WriteString(messageHead)
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			fmt.Fprintf(&b, "%s: %s\r\n", name, value)
		}
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// openMessage parses the original of a reject.
func openMessage(_ *record.Reject, original []byte, _ *Options) (document.Raw, error) {
	header, body, err := decodeMessage(original)
	if err != nil {
		return document.Raw{}, err
	}
	return record.Parse(header, body)
}

// decodeMessage reads what EncodeMessage wrote.
func decodeMessage(message []byte) (header map[string][]string, body []byte, err error) {
	rest, is := bytes.CutPrefix(message, []byte(messageHead))
	header = make(map[string][]string)
	for is {
		line, more, ended := bytes.Cut(rest, []byte("\r\n"))
		if rest = more; ended && len(line) == 0 {
			return header, rest, nil
		}
		name, value, named := strings.Cut(string(line), ":")
		if is = ended && named; is {
			header[name] = append(header[name], strings.TrimPrefix(value, " "))
		}
	}
	return nil, nil, refuse(ReasonBroken, "the original is no message of a stream")
}
