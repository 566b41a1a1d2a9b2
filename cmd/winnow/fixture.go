package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/fixtures"
)

// FixtureCmd makes and refreshes golden cases, in a checkout of the source.
type FixtureCmd struct {
	Add    fixtureAddCmd    `cmd:"" help:"Make a golden case from a document; its want section is then put right by hand."`
	Update fixtureUpdateCmd `cmd:"" help:"Rewrite the golden sections of all cases."`
}

type fixtureAddCmd struct {
	File     string `arg:"" help:"The document." type:"existingfile"`
	Name     string `env:"-" help:"The case's name (default: the file's)." placeholder:"NAME"`
	Kind     string `env:"-" help:"The kind that it is about, or document." default:"document"`
	Role     string `env:"-" help:"positive, trap or document." enum:"positive,trap,document" default:"document"`
	Language string `env:"-" help:"BCP 47 language tag." placeholder:"TAG"`
	URL      string `env:"-" name:"url" help:"Where the document was found." placeholder:"URL"`
	Rules    string `env:"-" help:"Clean the document under the rules for sites in this folder. The case takes along those that say something of it." placeholder:"DIR" type:"existingdir"`
	Dir      string `help:"Folder of the cases." default:"fixtures/cases" type:"existingdir"`
}

// Run writes the case and says where.
func (c *fixtureAddCmd) Run(stdout io.Writer) error {
	if !fixtures.ValidKind(c.Kind) {
		return fmt.Errorf("unknown kind %q", c.Kind)
	}
	data, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	engine := cleaners.Must(cleaners.New())
	raw := document.Raw{URL: c.URL, Content: data}
	rules, err := c.rulesOf(engine, raw)
	if err != nil {
		return err
	}
	doc, err := engine.Segment(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	name := c.Name
	if name == "" {
		name = strings.TrimSuffix(filepath.Base(c.File), filepath.Ext(c.File))
	}
	written, err := fixtures.Add(c.Dir, fixtures.Case{
		Name: name, Kind: c.Kind, Role: c.Role, Language: c.Language, URL: c.URL,
		HTML: doc.Format == document.HTML, Input: string(data), Rules: rules,
	}, engine)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s written; put its want section right, then: winnow fixture update\n", written)
	return err
}

// rulesOf returns the files of the rules for sites that say something of a document, nil
// for none.
func (c *fixtureAddCmd) rulesOf(engine *cleaners.Engine, raw document.Raw) (*siterules.Set, error) {
	all, err := rulesFlag{c.Rules}.set()
	if all == nil || err != nil {
		return nil, err
	}
	said, _, err := engine.With(all).Ruled(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.File, err)
	}
	files := all.Files()
	for name := range files {
		if !slices.ContainsFunc(said, func(r document.Ruled) bool { return strings.HasPrefix(r.Where, name+":") }) {
			delete(files, name)
		}
	}
	if len(files) == 0 {
		return nil, nil
	}
	return siterules.FromFiles(files)
}

type fixtureUpdateCmd struct {
	Dir string `help:"Folder of the cases." default:"fixtures/cases" type:"existingdir"`
}

// Run rewrites the goldens and names those that changed.
func (c *fixtureUpdateCmd) Run(stdout io.Writer) error {
	changed, err := fixtures.Update(c.Dir, cleaners.Must(cleaners.New()))
	for _, name := range changed {
		if _, err := fmt.Fprintln(stdout, name); err != nil {
			return err
		}
	}
	return err
}
