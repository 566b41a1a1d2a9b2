package record

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// Build is which winnow made a document.
type Build struct {
	Version string `json:"version"`
	Rules   string `json:"rules"` // digest of the rules and the policy
}

// Clean is the form winnow.clean.v1. Offsets are bytes of the segmented text.
type Clean struct {
	Schema     string      `json:"schema"`
	ID         string      `json:"id"`
	URL        string      `json:"url"`
	Site       string      `json:"site"`
	Title      string      `json:"title"`
	Byline     string      `json:"byline"`
	Published  string      `json:"published"`
	Modified   string      `json:"modified,omitempty"`
	Section    string      `json:"section"`
	Tags       []string    `json:"tags,omitempty"`
	SiteName   string      `json:"site_name,omitempty"`
	Canonical  string      `json:"canonical,omitempty"`
	Image      string      `json:"image,omitempty"`
	FetchedAt  string      `json:"fetched_at,omitempty"` // as the envelope states it
	Language   string      `json:"language"`
	Charset    string      `json:"charset"`
	Quality    Quality     `json:"quality"`
	Text       string      `json:"text"` // the paragraphs, a blank line between them
	Paragraphs []Paragraph `json:"paragraphs"`
	Entries    []LiveEntry `json:"entries,omitempty"` // of a live blog
	Removed    []Removal   `json:"removed"`
	Marked     []Removal   `json:"marked,omitempty"` // known from other documents of the site, and kept all the same
	Lifted     []Lift      `json:"lifted,omitempty"`
	*Extras                // images, related, embeds, links, authors; nil unless asked for
	Duplicates *Duplicates `json:"duplicates,omitempty"`
	Winnow     Build       `json:"winnow"`
}

// Quality is what the document is as a whole, and why.
type Quality struct {
	Is     document.PageType `json:"is"`
	Score  float64           `json:"score"`
	Rule   string            `json:"rule"`
	Reason string            `json:"reason"`
}

// Paragraph is one kept block.
type Paragraph struct {
	Text  string        `json:"text"`
	Role  document.Role `json:"role"`
	Start int           `json:"start"`
	End   int           `json:"end"`

	Level  int      `json:"level,omitempty"`
	Number int      `json:"number,omitempty"`
	Cells  []string `json:"cells,omitempty"`
}

// Removal is one block or span that was removed, and why.
type Removal struct {
	Text  string        `json:"text"`
	Kind  document.Kind `json:"kind"`
	Rule  string        `json:"rule"`
	Score float64       `json:"score"`
	Start int           `json:"start"`
	End   int           `json:"end"`
	Note  string        `json:"note,omitempty"` // what the rule goes by, when the document does not show it
}

// Lift is a block that became a field.
type Lift struct {
	Field string  `json:"field"`
	Text  string  `json:"text"`
	Rule  string  `json:"rule"`
	Score float64 `json:"score"`
	Start int     `json:"start"`
	End   int     `json:"end"`
}

// Duplicates is what a document has in common with others: the story that it
// belongs to.
type Duplicates struct {
	Of             string  `json:"of,omitempty"`                // the earliest document with the very same words
	Cluster        string  `json:"cluster,omitempty"`           // the story's name: ClusterOf of the representative
	Representative string  `json:"representative,omitempty"`    // the document that represents the story; this one's id when it does
	Within         float64 `json:"in_representative,omitempty"` // how much of this document the representative has, 0..1
	Holds          float64 `json:"of_representative,omitempty"` // how much of the representative this document has, 0..1
	Dateline       string  `json:"dateline,omitempty"`          // the agency that both name in their datelines
}

// NewClean returns the wire form of a clean document. What it says of its rules is the
// document's own digest, where it has one.
func NewClean(doc *document.Clean, build Build) Clean {
	c := newHead(doc, build)
	c.Text = articleText(doc)
	c.Paragraphs = make([]Paragraph, len(doc.Paragraphs))
	c.Entries = entriesOf(doc.Entries)
	c.Removed = make([]Removal, len(doc.Removed))
	c.Lifted = make([]Lift, len(doc.Lifted))
	c.Extras = newExtras(doc.Extras)
	for i, p := range doc.Paragraphs {
		c.Paragraphs[i] = Paragraph(p)
	}
	for i, r := range doc.Removed {
		c.Removed[i] = removal(r)
	}
	for _, r := range doc.Marked {
		c.Marked = append(c.Marked, removal(r))
	}
	for i, l := range doc.Lifted {
		c.Lifted[i] = lift(l)
	}
	return c
}

// newHead returns the wire form without text and lists.
func newHead(doc *document.Clean, build Build) Clean {
	c := Clean{
		Schema: CleanSchema, ID: doc.ID, URL: doc.URL, Site: doc.Site, Title: doc.Title, Byline: doc.Byline,
		Published: doc.Published, Modified: doc.Modified, Section: doc.Section, Tags: doc.Tags, SiteName: doc.SiteName,
		Canonical: doc.Canonical, Image: doc.Image, FetchedAt: doc.FetchedAt, Language: doc.Language, Charset: doc.Charset,
		Quality: Quality(doc.Quality), Winnow: build,
	}
	if doc.Digest != "" {
		c.Winnow.Rules = doc.Digest
	}
	c.Quality.Score = round(c.Quality.Score)
	return c
}

func lift(l document.Lift) Lift {
	l.Score = round(l.Score)
	return Lift(l)
}

func removal(r document.Removal) Removal {
	r.Score = round(r.Score)
	return Removal(r)
}

// Marshal returns the document as one line of JSON, without a line end; the same
// for the same document. It fails when a score is not a number.
func (c Clean) Marshal() ([]byte, error) { return c.line(false, 0) }

// ParseClean reads the message of a clean document, in any form that Form writes. It
// also returns how many parts it has: messages right before it in its stream, which
// Join adds in their order. It fails when the message is no clean document.
func ParseClean(header map[string][]string, body []byte) (c *Clean, parts int, err error) {
	body, err = Unpack(header, body)
	if err != nil {
		return nil, 0, err
	}
	var read struct {
		Clean
		Parts int `json:"parts"`
	}
	if err := json.Unmarshal(body, &read); err != nil {
		return nil, 0, err
	}
	if read.Schema != CleanSchema || read.Parts < 0 {
		return nil, 0, fmt.Errorf("it is a %q with %d parts, want a %q", read.Schema, read.Parts, CleanSchema)
	}
	if err := fillTexts(read.Text, body, read.Paragraphs, read.Entries); err != nil {
		return nil, 0, fmt.Errorf("document %s: %w", read.ID, err)
	}
	return &read.Clean, read.Parts, nil
}

func articleText(doc *document.Clean) string {
	size := 0
	for i := range doc.Paragraphs {
		size += len(doc.Paragraphs[i].Text) + 2
	}
	var b strings.Builder
	b.Grow(size)
	for i, p := range doc.Paragraphs {
		if i > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(p.Text)
	}
	return b.String()
}

// round leaves four decimals: more would only show in which order a machine adds.
func round(score float64) float64 { return math.Round(score*1e4) / 1e4 }
