package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

type cleanCmd struct {
	Files []string `arg:"" optional:"" name:"file" help:"Files to clean; - or none is standard input."`

	Format      string `enum:"text,json,markdown,ledger" default:"text" help:"What comes out: ${enum}. json and ledger give one line a file." placeholder:"FORMAT"`
	Explain     bool   `help:"Also say, on standard error, what became of every block and why."`
	URL         string `name:"url" help:"Where the document was found." placeholder:"URL"`
	ContentType string `help:"MIME type, with or without a charset; told from the content when absent." placeholder:"TYPE"`
	Title       string `help:"What is known of the headline." placeholder:"TEXT"`
	policyFlags
	extrasFlag
}

// Run cleans file by file. A file that fails is reported, and the others still
// come out.
func (c *cleanCmd) Run(at console) error {
	if len(c.Files) == 0 {
		c.Files = []string{"-"}
	}
	if len(c.Files) > 1 && (c.URL != "" || c.Title != "") {
		return usagef("--url and --title are for one file, not for %d", len(c.Files))
	}
	out := bufio.NewWriter(at.out)
	clean, err := c.engine(c.asked())
	if err != nil {
		return err
	}
	failed := 0
	for i, name := range c.Files {
		if err := c.file(clean, at, out, i, name); err != nil {
			failed++
			fmt.Fprintf(at.err, "winnow: %s: %v\n", shownName(name), withoutPath(err))
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d files could not be cleaned", failed, len(c.Files))
	}
	return nil
}

// asked is what the documents are to have as data. Markdown has a form for links.
func (c *cleanCmd) asked() document.ExtraSet {
	if c.Format == "markdown" {
		return c.Extras | document.ExtraLinks
	}
	return c.Extras
}

func (c *cleanCmd) file(clean engine, at console, out *bufio.Writer, i int, name string) error {
	content, err := readLimited(name, at.in, decode.DefaultLimits().Bytes)
	if err != nil {
		return err
	}
	doc, err := clean.Clean(record.Identify(document.Raw{
		URL: c.URL, Title: c.Title, ContentType: c.ContentType, Content: content,
	}))
	if err != nil {
		return err
	}
	text, err := c.render(doc, clean)
	if err != nil {
		return err
	}
	c.separate(out, i, name)
	if _, err = out.WriteString(text); err != nil || !c.Explain {
		return err
	}
	if err := out.Flush(); err != nil { // the explanation stands below its document
		return err
	}
	_, err = io.WriteString(at.err, record.Explain(doc, 0))
	return err
}

func (c *cleanCmd) render(doc *document.Clean, by engine) (string, error) {
	var line []byte
	var err error
	switch c.Format {
	case "text":
		return record.Text(doc), nil
	case "markdown":
		return record.Markdown(doc), nil
	case "ledger":
		line, err = record.NewLedger(doc, by.build()).Marshal()
	default:
		line, err = record.NewClean(doc, by.build()).Marshal()
	}
	return string(line) + "\n", err
}

// separate keeps several documents apart where their form does not.
func (c *cleanCmd) separate(out *bufio.Writer, i int, name string) {
	switch {
	case len(c.Files) == 1:
	case c.Format == "text" && i > 0:
		fmt.Fprintf(out, "\n==> %s <==\n\n", shownName(name))
	case c.Format == "text":
		fmt.Fprintf(out, "==> %s <==\n\n", shownName(name))
	case c.Format == "markdown" && i > 0:
		fmt.Fprint(out, "\n---\n\n")
	}
}

// readLimited reads a file, or stdin for "-". It reads one byte more than
// limit, so that the engine sees that there is too much.
func readLimited(name string, stdin io.Reader, limit int) ([]byte, error) {
	from := stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		from = file
	}
	return io.ReadAll(io.LimitReader(from, int64(limit)+1))
}

func shownName(name string) string {
	if name == "-" {
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
