package output

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/winnow-news/winnow/pipeline/record"
)

// Documents returns the clean documents of an earlier run, by the name of its
// output or its manifest: those of all its files, in order. Forms that are not
// lines of JSON are an error.
func Documents(ctx context.Context, name string) iter.Seq2[*record.Clean, error] {
	return func(yield func(*record.Clean, error) bool) {
		files, err := filesOf(name)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, file := range files {
			if !eachDocument(ctx, file, yield) {
				return
			}
		}
	}
}

// filesOf returns the files of an output: as its manifest lists them, or the
// file itself.
func filesOf(name string) ([]string, error) {
	manifest := name
	if !strings.HasSuffix(name, ".manifest.json") {
		manifest = ManifestName(name)
	}
	text, err := os.ReadFile(manifest)
	if errors.Is(err, os.ErrNotExist) && manifest != name {
		return []string{name}, nil
	}
	if err != nil {
		return nil, err
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil || m.Schema != ManifestSchema {
		return nil, fmt.Errorf("%s is no manifest of an output", manifest)
	}
	if m.Form != "jsonl" {
		return nil, fmt.Errorf("%s: documents as %s are not read back, only those as jsonl", name, m.Form)
	}
	var files []string
	for i := range m.Files {
		files = append(files, filepath.Join(filepath.Dir(manifest), m.Files[i].Name))
	}
	return files, nil
}

// eachDocument yields the documents of one file. It reports false when no more
// are wanted.
func eachDocument(ctx context.Context, name string, yield func(*record.Clean, error) bool) bool {
	file, err := os.Open(name)
	if err != nil {
		return yield(nil, err)
	}
	defer file.Close()
	unpacked, end, err := unpack(file)
	if err != nil {
		return yield(nil, fmt.Errorf("%s: %w", name, err))
	}
	defer end()
	decoder := json.NewDecoder(unpacked)
	for n := 1; ; n++ {
		doc := new(record.Clean)
		err := ctx.Err()
		if err == nil {
			err = decoder.Decode(doc)
		}
		switch {
		case errors.Is(err, io.EOF):
			return true
		case err == nil && doc.Schema != record.CleanSchema:
			err = fmt.Errorf("it is a %q, want a %q", doc.Schema, record.CleanSchema)
		}
		if err != nil {
			yield(nil, fmt.Errorf("%s: document %d: %w", name, n, err))
			return false
		}
		if !yield(doc, nil) {
			return false
		}
	}
}

// unpack returns what a file holds, told from its first bytes.
func unpack(file io.Reader) (from io.Reader, end func(), err error) {
	buffer := bufio.NewReaderSize(file, partBuffer)
	head, err := buffer.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		unpacked, err := gzip.NewReader(buffer)
		return unpacked, func() {}, err
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		unpacked, err := zstd.NewReader(buffer, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, nil, err
		}
		return unpacked, unpacked.Close, nil
	}
	return buffer, func() {}, nil
}
