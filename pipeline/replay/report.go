package replay

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/winnow-news/winnow/pipeline/record"
)

// Schema is the name of the form of a Report.
const Schema = "winnow.replay.v1"

// Report is what came out otherwise. Letters are letters, their marks and digits; those
// of an article are of what was kept and of the title that was lifted out.
type Report struct {
	Schema    string       `json:"schema"`
	Old       record.Build `json:"old"`
	New       record.Build `json:"new"`
	Documents Documents    `json:"documents"`
	Letters   Letters      `json:"letters"`
	Lost      Count        `json:"lost"`   // pieces of article that the new rules remove
	Gained    Count        `json:"gained"` // pieces that they keep and the old ones removed
	Moved     Count        `json:"moved"`  // removals that another rule makes, or as another kind

	Kinds  map[string]*Both       `json:"kinds"`
	Rules  map[string]*RuleReport `json:"rules"`
	Sites  map[string]*SiteReport `json:"sites"`  // that have a change
	Fields map[string]int         `json:"fields"` // documents in which a field is another, by its name

	Losses       []Change          `json:"losses"` // the largest first
	Gains        []Change          `json:"gains"`
	FieldChanges []FieldChange     `json:"field_changes"` // some
	Refusals     []Refusal         `json:"refusals"`      // of documents that only one refuses, some
	Changed      []ChangedDocument `json:"changed"`       // those that lost most first, some
}

// Documents counts documents.
type Documents struct {
	All           int `json:"all"`
	Changed       int `json:"changed"`
	Refused       int `json:"refused"`        // by the new rules alone
	RefusedBefore int `json:"refused_before"` // by the old ones alone
	RefusedBoth   int `json:"refused_both"`
	Unread        int `json:"unread"`    // that could not be opened
	Otherwise     int `json:"otherwise"` // with the same letters in other paragraphs
	Moved         int `json:"moved"`     // in which nothing is other than which rule removes a text
	ByWords       int `json:"by_words"`  // compared by words, since the two cut them out of different texts
}

// Letters counts letters of articles.
type Letters struct {
	Old    int `json:"old"` // kept by the old rules
	New    int `json:"new"`
	Lost   int `json:"lost"` // with those of documents that only the new rules refuse
	Gained int `json:"gained"`
}

// LostShare returns the share of the letters kept by the old rules that are lost, 0..1.
func (l Letters) LostShare() float64 {
	if l.Old == 0 {
		return 0
	}
	return float64(l.Lost) / float64(l.Old)
}

// Count counts pieces of text.
type Count struct {
	Whole   int `json:"whole"` // paragraphs
	Parts   int `json:"parts"` // of paragraphs
	Letters int `json:"letters"`
}

func (c *Count) add(letters int, whole bool) {
	if whole {
		c.Whole++
	} else {
		c.Parts++
	}
	c.Letters += letters
}

// Pieces returns how many there are.
func (c Count) Pieces() int { return c.Whole + c.Parts }

// Both is what was lost as a kind, and what is no longer removed as it.
type Both struct {
	Lost   Count `json:"lost"`
	Gained Count `json:"gained"`
}

// RuleReport is what one rule does otherwise.
type RuleReport struct {
	Both
	To   Count `json:"to"`   // removals that were its and are another's
	From Count `json:"from"` // the other way round
}

// SiteReport is what came out otherwise of one site.
type SiteReport struct {
	Changed int `json:"changed"` // documents
	Lost    int `json:"lost"`    // letters
	Gained  int `json:"gained"`
}

// Change is one text of article that came out otherwise. Kind, rule, note and score are
// of the rules that remove it; empty where nothing does.
type Change struct {
	ID      string  `json:"id"`
	URL     string  `json:"url"`
	Site    string  `json:"site"`
	Text    string  `json:"text"`
	Cut     int     `json:"cut,omitempty"` // bytes that are not shown
	Letters int     `json:"letters"`
	Whole   bool    `json:"whole"` // it is a whole paragraph
	Start   int     `json:"start"` // bytes of the segmented text; 0 and 0 when compared by words
	End     int     `json:"end"`
	Kind    string  `json:"kind"`
	Rule    string  `json:"rule"`
	Note    string  `json:"note,omitempty"`
	Score   float64 `json:"score"`
}

// FieldChange is one field of one document that is another.
type FieldChange struct {
	ID    string `json:"id"`
	URL   string `json:"url"`
	Site  string `json:"site"`
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Refusal is a document that only one side refuses.
type Refusal struct {
	ID      string `json:"id"`
	URL     string `json:"url"`
	Site    string `json:"site"`
	By      string `json:"by"`      // "old" or "new"
	Letters int    `json:"letters"` // of article, as the other side has it
	Refused
}

// ChangedDocument is one document that came out otherwise.
type ChangedDocument struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Site      string   `json:"site"`
	Lost      int      `json:"lost"` // letters
	Gained    int      `json:"gained"`
	Moved     int      `json:"moved,omitempty"` // removals
	Fields    []string `json:"fields,omitempty"`
	Otherwise bool     `json:"otherwise,omitempty"`
	RefusedBy string   `json:"refused_by,omitempty"`
}

// Empty reports whether nothing came out otherwise.
func (r *Report) Empty() bool { return r.Documents.Changed == 0 }

// JSON returns the report as one document of JSON with a line end.
func (r *Report) JSON() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return nil, fmt.Errorf("the report as JSON: %w", err)
	}
	return out.Bytes(), nil
}
