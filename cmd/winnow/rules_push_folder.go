package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream/rulebucket"
)

type rulesPushCmd struct {
	Dir      string `arg:"" help:"The folder. Without --add it is all rules there are to be: begin with winnow rules pull." type:"existingdir"`
	Replace  bool   `env:"-" help:"Also take files out of force that are not in the folder." xor:"files"`
	Add      bool   `env:"-" help:"Push the folder's files alone: others that are in force stay." xor:"files"`
	Empty    bool   `env:"-" help:"Push a folder without rules too, which puts all rules out of force."`
	Untested bool   `env:"-" help:"Push rules too that do not pass the tests among them."`
	writeFlags
}

// Run checks the rules and runs the tests among them, and pushes them.
func (c *rulesPushCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	set, err := loadRules(c.Dir)
	if err != nil {
		return fmt.Errorf("nothing was pushed: %w", err)
	}
	if set.Digest() == "" && !c.Empty {
		return usagef("%s has no rules: with --empty that is pushed, and puts all rules out of force", c.Dir)
	}
	for _, w := range set.Warnings() {
		fmt.Fprintf(at.err, "%s\n", w)
	}
	s, err := c.openRules(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.session.close()) }()
	head, err := s.head(ctx)
	if err != nil {
		return err
	}
	if set, err = c.whole(ctx, s, &head, set); err != nil {
		return fmt.Errorf("nothing was pushed: %w", err)
	}
	if head.Schema != "" && head.Digest == set.Digest() && c.IfRevision == nil {
		fmt.Fprintf(at.out, "revision %d has the same rules: nothing to push\n", head.Revision)
		if !c.Live {
			return nil
		}
		return s.awaitWorkers(ctx, at, head.Revision, c.Within)
	}
	if err := c.checkTests(set); err != nil {
		return err
	}
	return c.put(ctx, at, s, &rulesets.Version{Files: set.Files(), Note: c.Note}, &head, log)
}

// whole returns all rules that are to be in force: those of the folder, and with --add
// the others that are. It returns an error where a file would be taken away that nobody
// said is to go: a folder with one's own file alone is pushed by mistake.
func (c *rulesPushCmd) whole(ctx context.Context, s *rulesStore, head *rulebucket.Manifest, set *siterules.Set) (*siterules.Set, error) {
	if c.Replace || set.Digest() == "" || head.Revision == 0 { // no rules at all are asked for with --empty
		return set, nil
	}
	if c.Add {
		v, err := s.Version(ctx, *head)
		if err != nil {
			return nil, fmt.Errorf("--add: what is in force can't be read: %w", err)
		}
		files := maps.Clone(v.Files)
		if files == nil {
			files = make(map[string][]byte)
		}
		maps.Copy(files, set.Files())
		return siterules.FromFiles(files)
	}
	var gone []string
	files := set.Files()
	for _, name := range slices.Sorted(maps.Keys(head.ByName())) {
		if _, stays := files[name]; !stays {
			gone = append(gone, "- "+safe(name))
		}
	}
	if len(gone) > 0 {
		return nil, fmt.Errorf("%d files are in force that are not in %s, and would be taken away:\n%s\nWith --add these stay, and with --replace they go; or write them into the folder first: winnow rules pull %s", len(gone), c.Dir, strings.Join(gone, "\n"), c.Dir)
	}
	return set, nil
}

// checkTests returns an error where tests among the rules fail.
func (c *rulesPushCmd) checkTests(set *siterules.Set) error {
	failed, tests := set.Test()
	if len(failed) == 0 || c.Untested {
		return nil
	}
	return fmt.Errorf("nothing was pushed: %d of %d tests failed:\n%w\nWith --untested the rules are pushed all the same", len(failed), tests, failed)
}
