package output

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/record"
)

func wetDocs() []*record.Clean {
	return []*record.Clean{
		{
			ID: "1", URL: "http://example.org/ä?x=<1>", Title: "Ein Titel", Text: "Ein Satz.\n\nWARC/1.0\r\nWARC-Type: response\r\n\r\nNoch einer.",
			Language: "de", FetchedAt: "2026-03-04T06:06:07+01:00", Published: "2026-03-01",
		},
		{ID: "00112233-4455-6677-8899-aabbccddeeff", Text: "No title.", Language: "xx-none", Published: "2026-03-01"},
		{ID: "3", URL: "http://example.org/\r\nWARC-Type: other", Text: "No date."},
	}
}

func TestWETIsReadBack(t *testing.T) {
	for _, packed := range []bool{false, true} {
		info := WETInfo{Software: "winnow test", Gzip: packed}
		file, err := EncodeWETInfo(info)
		if err != nil {
			t.Fatal(err)
		}
		for _, doc := range wetDocs() {
			r, err := EncodeWET(doc, info)
			if err != nil {
				t.Fatal(err)
			}
			again, _ := EncodeWET(doc, info)
			if !bytes.Equal(r, again) {
				t.Errorf("%s: the same document has other bytes", doc.ID)
			}
			file = append(file, r...)
		}
		name := filepath.Join(t.TempDir(), "a.wet")
		if err := os.WriteFile(name, file, 0o600); err != nil {
			t.Fatal(err)
		}
		docs := wetDocs()
		want := []document.Raw{
			{
				ID: "6b86b273-ff34-8ce1-9d6b-804eff5a3f57", URL: docs[0].URL, Language: "de", FetchedAt: "2026-03-04T05:06:07Z",
				ContentType: "text/plain; charset=utf-8", Content: []byte("Ein Titel\n" + docs[0].Text),
			},
			{ID: docs[1].ID, FetchedAt: "2026-03-01T00:00:00Z", ContentType: "text/plain; charset=utf-8", Content: []byte("No title.")},
			{
				ID: "4e074085-62be-8b8b-a0ce-05c1decfe3ad", URL: "http://example.org/  WARC-Type: other", FetchedAt: noDate,
				ContentType: "text/plain; charset=utf-8", Content: []byte("No date."),
			},
		}
		if diff := cmp.Diff(want, readBack(t, name)); diff != "" {
			t.Errorf("gzip %v (-want +got):\n%s", packed, diff)
		}
	}
}

func readBack(t *testing.T, name string) (all []document.Raw) {
	t.Helper()
	a, err := archive.Open(archive.Inputs{{Name: name}}, archive.Mark{}, nil, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for {
		r, err := a.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		raw, err := r.Open()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, raw)
	}
}

func TestWETHeader(t *testing.T) {
	r, err := EncodeWET(wetDocs()[0], WETInfo{})
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(r), "\r\n\r\n")
	want := "WARC/1.1\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://example.org/ä?x=<1>\r\nWARC-Date: 2026-03-04T05:06:07Z\r\n" +
		"WARC-Record-ID: <urn:uuid:6b86b273-ff34-8ce1-9d6b-804eff5a3f57>\r\nWARC-Identified-Content-Language: deu\r\n" +
		"Content-Type: text/plain\r\nContent-Length: 65"
	if diff := cmp.Diff(want, head); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
