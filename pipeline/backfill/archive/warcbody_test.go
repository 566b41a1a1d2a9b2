package archive

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zlib"
)

func coded(t testing.TB, text string, open func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// codings is a text in every coding of a body.
func codings(t testing.TB, text string) map[string][]string {
	return map[string][]string{
		"gzip": {gzipped(text)}, "x-gzip": {gzipped(text)}, "zstd": {zstdFrame(t)(text)},
		"br": {coded(t, text, func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })},
		"deflate": {
			coded(t, text, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }),
			coded(t, text, func(w io.Writer) io.WriteCloser { d, _ := flate.NewWriter(w, 6); return d }),
		},
		"identity": {text}, "none": {text}, "UTF-8": {text}, "": {text},
	}
}

func inChunks(body string, size int, extension string) string {
	var b strings.Builder
	for _, piece := range pieces(body, size) {
		fmt.Fprintf(&b, "%x%s\r\n%s\r\n", len(piece), extension, piece)
	}
	return b.String() + "0\r\nExpires: never\r\n\r\n"
}

func TestEveryBodyCoding(t *testing.T) {
	for _, text := range []string{"<!DOCTYPE html><p>A page of some words, and äöü.", "Plain words.", strings.Repeat("Many words of text. ", 5000)} {
		for coding, bodies := range codings(t, text) {
			for _, body := range bodies {
				for name, p := range map[string]payload{
					"coded":                         {encoding: coding, body: []byte(body)},
					"in chunks":                     {encoding: coding, transfer: "chunked", body: []byte(inChunks(body, 100, ""))},
					"with extensions":               {encoding: coding, transfer: "Chunked", body: []byte(inChunks(body, 1000, ";a=b"))},
					"chunks taken off":              {encoding: coding, transfer: "chunked", body: []byte(body)},
					"decoded already":               {encoding: coding, transfer: "chunked", body: []byte(text)},
					"coded and said so for nothing": {encoding: coding, transfer: "identity", body: []byte(text)},
				} {
					got, err := decodeBody(p, MaxRecord)
					if err != nil || string(got) != text {
						t.Errorf("%q %s: %.80q, %v; want %.80q", coding, name, got, err, text)
					}
				}
			}
		}
	}
	twice := payload{encoding: "deflate, gzip", body: []byte(gzipped(codings(t, "<p>Twice")["deflate"][0]))}
	if got, err := decodeBody(twice, MaxRecord); err != nil || string(got) != "<p>Twice" {
		t.Errorf("two codings: %q, %v", got, err)
	}
	silent := payload{body: []byte(gzipped("<p>No header"))}
	if got, err := decodeBody(silent, MaxRecord); err != nil || string(got) != "<p>No header" {
		t.Errorf("a coding that no header names: %q, %v", got, err)
	}
}

func TestABodyThatBreaksOffIsTakenAsFarAsItGoes(t *testing.T) {
	text := strings.Repeat("Some words that differ a little each time. ", 3000)
	for coding, bodies := range codings(t, text) {
		for _, body := range bodies {
			got, err := decodeBody(payload{encoding: coding, body: []byte(body[:len(body)-3])}, MaxRecord)
			if coding == "zstd" && reasonOf(err) == ReasonBroken {
				continue // it has no block that is whole
			}
			if err != nil || !strings.HasPrefix(text, string(got)) {
				t.Errorf("%q: %d bytes, %v", coding, len(got), err)
			}
		}
	}
	chunks := payload{transfer: "chunked", body: []byte(inChunks("<p>"+text, 500, "")[:1200])}
	if got, err := decodeBody(chunks, MaxRecord); err != nil || !strings.HasPrefix("<p>"+text, string(got)) || len(got) < 1100 {
		t.Errorf("chunks: %d bytes, %v", len(got), err)
	}
}

func TestABombIsRefused(t *testing.T) {
	for coding, bodies := range codings(t, strings.Repeat("\x00", 10<<20)) {
		for _, body := range bodies {
			_, err := decodeBody(payload{encoding: coding, body: []byte(body)}, 1<<20)
			if reasonOf(err) != ReasonTooLarge {
				t.Errorf("%q: %v, want it refused as %s", coding, err, ReasonTooLarge)
			}
		}
	}
	twice := payload{encoding: "gzip, gzip", body: []byte(gzipped(gzipped(strings.Repeat("\x00", 100<<20))))}
	if _, err := decodeBody(twice, 1<<20); reasonOf(err) != ReasonTooLarge {
		t.Errorf("a bomb in a bomb: %v", err)
	}
}

func TestADamagedBodyIsRefused(t *testing.T) {
	body := []byte(gzipped(strings.Repeat("Some words. ", 50)))
	body[len(body)-5] ^= 0xff
	if _, err := decodeBody(payload{encoding: "gzip", body: body}, MaxRecord); reasonOf(err) != ReasonBroken {
		t.Errorf("a wrong checksum: %v", err)
	}
}

func TestDechunk(t *testing.T) {
	for body, want := range map[string]string{
		"3\r\nabc\r\n0\r\n\r\n":        "abc",
		"3\r\nabc\r\n2\r\nde\r\n0\r\n": "abcde",
		"A\r\n0123456789\r\n0\r\n\r\n": "0123456789",
		"5\r\nabc":                     "abc",
		"3\r\nabc\r\nno length\r\n":    "abcno length\r\n",
		"<p>no chunks":                 "<p>no chunks",
		"2024\nthe year":               "2024\nthe year",
		"3\r\nlonger than it says\r\n": "3\r\nlonger than it says\r\n",
		"":                             "",
		"0\r\n\r\n":                    "",
		"ffffffffff\r\nno such length": "ffffffffff\r\nno such length",
	} {
		if diff := cmp.Diff(want, string(dechunk([]byte(body)))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", body, diff)
		}
	}
}
