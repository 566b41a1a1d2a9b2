package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/learned"
	"github.com/winnow-news/winnow/fixtures/score"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// EvalCmd scores winnow against annotated corpora.
type EvalCmd struct {
	Corpora []string `arg:"" name:"corpus" help:"Corpus files: JSON lines, gzipped or not (fixtures/score/README.md has the format)." type:"existingfile"`

	AsText   bool        `help:"Dump HTML pages to plain text before cleaning, to measure the text road."`
	Dump     score.Style `help:"How --as-text dumps: lines, nodes, markdown or indent." default:"lines" placeholder:"STYLE"`
	DumpWith string      `env:"-" help:"Dump with this shell command instead, which gets HTML on its input and writes text; implies --as-text." placeholder:"COMMAND"`
	Flat     bool        `help:"Join each page's text into one single line; implies --as-text."`

	Trim     uint64     `help:"Leave only a part of each page's text, drawn from this seed, as scrapes do; implies --as-text." placeholder:"SEED"`
	PageType string     `help:"Score only pages of this type." placeholder:"TYPE"`
	Fold     score.Fold `help:"Score only fold K of N; a site's pages all fall into one fold." placeholder:"K/N"`
	Sample   uint       `env:"-" help:"Score only N pages, chosen by the hash of their ids." placeholder:"N"`
	Doc      string     `env:"-" help:"Score only the page with this id, and show what leaked and was lost." placeholder:"ID"`

	WithTitle bool `help:"Count the title as the text's first line."`
	policyFlags
	SiteRules string           `env:"-" help:"Clean under the rules for sites in this folder. Without it there are none: those in force on a server come into a folder with winnow rules pull." placeholder:"DIR" type:"existingdir"`
	Recurring memory.Recurring `default:"off" help:"Read each corpus twice, first to learn what its sites repeat, as winnow backfill does; then take it out (on). The date of a page counts as the day on which it was fetched (${default})." placeholder:"off|shadow|on"`

	Baseline bool `help:"Also score keeping everything, and C4's line filter."`
	Oracle   bool `help:"Also score the best choice of whole lines there is." hidden:""`

	Floor   []score.Bound `help:"Fail when a metric is worse than this; may be repeated." placeholder:"METRIC=NUMBER"`
	Rules   bool          `help:"Show for each rule what it removed and how much of that was article."`
	Details bool          `help:"Show what leaked and was lost, document by document."`
	Model   string        `help:"Score with this model instead of the embedded one." type:"existingfile" hidden:""`
	JSON    bool          `name:"json" help:"Print all figures and per-document rows as JSON."`
}

// Run prints the scores to out; it fails when a corpus can't be read or a
// floor does not hold.
func (c *EvalCmd) Run(ctx context.Context, out io.Writer) error {
	engine, err := c.engineUnderTest()
	if err != nil {
		return err
	}
	var all, tested []score.Summary
	for _, path := range c.Corpora {
		recall, err := c.learn(ctx, engine, path)
		if err != nil {
			return err
		}
		results, err := c.evaluation(engine, recall).Corpus(ctx, path)
		if err != nil {
			return err
		}
		summaries := make([]score.Summary, len(results))
		for i, r := range results {
			summaries[i] = score.Summarize(path, r)
		}
		if !c.JSON {
			if err := c.print(out, path, summaries); err != nil {
				return err
			}
		}
		all, tested = append(all, summaries...), append(tested, summaries[0])
	}
	if c.JSON {
		if err := score.WriteJSON(out, all); err != nil {
			return err
		}
	}
	return score.CheckBounds(tested, c.Floor)
}

// evaluation is what the flags ask for. Winnow comes first: floors are its.
func (c *EvalCmd) evaluation(engine *cleaners.Engine, recall func(*score.Page) document.Recall) *score.Evaluation {
	e := &score.Evaluation{
		Extractors: []score.Extractor{score.NewWinnow(engine, recall)},
		Selection:  score.Selection{PageType: c.PageType, ID: c.Doc, Fold: c.Fold, Sample: int(c.Sample)},
		AsText:     c.AsText, Style: c.Dump, DumpWith: c.DumpWith, Flat: c.Flat, Trim: c.Trim > 0, TrimSeed: c.Trim,
		WithTitle: c.WithTitle, Details: c.Details || c.Rules || c.Doc != "",
	}
	if c.Baseline {
		e.Extractors = append(e.Extractors, score.Everything{}, score.LineFilter{})
	}
	if c.Oracle {
		e.Extractors = append(e.Extractors, score.Oracle{})
	}
	return e
}

// engineUnderTest cleans by the policy, with the embedded model or another.
func (c *EvalCmd) engineUnderTest() (*cleaners.Engine, error) {
	policy, err := c.policy()
	if err != nil {
		return nil, err
	}
	rules, err := rulesFlag{c.SiteRules}.set()
	if err != nil {
		return nil, err
	}
	options := []cleaners.Option{cleaners.WithPolicy(policy), cleaners.WithSiteRules(rules)}
	if c.Model == "" {
		return cleaners.New(options...)
	}
	return engineOf(c.Model, options...)
}

// engineOf returns an engine with the model of that file in place of the embedded
// one.
func engineOf(file string, options ...cleaners.Option) (*cleaners.Engine, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	model, err := learned.Load(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return cleaners.New(append(options, cleaners.WithModel(model))...)
}

func (c *EvalCmd) print(out io.Writer, path string, summaries []score.Summary) error {
	if _, err := fmt.Fprintf(out, "%s\n\n", path); err != nil {
		return err
	}
	if err := score.WriteTable(out, summaries); err != nil {
		return err
	}
	if c.Rules {
		if err := score.WriteRules(out, &summaries[0]); err != nil {
			return err
		}
	}
	if c.Details || c.Doc != "" {
		return score.WriteDetails(out, &summaries[0])
	}
	return nil
}
