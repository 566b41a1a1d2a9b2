package archive

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestACancelableReaderReadsAsOthersDo(t *testing.T) {
	text := strings.Repeat("0123456789", 20_000)
	for name, from := range map[string]io.Reader{
		"at once": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text)),
		"data and error together": iotest.DataErrReader(strings.NewReader(text)),
	} {
		if err := iotest.TestReader(newCancelableReader(from), []byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
