package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"github.com/winnow-news/winnow/pipeline/record"
)

// warcBytes returns a record with the header fields given as "Name: value".
func warcBytes(kind, address, block string, fields ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "WARC/1.0\r\nWARC-Type: %s\r\n", kind)
	if address != "" {
		fmt.Fprintf(&b, "WARC-Target-URI: %s\r\n", address)
	}
	fmt.Fprintf(&b, "WARC-Date: 2026-03-04T05:06:07Z\r\nWARC-Record-ID: <urn:uuid:%s %s>\r\n", kind, address)
	for _, field := range fields {
		b.WriteString(field + "\r\n")
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s\r\n\r\n", len(block), block)
	return b.String()
}

func httpBytes(contentType, body string, fields ...string) string {
	head := "HTTP/1.1 200 OK\r\n"
	if contentType != "" {
		head += "Content-Type: " + contentType + "\r\n"
	}
	for _, field := range fields {
		head += field + "\r\n"
	}
	return head + "\r\n" + body
}

// pageBytes returns a response with a small page.
func pageBytes(name string, fields ...string) string {
	return warcBytes("response", "http://example.org/"+name, httpBytes("text/html", "<p>The page "+name), fields...)
}

// crawl is the records of a file as Common Crawl has them, with two pages.
func crawl() []string {
	request := "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n"
	return []string{
		warcBytes("warcinfo", "", "software: none\r\n"),
		warcBytes("request", "http://example.org/a", request), pageBytes("a"), warcBytes("metadata", "http://example.org/a", "fetchTimeMs: 9\r\n"),
		warcBytes("request", "http://example.org/b", request), pageBytes("b"), warcBytes("metadata", "http://example.org/b", "fetchTimeMs: 8\r\n"),
	}
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

// each packs every record on its own.
func each(records []string, pack func(string) string) string {
	var b strings.Builder
	for _, r := range records {
		b.WriteString(pack(r))
	}
	return b.String()
}

func plain(text string) string { return text }

// read is what was read of one record.
type read struct {
	Number  int
	Offset  int64
	ID      string
	Content string
	Reason  string
	After   Mark
}

func readWARC(t testing.TB, in Input, stdin io.Reader, at Mark, o Options) []read {
	t.Helper()
	a, err := Open(Inputs{in}, at, stdin, o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var all []read
	for {
		r, err := a.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		one := read{Number: r.Number, Offset: r.Offset, After: r.After}
		raw, err := r.Open()
		if err != nil {
			one.Reason = reasonOf(err)
		} else {
			one.ID, one.Content = raw.ID, string(raw.Content)
		}
		all = append(all, one)
	}
}

func writeFile(t testing.TB, name, content string) Input {
	t.Helper()
	full := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(full, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return Input{Name: full, Size: int64(len(content))}
}

// rewrite puts other content into a file.
func rewrite(t testing.TB, in Input, content string) Input {
	t.Helper()
	if err := os.WriteFile(in.Name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	in.Size = int64(len(content))
	return in
}

// contents is what was read, a broken record as its reason.
func contents(all []read) []string {
	var texts []string
	for i := range all {
		texts = append(texts, all[i].Reason+all[i].Content)
	}
	return texts
}

func zstdFrame(t testing.TB, options ...zstd.EOption) func(string) string {
	w, err := zstd.NewWriter(nil, options...)
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) string { return string(w.EncodeAll([]byte(text), nil)) }
}

func xzOf(t testing.TB, text string) string {
	var b bytes.Buffer
	w, err := xz.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

// warcForms is a file in all the ways in which it may be packed, by its name.
func warcForms(t testing.TB, records []string) map[string]string {
	whole := strings.Join(records, "")
	return map[string]string{
		"plain.warc": whole, "members.warc.gz": each(records, gzipped), "one.warc.gz": gzipped(whole),
		"blocks.warc.gz": each(pieces(whole, 333), gzipped), "two.warc.gz": gzipped(records[0]) + gzipped(strings.Join(records[1:], "")),
		"frames.warc.zst": each(records, zstdFrame(t)), "dictionary.warc.zst": withDictionary(t, records),
	}
}

// pieces cuts text every n bytes.
func pieces(text string, n int) []string {
	var all []string
	for len(text) > n {
		all, text = append(all, text[:n]), text[n:]
	}
	return append(all, text)
}

func withDictionary(t testing.TB, records []string) string {
	var samples [][]byte
	for i := range 200 {
		samples = append(samples, []byte(pageBytes(fmt.Sprint("sample ", i))))
	}
	dictionary, err := zstd.BuildDict(zstd.BuildDictOptions{ID: 77, Contents: samples, History: samples[0], Offsets: [3]int{1, 4, 8}})
	if err != nil {
		t.Fatal(err)
	}
	n := len(dictionary)
	head := []byte{0x5d, 0x2a, 0x4d, 0x18, byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}
	return string(head) + string(dictionary) + each(records, zstdFrame(t, zstd.WithEncoderDict(dictionary)))
}

func TestWARCFormsAndEveryMark(t *testing.T) {
	forms := warcForms(t, crawl())
	forms["one.warc.xz"] = xzOf(t, strings.Join(crawl(), "")) // here alone: its decoder takes the memory of a whole window
	for name, content := range forms {
		t.Run(name, func(t *testing.T) {
			in := writeFile(t, name, content)
			all := readWARC(t, in, nil, Mark{}, Options{})
			if diff := cmp.Diff([]string{"<p>The page a", "<p>The page b"}, contents(all)); diff != "" {
				t.Fatalf("contents (-want +got):\n%s", diff)
			}
			if all[0].Number != 3 || all[1].Number != 6 || all[0].ID != "response http://example.org/a" {
				t.Errorf("got %+v", all)
			}
			for i := range all {
				rest := readWARC(t, in, nil, all[i].After, Options{})
				if diff := cmp.Diff(all[i+1:], rest, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("resumed behind record %d (-want +got):\n%s", i, diff)
				}
			}
		})
	}
}

func TestWARCOffsetIsThatOfTheMember(t *testing.T) {
	records := crawl()
	all := readWARC(t, writeFile(t, "a.warc.gz", each(records, gzipped)), nil, Mark{}, Options{})
	if want := int64(len(each(records[:2], gzipped))); all[0].Offset != want {
		t.Errorf("offset %d, want %d", all[0].Offset, want)
	}
	if want := int64(len(each(records[:3], gzipped))); all[0].After != (Mark{Number: 3, Offset: want}) {
		t.Errorf("behind it: %+v, want the offset %d", all[0].After, want)
	}
}

func TestWARCOfAPipe(t *testing.T) {
	for name, content := range warcForms(t, crawl()) {
		if name == "dictionary.warc.zst" {
			continue // no name tells that it is one
		}
		all := readWARC(t, Input{Name: Stdin}, strings.NewReader(content), Mark{}, Options{})
		if diff := cmp.Diff([]string{"<p>The page a", "<p>The page b"}, contents(all)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
			continue
		}
		rest := readWARC(t, Input{Name: Stdin}, strings.NewReader(content), all[0].After, Options{})
		if diff := cmp.Diff(all[1:], rest); diff != "" {
			t.Errorf("%s: resumed (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhichWARCRecordsAreDocuments(t *testing.T) {
	at := "http://example.org/a"
	ok := func(contentType, body string, fields ...string) string {
		return warcBytes("response", at, httpBytes(contentType, body, fields...))
	}
	status := func(line string) string {
		return warcBytes("response", at, line+"\r\nContent-Type: text/html\r\n\r\n<p>x")
	}
	page := "<!DOCTYPE html><html><p>x"
	tests := []struct {
		name   string
		record string
		want   bool
	}{
		{"page", ok("text/html; charset=utf-8", page), true},
		{"page in capitals", ok("Text/HTML", page), true},
		{"XHTML", ok("application/xhtml+xml", page), true},
		{"text", ok("text/plain", "A text."), true},
		{"two types joined", ok("text/html, text/html", page), true},
		{"no type, a page", ok("", page), true},
		{"no type, a text", ok("", "A text."), true},
		{"no type, JSON", ok("", `{"a": 1}`), false},
		{"no type, a list of JSON", ok("", `[1]`), false},
		{"no type, PDF", ok("", "%PDF-1.7\n…"), false},
		{"no type, an image", ok("", "\x89PNG\r\n\x1a\n"), false},
		{"no type, a feed", ok("", "<?xml version='1.0'?><rss>"), false},
		{"generic, a page in gzip", ok("application/octet-stream", gzipped(page), "Content-Encoding: gzip"), true},
		{"generic, an image in gzip", ok("application/octet-stream", gzipped("\x89PNG\r\n\x1a\n"), "Content-Encoding: gzip"), false},
		{"XML that is XHTML", ok("application/xml", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">`), true},
		{"XML that is not", ok("text/xml", `<?xml version="1.0"?><urlset>`), false},
		{"generic, identified", warcBytes("response", at, httpBytes("", "x"), "WARC-Identified-Payload-Type: text/html"), true},
		{"generic, identified as an image", warcBytes("response", at, httpBytes("", "x"), "WARC-Identified-Payload-Type: image/png"), false},
		{"JSON", ok("application/json", `{"a": 1}`), false},
		{"script", ok("text/javascript", "let a"), false},
		{"style", ok("text/css", "p {}"), false},
		{"image", ok("image/png", "x"), false},
		{"PDF", ok("application/pdf", "x"), false},
		{"nothing in it", ok("text/html", ""), false},
		{"not found", status("HTTP/1.1 404 Not Found"), false},
		{"moved", status("HTTP/1.1 301 Moved"), false},
		{"HTTP/2", status("HTTP/2 200"), true},
		{"after a status to wait", status("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"), true},
		{"robots.txt", warcBytes("response", "http://example.org/robots.txt", httpBytes("text/plain", "User-agent: *")), false},
		{"DNS", warcBytes("response", "dns:example.org", "20260304 example.org. A 1.2.3.4", "Content-Type: text/dns"), false},
		{"resource", warcBytes("resource", "file:///a.html", page, "Content-Type: text/html"), true},
		{"resource, an image", warcBytes("resource", at, "x", "Content-Type: image/png"), false},
		{"a crawler's own log", warcBytes("resource", "metadata://example.org/log", "Opened.", "Content-Type: text/plain"), false},
		{"conversion", warcBytes("conversion", at, "A text.", "Content-Type: text/plain"), true},
		{"revisit", warcBytes("revisit", at, httpBytes("text/html", page)), false},
		{"request", warcBytes("request", at, "GET / HTTP/1.1\r\n\r\n"), false},
		{"metadata", warcBytes("metadata", at, "a: b", "Content-Type: text/plain"), false},
		{"continuation", warcBytes("continuation", at, page, "Content-Type: text/html"), false},
		{"a type of its own", warcBytes("else", at, page, "Content-Type: text/html"), false},
	}
	for _, test := range tests {
		all := readWARC(t, writeFile(t, "a.warc", test.record), nil, Mark{}, Options{})
		if got := len(all) == 1 && all[0].Reason == ""; got != test.want || len(all) > 1 {
			t.Errorf("%s: read %+v, want it read: %v", test.name, all, test.want)
		}
	}
}

func TestWhatADocumentOfWARCHas(t *testing.T) {
	content := "WARC/1.1\r\nwarc-type: conversion\r\nWARC-Target-URI: <http://example.org/a>\r\nWARC-Date: 2026-03-04T05:06:07.123Z\r\n" +
		"WARC-Record-ID: <urn:uuid:1b4e28ba>\r\nWARC-Identified-Content-Language: deu\r\nContent-Type:\r\n text/plain\r\nContent-Length: 5\r\n\r\nTitel\r\n\r\n"
	raw, err := openWARCRecord([]byte(content), MaxRecord)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{raw.ID, raw.URL, raw.Language, raw.FetchedAt, raw.ContentType, string(raw.Content)}
	want := []string{"1b4e28ba", "http://example.org/a", "de", "2026-03-04T05:06:07.123Z", "text/plain; charset=utf-8", "Titel"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for stated, want := range map[string]string{"deu,eng": "", "zho": "zh", "": "", "none": "", "en": "en"} {
		r := parseWARC([]byte(warcBytes("conversion", "", "", "WARC-Identified-Content-Language: "+stated)))
		if got := r.language(); got != want {
			t.Errorf("language %q is %q, want %q", stated, got, want)
		}
	}
}

func TestARejectOfWARCIsReadAgain(t *testing.T) {
	a, err := Open(Inputs{writeFile(t, "a.warc.gz", each(crawl(), gzipped))}, Mark{}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	r, err := a.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	reject := record.Reject{Schema: record.RejectSchema, File: r.File}
	form, original := r.Original()
	reject.Form = form
	reject.SetOriginal(original)
	o := Options{}.withDefaults()
	got, err := rereaders[form](&reject, original, &o)
	if err != nil || string(got.Content) != "<p>The page a" || form != OriginalWARC {
		t.Errorf("got %q of form %s, %v", got.Content, form, err)
	}
}
