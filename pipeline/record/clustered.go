package record

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Clustered is what of a clean document says to which story it belongs.
type Clustered struct {
	Schema     string    `json:"schema"`
	ID         string    `json:"id"`
	URL        string    `json:"url"`
	Site       string    `json:"site"`
	Canonical  string    `json:"canonical"`
	Published  string    `json:"published"`
	FetchedAt  string    `json:"fetched_at"`
	Text       string    `json:"text"`
	Paragraphs []stretch `json:"paragraphs"`
	Marked     []stretch `json:"marked"`
}

// stretch is a part of the segmented text.
type stretch struct {
	within
	Start int `json:"start"`
	End   int `json:"end"`
	text  string
}

// ParseClustered reads the message of a clean document. It fails when that is not JSON,
// not CleanSchema, or has no id. Of a document in parts it does without them: its
// paragraphs are taken from its text.
func ParseClustered(header map[string][]string, body []byte) (*Clustered, error) {
	body, err := Unpack(header, body)
	if err != nil {
		return nil, err
	}
	var c Clustered
	if err := json.Unmarshal(body, &c); err != nil {
		return nil, err
	}
	if c.Schema != CleanSchema || c.ID == "" {
		return nil, fmt.Errorf("it is a %q with the id %q", c.Schema, c.ID)
	}
	for i := range c.Paragraphs {
		p := &c.Paragraphs[i]
		if p.text, err = p.of(c.Text); err != nil {
			return nil, fmt.Errorf("paragraph %d: %w", i, err)
		}
	}
	return &c, nil
}

// Own returns the paragraphs that no other document of the site is known to
// have: those that are not marked by more than half. Of a document that came
// without paragraphs they are taken from its text.
func (c *Clustered) Own() []string {
	if len(c.Paragraphs) == 0 {
		return strings.Split(c.Text, "\n\n")
	}
	own := make([]string, 0, len(c.Paragraphs))
	next := 0 // the first of Marked that may reach into the paragraph: both are in order
	for _, p := range c.Paragraphs {
		for next < len(c.Marked) && c.Marked[next].End <= p.Start {
			next++
		}
		marked := 0
		for _, m := range c.Marked[next:] {
			if m.Start >= p.End {
				break
			}
			marked += min(m.End, p.End) - max(m.Start, p.Start)
		}
		if 2*marked <= p.End-p.Start {
			own = append(own, p.text)
		}
	}
	return own
}

// Head is what of a clean document says which it is, and what made it.
type Head struct {
	Schema string `json:"schema"`
	ID     string `json:"id"`
	Winnow Build  `json:"winnow"`
}

// ParseHead reads the message of a clean document. It fails when that is not JSON, not
// CleanSchema, or has no id.
func ParseHead(header map[string][]string, body []byte) (h Head, err error) {
	body, err = Unpack(header, body)
	if err != nil {
		return h, err
	}
	if err := json.Unmarshal(body, &h); err != nil {
		return h, err
	}
	if h.Schema != CleanSchema || h.ID == "" {
		return h, fmt.Errorf("it is a %q with the id %q", h.Schema, h.ID)
	}
	return h, nil
}
