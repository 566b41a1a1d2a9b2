package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/record"
)

type cleanCmd struct {
	Files []string `arg:"" optional:"" name:"file" help:"Files, folders and globs to clean, also packed ones; - or none is standard input."`

	Format string `enum:"text,json,markdown,csv,html,xml-tei,ledger" default:"text" help:"What comes out: ${enum}. json and ledger give one line a file, csv one row below a row of names." placeholder:"FORMAT"`
	formFlags
	Out         string `env:"-" short:"o" help:"File for what comes out. With several inputs, or where OUT is a folder or ends in a slash: a folder, with a file an input." placeholder:"OUT"`
	Overwrite   bool   `env:"-" help:"With --out: replace files that are there."`
	Explain     bool   `help:"Also say, on standard error, what became of every block and why."`
	Color       string `enum:"auto,always,never" default:"auto" help:"Colour the explanation: ${enum}. auto does on a terminal, unless NO_COLOR is set." placeholder:"WHEN"`
	URL         string `env:"-" name:"url" help:"Where the document was found." placeholder:"URL"`
	ContentType string `env:"-" help:"MIME type, with or without a charset; told from the content when absent." placeholder:"TYPE"`
	Title       string `env:"-" help:"What is known of the headline." placeholder:"TEXT"`
	policyFlags
	extrasFlag
	rulesFlag
}

// check is part of checker.
func (c *cleanCmd) check() error {
	return errors.Join(c.checkStated(), c.checkForm(), c.policyFlags.check())
}

// Run cleans file by file. A file that fails is reported, and the others still
// come out. When ctx is done it ends behind the file that it has in hand.
func (c *cleanCmd) Run(ctx context.Context, at console) error {
	if len(c.Files) == 0 {
		c.Files = []string{archive.Stdin}
	}
	inputs, several := c.inputs(ctx)
	if (several || len(inputs) > 1) && (c.URL != "" || c.Title != "") {
		return usagef("--url and --title are for one file, not for %d", len(inputs))
	}
	if err := errors.Join(c.place(inputs, several), c.checkSeveral(several)); err != nil {
		return err
	}
	engine, err := c.engine(c.asked())
	if err != nil {
		return err
	}
	policy, err := c.policy()
	if err != nil {
		return err
	}
	rules, err := c.set()
	if err != nil {
		return err
	}
	run := cleaning{cleanCmd: c, engine: engine.with(rules), policy: policy, at: at, out: bufio.NewWriter(harmless(at.out)), several: several}
	return run.all(ctx, inputs)
}

// checkStated returns an error for what is said of a document and can't be so.
func (c *cleanCmd) checkStated() error {
	if c.URL != "" {
		if at, err := url.Parse(c.URL); err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
			return usagef("--url=%s: want an address such as https://www.example.org/news/1", c.URL)
		}
	}
	if c.ContentType != "" {
		if err := decode.CheckCharset(c.ContentType); err != nil {
			return usagef("--content-type=%s: %w", c.ContentType, err)
		}
	}
	return nil
}

// cleaning is one run of the command.
type cleaning struct {
	*cleanCmd
	engine  engine
	policy  cleaners.Policy
	at      console
	out     *bufio.Writer // standard output
	several bool
	begun   bool // something was written to standard output
}

func (c *cleaning) all(ctx context.Context, inputs []cleanInput) error {
	done, failed, passed := 0, 0, 0
	for i := range inputs {
		err := c.file(ctx, i, &inputs[i])
		if err != nil && ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			return errors.Join(c.out.Flush(), fmt.Errorf("stopped: %d of %d files were cleaned", done, len(inputs)))
		}
		if inputs[i].walked && errors.Is(err, decode.ErrBinary) { // a picture in a folder of pages
			passed++
			continue
		}
		if err != nil {
			failed++
			what := strings.TrimPrefix(withoutPath(err).Error(), inputs[i].name+": ")
			fmt.Fprintf(c.at.err, "winnow: %s: %s\n", shownName(inputs[i].name), what)
			continue
		}
		done++
	}
	if err := c.out.Flush(); err != nil {
		return err
	}
	if passed > 0 {
		fmt.Fprintf(c.at.err, "winnow: files in folders that are no text were passed over: %d\n", passed)
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d files could not be cleaned", failed, len(inputs))
	}
	return nil
}

// file cleans one file.
func (c *cleaning) file(ctx context.Context, i int, in *cleanInput) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := errors.Join(in.err, c.free(in.to)); err != nil {
		return err
	}
	content, err := archive.ReadFile(ctx, in.name, c.at.in, decode.DefaultLimits().Bytes)
	if errors.Is(err, archive.ErrManyDocuments) {
		return fmt.Errorf("%w: winnow backfill cleans those", err)
	}
	if err != nil {
		return err
	}
	doc, err := c.engine.Clean(record.Identify(document.Raw{
		URL: c.URL, Title: c.Title, ContentType: c.ContentType, Content: content,
	}))
	if err != nil {
		return err
	}
	text, err := c.render(doc, in.name)
	if err != nil {
		return err
	}
	if err := c.write(i, in, text); err != nil || !c.Explain {
		return err
	}
	return c.explain(doc, in.name)
}

// explain says what became of a document, below where that stands.
func (c *cleaning) explain(doc *document.Clean, name string) error {
	if err := c.out.Flush(); err != nil {
		return err
	}
	header := ""
	if c.several {
		header = fmt.Sprintf("==> %s <==\n", shownName(name))
	}
	_, err := io.WriteString(c.at.err, header+c.explained(doc))
	return err
}

// explained is the explanation as a terminal shows it, where there is one or colours
// are asked for, else as programs read it.
func (c *cleaning) explained(doc *document.Clean) string {
	terminal := terminalOf(c.at.err)
	if terminal == nil && c.Color != colorAlways {
		return record.Explain(doc, 0)
	}
	shown := record.Terminal{
		Width: columnsOf(terminal), Color: wantsColor(c.Color, terminal), Threshold: c.policy.Threshold, Keep: c.policy.Keep,
	}
	return shown.Explain(doc)
}

// write puts a document where it goes.
func (c *cleaning) write(i int, in *cleanInput, text string) error {
	if in.to != "" {
		return c.writeFile(in.to, c.head()+text)
	}
	if !c.begun {
		c.begun = true
		c.out.WriteString(c.head()) // its error stays until Flush
	}
	c.separate(i, in.name)
	_, err := c.out.WriteString(text)
	return err
}

// separate keeps several documents apart where their form does not.
func (c *cleaning) separate(i int, name string) {
	switch {
	case !c.several:
	case c.Format == "text" && i > 0:
		fmt.Fprintf(c.out, "\n==> %s <==\n\n", shownName(name))
	case c.Format == "text":
		fmt.Fprintf(c.out, "==> %s <==\n\n", shownName(name))
	case c.Format == "markdown" && i > 0:
		fmt.Fprint(c.out, "\n---\n\n")
	}
}

func shownName(name string) string {
	if name == archive.Stdin {
		return "stdin"
	}
	return name
}

// withoutPath drops the file's name from an error of the file system, since
// the line of the report begins with it.
func withoutPath(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
