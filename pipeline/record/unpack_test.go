package record

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gzipped(t testing.TB, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// streamed returns a zstd frame that does not say how large it is.
func streamed(t testing.TB, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	for piece := range strings.SplitSeq(text, "\n") { // more than one write: the first can't know the size
		if _, err := w.Write([]byte(piece + "\n")); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRawDocumentsMayBeCompressed(t *testing.T) {
	text := strings.Repeat("The bridge stays closed.\n", 40)
	envelope := `{"id":"a","content":"` + strings.ReplaceAll(text, "\n", `\n`) + `"}`
	for _, c := range []struct {
		name     string
		encoding string
		body     []byte
		counts   int // UnpackedSize
	}{
		{"gzip", "gzip", gzipped(t, text), len(text)},
		{"gzip under its old name", "x-gzip", gzipped(t, text), MaxUnpacked},
		{"letter case", "GZIP", gzipped(t, text), len(text)},
		{"zstd", "zstd", compress([]byte(text)), len(text)},
		{"zstd of unknown size", "zstd", streamed(t, strings.TrimSuffix(text, "\n")), MaxUnpacked},
		{"an envelope", "zstd", compress([]byte(envelope)), len(envelope)},
		{"identity", "identity", []byte(text), len(text)},
		{"none", "", []byte(text), len(text)},
	} {
		header := map[string][]string{HeaderEncoding: {c.encoding}}
		raw, err := Parse(header, c.body)
		if err != nil || string(raw.Content) != text {
			t.Errorf("%s: %d bytes, %v; want %d", c.name, len(raw.Content), err, len(text))
		}
		if got := UnpackedSize(header, c.body); got != c.counts {
			t.Errorf("%s: it counts %d bytes, want %d", c.name, got, c.counts)
		}
	}
}

func TestCompressedBodiesThatAreRefused(t *testing.T) {
	bomb := strings.Repeat("\x00", MaxUnpacked+1)
	small := gzipped(t, "small")
	for _, c := range []struct {
		name, encoding string
		body           []byte
		reason, want   string
	}{
		{"an encoding that nobody reads", "br", []byte("x"), ReasonEncoding, `"br"`},
		{"two of them", "gzip, gzip", small, ReasonEncoding, "gzip, gzip"},
		{"no gzip", "gzip", []byte("plain text"), ReasonEncoding, "no gzip"},
		{"no zstd", "zstd", []byte("plain text"), ReasonEncoding, "no zstd"},
		{"cut off", "gzip", small[:len(small)-9], ReasonEncoding, "no gzip"},
		{"nothing", "zstd", nil, "", ""},
		{"a bomb of gzip", "gzip", gzipped(t, bomb), ReasonTooLarge, "more than 64 MB"},
		{"a bomb of zstd", "zstd", compress([]byte(bomb)), ReasonTooLarge, "more than 64 MB"},
		{"a bomb that does not say so", "zstd", streamed(t, bomb), ReasonTooLarge, "more than 64 MB"},
		{"more than it says", "gzip", append(gzipped(t, strings.Repeat("a lot ", 999)), small...), ReasonEncoding, "and says"},
		{"more frames than it says", "zstd", append(compress([]byte(strings.Repeat("a ", 200))), compress([]byte(strings.Repeat("a lot ", 999)))...), ReasonEncoding, "and says"},
	} {
		_, err := Unpack(map[string][]string{HeaderEncoding: {c.encoding}}, c.body)
		var refused *Error
		if c.reason == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if !errors.As(err, &refused) || refused.Reason() != c.reason || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want the reason %s and %q", c.name, err, c.reason, c.want)
		}
	}
}

// FuzzUnpack reads hostile bytes; what comes out is never more than was counted.
func FuzzUnpack(f *testing.F) {
	f.Add("gzip", gzipped(f, "text"))
	f.Add("zstd", compress([]byte("text")))
	f.Add("zstd", streamed(f, "a\nb"))
	f.Fuzz(func(t *testing.T, encoding string, body []byte) {
		header := map[string][]string{HeaderEncoding: {encoding}}
		most := UnpackedSize(header, body)
		if out, err := Unpack(header, body); err == nil && len(out) > most {
			t.Errorf("%d bytes, and %d were counted", len(out), most)
		}
	})
}
