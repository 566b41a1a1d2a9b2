package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/catalog/files"
	"github.com/winnow-news/winnow/pipeline/corrections"
	"github.com/winnow-news/winnow/pipeline/corrections/exports"
	"github.com/winnow-news/winnow/pipeline/stream/reviews"
)

// The forms of an export.
const (
	exportCases  = "cases"
	exportCorpus = "corpus"
	exportRules  = "rules"
	exportJSONL  = "jsonl"
)

// reviewExportCmd writes corrections as something else reads them.
type reviewExportCmd struct {
	brokerFlags
	reviewNames
	Form        string   `env:"-" required:"" enum:"cases,corpus,rules,jsonl" help:"cases: golden cases, a file each; corpus: a line a document, as winnow eval reads them; rules: suggestions for site rules; jsonl: the corrections themselves." placeholder:"FORM"`
	Corrections string   `env:"-" type:"path" default:"winnow-corrections.jsonl" help:"File with the corrections, where there is no --nats (${default})." placeholder:"FILE"`
	Out         string   `env:"-" short:"o" type:"path" help:"File to write, or folder of cases (default: standard output; the working directory for cases)." placeholder:"PATH"`
	In          []string `env:"-" name:"documents" help:"Files with documents of the same sites, raw or clean, on which suggested rules are tried; with --nats, the latest of the stream." placeholder:"FILE"`
}

// Run writes the export. It returns an error when something of it could not be written;
// the rest is written all the same.
func (c *reviewExportCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	store, b, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore(store, b)) }()
	engine, err := cleaners.New()
	if err != nil {
		return err
	}
	x := &exports.Exporter{Store: store, Engine: engine}
	if c.Form == exportCases {
		return c.cases(ctx, x, at)
	}
	return c.write(at, func(to io.Writer) error {
		switch c.Form {
		case exportCorpus:
			return corpus(ctx, x, to, at.err)
		case exportRules:
			return c.rules(ctx, x, b, to, at, log)
		}
		n, err := x.JSONL(ctx, to)
		if err == nil {
			fmt.Fprintf(at.err, "%d corrections\n", n)
		}
		return err
	})
}

// open opens where the corrections are: a stream, or a file.
func (c *reviewExportCmd) open(ctx context.Context, log *slog.Logger) (corrections.Store, *session, error) {
	if c.NATS == "" {
		if _, err := os.Stat(c.Corrections); err != nil { // it would be made
			return nil, nil, fmt.Errorf("--corrections: %w", err)
		}
		store, err := corrections.OpenFile(c.Corrections, log)
		return store, nil, err
	}
	b, err := c.ask(ctx, log)
	if err != nil {
		return nil, nil, err
	}
	store, err := reviews.OpenStore(ctx, b.js, c.with(c.topology()), log)
	if err != nil {
		return nil, nil, errors.Join(err, b.close())
	}
	return store, b, nil
}

func closeStore(store corrections.Store, b *session) (err error) {
	if closer, ok := store.(io.Closer); ok {
		err = closer.Close()
	}
	if b != nil {
		err = errors.Join(err, b.close())
	}
	return err
}

// write writes to --out, or standard output. A file is there whole or not at all.
func (c *reviewExportCmd) write(at console, what func(io.Writer) error) error {
	if c.Out == "" {
		out := bufio.NewWriter(at.out)
		return errors.Join(what(out), out.Flush())
	}
	file, err := os.CreateTemp(filepath.Dir(c.Out), ".winnow-export-*")
	if err != nil {
		return err
	}
	out := bufio.NewWriter(file)
	said := what(out)
	err = errors.Join(out.Flush(), file.Chmod(0o644), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), c.Out)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(file.Name()))
	}
	return errors.Join(said, err)
}

// errPassedOver counts what could not be exported.
func errPassedOver(n int) error {
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%d could not be exported: see above", n)
}

// cases writes a file a case. One that is there stays.
func (c *reviewExportCmd) cases(ctx context.Context, x *exports.Exporter, at console) error {
	folder := c.Out
	if folder == "" {
		folder = "."
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	written, passed := 0, 0
	for f, err := range x.Cases(ctx) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Fprintf(at.err, "passed over: %v\n", err)
			passed++
			continue
		}
		name := filepath.Join(folder, f.Name)
		if err := writeNew(name, f.Content); err != nil {
			fmt.Fprintf(at.err, "passed over: %v\n", err)
			passed++
			continue
		}
		fmt.Fprintln(at.out, name)
		written++
	}
	if written > 0 {
		fmt.Fprintf(at.err, "%d cases; read their want sections, then: winnow fixture update --dir %s\n", written, folder)
	}
	return errPassedOver(passed)
}

func writeNew(name string, content []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

// corpus writes a line a document.
func corpus(ctx context.Context, x *exports.Exporter, to, told io.Writer) error {
	written, passed := 0, 0
	for line, err := range x.Corpus(ctx) {
		if err == nil {
			_, err = to.Write(line)
			if err != nil {
				return err
			}
			written++
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		fmt.Fprintf(told, "passed over: %v\n", err)
		passed++
	}
	fmt.Fprintf(told, "%d documents\n", written)
	return errPassedOver(passed)
}

// rules writes a suggestion for each correction, the best first, the others as comments.
func (c *reviewExportCmd) rules(ctx context.Context, x *exports.Exporter, b *session, to io.Writer, at console, log *slog.Logger) error {
	known, err := c.known(ctx, x.Engine, b, at, log)
	if err != nil {
		return err
	}
	var all []corrections.Correction
	for one, err := range x.Store.All(ctx) {
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	written, passed, seen := 0, 0, make(map[string]bool)
	for i := range all {
		if !exports.WantsChange(all[i]) {
			continue
		}
		suggested, err := x.Suggest(ctx, &all[i], all, known)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			fmt.Fprintf(at.err, "passed over: correction %s: %v\n", all[i].ID, err)
			passed++
			continue
		}
		if seen[suggested[0].Site+suggested[0].Rule] {
			continue
		}
		seen[suggested[0].Site+suggested[0].Rule] = true
		if _, err := io.WriteString(to, suggestionText(&all[i], suggested)); err != nil {
			return err
		}
		written++
	}
	fmt.Fprintf(at.err, "%d rules; look at them, then: winnow rules check\n", written)
	return errPassedOver(passed)
}

// suggestionText is a suggestion as a part of a file of rules.
func suggestionText(c *corrections.Correction, all []exports.Suggestion) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s, %s: %s\n", oneLine(c.By), c.At.Format("2006-01-02"), oneLine(shortened(c.Text)))
	for i, s := range all {
		counts := countsOf(&s)
		if i == 0 {
			fmt.Fprintf(&b, "# %s\n", counts)
			for _, example := range s.Examples {
				fmt.Fprintf(&b, "#   such as: %s\n", oneLine(example))
			}
			b.WriteString(s.File)
			continue
		}
		fmt.Fprintf(&b, "# or: %s  # %s\n", s.Rule, counts)
	}
	b.WriteByte('\n')
	return b.String()
}

// countsOf says what a suggestion does to the lines of the documents that it was tried on.
func countsOf(s *exports.Suggestion) string {
	var counts []string
	for _, c := range []struct {
		n    int
		what string
	}{
		{s.Right, "as people said"}, {s.Alike, "that begin or end alike"}, {s.Wrong, "others"},
	} {
		if c.n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	text := "would change no line"
	if len(counts) > 0 {
		text = "would change lines: " + strings.Join(counts, ", ")
	}
	if s.Already > 0 {
		text += fmt.Sprintf("; %d are so already", s.Already)
	}
	return text
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// known returns the documents that rules are tried on.
func (c *reviewExportCmd) known(ctx context.Context, engine *cleaners.Engine, b *session, at console, log *slog.Logger) (*catalog.Memory, error) {
	m := catalog.New(catalog.Options{})
	if b != nil {
		if err := reviews.Follow(ctx, b.js, c.topology(), m, reviews.FollowOptions{Backlog: true, Log: log}); err != nil {
			return nil, err
		}
	}
	if len(c.In) == 0 {
		return m, nil
	}
	_, err := files.Load(ctx, m, files.Options{In: c.In, Stdin: at.in, Clean: engine.Clean, Site: cleaners.Site, Log: log})
	return m, err
}
