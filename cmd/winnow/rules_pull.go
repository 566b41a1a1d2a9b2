package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream/rulebucket"
)

type rulesPullCmd struct {
	brokerFlags
	Dir       string `arg:"" help:"The folder, which is made when it is not there."`
	Revision  uint64 `env:"-" help:"An earlier revision, as winnow rules log lists them." placeholder:"N"`
	Overwrite bool   `env:"-" help:"Replace files that are there and are others."`
}

// Run writes the files. Files of rules that are there besides stay, and are named.
func (c *rulesPullCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	s, err := c.openRules(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.session.close()) }()
	m, err := c.manifest(ctx, s)
	if err != nil {
		return err
	}
	v, err := s.Version(ctx, m)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(c.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := c.compare(at, root, v.Files); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(v.Files)) {
		if err := errors.Join(root.MkdirAll(path.Dir(name), 0o755), root.WriteFile(name, v.Files[name], 0o644)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(at.out, "revision %d, digest %s: %d files are in %s\n", m.Revision, digestOrNone(m.Digest), len(v.Files), c.Dir)
	return err
}

func (c *rulesPullCmd) manifest(ctx context.Context, s *rulesStore) (rulebucket.Manifest, error) {
	if c.Revision > 0 {
		return s.At(ctx, c.Revision)
	}
	m, err := s.Head(ctx)
	if errors.Is(err, rulesets.ErrNone) {
		err = fmt.Errorf("%s: %w", s, err)
	}
	return m, err
}

// compare returns an error for files that would be lost, and names those of rules that
// are there besides.
func (c *rulesPullCmd) compare(at console, root *os.Root, files map[string][]byte) error {
	there, err := rulesets.Read(root.FS())
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		have, err := root.ReadFile(name)
		switch {
		case err == nil && !bytes.Equal(have, files[name]) && !c.Overwrite:
			return fmt.Errorf("%s: %s is there and is another: --overwrite replaces it", c.Dir, name)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return err
		}
		delete(there, name)
	}
	for _, name := range slices.Sorted(maps.Keys(there)) {
		fmt.Fprintf(at.err, "%s: %s is there besides, and stays\n", c.Dir, name)
	}
	return nil
}

type rulesLogCmd struct{ brokerFlags }

// Run lists the revisions, the newest first.
func (c *rulesLogCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	s, err := c.openRules(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.session.close()) }()
	all, err := s.History(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		_, err := fmt.Fprintf(at.out, "%s has no rules\n", s)
		return err
	}
	table := tabwriter.NewWriter(at.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "REVISION\tAT\tBY\tFILES\tDIGEST\tNOTE")
	for _, m := range all {
		fmt.Fprintf(table, "%d\t%s\t%s\t%d\t%s\t%s\n", m.Revision, m.At.UTC().Format(time.RFC3339), safe(m.By), len(m.Files), digestOrNone(safe(m.Digest)), safe(m.Note))
	}
	return table.Flush()
}
