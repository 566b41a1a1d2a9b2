package archive

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWARCOfWget reads what wget writes. It needs wget, and is left out where
// there is none.
func TestWARCOfWget(t *testing.T) {
	wget, err := exec.LookPath("wget")
	if err != nil {
		t.Skip("wget is not installed (Debian: package wget): its WARC files are not read")
	}
	server := httptest.NewServer(http.HandlerFunc(serve))
	defer server.Close()
	for _, options := range [][]string{nil, {"--no-warc-compression"}, {"--warc-cdx"}} {
		folder := t.TempDir()
		args := append([]string{"-q", "-r", "-l", "2", "--no-config", "--no-proxy", "--warc-file=crawl", "-O", "all"}, options...)
		command := exec.Command(wget, append(args, server.URL+"/")...)
		command.Dir = folder
		out, err := command.CombinedOutput()
		const metErrors = 8 // of wget: the server answered with one, as one page here does
		if code := command.ProcessState.ExitCode(); err != nil && code != metErrors {
			t.Fatalf("wget: %v\n%s", err, out)
		}
		files, err := filepath.Glob(filepath.Join(folder, "crawl.warc*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("wget wrote %q, %v", files, err)
		}
		all := readWARC(t, Input{Name: files[0]}, nil, Mark{}, Options{})
		got := contents(all)
		slices.Sort(got)
		want := []string{"<html><p>Page a.", "<html><p>Page b, in chunks.", "A text.", front}
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", options, diff)
		}
		for i := range all {
			if rest := readWARC(t, Input{Name: files[0]}, nil, all[i].After, Options{}); !cmp.Equal(append([]read(nil), all[i+1:]...), rest) {
				t.Errorf("%q: resumed behind record %d: %+v", options, i, rest)
			}
		}
	}
}

const front = `<html><a href="/a">a</a> <a href="/b">b</a> <a href="/t.txt">t</a> <a href="/i.png">i</a> <a href="/none">none</a>`

func serve(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/":
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(front)) // wget notices
	case "/a":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<html><p>Page a."))
	case "/b":
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html><p>Page b,"))
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write([]byte(" in chunks."))
	case "/t.txt":
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte("A text."))
	case "/i.png":
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write([]byte("\x89PNG\r\n\x1a\n"))
	default:
		http.NotFound(w, r)
	}
}

// recordOf returns a record of the lines of a header and a block.
func recordOf(block string, header ...string) string {
	return fmt.Sprintf("%s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", strings.Join(header, "\r\n"), len(block), block)
}

// The layouts of programs that write WARC, in the order and with the fields that
// they write.
func TestLayoutsOfWriters(t *testing.T) {
	page := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" +
		inChunks(gzipped("<html><p>A page."), 20, "")
	request := "GET / HTTP/1.1\r\nHost: example.org\r\nAccept-Encoding: gzip\r\n\r\n"
	at, date := "WARC-Target-URI: http://example.org/", "WARC-Date: 2026-03-04T05:06:07Z"
	tests := []struct {
		name    string
		records []string
		want    []read
	}{
		{
			"warcio", []string{
				recordOf("software: recorder test\r\nformat: WARC File Format 1.0\r\n", "WARC/1.0", date, "WARC-Filename: a.warc.gz", "WARC-Type: warcinfo", "WARC-Record-ID: <urn:uuid:0>", "Content-Type: application/warc-fields"),
				recordOf(page, "WARC/1.0", "WARC-IP-Address: 192.0.2.1", "WARC-Type: response", "WARC-Record-ID: <urn:uuid:1>", at, date, "WARC-Payload-Digest: sha1:A", "WARC-Block-Digest: sha1:B", "Content-Type: application/http; msgtype=response"),
				recordOf(request, "WARC/1.0", "WARC-IP-Address: 192.0.2.1", "WARC-Type: request", "WARC-Record-ID: <urn:uuid:2>", at, date, "Content-Type: application/http; msgtype=request", "WARC-Concurrent-To: <urn:uuid:1>"),
			},
			[]read{{Number: 2, ID: "1", Content: "<html><p>A page."}},
		},
		{
			"Common Crawl", []string{
				recordOf("isPartOf: TEST-2026-10\r\n", "WARC/1.0", "WARC-Type: warcinfo", date, "WARC-Record-ID: <urn:uuid:0>", "Content-Type: application/warc-fields", "WARC-Filename: a.warc.gz"),
				recordOf(request, "WARC/1.0", "WARC-Type: request", date, "WARC-Record-ID: <urn:uuid:1>", "Content-Type: application/http; msgtype=request", "WARC-Warcinfo-ID: <urn:uuid:0>", at),
				recordOf("HTTP/1.1 200 OK\r\nX-Crawler-Content-Encoding: gzip\r\nContent-Type: text/html\r\nX-Crawler-Transfer-Encoding: chunked\r\nContent-Length: 16\r\n\r\n<html><p>A page.", "WARC/1.0", "WARC-Type: response", date, "WARC-Record-ID: <urn:uuid:2>", "Content-Type: application/http; msgtype=response", "WARC-Concurrent-To: <urn:uuid:1>", at, "WARC-Identified-Payload-Type: text/html"),
				recordOf("fetchTimeMs: 7\r\nlanguages-cld2: {}\r\n", "WARC/1.0", "WARC-Type: metadata", date, "WARC-Record-ID: <urn:uuid:3>", "Content-Type: application/warc-fields", at),
			},
			[]read{{Number: 3, ID: "2", Content: "<html><p>A page."}},
		},
		{
			"Common Crawl, texts", []string{
				recordOf("Software-Info: test\r\n", "WARC/1.0", "WARC-Type: warcinfo", date, "WARC-Filename: a.warc.wet.gz", "WARC-Record-ID: <urn:uuid:0>", "Content-Type: application/warc-fields"),
				recordOf("Title\nA text.\n", "WARC/1.0", "WARC-Type: conversion", at, date, "WARC-Record-ID: <urn:uuid:1>", "WARC-Refers-To: <urn:uuid:2>", "WARC-Block-Digest: sha1:A", "WARC-Identified-Content-Language: eng", "Content-Type: text/plain"),
				recordOf("Titel\nEin Text.\n", "WARC/1.0", "WARC-Type: conversion", at, date, "WARC-Record-ID: <urn:uuid:3>", "WARC-Refers-To: <urn:uuid:4>", "WARC-Block-Digest: sha1:A", "WARC-Identified-Content-Language: deu,eng", "Content-Type: text/plain"),
			},
			[]read{{Number: 2, ID: "1", Content: "Title\nA text.\n"}, {Number: 3, ID: "3", Content: "Titel\nEin Text.\n"}},
		},
	}
	for _, test := range tests {
		for name, pack := range map[string]func(string) string{"a.warc": plain, "a.warc.gz": gzipped} {
			got := readWARC(t, writeFile(t, name, each(test.records, pack)), nil, Mark{}, Options{})
			for i := range got {
				got[i].Offset, got[i].After = 0, Mark{}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", test.name, name, diff)
			}
		}
	}
}
