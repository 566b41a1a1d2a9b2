package main

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// The forms that come out.
const (
	formText     = "text"
	formJSON     = "json"
	formMarkdown = "markdown"
	formCSV      = "csv"
	formHTML     = "html"
	formTEI      = "xml-tei"
	formLedger   = "ledger"
)

// formFlags say what of a document comes out in its form.
type formFlags struct {
	OnlyFields   bool `help:"Title, byline, date and the other fields alone, without the text: with text as lines of YAML, with json as an object, with csv as columns." xor:"fields"`
	WithMetadata bool `help:"The fields above the text, as front matter in YAML; for text and markdown, as the other forms have them anyway." xor:"fields"`
	Links        bool `help:"Keep where links lead: with text and csv as [words](address), with json as a list. markdown, html and xml-tei do so anyway."`
}

// checkForm returns an error for what a form does not have.
func (c *cleanCmd) checkForm() error {
	switch {
	case c.OnlyFields && (c.Format == formHTML || c.Format == formTEI || c.Format == formLedger):
		return usagef("--only-fields is for text, json, markdown and csv, not for %s", c.Format)
	case c.WithMetadata && c.Format == formLedger:
		return usagef("--with-metadata: the ledger has no fields")
	case c.Links && c.Format == formLedger:
		return usagef("--links: the ledger has no links")
	}
	return nil
}

// asked is what the documents are to have as data. Some forms have a place for links.
func (c *cleanCmd) asked() document.ExtraSet {
	if c.Links || c.Format == formMarkdown || c.Format == formHTML || c.Format == formTEI {
		return c.Extras | document.ExtraLinks
	}
	return c.Extras
}

// render returns a document in its form.
func (c *cleaning) render(doc *document.Clean, name string) (string, error) {
	switch c.Format {
	case formText, formMarkdown:
		return c.forPeople(doc), nil
	case formHTML:
		return record.HTML(doc), nil
	case formTEI:
		return record.TEI(doc), nil
	case formCSV:
		untitled := *doc // the title has a column of its own
		untitled.Title = ""
		return c.csv().Row(doc, shownName(name), c.plain(&untitled)), nil
	}
	line, err := c.line(doc)
	if err == nil && c.several {
		line, err = record.WithFile(line, shownName(name))
	}
	return string(line) + "\n", err
}

// forPeople returns a text or Markdown, with the fields that are asked for.
func (c *cleaning) forPeople(doc *document.Clean) string {
	switch {
	case c.OnlyFields && c.Format == formText:
		return record.FieldLines(doc)
	case c.OnlyFields:
		return record.FrontMatter(doc)
	}
	text := c.plain(doc)
	if c.Format == formMarkdown {
		text = record.Markdown(doc)
	}
	if c.WithMetadata {
		return record.FrontMatter(doc) + text
	}
	return text
}

// plain returns a document's text, with its links where they are asked for.
func (c *cleaning) plain(doc *document.Clean) string {
	if c.Links {
		return record.LinkedText(doc)
	}
	return record.Text(doc)
}

// line returns a document as a line of JSON.
func (c *cleaning) line(doc *document.Clean) ([]byte, error) {
	switch {
	case c.Format == formLedger:
		return record.NewLedger(doc, c.engine.build()).Marshal()
	case c.OnlyFields:
		return record.NewFields(doc, c.engine.build()).Marshal()
	}
	return record.NewClean(doc, c.engine.build()).Marshal()
}

func (c *cleaning) csv() record.CSV { return record.CSV{File: c.several, Text: !c.OnlyFields} }

// head returns what stands above all documents of a file.
func (c *cleaning) head() string {
	if c.Format == formCSV {
		return c.csv().Head()
	}
	return ""
}
