package ask

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"
)

// packers write a body in each encoding.
var packers = map[string]func(testing.TB, []byte) []byte{
	"": func(_ testing.TB, body []byte) []byte { return body },
	"gzip": func(t testing.TB, body []byte) []byte {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	},
	"zstd": func(t testing.TB, body []byte) []byte {
		w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		return w.EncodeAll(body, nil)
	},
}

// unpacked reads a body as a server does.
func unpacked(encoding string, body io.Reader, limit int) ([]byte, error) {
	r, refusal := Unpack(encoding, body)
	if refusal != nil {
		return nil, refusal
	}
	defer r.Close()
	return ReadAll(r, limit)
}

func TestBodiesAreUnpackedWithinBounds(t *testing.T) {
	const limit = 1 << 16
	body := []byte(strings.Repeat("The harbour bridge will close. ", 100))
	bomb := make([]byte, 100*limit)
	for encoding, pack := range packers {
		if got, err := unpacked(encoding, bytes.NewReader(pack(t, body)), limit); err != nil || !bytes.Equal(got, body) {
			t.Errorf("%q: %d bytes, %v", encoding, len(got), err)
		}
		wantRefusal(t, encoding+" bomb", ReasonTooLarge, http.StatusRequestEntityTooLarge, func() ([]byte, error) {
			return unpacked(encoding, bytes.NewReader(pack(t, bomb)), limit)
		})
		if encoding == "" {
			continue
		}
		packed := pack(t, body)
		for what, broken := range map[string][]byte{"half": packed[:len(packed)/2], "text": body} {
			wantRefusal(t, encoding+" "+what, ReasonEncoding, http.StatusUnsupportedMediaType, func() ([]byte, error) {
				return unpacked(encoding, bytes.NewReader(broken), limit)
			})
		}
		late := Refuse(ReasonSlow, "late")
		wantRefusal(t, encoding+" late", ReasonSlow, http.StatusRequestTimeout, func() ([]byte, error) {
			return unpacked(encoding, io.MultiReader(bytes.NewReader(packed[:len(packed)/2]), iotest.ErrReader(late)), limit)
		})
	}
	wantRefusal(t, "another", ReasonEncoding, http.StatusUnsupportedMediaType, func() ([]byte, error) {
		return unpacked("br", bytes.NewReader(body), limit)
	})
}

func wantRefusal(t *testing.T, name, reason string, status int, read func() ([]byte, error)) {
	t.Helper()
	got, err := read()
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Reason != reason || refusal.Status != status || got != nil {
		t.Errorf("%s: %d bytes, %v; want %s", name, len(got), err, reason)
	}
}

// FuzzUnpack wants of any bytes, said to be packed in any way, the body or a
// refusal, and never more than the limit.
func FuzzUnpack(f *testing.F) {
	for encoding, pack := range packers {
		packed := pack(f, []byte("The harbour bridge will close for a year."))
		f.Add(encoding, packed)
		f.Add(encoding, packed[:len(packed)/2])
	}
	f.Add("br", []byte("x"))
	f.Fuzz(func(t *testing.T, encoding string, body []byte) {
		const limit = 1 << 16
		got, err := unpacked(encoding, bytes.NewReader(body), limit)
		if refusal := (*Refusal)(nil); err != nil && !errors.As(err, &refusal) || len(got) > limit {
			t.Errorf("%d bytes and %v", len(got), err)
		}
		again, err := unpacked("", iotest.OneByteReader(bytes.NewReader(got)), limit)
		if err != nil || !bytes.Equal(got, again) {
			t.Errorf("read again: %d bytes of %d, %v", len(again), len(got), err)
		}
	})
}
