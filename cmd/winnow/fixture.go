package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
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
	doc, err := engine.Segment(document.Raw{URL: c.URL, Content: data})
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	name := c.Name
	if name == "" {
		name = strings.TrimSuffix(filepath.Base(c.File), filepath.Ext(c.File))
	}
	written, err := fixtures.Add(c.Dir, fixtures.Case{
		Name: name, Kind: c.Kind, Role: c.Role, Language: c.Language, URL: c.URL,
		HTML: doc.Format == document.HTML, Input: string(data),
	}, engine)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s written; put its want section right, then: winnow fixture update\n", written)
	return err
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
