package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/fixtures/ruletest"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/record"
)

// rulesTestCmd tries rules on documents.
type rulesTestCmd struct {
	Rules string   `arg:"" name:"dir" help:"Folder with rules for sites, or a file of rules."`
	Files []string `arg:"" optional:"" name:"file" help:"Documents to try the rules on: files, folders and archives of any form. Only those with an address have a site."`

	Pages string `env:"-" help:"Folder with pages for the tests of site configs. Each is named by its address without the scheme, as wget saves one, or by the whole address with its marks escaped." placeholder:"DIR" type:"existingdir"`
	policyFlags
}

// Run prints what each rule does. It fails where a test does.
func (c *rulesTestCmd) Run(ctx context.Context, at console) error {
	set, err := readRules(c.Rules)
	var wrong siterules.Problems
	if errors.As(err, &wrong) {
		return fmt.Errorf("%d problems:\n%w", len(wrong), below(c.Rules, wrong))
	}
	if err != nil {
		return err
	}
	warn(at, c.Rules, set.Warnings())
	engine, err := c.engine(0)
	if err != nil {
		return err
	}
	trial := ruletest.New(set, engine.Engine)
	told := refusals{at: at}
	if err := c.tryAll(ctx, at, trial, &told); err != nil {
		return err
	}
	told.end()
	report := trial.Report()
	warn(at, c.Rules, report.Untested)
	if err := writeTrial(at.out, set, &report); err != nil {
		return err
	}
	if told.all > 0 && report.Documents == 0 {
		return errors.New("no document could be tried: want raw ones, as winnow backfill reads them, not clean ones, as it writes them")
	}
	if len(report.Failed) > 0 {
		return fmt.Errorf("%d of %d tests failed:\n%w", len(report.Failed), report.Tests, below(c.Rules, report.Failed))
	}
	return nil
}

// tryAll tries the rules on all documents. One that can't be cleaned is told of, and
// costs the others nothing.
func (c *rulesTestCmd) tryAll(ctx context.Context, at console, trial *ruletest.Trial, told *refusals) error {
	if err := c.try(ctx, at, trial, told, c.Files, func(r *archive.Record, raw document.Raw) document.Raw { return raw }); err != nil {
		return err
	}
	if c.Pages == "" {
		return nil
	}
	return c.try(ctx, at, trial, told, []string{c.Pages}, func(r *archive.Record, raw document.Raw) document.Raw {
		if raw.URL == "" {
			raw.URL = addressOf(c.Pages, r.File)
		}
		return raw
	})
}

func (c *rulesTestCmd) try(ctx context.Context, at console, trial *ruletest.Trial, told *refusals, names []string, as func(*archive.Record, document.Raw) document.Raw) error {
	if len(names) == 0 {
		return nil
	}
	inputs, err := archive.Find(ctx, names, nil)
	if err != nil {
		return err
	}
	all, err := archive.Open(inputs, archive.Mark{}, at.in, archive.Options{})
	if err != nil {
		return err
	}
	defer all.Close()
	for {
		r, err := all.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		raw, err := r.Open()
		if err == nil {
			err = trial.Try(r.String(), as(r, record.Identify(raw)))
		}
		if err != nil {
			told.add(r.String(), err)
		}
		r.Release()
	}
}

// refusals tells of documents that can't be tried, each cause a few times.
type refusals struct {
	at    console
	all   int
	times map[string]int // by cause
}

// mostRefusals of one cause are told of one by one, and of so many causes the number.
const (
	mostRefusals = 3
	mostCauses   = 100
)

func (r *refusals) add(document string, err error) {
	if r.times == nil {
		r.times = make(map[string]int)
	}
	cause := err.Error()
	r.all++
	if _, known := r.times[cause]; !known && len(r.times) >= mostCauses {
		return
	}
	if r.times[cause]++; r.times[cause] <= mostRefusals {
		fmt.Fprintf(r.at.err, "winnow: %s: %s\n", document, cause)
	}
}

// end tells of the others.
func (r *refusals) end() {
	told := 0
	for _, times := range r.times {
		told += min(times, mostRefusals)
	}
	if r.all > told {
		fmt.Fprintf(r.at.err, "winnow: %d documents could not be tried; of %d of them it is not said why, which is as above\n", r.all, r.all-told)
	}
}

// addressOf returns the address that names a page's file below a folder.
func addressOf(folder, file string) string {
	name, err := filepath.Rel(folder, file)
	if err != nil {
		name = file
	}
	name = filepath.ToSlash(name)
	if whole, err := url.PathUnescape(name); err == nil && strings.Contains(whole, "://") {
		return strings.TrimSuffix(whole, ".html")
	}
	return "https://" + strings.TrimSuffix(strings.TrimSuffix(name, ".html"), "/index")
}

// shownText is how much of a text is shown, in characters.
const shownText = 100

// writeTrial prints what came out of a trial: each rule with how often it held, and below
// it what it takes out that was kept before.
func writeTrial(to io.Writer, set *siterules.Set, r *ruletest.Report) error {
	out := bufio.NewWriter(harmless(to))
	for i := range r.Held {
		h := &r.Held[i]
		fmt.Fprintf(out, "%s: %s\n", h.Rule.Where(), h.Rule.Text)
		switch {
		case h.Times > 0:
			fmt.Fprintf(out, "    holds %d times, in %d of %d documents; %d were kept before\n", h.Times, h.Documents, r.Documents, h.TakenAll)
		case h.Tested:
			fmt.Fprintf(out, "    holds in its tests alone\n")
		default:
			fmt.Fprintf(out, "    warning: holds nowhere\n")
		}
		for _, note := range h.Notes {
			fmt.Fprintf(out, "    warning: %s\n", note)
		}
		for _, taken := range h.Taken {
			fmt.Fprintf(out, "    - %s  (%s)\n", shorten(taken.Text), taken.Document)
		}
	}
	fmt.Fprintf(out, "rules %d, tests %d, failed %d; documents %d, changed %d\n", len(r.Held), r.Tests, len(r.Failed), r.Documents, r.Changed)
	return out.Flush()
}

func shorten(text string) string {
	if runes := []rune(text); len(runes) > shownText {
		return string(runes[:shownText]) + "…"
	}
	return text
}
