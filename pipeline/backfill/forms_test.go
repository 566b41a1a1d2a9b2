package backfill

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
)

// scrape is one document of the tests' archives.
type scrape struct{ ID, URL, Content string }

// scrapes returns the documents of yearOf.
func scrapes(t *testing.T, n int) (all []scrape) {
	t.Helper()
	for line := range strings.Lines(yearOf(n)) {
		var s scrape
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// writers write the tests' archive in every form that is read.
var writers = map[string]func(all []scrape, to io.Writer) error{
	"in.jsonl.gz": func(all []scrape, to io.Writer) error {
		packed := gzip.NewWriter(to)
		for _, s := range all {
			if _, err := fmt.Fprintf(packed, "{\"id\": %q, \"url\": %q, \"content\": %q}\n", s.ID, s.URL, s.Content); err != nil {
				return err
			}
		}
		return packed.Close()
	},
	"in.csv.zst": func(all []scrape, to io.Writer) error {
		packed, err := zstd.NewWriter(to)
		if err != nil {
			return err
		}
		table := csv.NewWriter(packed)
		for _, row := range append([]scrape{{"id", "url", "content"}}, all...) {
			if err := table.Write([]string{row.ID, row.URL, row.Content}); err != nil {
				return err
			}
		}
		table.Flush()
		return packed.Close()
	},
	"in.warc.gz": func(all []scrape, to io.Writer) error {
		for _, s := range all {
			packed := gzip.NewWriter(to)
			_, err := fmt.Fprintf(packed, "WARC/1.1\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:%s>\r\nWARC-Target-URI: %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
				s.ID, s.URL, len(s.Content), s.Content)
			if err != nil {
				return err
			}
			if err := packed.Close(); err != nil {
				return err
			}
		}
		return nil
	},
	"in.parquet": func(all []scrape, to io.Writer) error {
		_, err := output.WriteParquet(to, func() (*record.Clean, error) {
			if len(all) == 0 {
				return nil, io.EOF
			}
			s := all[0]
			all = all[1:]
			return &record.Clean{Schema: record.CleanSchema, ID: s.ID, URL: s.URL, Text: s.Content}, nil
		})
		return err
	},
}

// contentsOf returns what a run left, but for its checkpoint: the lines of files,
// and other files as they are.
func contentsOf(t *testing.T, dir, out string) map[string]string {
	t.Helper()
	all := make(map[string]string)
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, name)
		if err != nil || entry.IsDir() || strings.HasPrefix(rel, "in.") || strings.HasSuffix(rel, ".state") {
			return err
		}
		content, err := os.ReadFile(name)
		if strings.HasSuffix(name, ".zst") {
			content, err = unpackZstd(content)
		}
		all[filepath.ToSlash(rel)] = strings.ReplaceAll(string(content), dir, "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatalf("%s: nothing was written", out)
	}
	delete(all, filepath.Base(output.ManifestName(out))) // it names the folder
	return all
}

func unpackZstd(packed []byte) ([]byte, error) {
	from, err := zstd.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	defer from.Close()
	return io.ReadAll(from)
}

// formRun returns the options of a run from one form to another.
func formRun(t *testing.T, dir, in, out string) Options {
	t.Helper()
	o := Options{
		In: inputsAt(t, filepath.Join(dir, in)), Out: filepath.Join(dir, out),
		Recurring: memory.RecurringOn, Site: siteOf, CheckpointEvery: time.Millisecond, Pipeline: pipeline.Options{BatchSize: 16, InFlight: 32},
	}
	switch {
	case in == "in.parquet":
		o.Archive.Fields = map[string]string{"content": "text"}
	case strings.Contains(out, "stories"):
		o.Stories = &StoryOptions{}
	}
	if !strings.Contains(out, ".") {
		o.Form, _ = output.FormNamed("text")
	} else {
		o.RotateAfter = 100
	}
	return o
}

// envForms tells the test binary that it is a run that will be killed: its folder,
// input and output.
const envForms = "WINNOW_BACKFILL_TEST_FORMS"

// TestEveryFormGoesOnAfterKills kills runs from every form, to every form, and
// compares with runs that nobody disturbed.
func TestEveryFormGoesOnAfterKills(t *testing.T) {
	if what := os.Getenv(envForms); what != "" {
		parts := strings.Split(what, "|")
		if _, err := Run(t.Context(), reader{slow: time.Millisecond}, formRun(t, parts[0], parts[1], parts[2])); err != nil {
			t.Fatal(err)
		}
		return
	}
	all := scrapes(t, 400)
	for in, out := range map[string]string{
		"in.jsonl.gz": "out.jsonl.zst", "in.csv.zst": "out.parquet", "in.warc.gz": "out.wet", "in.parquet": "pages",
		"in.jsonl.gz stories": "stories.jsonl",
	} {
		in, _, _ = strings.Cut(in, " ")
		t.Run(in+" to "+out, func(t *testing.T) {
			t.Parallel()
			undisturbed, killed := t.TempDir(), t.TempDir()
			for _, dir := range []string{undisturbed, killed} {
				var packed bytes.Buffer
				if err := writers[in](all, &packed); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, in), packed.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := Run(t.Context(), reader{}, formRun(t, undisturbed, in, out)); err != nil {
				t.Fatal(err)
			}
			for i := range 4 {
				cmd := exec.Command(os.Args[0], "-test.run=^TestEveryFormGoesOnAfterKills$")
				cmd.Env = append(os.Environ(), envForms+"="+killed+"|"+in+"|"+out)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(150+90*i) * time.Millisecond)
				_ = cmd.Process.Kill() // when it has ended already there is nothing to kill
				_ = cmd.Wait()
			}
			if _, err := Run(t.Context(), reader{}, formRun(t, killed, in, out)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(contentsOf(t, undisturbed, out), contentsOf(t, killed, out)); diff != "" {
				t.Errorf("files (-undisturbed +killed):\n%.2000s", diff)
			}
		})
	}
}

// TestRejectsAreReadAgain rejects documents of every form with an engine that
// refuses them, and cleans the rejects with one that does not.
func TestRejectsAreReadAgain(t *testing.T) {
	all := scrapes(t, 30)
	for in, write := range writers {
		t.Run(in, func(t *testing.T) {
			dir := t.TempDir()
			var packed bytes.Buffer
			if err := write(all, &packed); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, in), packed.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			options := formRun(t, dir, in, "out.jsonl")
			options.RotateAfter, options.Recurring = 0, memory.RecurringOff
			first, err := Run(t.Context(), refusing{}, options)
			if err != nil || first.Rejected != len(all) || first.Cleaned != 0 {
				t.Fatalf("%+v, %v", first, err)
			}
			again := options
			again.In, again.Out = inputsAt(t, first.Rejects), filepath.Join(dir, "again.jsonl")
			second, err := Run(t.Context(), upper{}, again)
			if err != nil || second.Cleaned != len(all)-1 || second.Rejected != 1 { // one of them is what upper refuses
				t.Fatalf("%+v, %v", second, err)
			}
			text, err := os.ReadFile(again.Out)
			if err != nil {
				t.Fatal(err)
			}
			if got := ids(t, string(text)); !strings.HasPrefix(got[0], "d0 HEADLINE NUMBER 0") {
				t.Errorf("the first document is %.60q", got[0])
			}
		})
	}
}

// refusing is an engine that cleans nothing.
type refusing struct{}

func (refusing) CleanRecalling(document.Raw, document.Recall) (*document.Clean, error) {
	return nil, errors.New("not today")
}
