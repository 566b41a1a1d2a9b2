package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/winnow-news/winnow/cmd/winnow/settings"
)

// schemaOf returns the schema that config schema prints.
func schemaOf(t *testing.T, set *settings.Settings) *jsonschema.Schema {
	t.Helper()
	var out bytes.Buffer
	if err := set.WriteSchema(&out); err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(&out)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("winnow.json", parsed); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("winnow.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// validates holds YAML against a schema.
func validates(t *testing.T, schema *jsonschema.Schema, content string) error {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(content), &value); err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(parsed)
}

// TestTheSchemaAgreesWithTheReader: both take a file, or neither does.
func TestTheSchemaAgreesWithTheReader(t *testing.T) {
	_, _, set := model(t)
	schema := schemaOf(t, set)
	var printed strings.Builder
	if err := set.Print(&printed, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		content string
		good    bool
	}{
		{printed.String(), true},
		{"nats: nats://127.0.0.1:4222\nrun:\n  document-time: 1m30s\n", true},
		{"recall: true\n", true}, // the flag
		{"recall:\n", true},
		{"run:\n  # print: true\n", true},
		{"keep: [caption]\nthreshold: {caption: 0.8}\n", true},
		{"log-format: json\n", true},
		{"natz: x\n", false},
		{"run: {natz: x}\n", false},
		{"password: x\n", false},
		{"run: {sample: true}\n", false},
		{"config: x\n", false},
		{"help: {}\n", false},
		{"log-format: xml\n", false},
		{"replicas: three\n", false},
		{"replicas: 3.5\n", false},
		{"lease: 3\n", false},
		{"lease: 3 s\n", false},
		{"nats: 42.22\n", false},
		{"nats:\n", false},
		{"keep: caption\n", false},
		{"threshold: {caption: high}\n", false},
		{"verbose: 1\n", false},
	} {
		if err := validates(t, schema, c.content); (err == nil) != c.good {
			t.Errorf("the schema on %q: %v", c.content, err)
		}
		file := filepath.Join(t.TempDir(), "f.yaml")
		if err := os.WriteFile(file, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := set.Check(file); (err == nil) != c.good {
			t.Errorf("the reader on %q: %v", c.content, err)
		}
	}
}

// TestTheExampleIsAConfiguration loads the example of deploy, and again with what
// it has as comments.
func TestTheExampleIsAConfiguration(t *testing.T) {
	_, parser, set := model(t)
	const file = "../../deploy/winnow.yaml"
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := set.Check(file); err != nil {
		t.Error(err)
	}
	whole := filepath.Join(t.TempDir(), "whole.yaml")
	all := regexp.MustCompile(`(?m)^( *)# ([a-z-]+:)`).ReplaceAll(content, []byte("$1$2"))
	if err := os.WriteFile(whole, all, 0o600); err != nil {
		t.Fatal(err)
	}
	n, err := set.Check(whole)
	if err != nil {
		t.Error(err)
	}
	if want := 20; n < want {
		t.Errorf("%d settings, want %d", n, want)
	}
	if err := validates(t, schemaOf(t, set), string(all)); err != nil {
		t.Error(err)
	}
	if _, err := parser.Parse([]string{"--config", file, "run"}); err != nil {
		t.Error(err)
	}
}
