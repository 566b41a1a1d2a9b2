package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline/corrections"
	"github.com/winnow-news/winnow/pipeline/corrections/exports"
	"github.com/winnow-news/winnow/pipeline/rulesets"
)

// rulePlace is where rules in force are kept, and can be put.
type rulePlace interface {
	// current returns the rules in force; it returns no files where there are none.
	current(context.Context) (*rulesets.Version, error)
	// changes returns what says when a file was put there, and by whom and why, as far as
	// that is known.
	changes(context.Context) func(name string) (at time.Time, by, note string)
	// put puts a version in force, which was loaded and has its Digest, in place of one that
	// current returned, and returns what happens next, in one line for people. It changes
	// nothing where another version is in force by now, and says so.
	put(ctx context.Context, v, instead *rulesets.Version) (string, error)
}

// ruleDesk is the site rules on the pages: those in force, and drafts of others.
type ruleDesk struct {
	place   rulePlace
	trials  trials
	exports *exports.Exporter

	rolling sync.Mutex // of two roll-outs, the second sees what the first did
}

var _ review.Rules = (*ruleDesk)(nil)

// Files is part of review.Rules.
func (d *ruleDesk) Files(ctx context.Context) ([]review.RuleFileInfo, error) {
	v, err := d.place.current(ctx)
	if err != nil {
		return nil, err
	}
	var all []review.RuleFileInfo
	changed := d.place.changes(ctx)
	for _, name := range slices.Sorted(maps.Keys(v.Files)) {
		info := review.RuleFileInfo{Name: name}
		if set, err := siterules.FromFiles(map[string][]byte{name: v.Files[name]}); err == nil { // else the set in force is another
			stats := set.Stats()
			info.Rules, info.Sites = stats.Rules, stats.Sites
		}
		info.Changed, info.By, info.Note = changed(name)
		all = append(all, info)
	}
	return all, nil
}

// File is part of review.Rules.
func (d *ruleDesk) File(ctx context.Context, name string) (review.RuleFile, error) {
	v, err := d.place.current(ctx)
	if err != nil {
		return review.RuleFile{}, err
	}
	data, there := v.Files[name]
	if !there {
		return review.RuleFile{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return review.RuleFile{Name: name, Text: string(data), Base: baseOf(data)}, nil
}

// baseOf names the text of a file.
func baseOf(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

// everySite is the file of rules for documents of which no site is known.
const everySite = "everywhere"

// Suggest is part of review.Rules. A site's rules for text are in one file, by its host.
func (d *ruleDesk) Suggest(ctx context.Context, c corrections.Correction) (review.RuleFile, error) {
	site, name := "site "+siteName(c), siteName(c)
	if name == "" {
		site, name = everySite, everySite
	}
	rule, err := d.rules(ctx, c)
	if err != nil {
		return review.RuleFile{}, err
	}
	file, err := d.File(ctx, name+".rules")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		file = review.RuleFile{Name: name + ".rules", Text: site + "\n"}
	case err != nil:
		return file, err
	case lastSite(file.Text) != site:
		file.Text = strings.TrimRight(file.Text, "\n") + "\n\n" + site + "\n"
	}
	file.Text = strings.TrimRight(file.Text, "\n") + "\n" + rule
	return file, nil
}

// rules returns the best rule that does what a correction wants, and others as comments.
// They are tried on the documents of the site.
func (d *ruleDesk) rules(ctx context.Context, c corrections.Correction) (string, error) {
	var all []corrections.Correction
	for one, err := range d.exports.Store.All(ctx) {
		if err != nil {
			return "", err
		}
		if one.Site == c.Site {
			all = append(all, one)
		}
	}
	found, err := d.exports.Suggest(ctx, &c, all, d.trials.documents)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n# In the site's latest documents it %s.\n", found[0].Rule, countsOf(&found[0]))
	if len(found[0].Examples) > 0 {
		fmt.Fprintf(&b, "# Nobody has said anything of these, which it would change too:\n")
		for _, example := range found[0].Examples {
			fmt.Fprintf(&b, "#   %s\n", oneLine(example))
		}
	}
	for _, other := range found[1:] {
		fmt.Fprintf(&b, "# or: %s  # %s\n", other.Rule, countsOf(&other))
	}
	return b.String(), nil
}

// siteName returns the host of a correction's document without its "www.", else its site.
func siteName(c corrections.Correction) string {
	if u, err := url.Parse(c.URL); err == nil && u.Hostname() != "" {
		return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	}
	return c.Site
}

// lastSite returns the line that says whose the last rules of a file are.
func lastSite(text string) (site string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "site ") || line == everySite {
			site = line
		}
	}
	return site
}

// Check is part of review.Rules.
func (d *ruleDesk) Check(ctx context.Context, draft review.RuleFile) ([]review.Problem, error) {
	if err := rulesets.CheckFile(draft.Name, int64(len(draft.Text))); err != nil {
		return []review.Problem{{What: err.Error()}}, nil
	}
	if !siterules.IsFile(draft.Name) {
		return []review.Problem{{What: draft.Name + " is no name for a file of rules: want one that ends in .rules, .txt or .filters"}}, nil
	}
	v, err := d.place.current(ctx)
	if err != nil {
		return nil, err
	}
	set, err := siterules.FromFiles(with(v.Files, draft))
	var wrong siterules.Problems
	if err != nil && !errors.As(err, &wrong) {
		return nil, err
	}
	if err == nil {
		wrong = failedBy(v, set, draft.Name)
	}
	var problems []review.Problem
	for _, p := range wrong {
		if p.File == draft.Name {
			problems = append(problems, review.Problem{Line: p.Line, What: p.Text})
		} else {
			problems = append(problems, review.Problem{What: p.String()})
		}
	}
	if len(problems) > 0 {
		return problems, nil
	}
	return d.unknownSites(ctx, draft)
}

// failedBy returns the tests that fail in a set: those of the file that is changed, and
// those of others that do not fail in what is in force already.
func failedBy(inForce *rulesets.Version, set *siterules.Set, changed string) siterules.Problems {
	failed, _ := set.Test()
	if len(failed) == 0 {
		return nil
	}
	var before siterules.Problems
	if now, err := inForce.Load(); err == nil {
		before, _ = now.Test()
	}
	return slices.DeleteFunc(failed, func(p siterules.Problem) bool {
		return p.File != changed && slices.ContainsFunc(before, func(b siterules.Problem) bool { return b.File == p.File && b.Line == p.Line })
	})
}

// with returns files and a draft. One without text takes its file away.
func with(files map[string][]byte, draft review.RuleFile) map[string][]byte {
	all := maps.Clone(files)
	if all == nil {
		all = make(map[string][]byte)
	}
	all[draft.Name] = []byte(draft.Text)
	if strings.TrimSpace(draft.Text) == "" {
		delete(all, draft.Name)
	}
	return all
}

// Try is part of review.Rules.
func (d *ruleDesk) Try(ctx context.Context, draft review.RuleFile, site string, since time.Time) (*review.Trial, error) {
	v, err := d.place.current(ctx)
	if err != nil {
		return nil, err
	}
	now, err := v.Load()
	if err != nil {
		return nil, fmt.Errorf("the rules in force: %w", err)
	}
	then, err := siterules.FromFiles(with(v.Files, draft))
	if err != nil {
		return nil, err
	}
	return d.trials.run(ctx, now, then, site, since)
}

// RollOut is part of review.Rules.
func (d *ruleDesk) RollOut(ctx context.Context, draft review.RuleFile, by, note string) (string, error) {
	d.rolling.Lock()
	defer d.rolling.Unlock()
	v, err := d.place.current(ctx)
	if err != nil {
		return "", err
	}
	if now, there := v.Files[draft.Name]; there && baseOf(now) != draft.Base && string(now) != draft.Text {
		return "", fmt.Errorf("somebody has changed %s since this draft was begun: open it again, and put your lines into it", draft.Name)
	}
	files := with(v.Files, draft)
	set, err := siterules.FromFiles(files)
	if err != nil {
		return "", err
	}
	if failed := failedBy(v, set, draft.Name); len(failed) > 0 {
		return "", fmt.Errorf("tests failed: %w", failed)
	}
	return d.place.put(ctx, &rulesets.Version{Files: files, By: by, Note: note, Digest: set.Digest()}, v)
}
