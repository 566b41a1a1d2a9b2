package record

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// DriftSchema names the form of what is said of a site that has changed.
const DriftSchema = "winnow.drift.v1"

// DriftJSONSchema is the JSON Schema of it.
//
//go:embed schema/drift.v1.json
var DriftJSONSchema []byte

// HeaderMeasures is on a clean document: what is measured of it, for whoever watches
// sites. Its form is winnow's own, and may change.
const HeaderMeasures = "Winnow-Measures"

// Drift is the form winnow.drift.v1: a site whose documents come out otherwise than
// before. A share or a rate is from 0 to 1, and a length in bytes.
type Drift struct {
	Schema   string          `json:"schema"`
	Site     string          `json:"site"`
	Since    string          `json:"since"`    // the own time of the first document that is otherwise, RFC 3339
	Sequence uint64          `json:"sequence"` // of the clean document at which it was found, in the clean stream
	Measures []DriftMeasure  `json:"measures"` // that have left their range, the most certain first
	Before   []DriftDocument `json:"before"`   // from right before, two where they are still there
	After    []DriftDocument `json:"after"`    // from since then
}

// DriftMeasure is a measure that has left its range.
type DriftMeasure struct {
	Measure   string  `json:"measure"` // removed, title, byline, published, article, length, or a kind
	Was       float64 `json:"was"`     // the mean before
	Is        float64 `json:"is"`      // the mean since
	Low       float64 `json:"low"`     // the range: of the means of eight documents in a row
	High      float64 `json:"high"`
	Documents int     `json:"documents"` // since then, of those that are measured
}

// DriftDocument is a document that shows what a site was, or what it is.
type DriftDocument struct {
	ID        string             `json:"id"`
	URL       string             `json:"url,omitempty"`
	Title     string             `json:"title,omitempty"`
	Published string             `json:"published,omitempty"`
	Sequence  uint64             `json:"sequence"` // in the clean stream
	Rules     string             `json:"rules,omitempty"`
	Values    map[string]float64 `json:"values,omitempty"` // of the measures that have left their range
}

// Marshal returns the record as one line of JSON.
func (d Drift) Marshal() ([]byte, error) { return marshal(d) }

// ParseDrift reads what Marshal wrote. It fails for another form.
func ParseDrift(line []byte) (d Drift, err error) {
	if err := json.Unmarshal(line, &d); err != nil {
		return d, err
	}
	if d.Schema != DriftSchema || d.Site == "" || len(d.Measures) == 0 {
		return d, fmt.Errorf("it is a %q of the site %q with %d measures", d.Schema, d.Site, len(d.Measures))
	}
	return d, nil
}

// ParseDriftDocument reads the message of a clean document. It fails when that is not
// JSON or not CleanSchema. Sequence and Values are left to whoever knows them.
func ParseDriftDocument(header map[string][]string, body []byte) (d DriftDocument, err error) {
	if body, err = Unpack(header, body); err != nil {
		return d, err
	}
	var c struct {
		Schema string `json:"schema"`
		DriftDocument
		Winnow Build `json:"winnow"`
	}
	if err := json.Unmarshal(body, &c); err != nil {
		return d, err
	}
	if c.Schema != CleanSchema || c.ID == "" {
		return d, fmt.Errorf("it is a %q with the id %q", c.Schema, c.ID)
	}
	c.Rules = c.Winnow.Rules
	return c.DriftDocument, nil
}
