package serve

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/winnow-news/winnow/pipeline/record"
)

// openAPIFile describes the paths. Its schemas of documents are put in from package
// record, where they are written once.
//
//go:embed openapi.json
var openAPIFile []byte

// documentSchemas are the schemas that openAPIFile leaves empty, by their names there.
func documentSchemas() map[string][]byte {
	return map[string][]byte{"Envelope": record.RawJSONSchema, "Clean": record.CleanJSONSchema}
}

// openAPI returns the description with the schemas of documents.
func openAPI() ([]byte, error) {
	var all map[string]any
	if err := json.Unmarshal(openAPIFile, &all); err != nil {
		return nil, fmt.Errorf("openapi.json: %w", err)
	}
	components, _ := all["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	for name, schema := range documentSchemas() {
		if _, there := schemas[name]; !there {
			return nil, fmt.Errorf("openapi.json: it has no place for the schema %s", name)
		}
		// Inside of the description a schema's references begin at another root.
		var moved map[string]any
		if err := json.Unmarshal(bytes.ReplaceAll(schema, []byte(`"#/`), []byte(`"#/components/schemas/`+name+`/`)), &moved); err != nil {
			return nil, fmt.Errorf("schema %s: %w", name, err)
		}
		delete(moved, "$id")
		delete(moved, "$schema")
		schemas[name] = moved
	}
	return json.MarshalIndent(all, "", "  ")
}
